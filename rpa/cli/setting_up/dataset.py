"""The step that opens the accountant's file: columns proposed, first rows shown, every error told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rpa.audit.redaction import mask_name
from rpa.cli.output import print_indented, print_table, warn
from rpa.cli.setting_up import asking
from rpa.cli.setting_up.asking import say
from rpa.debts.dataset import Dataset, MappingProposal, propose_mapping
from rpa.debts.dataset.columns import BY_NAME
from rpa.errors import DatasetError
from rpa.operate.wizard import Draft, Tried, try_dataset
from rpa.private_files import store_private

_ROWS = 3
_ERRORS = 20
_NONE = "-"


def ask_dataset(draft: Draft) -> None:
    """Ask for the file until one can be used; keep its path, and a mapping file where captions are not known.

    The mapping and the folder of acts that the settings name already are tried first: they are not asked for again.
    """
    source = draft.section("dataset")
    kept: dict[str, Path | None] = {}

    def try_it(path: Path) -> bool:
        try:
            proposal = propose_mapping(path)
        except DatasetError as error:
            warn(str(error))
            return False
        acts, mapping = _acts(path, source), _path(source.get("mapping"))
        tried = _tried(path, mapping, acts) if mapping else None
        if tried is not None:
            say([f"Сопоставление столбцов: {mapping}"])
        if tried is None or not tried.good:
            say(tried.lines if tried else ())
            _show_columns(proposal)
            mapping = _mapped(draft, proposal, used=mapping) if proposal.missing else None
            tried = _tried(path, mapping, acts)
        say(tried.lines)
        if tried.dataset is not None:
            _show_rows(tried.dataset)
            _show_errors(tried.dataset, path)
        kept.update(mapping=mapping, acts=acts)
        return tried.good

    path = asking.file("Файл данных о долгах (xlsx, xls, ods, csv)", source.get("file"), try_it)
    if path is None:
        return
    draft.put("dataset", file=str(path), mapping=_text(kept.get("mapping")), acts=_text(kept.get("acts")))


def _acts(path: Path, source: dict[str, Any]) -> Path | None:
    """The folder of acts that somebody chose, else the one beside the file."""
    chosen, former = _path(source.get("acts")), _path(source.get("file"))
    if chosen is not None and (former is None or chosen != former.parent / "acts"):
        return chosen
    beside = path.parent / "acts"
    return beside if beside.is_dir() else None


def _tried(path: Path, mapping: Path | None, acts: Path | None) -> Tried:
    from rpa.cli.setting_up.steps import today

    return try_dataset(path, today().date(), mapping=mapping, acts=acts)


def _show_columns(proposal: MappingProposal) -> None:
    rows = [(one.letter, one.header, _called(one.canonical)) for one in proposal.columns]
    print_table(f"Столбцы листа «{proposal.sheet}»", ("Столбец", "Заголовок в файле", "Понят как"), rows)


def _called(canonical: str | None) -> str:
    """What people call a column; one that nobody reads does no harm."""
    known = BY_NAME.get(canonical or "")
    return known.synonyms[0] if known else canonical or "не читается"


def _mapped(draft: Draft, proposal: MappingProposal, *, used: Path | None) -> Path:
    """Ask which column is which for those that nobody names; the file stays open to correction.

    The mapping that is ``used`` stays as it is: this one is still to be tried.
    """
    warn(f"Не узнаны обязательные столбцы: {', '.join(proposal.missing)}.")
    free = {one.letter: one for one in proposal.columns if one.canonical is None}
    words = {letter: f"{letter}: {one.header}" for letter, one in free.items()}
    lines = [proposal.to_yaml().split("constants:")[0].rstrip()]
    for name in proposal.missing:
        likely = next((one.letter for one in proposal.columns if name in one.likely), _NONE)
        question = f"Где «{BY_NAME[name].synonyms[0]}»?"
        chosen = asking.choice(question, words | {_NONE: "нет такого столбца"}, likely)
        if chosen != _NONE:
            lines.append(f"  {proposal.line(name, free[chosen])}")
    names = (draft.folder.root / "dataset" / name for name in ("mapping.yaml", "mapping-new.yaml"))
    path = next(path for path in names if path != used)
    store_private(path, ("\n".join(lines) + "\nconstants: {}\n").encode())
    say([f"Сопоставление записано: {path}"])
    return path


def _show_rows(dataset: Dataset) -> None:
    """Names are shortened; the rest a person needs to see whether the columns were understood."""
    rows = []
    for one in dataset.rows[:_ROWS]:
        person = " ".join(
            part for part in (one.person.last_name, one.person.first_name, one.person.middle_name) if part
        )
        rows.append((one.row, f"{one.address}, {one.flat or '—'}", mask_name(person), one.rest_main))
    print_table("Первые строки, как они поняты", ("Строка", "Адрес, помещение", "Должник", "Остаток"), rows)


def _show_errors(dataset: Dataset, path: Path) -> None:
    for error in dataset.errors[:_ERRORS]:
        sheet = f"лист «{error.sheet}», " if dataset.several_sheets else ""
        print_indented(f"✗ {sheet}строка {error.row}, {error.header or error.column}: {error.message}. {error.cure}")
    if len(dataset.errors) > _ERRORS:
        print_indented(f"… ещё {len(dataset.errors) - _ERRORS}: rpa dataset check {path} --marked КОПИЯ.xlsx")


def _text(path: Path | None) -> str | None:
    return str(path) if path else None


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
