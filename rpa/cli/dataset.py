"""``rpa dataset``: check the register before it is used, compare two loads, propose a mapping of columns.

Over 300 lines: three commands and how their findings are shown, in the same words on the screen and in JSON.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rpa.cli import output

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
# A person reads the first ones; the rest is in --json and in the marked copy.
_SHOWN = 30
_COUNTS = ("lines", "totals", "groups", "blank", "service")


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
            _show(dataset, houses, house_errors)
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

        found = diff_datasets(_load(old, mapping, acts, quiet=json), _load(new, mapping, acts, quiet=json))
        if json:
            output.print_json(_diff_document(found))
        else:
            _show_diff(found)

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
        if json:
            output.print_json(asdict(proposal))
        elif out is None:
            typer.echo(proposal.to_yaml(), nl=False)
        else:
            _write_new(out, proposal.to_yaml())
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


# -- for people ------------------------------------------------------------------------------------------------------


def _show(dataset: Dataset, houses: ServedHouses | None, house_errors: tuple[CellError, ...]) -> None:
    read = [sheet for sheet in dataset.sheets if not sheet.skipped]
    summary = [
        ("Данные на дату", f"{dataset.as_of:%d.%m.%Y}" if dataset.as_of else "неизвестно"),
        ("Строк принято", len(dataset.rows)),
        ("Строк с ошибками", len(dataset.broken)),
        ("Итоги, группы, пустые, служебные", " / ".join(
            str(sum(getattr(sheet, name) for sheet in read)) for name in _COUNTS[1:]
        )),
        ("Повторы, противоречия", f"{len(dataset.duplicates)} / {len(dataset.contradictory)}"),
        ("Предупреждения", len(_warnings(dataset))),
    ]  # fmt: skip
    if houses is not None:
        summary.append(("Обслуживаемых домов", len(houses.houses)))
    output.print_table(dataset.loaded_from, ("Что", "Сколько"), summary)
    for sheet in dataset.sheets:
        if sheet.skipped:
            output.warn(f"Лист «{sheet.name}» не прочитан: {sheet.skipped}.")
        for letter, header in sheet.unknown:
            output.warn(f"Столбец {letter} «{header}» не используется.")
    _show_findings("Исправьте", [*dataset.errors, *house_errors])
    _show_findings("Обратите внимание", _warnings(dataset))
    marks = [(row.row, sentence) for row in dataset.contradictory for sentence in row.contradictions]
    marks += [(row.row, f"Повтор строки {row.duplicate_of}.") for row in dataset.duplicates]
    if marks:
        output.print_table("Противоречия и повторы", ("Строка", "Что"), sorted(marks)[:_SHOWN])
        _more(len(marks))
    scopes = _scopes(dataset)
    if scopes:
        output.warn("Пока строки не исправлены, робот не ответит «нет»: " + "; ".join(scopes) + ".")


def _scopes(dataset: Dataset) -> list[str]:
    from rpa.debts.dataset import Blocks

    words = {Blocks.DWELLING: "по их помещениям", Blocks.HOUSE: "по их домам", Blocks.ALL: "ни по одному адресу"}
    counts = {scope: sum(row.blocks is scope for row in dataset.broken) for scope in Blocks}
    return [f"{words[scope]} (строк: {count})" for scope, count in counts.items() if count]


def _show_findings(title: str, findings: list[CellError]) -> None:
    if not findings:
        return
    rows = [
        (
            finding.row,
            f"{finding.letter} {finding.header or finding.column}".strip(),
            f"{finding.message}. {finding.cure}",
        )
        for finding in findings[:_SHOWN]
    ]
    output.print_table(title, ("Строка", "Столбец", "Что не так и как исправить"), rows)
    _more(len(findings))


def _more(count: int) -> None:
    if count > _SHOWN:
        output.print_line(f"… и ещё {count - _SHOWN}; все — в `--json` и в `--marked ФАЙЛ.xlsx`.")


def _show_diff(found: DatasetDiff) -> None:
    from rpa.debts.dataset.columns import BY_NAME

    output.print_table("Разница загрузок", ("Что", "Строк"), [
        ("Добавлено", len(found.added)), ("Исчезло", len(found.removed)), ("Изменилось", len(found.changed)),
        ("Без изменений", found.unchanged), ("С ошибками: было / стало", f"{found.broken_before} / {found.broken_now}"),
    ])  # fmt: skip
    for title, rows in (("Добавлены строки", found.added), ("Исчезли строки старого файла", found.removed)):
        if rows:
            places = ", ".join(str(row.row) for row in rows[:_SHOWN])
            output.print_line(f"{title}: {places}{' …' if len(rows) > _SHOWN else ''}")
    changed = [
        (change.old.row, change.new.row, ", ".join(_caption(name, BY_NAME) for name in change.columns))
        for change in found.changed[:_SHOWN]
    ]
    if changed:
        output.print_table("Изменились", ("Была строка", "Стала", "Столбцы"), changed)
    for change in found.changed:
        if change.warning:
            output.warn(change.warning)


def _caption(name: str, columns: dict[str, Any]) -> str:
    return str(columns[name].synonyms[0]) if name in columns else {"person": "ФИО"}.get(name, name)


# -- for machines ----------------------------------------------------------------------------------------------------


def _warnings(dataset: Dataset) -> list[CellError]:
    from rpa.debts.dataset import Severity

    return [finding for finding in dataset.findings if finding.severity is Severity.WARNING]


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
        **{name: sum(getattr(sheet, name) for sheet in read) for name in _COUNTS},
        "errors": [_finding(finding) for finding in dataset.errors],
        "warnings": [_finding(finding) for finding in _warnings(dataset)],
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
        "served_houses_errors": [_finding(finding) for finding in house_errors],
    }  # fmt: skip


def _fatal(error: Any) -> dict[str, Any]:
    return {
        "message": error.what, "cure": error.hint, "row": getattr(error, "row", None),
        "column": getattr(error, "column", None),
    }  # fmt: skip


def _diff_document(found: DatasetDiff) -> dict[str, Any]:
    return {
        "added": [{"row": row.row, "row_id": row.row_id} for row in found.added],
        "removed": [{"row": row.row, "row_id": row.row_id} for row in found.removed],
        "changed": [
            {"old_row": change.old.row, "row": change.new.row, "row_id": change.new.row_id, "columns": change.columns,
             "warning": change.warning}
            for change in found.changed
        ],
        "unchanged": found.unchanged,
        "same_file": found.same_file,
        "same_content": found.same_content,
        "broken_before": found.broken_before,
        "broken_now": found.broken_now,
    }  # fmt: skip
