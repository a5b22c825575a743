"""How `rpa dataset` shows to a person what it found: the first rows of each kind, by sheet where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rpa.cli import output

if TYPE_CHECKING:
    from rpa.debts.dataset import CellError, Dataset, DatasetDiff, DebtRow
    from rpa.debts.served_houses import ServedHouses

COUNTS = ("lines", "totals", "groups", "blank", "service")
# A person reads the first ones; where the rest is.
_SHOWN = 30
_ALL = "`--json` и в `--marked ФАЙЛ.xlsx`"


_LEFT_OUT = {
    "without_town": "в адресе нет населённого пункта: добавьте столбец «Город» или, если город у всех один, впишите "
    "в файл сопоставления (--mapping) в раздел constants строку «settlement: г. Энск» со своим городом.",
    "without_street_type": "в адресе нет типа улицы: допишите его (ул., пр-кт, пер.) или впишите написание реестра в "
    "столбец «Другие названия» списка домов.",
}


def unknown_places(dataset: Dataset, houses: ServedHouses | None) -> dict[str, int]:
    """How many rows the list of houses does not know for certain, by what their address leaves out first. A register
    that leaves out its only town proves nothing of anybody, and one line mends it."""
    from rpa.debts.house_index import house_text
    from rpa.debts.served_index import ServedIndex

    counts = dict.fromkeys(_LEFT_OUT, 0)
    if houses is None:
        return counts
    served = ServedIndex(houses.houses, ())
    for row in dataset.rows:
        house = house_text(row.address, row.house_fias_guid)
        if served.resolve(house)[1] is not None:
            continue
        street = house.dwelling.street
        if house.dwelling.settlement is None:
            counts["without_town"] += 1
        elif street is not None and not street.kind:
            counts["without_street_type"] += 1
    return counts


def warnings_of(dataset: Dataset) -> list[CellError]:
    """Findings worth a look that refuse nothing."""
    from rpa.debts.dataset import Severity

    return [finding for finding in dataset.findings if finding.severity is Severity.WARNING]


def show_check(dataset: Dataset, houses: ServedHouses | None) -> None:
    several = dataset.several_sheets
    read = [sheet for sheet in dataset.sheets if not sheet.skipped]
    summary = [
        ("Данные на дату", f"{dataset.as_of:%d.%m.%Y}" if dataset.as_of else "неизвестно"),
        ("Строк принято", len(dataset.rows)),
        ("Строк с ошибками", len(dataset.broken)),
        ("Итоги, группы, пустые, служебные", " / ".join(
            str(sum(getattr(sheet, name) for sheet in read)) for name in COUNTS[1:]
        )),
        ("Повторы, противоречия", f"{len(dataset.duplicates)} / {len(dataset.contradictory)}"),
        ("Предупреждения", len(warnings_of(dataset))),
    ]  # fmt: skip
    if houses is not None:
        summary.append(("Обслуживаемых домов", len(houses.houses)))
    unknown = unknown_places(dataset, houses)
    output.print_table(dataset.loaded_from, ("Что", "Сколько"), summary)
    for sheet in dataset.sheets:
        if sheet.skipped:
            output.warn(f"Лист «{sheet.name}» не прочитан: {sheet.skipped}.")
        for letter, header in sheet.unknown:
            output.warn(f"Столбец {letter} «{header}»{f' листа «{sheet.name}»' if several else ''} не используется.")
    _show_findings("Исправьте", dataset.errors, sheets=several)
    _show_findings("Обратите внимание", warnings_of(dataset), sheets=several)
    marks = [(mark.sheet, mark.row, f"{mark.message}.") for mark in dataset.marks]
    _show_rows("Противоречия и повторы", ("Что",), marks, sheets=several)
    for name, cure in _LEFT_OUT.items():
        if unknown[name]:
            output.warn(
                f"Дом не узнан в списке домов, {cure} Таких строк: {unknown[name]}; пока так, их решает человек."
            )
    scopes = _scopes(dataset)
    if scopes:
        output.warn("Пока строки не исправлены, робот не ответит «нет»: " + "; ".join(scopes) + ".")


def _scopes(dataset: Dataset) -> list[str]:
    from rpa.debts.dataset import Blocks

    words = {Blocks.DWELLING: "по их помещениям", Blocks.HOUSE: "по их домам", Blocks.ALL: "ни по одному адресу"}
    counts = {scope: sum(row.blocks is scope for row in dataset.broken) for scope in Blocks}
    return [f"{words[scope]} (строк: {count})" for scope, count in counts.items() if count]


def _show_findings(title: str, findings: Sequence[CellError], *, sheets: bool, whole: str = _ALL) -> None:
    rows = [
        (
            finding.sheet,
            finding.row,
            f"{finding.letter} {finding.header or finding.column}".strip(),
            f"{finding.message}. {finding.cure}",
        )
        for finding in findings
    ]
    _show_rows(title, ("Столбец", "Что не так и как исправить"), rows, sheets=sheets, whole=whole)


def show_house_errors(path: Path, errors: tuple[CellError, ...]) -> None:
    several = len({error.sheet for error in errors}) > 1
    _show_findings(f"Исправьте в списке домов {path.name}", errors, sheets=several, whole="`--json`")


def _show_rows(
    title: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
    *,
    sheets: bool,
    whole: str = _ALL,
) -> None:
    """Rows that begin with a sheet and a number; the sheet is shown where there is more than one."""
    if not rows:
        return
    if sheets:
        output.print_table(title, ("Лист", "Строка", *columns), rows[:_SHOWN])
    else:
        output.print_table(title, ("Строка", *columns), [row[1:] for row in rows[:_SHOWN]])
    if len(rows) > _SHOWN:
        output.print_line(f"… и ещё {len(rows) - _SHOWN}; все — в {whole}.")


def show_diff(found: DatasetDiff, *, sheets: bool) -> None:
    from rpa.debts.dataset.columns import BY_NAME

    output.print_table("Разница загрузок", ("Что", "Строк"), [
        ("Добавлено", len(found.added)), ("Исчезло", len(found.removed)), ("Изменилось", len(found.changed)),
        ("Без изменений", found.unchanged), ("С ошибками: было / стало", f"{found.broken_before} / {found.broken_now}"),
    ])  # fmt: skip
    for title, rows in (("Добавлены строки", found.added), ("Исчезли строки старого файла", found.removed)):
        if rows:
            places = ", ".join(_place(row, sheets) for row in rows[:_SHOWN])
            output.print_line(f"{title}: {places}{' …' if len(rows) > _SHOWN else ''}")
    changed = [
        (_place(change.old, sheets), _place(change.new, sheets), ", ".join(
            _caption(name, BY_NAME) for name in change.columns
        ))
        for change in found.changed[:_SHOWN]
    ]  # fmt: skip
    if changed:
        output.print_table("Изменились", ("Была строка", "Стала", "Столбцы"), changed)
    if len(found.changed) > _SHOWN:
        output.print_line(f"… и ещё {len(found.changed) - _SHOWN}; все — в --json.")
    for change in found.changed:
        if change.warning:
            output.warn(change.warning)


def _place(row: DebtRow, sheets: bool) -> str:
    return f"{row.row} (лист «{row.sheet}»)" if sheets and row.sheet else str(row.row)


def _caption(name: str, columns: dict[str, Any]) -> str:
    return str(columns[name].synonyms[0]) if name in columns else {"person": "ФИО"}.get(name, name)
