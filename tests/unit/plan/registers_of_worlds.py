"""A world written down as an accounting program might: layouts, captions, spellings, dates, sums, lines around a table.

Every writing means the same debts. ``careless`` adds what people do to such files; a reader may then refuse or doubt,
and still must never be sure of something else.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from books_of_worlds import Part, write_book
from worlds import TOWN, Debt, House, World

from rpa.debts.dataset.columns import BY_NAME

MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
          "декабрь")  # fmt: skip
LONG = {"ул.": "улица", "пр-кт": "проспект", "пер.": "переулок"}
Line = list[Any]
OTHERS = ("act_kind", "court", "case_number", "act_date", "in_force_date", "act_status", "debt_from", "debt_to",
          "awarded_main", "awarded_peni", "rest_main", "rest_peni", "rest_duty", "balance_date",
          "act_file")  # fmt: skip
BESIDE: dict[str, Callable[[Random], Any]] = {
    "№ договора": lambda drawn: f"{drawn.randint(10, 99)}-{drawn.randint(1, 9)}/2015",
    "Телефон": lambda drawn: f"+7 900 000-00-{drawn.randint(10, 99)}",
    "Площадь, кв. м": lambda drawn: f"{drawn.randint(30, 90)},5",
    "Примечание": lambda drawn: drawn.choice(("", "", "передан приставам", "звонили 12.10.2026")),
}
"""Columns that decide nothing, by caption."""
LATER = ("Решение суда", "№ решения", "Примечание к делу", "Новое дело")
IDENTIFIERS = ("house_fias_guid", "premises_guid", "account")


class Register:
    """How one register is written; drawn once, the same for all its lines."""

    def __init__(self, drawn: Random, *, careless: bool) -> None:
        self.drawn, self.careless = drawn, careless
        self.workbook = drawn.random() < 0.6
        self.suffix = drawn.choice(("xlsx", "xlsx", "xls", "ods"))
        self.sheets = drawn.choice(("one", "one", "halves", "houses")) if self.workbook else "one"
        self.joint_merged = self.workbook and drawn.random() < 0.5
        self.upper = drawn.choice((0.0, 0.0, 0.3, 1.0))
        self.layout = drawn.choice(("address", "whole", "split", "groups"))
        self.after = drawn.random() < 0.4
        self.long = drawn.random() < 0.3
        self.house_word = drawn.choice(("д. ", "дом ", "д.", ""))
        self.block_word = drawn.choice((", корп. ", " корп. ", ", к. ", " корпус "))
        self.date = self._dates()
        self.month = drawn.choice((self._dates(), _month_number, _month_word))
        self.money = drawn.choice((_plain, _spaced, _number if self.workbook else _plain))
        self.names_apart = drawn.random() < 0.4
        self.captions = {name: drawn.choice(column.synonyms) for name, column in BY_NAME.items()} | {
            name: name for name in BESIDE
        }
        self.columns = self._columns()

    def _dates(self) -> Callable[[date], Any]:
        given: list[Callable[[date], Any]] = [lambda day: f"{day:%d.%m.%Y}", lambda day: f"{day:%d.%m.%Y} г."]
        return self.drawn.choice([*given, *([lambda day: day] * 2 if self.workbook else [])])

    def _columns(self) -> list[str]:
        place = {"address": ["address", "flat", "room"], "whole": ["address"], "groups": ["flat", "room"],
                 "split": ["settlement", "street", "house", "block", "flat", "room"]}[self.layout]  # fmt: skip
        names = ["last", "first", "middle"] if self.names_apart else ["fio"]
        others = list(OTHERS)
        if self.drawn.random() < 0.3:
            self.drawn.shuffle(others)
        columns = [*place, *names, *others]
        for name in self.drawn.sample(IDENTIFIERS, self.drawn.choice((0, 0, 1, 2, 3))):
            columns.insert(self.drawn.randint(1, len(columns)), name)
        for name in self.drawn.sample(sorted(BESIDE), self.drawn.randint(0, 2)):
            columns.insert(self.drawn.randint(1, len(columns)), name)
        return columns

    def street(self, house: House) -> str:
        kind = LONG[house.kind] if self.long else house.kind
        return f"{house.street} {kind}" if self.after else f"{kind} {house.street}"

    def address(self, house: House) -> str:
        block = f"{self.block_word}{house.block}" if house.block else ""
        return f"г. {TOWN}, {self.street(house)}, {self.house_word}{house.number}{block}"

    def guid(self, house: House) -> str:
        """Some lines have none; a careless column was filled with another house's here and there."""
        drawn = self.drawn.random()
        if self.careless and drawn < 0.1:
            return self.drawn.choice(self.guids)
        return house.guid if drawn < 0.9 else ""

    def cells(self, debt: Debt) -> Line:
        house, money, day = debt.house, self.money, self.date
        names = [debt.last, debt.first, debt.middle]
        if self.drawn.random() < self.upper:
            names = [name.upper().replace("Ё", "Е") for name in names]
        known = {
            "address": self.address(house) + (f", {debt.home.details}" if self.layout == "whole" else ""),
            "settlement": f"г. {TOWN}",
            "street": self.street(house),
            "house": house.number,
            "block": house.block,
            "flat": debt.home.flat,
            "room": debt.home.room,
            "fio": " ".join(names),
            "last": names[0],
            "first": names[1],
            "middle": names[2],
            "house_fias_guid": self.guid(house),
            "later": debt.later,
            "premises_guid": str(uuid5(NAMESPACE_URL, str(debt.home))),
            "account": f"00{zlib.crc32(str(debt.home).encode()) % 1_000_000:06}",
            "act_kind": debt.act_kind,
            "court": "Судебный участок № 1 г. Энска" if debt.of_court else "Нотариус Выдумкин А. Б.",
            "case_number": debt.case_number,
            "act_date": day(debt.act_date),
            "in_force_date": day(debt.in_force) if debt.in_force else "",
            "act_status": debt.act_status,
            "debt_from": self.month(debt.debt_from),
            "debt_to": self.month(debt.debt_to),
            "awarded_main": money(debt.awarded),
            "awarded_peni": money(debt.rest_peni),
            "rest_main": money(debt.rest),
            "rest_peni": money(debt.rest_peni),
            "rest_duty": money(0),
            "balance_date": day(date(2026, 11, 23)),
            "act_file": "act.pdf",
        }
        line = [known[name] if name in known else BESIDE[name](self.drawn) for name in self.columns]
        if self.careless and self.drawn.random() < 0.2:
            _spoil(line, self.columns, self.drawn)
        return line

    def lines(self, debts: Sequence[Debt]) -> list[Line]:
        """One sheet: what stands above the captions, the captions, the debts, what stands below."""
        drawn, width = self.drawn, len(self.columns)
        blank = [""] * width
        titles = drawn.sample(
            ["Реестр задолженности по судебным актам", 'ООО "УК Придуманная"', "Сформировано: 24.11.2026", ""],
            drawn.randint(0, 2),
        )
        found: list[Line] = [[title, *blank[1:]] for title in titles]
        header: Line = [self.captions[name] for name in self.columns]
        found.append(header)
        printed = drawn.random() < 0.2
        if self.layout == "groups":
            debts = sorted(debts, key=lambda debt: str(debt.house))
        before: House | None = None
        for debt in debts:
            if self.layout == "groups" and debt.house != before:
                found.append([self.address(debt.house), *blank[1:]])
                before = debt.house
            if printed and drawn.random() < 0.2:
                # A new page begins as the first one did.
                found.append(list(header))
            found.append(self.cells(debt))
            if self.careless and drawn.random() < 0.1:
                found.append(list(blank))
        if drawn.random() < 0.5:
            total = list(blank)
            total[0], total[self.columns.index("rest_main")] = "Итого", self.money(sum(debt.rest for debt in debts))
            found.append(total)
        if drawn.random() < 0.3:
            found += [blank, ["Главный бухгалтер ____________ Выдумкина А. Б.", *blank[1:]]]
        return found

    def write(self, world: World, folder: Path) -> Path:
        (folder / "act.pdf").write_bytes(b"%PDF-1.4 act")
        self.guids = [house.guid for house in world.houses]
        if any(debt.later for debt in world.debts):
            self.captions["later"] = self.drawn.choice(LATER)
            self.columns.insert(self.drawn.randint(1, len(self.columns) - 1), "later")
        debts = self.drawn.sample(world.debts, len(world.debts))
        if self.joint_merged:
            order = [debt.case_number for debt in debts]
            debts.sort(key=lambda debt: order.index(debt.case_number))
        if not self.workbook:
            path = folder / "register.csv"
            encoding, delimiter = self.drawn.choice((("utf-8-sig", ";"), ("cp1251", ";"), ("utf-8", "\t")))
            with path.open("w", encoding=encoding, newline="") as stream:
                csv.writer(stream, delimiter=delimiter).writerows(self.lines(debts))
            return path
        path = folder / f"register.{self.suffix}"
        parts: list[Part] = []
        for number, part in enumerate(filter(None, self._parts(debts)), 1):
            lines = self.lines(part)
            merges = self._merges(lines) if self.layout in ("address", "split") else []
            parts.append((f"Участок {number}", lines, merges))
        write_book(path, parts)
        return path

    def _parts(self, debts: list[Debt]) -> list[list[Debt]]:
        """The debts sheet by sheet."""
        if self.sheets == "houses":
            return [[debt for debt in debts if debt.house == house] for house in {debt.house: 0 for debt in debts}]
        half = len(debts) // 2 if self.sheets == "halves" else 0
        return [debts[:half], debts[half:]]

    def _merges(self, lines: list[Line]) -> list[tuple[int, int, int]]:
        """Now and then the place of two lines of one house is one merged cell, and so are sums of joint debtors."""
        covered, number_of = self.columns.index("flat"), self.columns.index("case_number")
        found: list[tuple[int, int, int]] = []
        if self.drawn.random() < 0.5:
            return found
        sums = [place for place, name in enumerate(self.columns) if name.startswith(("awarded", "rest"))]
        free = 0
        for number, (upper, lower) in enumerate(pairwise(lines), 1):
            if number <= free or not upper[0] or upper[-1] != lower[-1]:
                continue
            same = upper[:covered] == lower[:covered]
            joint = self.joint_merged and same and upper[number_of] == lower[number_of] != ""
            if same:
                found += [(number, number + 1, column) for column in [*range(covered), *(sums if joint else [])]]
                free = number + 1
        return found


def _month_number(day: date) -> str:
    return f"{day:%m.%Y}"


def _month_word(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _plain(kopecks: int) -> Any:
    return f"{kopecks // 100},{kopecks % 100:02}"


def _spaced(kopecks: int) -> Any:
    return f"{kopecks // 100:,}".replace(",", "\u00a0") + f",{kopecks % 100:02}"


def _number(kopecks: int) -> Any:
    return kopecks / 100


def _spoil(line: Line, columns: list[str], drawn: Random) -> None:
    """One cell as people leave it. Only what a reader can notice: «12» for «112» nobody could."""
    name = drawn.choice([name for name in columns if name not in ("block", "room", "later")])
    place = columns.index(name)
    text = str(line[place] or "")
    kinds = ["", f"{text} ?", f"{text} (см. прим.)", "-", "н/д", "#Н/Д"]
    if name in ("street", "settlement", "act_status", "act_kind"):
        kinds += [text[:-1], text.replace("а", "о", 1), text.replace(" ", "", 1), text.upper()]
    line[place] = drawn.choice(kinds)
