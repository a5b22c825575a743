"""The step that opens the accountant's file: columns proposed, first rows shown, every error told."""

from __future__ import annotations

from pathlib import Path

from rpa.audit.redaction import mask_name
from rpa.cli.output import print_indented, print_table, warn
from rpa.cli.setting_up import asking
from rpa.cli.setting_up.asking import say
from rpa.debts.dataset import Dataset, MappingProposal, propose_mapping
from rpa.debts.dataset.columns import BY_NAME
from rpa.errors import DatasetError
from rpa.operate.wizard import Draft, try_dataset
from rpa.private_files import store_private

_ROWS = 3
_ERRORS = 20
_NONE = "-"


def ask_dataset(draft: Draft) -> None:
    """Ask for the file until one can be used; keep its path, and a mapping file where captions are not known."""
    from rpa.cli.setting_up.steps import today

    source = draft.section("dataset")
    kept: dict[str, Path] = {}

    def try_it(path: Path) -> bool:
        try:
            proposal = propose_mapping(path)
        except DatasetError as error:
            warn(str(error))
            return False
        _show_columns(proposal)
        mapping = _mapped(draft, proposal) if proposal.missing else None
        acts = path.parent / "acts"
        tried = try_dataset(path, today().date(), mapping=mapping, acts=acts if acts.is_dir() else None)
        say(tried.lines)
        if tried.dataset is not None:
            _show_rows(tried.dataset)
            _show_errors(tried.dataset, path)
        if mapping is not None:
            kept["mapping"] = mapping
        if acts.is_dir():
            kept["acts"] = acts
        return tried.good

    path = asking.file("Файл данных о долгах (xlsx, xls, ods, csv)", source.get("file"), try_it)
    if path is None:
        return
    draft.put("dataset", file=str(path), mapping=_text(kept.get("mapping")), acts=_text(kept.get("acts")))


def _show_columns(proposal: MappingProposal) -> None:
    rows = [(one.letter, one.header, _called(one.canonical)) for one in proposal.columns]
    print_table(f"Столбцы листа «{proposal.sheet}»", ("Столбец", "Заголовок в файле", "Понят как"), rows)


def _called(canonical: str | None) -> str:
    """What people call a column; one that nobody reads does no harm."""
    known = BY_NAME.get(canonical or "")
    return known.synonyms[0] if known else canonical or "не читается"


def _mapped(draft: Draft, proposal: MappingProposal) -> Path:
    """Ask which column is which for those that nobody names; the file stays open to correction."""
    warn(f"Не узнаны обязательные столбцы: {', '.join(proposal.missing)}.")
    free = {one.letter: f"{one.letter}: {one.header}" for one in proposal.columns if one.canonical is None}
    lines = [proposal.to_yaml().split("constants:")[0].rstrip()]
    for name in proposal.missing:
        likely = next((one.letter for one in proposal.columns if name in one.likely), _NONE)
        question = f"Где «{BY_NAME[name].synonyms[0]}»?"
        chosen = asking.choice(question, free | {_NONE: "нет такого столбца"}, likely)
        if chosen != _NONE:
            lines.append(f"  {name}: {chosen}")
    path = draft.folder.root / "dataset" / "mapping.yaml"
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
        print_indented(f"✗ строка {error.row}, {error.header or error.column}: {error.message}. {error.cure}")
    if len(dataset.errors) > _ERRORS:
        print_indented(f"… ещё {len(dataset.errors) - _ERRORS}: rpa dataset check {path} --marked КОПИЯ.xlsx")


def _text(path: Path | None) -> str | None:
    return str(path) if path else None
