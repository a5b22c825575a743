"""``debts.xlsx``: the register of court-confirmed debts with the habits of real exports.

Captions under merged parents, group and total rows, numbers as text with NBSP and comma, dates as text, serial or date,
flats that went through a number, and one house that a spreadsheet took for a date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from rpa.stand.addresses import House
from rpa.stand.cases import Case, CourtRow
from rpa.stand.organizations import Organization
from rpa.stand.world import Planned

# Caption pairs: a parent merged over neighbours, and the column's own caption.
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("", "Лицевой счет"), ("", "Адрес"), ("", "Кв."), ("", "Комната"), ("", "Идентификатор дома ФИАС"), ("", "ФИО"),
    ("", "Вид акта"), ("", "Суд"), ("", "Номер дела"), ("", "Дата акта"), ("", "Вступил в силу"),
    ("", "Состояние акта"),
    ("Период", "Период с"), ("Период", "Период по"),
    ("Присуждено, руб.", "Присуждено основной долг"),
    ("Остаток, руб.", "Остаток основной долг"), ("Остаток, руб.", "Остаток пени"),
    ("Остаток, руб.", "Остаток госпошлина"),
    ("", "Дата остатка"), ("", "Соглашение"), ("", "ИП"), ("", "Файл акта"), ("", "Частный дом"),
)  # fmt: skip
_NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Line:
    planned: Planned
    row: CourtRow

    @property
    def case(self) -> Case:
        return self.planned.case


def write_register(path: Path, organization: Organization, lines: list[Line], today: date) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": False}) as book:
        sheet = book.add_worksheet("Задолженность")
        bold = book.add_format({"bold": True})
        center = book.add_format({"bold": True, "align": "center", "border": 1, "text_wrap": True})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        last = len(_COLUMNS) - 1
        sheet.merge_range(
            0, 0, 0, last, f"Реестр задолженности, подтверждённой судебными актами. {organization.name}", center
        )
        sheet.merge_range(1, 0, 1, last, f"Выгружено {today:%d.%m.%Y}", book.add_format({"italic": True}))
        _captions(sheet, center)
        line_number = 5
        groups: dict[str, list[Line]] = {}
        for line in lines:
            groups.setdefault(_address(line.case, 0, today), []).append(line)
        for number, (house, group) in enumerate(groups.items()):
            # The house as a group row, its rows, its total: a row without an account and without a name.
            sheet.write_string(line_number, 0, house, bold)
            line_number += 1
            for line in group:
                _write_line(sheet, line_number, line, today, day)
                line_number += 1
            sheet.write_string(line_number, 0, "Итого по дому", bold)
            sheet.write_string(line_number, 15, money(sum((g.row.rest_main for g in group), Decimal(0))), bold)
            line_number += 1 + (number % 7 == 6)  # now and then an empty row
        sheet.write_string(line_number, 0, "Итого", bold)
        sheet.write_string(line_number, 15, money(sum((g.row.rest_main for g in lines), Decimal(0))), bold)
        sheet.set_column(1, 1, 44)
        sheet.set_column(4, 8, 22)


def _captions(sheet: Any, form: Any) -> None:
    start = 0
    while start < len(_COLUMNS):
        parent = _COLUMNS[start][0]
        end = start
        while parent and end + 1 < len(_COLUMNS) and _COLUMNS[end + 1][0] == parent:
            end += 1
        if not parent:
            sheet.merge_range(3, start, 4, start, _COLUMNS[start][1], form)
        else:
            if end > start:
                sheet.merge_range(3, start, 3, end, parent, form)
            else:
                sheet.write_string(3, start, parent, form)
            for column in range(start, end + 1):
                sheet.write_string(4, column, _COLUMNS[column][1], form)
        start = end + 1


def _write_line(sheet: Any, number: int, line: Line, today: date, day: Any) -> None:
    case, row, index = line.case, line.row, line.case.index
    texts = {
        0: f"{1000000 + index:010d}", 1: _address(case, index % 4, today), 4: _fias(case), 5: row.person.fio,
        6: row.act_kind, 7: row.court, 8: row.case_number, 11: row.act_status, 14: money(row.awarded_main),
        15: money(row.rest_main), 16: money(row.rest_peni), 17: money(row.rest_duty),
        19: row.agreement, 20: row.ip_number, 21: row.act_file.rpartition("/")[2],
        22: "да" if case.house.private else "нет",
    }  # fmt: skip
    for column, text in texts.items():
        if text:
            sheet.write_string(number, column, text)
    _flat(sheet, number, 2, case.flat, index)
    _flat(sheet, number, 3, case.room, index)
    dates = {9: row.act_date, 10: row.in_force_date, 12: row.debt_from, 13: row.debt_to, 18: today}
    for column, value in dates.items():
        if value is None:
            continue
        if (index + column) % 3 == 0:
            sheet.write_number(number, column, _serial(value))  # a serial without a date format
        elif (index + column) % 3 == 1:
            sheet.write_datetime(number, column, value, day)
        else:
            sheet.write_string(number, column, f"{value:%d.%m.%Y}")


def _address(case: Case, style: int, today: date) -> str:
    """How this program spells the house, mistakes included."""
    if case.kind == "house_as_date":
        # A spreadsheet read the house «12/4» as a day and month before the address was put together.
        day, month = (int(part) for part in case.house.number.split("/"))
        return f"{_street(case.house)}, дом № {day:02d}.{month:02d}.{today.year}"
    if case.kind == "ambiguous_house":
        return f"{_street(case.house)}, дом № {case.house.number.replace('/', ', корпус ')}"
    return case.house.books(style)


def _street(house: House) -> str:
    return f"{house.town[2]} {house.town[1]}, {house.street[2]} {house.street[1]}"


def _flat(sheet: Any, number: int, column: int, value: str | None, index: int) -> None:
    if value is None:
        return
    if value.isdigit() and index % 4 == 1:
        sheet.write_string(number, column, f"{value}.0")  # a number that went through text
    elif value.isdigit() and index % 4 == 2:
        sheet.write_number(number, column, int(value))
    else:
        sheet.write_string(number, column, value)


def _fias(case: Case) -> str:
    """Accounting lacks the GUID for some houses, and for those whose identity is the trap."""
    return "" if case.index % 9 == 8 and case.kind != "house_as_date" else case.house.fias


def money(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", _NBSP).replace(".", ",")


def _serial(value: date) -> int:
    return (value - date(1899, 12, 30)).days
