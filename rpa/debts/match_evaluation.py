"""How well the rules tell pairs apart that a person has labelled: confusion matrix and verdict per line."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from rpa.debts.address import compare_dwellings, parse_address
from rpa.debts.comparison import Comparison, Outcome
from rpa.debts.person import compare_persons
from rpa.errors import BadInput
from rpa.model import Person

COLUMNS = (
    "request_last", "request_first", "request_middle", "request_address", "request_flat",
    "row_last", "row_first", "row_middle", "row_address", "row_flat", "label",
)  # fmt: skip
_HINT = f"Нужен CSV в UTF-8, через запятую или «;», с заголовком: {', '.join(COLUMNS)}."


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled line. ``line`` is its number in the file, the header being line 1."""

    line: int
    label: Outcome
    verdict: Comparison


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``matrix[label][prediction]`` counts lines; all nine cells are always there."""

    judged: tuple[Judged, ...]

    @property
    def matrix(self) -> dict[Outcome, dict[Outcome, int]]:
        counts = {label: dict.fromkeys(Outcome, 0) for label in Outcome}
        for judged in self.judged:
            counts[judged.label][judged.verdict.outcome] += 1
        return counts

    @property
    def grave(self) -> tuple[Judged, ...]:
        """«Same» said of what isn't surely the same, «different» of what isn't surely different: a wrong answer."""
        return tuple(j for j in self.judged if j.verdict.outcome not in (j.label, Outcome.AMBIGUOUS))

    @property
    def same_in_review(self) -> float:
        """Share (0–1) of the truly same that a person would have to look at."""
        same = self.matrix[Outcome.SAME]
        return same[Outcome.AMBIGUOUS] / (sum(same.values()) or 1)


def judge_pair(
    request: Person | None,
    request_address: str,
    request_flat: str | None,
    row: Person,
    row_address: str,
    row_flat: str | None,
) -> Comparison:
    """Verdict on a request and a row: the dwelling, and the person where the request names one.

    A certain difference of either decides. One exception: the same full name, house and flat under quite another street
    name is what a renamed street looks like, so it is ambiguous.
    """
    dwelling = compare_dwellings(parse_address(request_address, request_flat), parse_address(row_address, row_flat))
    return pair_verdict(dwelling, compare_persons(request, row) if request is not None else None)


def pair_verdict(dwelling: Comparison, person: Comparison | None) -> Comparison:
    """The verdict of :func:`judge_pair` from its two comparisons; ``None`` where the request names no person."""
    if person is None:
        return dwelling
    if dwelling.outcome is Outcome.DIFFERENT and person.outcome is Outcome.SAME and _only_street_differs(dwelling):
        return Comparison(
            Outcome.AMBIGUOUS, "Совпадает всё, кроме названия улицы: возможно, её переименовали", "street"
        )
    for outcome in (Outcome.DIFFERENT, Outcome.AMBIGUOUS):
        for part in (dwelling, person):
            if part.outcome is outcome:
                return part
    return Comparison(Outcome.SAME, "Дом, квартира и ФИО совпадают")


def evaluate(path: Path) -> Evaluation:
    """Judge every line of a labelled CSV. Raises ``BadInput`` naming the line and what is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"Файл с парами не читается: {path.name}.", hint="Проверьте путь и права на файл.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"Файл с парами не в кодировке UTF-8: {path.name}.", hint=_HINT) from error
    lines = text.splitlines(keepends=True)
    # Excel parts by «;» where a comma parts kopecks; no caption holds either.
    reader = csv.DictReader(lines, delimiter=";" if lines and ";" in lines[0] else ",")
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise BadInput(f"В файле с парами нет столбцов: {', '.join(missing)}.", hint=_HINT)
    judged: list[Judged] = []
    start = 2
    try:
        for cells in reader:
            # A quoted cell may span lines: the number is that of the pair's first line.
            line, start = start, reader.line_num + 1
            judged.append(_judge(line, {key: (cells.get(key) or "") for key in COLUMNS}))
    except csv.Error as error:
        raise BadInput(f"Строка {reader.line_num} файла с парами не разбирается.", hint=_HINT) from error
    return Evaluation(tuple(judged))


def _judge(line: int, cells: dict[str, str]) -> Judged:
    try:
        label = Outcome(cells["label"].strip().lower())
    except ValueError as error:
        raise BadInput(f"Строка {line}: в столбце label не same, different или ambiguous.", hint=_HINT) from error
    named = any(cells[f"request_{part}"].strip() for part in ("last", "first", "middle"))
    verdict = judge_pair(
        _person(cells, "request") if named else None,
        cells["request_address"],
        cells["request_flat"],
        _person(cells, "row"),
        cells["row_address"],
        cells["row_flat"],
    )
    return Judged(line, label, verdict)


def _person(cells: dict[str, str], side: str) -> Person:
    return Person(cells[f"{side}_last"], cells[f"{side}_first"], cells[f"{side}_middle"] or None)


def _only_street_differs(dwelling: Comparison) -> bool:
    unequal = {(found.outcome, found.component) for found in dwelling.findings if found.outcome is not Outcome.SAME}
    return unequal == {(Outcome.DIFFERENT, "street")}
