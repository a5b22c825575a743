"""``rpa dataset``: check the register before it is used, compare two loads, propose a mapping of columns.

What they show to people is in `dataset_shown.py`.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rpa.cli import output
from rpa.cli.dataset_shown import COUNTS, show_check, show_diff, show_house_errors, unknown_places, warnings_of

if TYPE_CHECKING:
    from rpa.debts.dataset import CellError, Dataset, DatasetDiff
    from rpa.debts.served_houses import ServedHouses

_JSON = Annotated[bool, typer.Option("--json", help="Один документ JSON вместо таблиц.")]
_MAPPING = Annotated[
    Path | None, typer.Option("--mapping", "-m", help="Файл сопоставления столбцов (YAML).", show_default=False)
]
_ACTS = Annotated[
    Path | None,
    typer.Option("--acts", help="Папка с файлами актов; по умолчанию папка файла данных.", show_default=False),
]
_FILE = Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Реестр долгов: XLSX, XLS, ODS или CSV.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Данные о долгах: проверка, сравнение, сопоставление столбцов.", no_args_is_help=True)
    app.add_typer(group, name="dataset")

    @group.command("check")
    def check(
        file: _FILE,
        mapping: _MAPPING = None,
        served_houses: Annotated[
            Path | None, typer.Option("--served-houses", help="Список обслуживаемых домов.", show_default=False)
        ] = None,
        acts: _ACTS = None,
        marked: Annotated[
            Path | None,
            typer.Option("--marked", help="Куда записать XLSX с отмеченными ошибками.", show_default=False),
        ] = None,
        json: _JSON = False,
    ) -> None:
        """Проверить файл: что прочитано, какие ячейки исправить. Код 0 — ошибок нет, 65 — есть."""
        from rpa.debts.dataset import write_marked_copy
        from rpa.errors import BadInput

        output.require_xlsx(marked, "--marked")
        try:
            dataset = _load(file, mapping, acts, quiet=json)
            houses, house_errors = _houses(served_houses)
            if marked is not None:
                with output.writing(marked):
                    write_marked_copy(file, dataset, marked)
        except BadInput as error:
            if json:
                output.print_json({"file": file.name, "ok": False, "fatal": _fatal(error)})
            raise
        good = not dataset.errors and not house_errors
        if json:
            output.print_json(_report(file, dataset, houses, house_errors))
        else:
            show_check(dataset, houses)
            if served_houses is not None:
                show_house_errors(served_houses, house_errors)
            if marked is not None:
                output.print_line(f"Размеченная копия: {marked}")
        raise typer.Exit(0 if good else BadInput.exit_code)

    @group.command("diff")
    def diff(
        old: Annotated[Path, typer.Argument(metavar="СТАРЫЙ", help="Файл прошлой загрузки.")],
        new: Annotated[Path, typer.Argument(metavar="НОВЫЙ", help="Новый файл.")],
        mapping: _MAPPING = None,
        acts: _ACTS = None,
        json: _JSON = False,
    ) -> None:
        """Сравнить две загрузки: какие строки появились, исчезли, изменились."""
        from rpa.debts.dataset import diff_datasets

        before, now = (_load(path, mapping, acts, quiet=json) for path in (old, new))
        found = diff_datasets(before, now)
        if json:
            output.print_json(_diff_document(found))
        else:
            show_diff(found, sheets=before.several_sheets or now.several_sheets)

    @group.command("map")
    def propose(
        file: _FILE,
        out: Annotated[
            Path | None, typer.Option("--out", help="Записать сюда (новый файл), а не на экран.", show_default=False)
        ] = None,
        json: _JSON = False,
    ) -> None:
        """Предложить сопоставление столбцов: YAML, который остаётся проверить и дополнить."""
        from dataclasses import asdict

        from rpa.debts.dataset import propose_mapping

        proposal = propose_mapping(file)
        if out is not None:
            _write_new(out, proposal.to_yaml())
        if json:
            output.print_json(asdict(proposal))
        elif out is None:
            typer.echo(proposal.to_yaml(), nl=False)
        else:
            output.print_line(f"Записано: {out}. Проверьте строки с пометкой «проверьте» и «не найден».")


def _today() -> date:
    from rpa.debts.deadline import MOSCOW, moscow_date

    return moscow_date(datetime.now(MOSCOW))


def _load(file: Path, mapping: Path | None, acts: Path | None, *, quiet: bool) -> Dataset:
    from rpa.debts.dataset import load_dataset, load_mapping

    chosen = load_mapping(mapping) if mapping else None
    with output.progress_bar(f"Чтение {file.name}", quiet=quiet) as bar:
        return load_dataset(file, today=_today(), mapping=chosen, progress=bar.update, acts_folder=acts)


def _houses(path: Path | None) -> tuple[ServedHouses | None, tuple[CellError, ...]]:
    from rpa.debts.served_houses import ServedHousesError, load_served_houses

    if path is None:
        return None, ()
    try:
        return load_served_houses(path), ()
    except ServedHousesError as error:
        if not error.errors:
            raise
        return None, error.errors


def _write_new(out: Path, text: str) -> None:
    from rpa.errors import BadInput

    if out.exists():
        raise BadInput(f"{out.name}: файл уже есть.", hint="Укажите другое имя или удалите его.")
    with output.writing(out), out.open("x", encoding="utf-8") as stream:
        stream.write(text)


# -- for machines ----------------------------------------------------------------------------------------------------


def _finding(finding: CellError) -> dict[str, Any]:
    return {
        "sheet": finding.sheet, "row": finding.row, "column": finding.column, "letter": finding.letter,
        "header": finding.header, "value_class": finding.value_class, "message": finding.message, "cure": finding.cure,
        "severity": finding.severity,
    }  # fmt: skip


def _report(
    file: Path, dataset: Dataset, houses: ServedHouses | None, house_errors: tuple[CellError, ...]
) -> dict[str, Any]:
    read = [sheet for sheet in dataset.sheets if not sheet.skipped]
    return {
        "file": file.name,
        "ok": not dataset.errors and not house_errors,
        "sha256": dataset.sha256,
        "content_sha256": dataset.content_sha256,
        "as_of": dataset.as_of,
        "rows": len(dataset.rows),
        "broken": len(dataset.broken),
        **{name: sum(getattr(sheet, name) for sheet in read) for name in COUNTS},
        "errors": [_finding(finding) for finding in dataset.errors],
        "warnings": [_finding(finding) for finding in warnings_of(dataset)],
        "broken_rows": [{"sheet": row.sheet, "row": row.row, "blocks": row.blocks} for row in dataset.broken],
        "contradictions": [
            {"sheet": row.sheet, "row": row.row, "row_id": row.row_id, "sentences": row.contradictions}
            for row in dataset.contradictory
        ],
        "duplicates": [
            {"sheet": row.sheet, "row": row.row, "row_id": row.row_id, "duplicate_of": row.duplicate_of}
            for row in dataset.duplicates
        ],
        "sheets": [
            {
                "name": sheet.name, "header_row": sheet.header_row, "skipped": sheet.skipped, "lines": sheet.lines,
                "columns": {name: {"letter": letter, "header": header} for name, letter, header in sheet.columns},
                "unknown": [{"letter": letter, "header": header} for letter, header in sheet.unknown],
            }
            for sheet in dataset.sheets
        ],
        "served_houses": None if houses is None else {"houses": len(houses.houses), "sha256": houses.sha256},
        "houses_not_recognised": unknown_places(dataset, houses),
        "served_houses_errors": [_finding(finding) for finding in house_errors],
    }  # fmt: skip


def _fatal(error: Any) -> dict[str, Any]:
    return {
        "message": error.what, "cure": error.hint, "row": getattr(error, "row", None),
        "column": getattr(error, "column", None),
    }  # fmt: skip


def _diff_document(found: DatasetDiff) -> dict[str, Any]:
    return {
        "added": [{"sheet": row.sheet, "row": row.row, "row_id": row.row_id} for row in found.added],
        "removed": [{"sheet": row.sheet, "row": row.row, "row_id": row.row_id} for row in found.removed],
        "changed": [
            {"old_sheet": change.old.sheet, "old_row": change.old.row, "sheet": change.new.sheet, "row": change.new.row,
             "row_id": change.new.row_id, "columns": change.columns, "warning": change.warning}
            for change in found.changed
        ],
        "unchanged": found.unchanged,
        "same_file": found.same_file,
        "same_content": found.same_content,
        "broken_before": found.broken_before,
        "broken_now": found.broken_now,
    }  # fmt: skip
