"""The organization's accounting program, simulated: what it would export about the dwellings of this world.

Writes ``debts.xlsx`` with the habits of real exports (merged captions, groups, totals, numbers as text, dates as
serials, a house turned into a date), ``served_houses.xlsx``, ``acts/*.pdf`` and, for tests only, ``ground_truth.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlsxwriter

from rpa.stand.acts import text_pdf
from rpa.stand.addresses import House
from rpa.stand.organizations import Organization
from rpa.stand.register_workbook import Line, money, write_register
from rpa.stand.world import Planned, World

# Accounting knows its dwellings before anybody asks: rows for requests that will arrive later are there already.
AHEAD = 200


def write_accounting(world: World, organization: Organization, folder: Path) -> dict[str, int]:
    """Write all files for one organization into ``folder`` (made if absent); how many rows, houses and acts."""
    planned = _by_house([world.planned(organization, index) for index in range(world.requests + AHEAD)])
    lines = [Line(p, row) for p in planned for row in p.case.rows if p.case.house.served]
    today = world.start.date()
    folder.mkdir(parents=True, exist_ok=True)
    write_register(folder / "debts.xlsx", organization, lines, today)
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


def _by_house(planned: list[Planned]) -> list[Planned]:
    """Among many requests one address is drawn twice, with two identifiers: accounting knows it as one house.

    A row whose identifier is on no list could belong anywhere, and would turn every «нет» into a person's.
    """
    houses = {p.case.house.portal(): p.case.house for p in planned if p.case.house.served}
    return [
        replace(p, case=replace(p.case, house=houses[p.case.house.portal()])) if p.case.house.served else p
        for p in planned
    ]


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
def _act(organization: Organization, line: Line) -> bytes:
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
            f"по {row.debt_to:%d.%m.%Y} в размере {money(row.awarded_main)} руб.",
            "",
            in_force,
        ]
    )
