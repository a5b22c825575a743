"""Read the filled spreadsheet back. Taken whole or refused whole, with every problem named at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from rpa.debts.approval.approve import approve, checked_name, person_key
from rpa.debts.approval.sheet import (
    APPROVER,
    BARE_NO,
    DECISION,
    HEADERS,
    NOTE,
    NUMBER,
    SHEET,
    STAMP,
    STAMP_SHEET,
    TO_FILL,
    WORDS,
    plain,
    shown,
    word_of,
)
from rpa.debts.approval.values import Approval, ApprovedItem, Choice, How
from rpa.debts.canonical import sha256_hex
from rpa.debts.dataset.formulas import sheet_parts
from rpa.debts.dataset.struck import StruckOfXlsx
from rpa.debts.plan.values import Plan
from rpa.errors import PlanError
from rpa.model import Decision

_SHOWN_PROBLEMS = 20
_COMPARED = tuple(column for column in range(len(HEADERS)) if column not in TO_FILL)
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_ROW_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_EXPORT_AGAIN = "Запишите таблицу заново: `rpa debts approve --write-sheet ФАЙЛ.xlsx`."


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One decided row. ``row`` is the spreadsheet's; ``approver`` is checked and never empty."""

    row: int
    request_number: str
    choice: Choice
    approver: str


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """What the accountant decided. ``written_at`` is when the empty sheet was written (the plan's time where it does
    not say)."""

    filled: tuple[FilledRow, ...]
    sha256: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class _Opened:
    """``hidden`` and ``struck`` are the numbers of hidden rows and of those with a cell struck out, from 1."""

    sha256: str
    plan_sha256: str
    written_at: datetime | None
    rows: Sequence[Sequence[object]]
    hidden: frozenset[int]
    struck: frozenset[int]


def read_approval_sheet(plan: Plan, path: Path, *, approver: str | None = None) -> FilledSheet:
    """Read ``path`` against ``plan``. ``approver`` stands for rows whose «Кто решил» is empty.

    Rows may be sorted, filtered or deleted (a deleted row is an unfilled one). Raises ``PlanError`` that lists every
    problem with file, row and column: a sheet of another plan, a cell changed where nothing is decided, an added or
    doubled row, a word outside the four, «Имеется» without debtors, a decision without a name, a decision in a row that
    is hidden (what is pasted over filtered rows falls into the hidden ones, too) or has a cell struck out (the parser
    shows a decision that was taken back so as any other).
    """
    opened = _opened(path)
    rows = opened.rows
    if opened.plan_sha256 != plan.sha256:
        raise PlanError(f"Файл {path.name} записан по другому плану.", hint=_EXPORT_AGAIN)
    if not rows or _cells(rows[0], len(HEADERS)) != list(HEADERS):
        raise PlanError(f"Файл {path.name}, строка 1: заголовки столбцов изменены.", hint=_EXPORT_AGAIN)
    reader = _Reader(plan, approver, opened.hidden, opened.struck)
    for number, row in enumerate(rows[1:], start=2):
        reader.read(number, _cells(row, len(HEADERS)), extra=row[len(HEADERS) :])
    if reader.problems:
        raise PlanError(_list(path.name, reader.problems), hint="Исправьте эти ячейки и загрузите таблицу ещё раз.")
    return FilledSheet(tuple(reader.filled), opened.sha256, opened.written_at or plan.built_at)


def plan_of_sheet(path: Path) -> str:
    """SHA-256 of the plan the sheet says it was written of. Raises ``PlanError`` for what is no sheet of ours."""
    return _opened(path).plan_sha256


def approve_from_sheet(plan: Plan, sheet: FilledSheet, *, at: datetime, approval: Approval | None = None) -> Approval:
    """Add the decisions of a read sheet to ``approval``. Unfilled rows leave earlier approvals as they are.

    A sheet is filled piece by piece and read again: a row that was taken from it before decides nothing anew, so its
    signature stays as old as it was. Else a withdrawal in between would seem to be decided on.
    """
    result = approval or Approval(plan.sha256)
    new = [
        filled for filled in sheet.filled if not taken_before(result.items.get(filled.request_number), filled, sheet)
    ]
    for approver in sorted({filled.approver for filled in new}):
        choices = {filled.request_number: filled.choice for filled in new if filled.approver == approver}
        result = approve(
            plan, choices, approver=approver, at=at, how=How.SHEET, approval=result, source_sha256=sheet.sha256
        )
    return result


def taken_before(before: ApprovedItem | None, filled: FilledRow, sheet: FilledSheet) -> bool:
    """Whether ``before`` is this very row, read since the sheet was written."""
    if before is None or (before.decision, before.reason) != (filled.choice.decision, filled.choice.reason):
        return False
    return any(
        signed is not None
        and signed.how is How.SHEET
        and signed.at >= sheet.written_at
        and person_key(signed.approver) == person_key(filled.approver)
        for signed in (before.first, before.second)
    )


class _Reader:
    """Goes through the rows, collecting decisions and problems."""

    def __init__(self, plan: Plan, approver: str | None, hidden: frozenset[int], struck: frozenset[int]) -> None:
        self._plan, self._hidden, self._struck = plan, hidden, struck
        self._default = checked_name(approver) if approver is not None else None
        self._seen: set[str] = set()
        self.filled: list[FilledRow] = []
        self.problems: list[tuple[int, int, str]] = []

    def read(self, row: int, cells: list[str], *, extra: Sequence[object]) -> None:
        if not any(cells) and not any(_text(cell) for cell in extra):
            return
        item = self._plan.by_number.get(cells[NUMBER])
        if item is None:
            self._wrong(row, NUMBER, "такого номера нет в плане: строка добавлена или номер изменён")
            return
        if item.request_number in self._seen:
            self._wrong(row, NUMBER, "этот запрос уже есть выше: оставьте одну строку")
            return
        self._seen.add(item.request_number)
        # Left to people or not: the sheet says what was so when it was written.
        expected = shown(item), shown(item, left=True)
        for column in _COMPARED:
            if cells[column] not in {known[column] for known in expected}:
                self._wrong(row, column, "ячейка изменена; решать можно только в столбцах " + _to_fill())
        if not cells[DECISION]:
            # A name or a note without a decision decides nothing: the request stays in review.
            return
        if row in self._hidden:
            self._wrong(row, DECISION, "решение стоит в скрытой строке: снимите фильтр, проверьте его и сохраните файл")
        if row in self._struck:
            self._wrong(row, DECISION, "в строке есть зачёркнутое: сотрите решение или снимите зачёркивание")
        word = word_of(cells[DECISION])
        if word is None:
            self._wrong(row, DECISION, "нет такого решения; выберите: " + ", ".join(word.text for word in WORDS))
            return
        if word.decision is Decision.DEBT and not item.debtors:
            self._wrong(
                row, DECISION,
                "«Имеется» выбрать нельзя: по этому жилью в плане нет должника; добавьте его строку с актом в данные "
                "(или подтвердите адрес похожей строки) и постройте план заново",
            )  # fmt: skip
            return
        if word is BARE_NO and item.decision is not Decision.NO_DEBT and not cells[NOTE]:
            self._wrong(
                row, NOTE,
                "план не доказал отсутствие долга: впишите сюда, почему его нет, или выберите «Погашена» либо "
                "«Отменён приказ»",
            )  # fmt: skip
        approver = self._approver(row, cells[APPROVER])
        if approver is not None:
            reason = f"{word.reason} {cells[NOTE]}".strip()
            self.filled.append(FilledRow(row, item.request_number, Choice(word.decision, reason), approver))

    def _approver(self, row: int, typed: str) -> str | None:
        if not typed and self._default is not None:
            return self._default
        try:
            return checked_name(typed)
        except PlanError:
            self._wrong(row, APPROVER, "не указано, кто принял решение")
            return None

    def _wrong(self, row: int, column: int, what: str) -> None:
        self.problems.append((row, column, what))


def _opened(path: Path) -> _Opened:
    try:
        data = path.read_bytes()
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        stamp, rows = _rows(book, STAMP_SHEET), _rows(book, SHEET)
    except FileNotFoundError as error:
        raise PlanError(f"Файл {path.name} не найден.", hint="Проверьте путь.") from error
    except (OSError, CalamineError) as error:
        raise PlanError(f"Файл {path.name} не читается как таблица.", hint=_EXPORT_AGAIN) from error
    told = _cells(stamp[0] if stamp else (), 3)
    if rows is None or told[0] != STAMP:
        raise PlanError(f"Файл {path.name} — не таблица решений этой программы.", hint=_EXPORT_AGAIN)
    try:
        hidden, struck = _marked(data, book.sheet_names.index(SHEET))
    except (KeyError, IndexError, BadZipFile) as error:
        raise PlanError(
            f"Файл {path.name} сохранён не в том формате, в каком записан.",
            hint="Сохраните его как «Книга Excel (.xlsx)».",
        ) from error
    return _Opened(sha256_hex(data), told[1], _moment(told[2]), rows, hidden, struck)


def _marked(data: bytes, number: int) -> tuple[frozenset[int], frozenset[int]]:
    """Rows that a filter or a person hid, and those with a cell struck out. The parser does not tell, and other formats
    than .xlsx say it otherwise. Raises ``KeyError`` where it cannot be told which rows these are."""
    with ZipFile(BytesIO(data)) as package:
        text = package.read(sheet_parts(package)[number])
        places = list(StruckOfXlsx(package, set(package.namelist())).within(text))
    if None in places:
        raise KeyError("a struck cell without a place")
    struck = frozenset(place[0] + 1 for place in places if place is not None)
    found = [_ROW_NUMBER.search(row[0]) for row in _ROW.finditer(text) if _ROW_HIDDEN.search(row[0])]
    if None in found:
        raise KeyError("a hidden row without a place")
    return frozenset(int(place[1]) for place in found if place), struck


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _rows(book: CalamineWorkbook, name: str) -> Sequence[Sequence[object]] | None:
    """All cells of a sheet from A1 on; ``None`` if there is no such sheet."""
    if name not in book.sheet_names:
        return None
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _cells(row: Iterable[object], count: int) -> list[str]:
    cells = [_text(cell) for cell in row][:count]
    return cells + [""] * (count - len(cells))


def _text(cell: object) -> str:
    """A cell as text. A number typed by a spreadsheet program («12.0») is the text it stood for («12»)."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return plain(str(cell))


def _to_fill() -> str:
    return ", ".join(f"«{HEADERS[column]}»" for column in TO_FILL)


def _list(name: str, problems: Sequence[tuple[int, int, str]]) -> str:
    """Every problem with its place; never what stands in the cell."""
    lines = [
        f"{name}, строка {row}, столбец {chr(ord('A') + column)} («{HEADERS[column]}»): {what}."
        for row, column, what in problems[:_SHOWN_PROBLEMS]
    ]
    if len(problems) > _SHOWN_PROBLEMS:
        lines.append(f"и ещё {len(problems) - _SHOWN_PROBLEMS}.")
    return "Таблица решений не принята:\n  " + "\n  ".join(lines)
