"""The organization's accounting program, simulated: what it would export about the dwellings of this world.

Writes ``debts.xlsx`` with the habits of real exports (merged captions, groups, totals, numbers as text, dates as
serials, a house turned into a date), ``served_houses.xlsx``, ``acts/*.pdf`` and, for tests only, ``ground_truth.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from rpa.stand.acts import text_pdf
from rpa.stand.addresses import House
from rpa.stand.cases import Case, CourtRow
from rpa.stand.organizations import Organization
from rpa.stand.world import Planned, World

# Accounting knows its dwellings before anybody asks: rows for requests that will arrive later are there already.
AHEAD = 200

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
class _Line:
    planned: Planned
    row: CourtRow

    @property
    def case(self) -> Case:
        return self.planned.case


def write_accounting(world: World, organization: Organization, folder: Path) -> dict[str, int]:
    """Write all files for one organization into ``folder`` (made if absent); how many rows, houses and acts."""
    planned = [world.planned(organization, index) for index in range(world.requests + AHEAD)]
    lines = [_Line(p, row) for p in planned for row in p.case.rows if p.case.house.served]
    today = world.start.date()
    folder.mkdir(parents=True, exist_ok=True)
    _write_debts(folder / "debts.xlsx", organization, lines, today)
    houses = _served(world, organization, planned)
    _write_houses(folder / "served_houses.xlsx", houses)
    (folder / "acts").mkdir(exist_ok=True)
    for stale in (folder / "acts").glob("act-*.pdf"):
        stale.unlink()
    for line in lines:
        (folder / line.row.act_file).write_bytes(_act(organization, line))
    truth = {p.number: _truth(p, organization) for p in planned[: world.requests]}
    truth_text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / "ground_truth.json").write_text(truth_text, encoding="utf-8")
    return {"rows": len(lines), "houses": len(houses), "acts": len(lines), "requests": len(truth)}


def _truth(planned: Planned, organization: Organization) -> dict[str, Any]:
    case = planned.case
    debtors = [
        {
            "last_name": r.person.last,
            "first_name": r.person.first,
            "middle_name": r.person.middle,
            "act_file": r.act_file,
        }
        for r in case.rows
        if case.expected == "debt"
    ]
    return {
        "ogrn": organization.ogrn, "kind": case.kind, "expected": case.expected, "debtors": debtors,
        "past": planned.past, "due": planned.due.isoformat(), "fias_shown": case.portal_fias is not None,
    }  # fmt: skip


# ---- debts.xlsx ----------------------------------------------------------------------------------------------------
def _write_debts(path: Path, organization: Organization, lines: list[_Line], today: date) -> None:
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
        groups: dict[str, list[_Line]] = {}
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
            sheet.write_string(line_number, 15, _money(sum((g.row.rest_main for g in group), Decimal(0))), bold)
            line_number += 1 + (number % 7 == 6)  # now and then an empty row
        sheet.write_string(line_number, 0, "Итого", bold)
        sheet.write_string(line_number, 15, _money(sum((g.row.rest_main for g in lines), Decimal(0))), bold)
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


def _write_line(sheet: Any, number: int, line: _Line, today: date, day: Any) -> None:
    case, row, index = line.case, line.row, line.case.index
    texts = {
        0: f"{1000000 + index:010d}", 1: _address(case, index % 4, today), 4: _fias(case), 5: row.person.fio,
        6: row.act_kind, 7: row.court, 8: row.case_number, 11: row.act_status, 14: _money(row.awarded_main),
       
        15: _money(row.rest_main), 16: _money(row.rest_peni), 17: _money(row.rest_duty), 19: row.agreement, 20: row.ip_number, 21: row.act_file.rpartition("/")[2],
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
    return "" if case.index % 9 == 8 else case.house.fias


def _money(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", _NBSP).replace(".", ",")


def _serial(value: date) -> int:
    return (value - date(1899, 12, 30)).days


# ---- served_houses.xlsx --------------------------------------------------------------------------------------------
def _served(world: World, organization: Organization, planned: Iterable[Planned]) -> list[House]:
    book = world.cases[organization.ogrn].houses
    houses = {house.portal(): house for house in book.apartment_houses}
    houses |= {p.case.house.portal(): p.case.house for p in planned if p.case.house.served}
    return list(houses.values())


def _write_houses(path: Path, houses: list[House]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Дома в управлении")
        bold = book.add_format({"bold": True})
        for column, caption in enumerate(("Адрес дома", "Идентификатор дома ФИАС", "Другие написания", "Частный дом")):
            sheet.write_string(0, column, caption, bold)
        for number, house in enumerate(houses, 1):
            trap = house.fias == ""
            shown = house.books() if not trap else house.books().replace("/", ", корпус ")
            cells = (shown, house.fias, "" if trap else house.books(1), "да" if house.private else "нет")
            for column, text in enumerate(cells):
                if text:
                    sheet.write_string(number, column, text)
        sheet.set_column(0, 2, 44)


# ---- acts ----------------------------------------------------------------------------------------------------------
def _act(organization: Organization, line: _Line) -> bytes:
    row, case = line.row, line.case
    flat = f", кв. {case.flat}" if case.flat else ""
    room = f", комната {case.room}" if case.room else ""
    in_force = (
        f"Вступил в законную силу {row.in_force_date:%d.%m.%Y}." if row.in_force_date else "В законную силу не вступил."
    )
    return text_pdf(
        [
            "УЧЕБНЫЙ ДОКУМЕНТ. Все лица, адреса и суммы вымышлены.",
            "",
            row.act_kind.upper(),
            f"Дело № {row.case_number}",
            f"{row.court}, {row.act_date:%d.%m.%Y}",
            "",
            f"Взыскать в пользу {organization.name} (ОГРН {organization.ogrn})",
            f"с должника: {row.person.fio}",
            f"по адресу: {case.house.books()}{flat}{room}",
            f"задолженность по оплате жилого помещения и коммунальных услуг за период с {row.debt_from:%d.%m.%Y} "
            f"по {row.debt_to:%d.%m.%Y} в размере {_money(row.awarded_main)} руб.",
            "",
            in_force,
        ]
    )
