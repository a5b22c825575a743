"""Invented worlds with a known truth: dwellings, people, debts, and what an honest answer about each dwelling is.

A world is drawn from a seed. `registers_of_worlds` writes it down as an accounting program might.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from uuid import NAMESPACE_URL, uuid5

from decision_samples import TODAY

TOWN = "Энск"
STREETS = (
    ("ул.", "Мира"), ("пр-кт", "Мира"), ("ул.", "Мирная"), ("ул.", "Садовая"), ("пер.", "Садовый"), ("ул.", "8 Марта"),
    ("ул.", "1-я Луговая"), ("ул.", "2-я Луговая"), ("ул.", "Академика Придумкина"), ("ул.", "40 лет Октября"),
)  # fmt: skip
NUMBERS = (("5", ""), ("5А", ""), ("5", "2"), ("5", "12"), ("55", ""), ("7", ""), ("77", ""), ("12", ""), ("12А", ""),
           ("5/7", ""), ("1", ""), ("2", ""))  # fmt: skip
LASTS = ("Иванов", "Иванова", "Петров", "Сидорова", "Ким", "Кузнецова-Выдумкина", "Придумкин", "Придумкина")
NAMES = (("Иван", "Иванович"), ("Пётр", "Алексеевич"), ("Анна", "Сергеевна"), ("Мария", "Ивановна"))


@dataclass(frozen=True)
class House:
    kind: str
    street: str
    number: str
    block: str

    def official(self) -> str:
        """As the list of served houses writes it."""
        block = f", корп. {self.block}" if self.block else ""
        return f"обл. Энская, г. {TOWN}, {self.kind} {self.street}, д. {self.number}{block}"

    def asked(self, drawn: Random) -> str:
        """As a request may write it."""
        long = {"ул.": "улица", "пр-кт": "проспект", "пер.": "переулок"}[self.kind]
        kind, name, number = self.kind, self.street, self.number
        words = ["корп. ", "к. ", "корпус "] if self.block else [""]
        blocks = [f", {word}{self.block}" if self.block else "" for word in words]
        return drawn.choice((
            self.official(),
            f"100500, Энская обл, г. {TOWN}, {kind} {name}, д. {number}{blocks[len(blocks) // 2]}",
            f"100500, обл Энская, г {TOWN}, {kind.rstrip('.')} {name}, д. {number}{blocks[0]}",
            f"Энская область, город {TOWN}, {long} {name}, дом {number}{blocks[-1]}",
            f"Россия, Энская обл, {TOWN} г, {name} {kind}, дом № {number}{blocks[0]}",
        ))  # fmt: skip

    @property
    def guid(self) -> str:
        """Its identifier in ФИАС."""
        return str(uuid5(NAMESPACE_URL, self.official()))


@dataclass(frozen=True)
class Home:
    """A flat, or one ``room`` of a shared flat."""

    house: House
    flat: str
    room: str = ""

    @property
    def details(self) -> str:
        """The flat as a register writes it behind an address."""
        return f"кв. {self.flat}" + (f", ком. {self.room}" if self.room else "")

    def asked(self, drawn: Random) -> str:
        """«№ помещения» of a request."""
        room = f", {drawn.choice(('ком. ', 'комн. ', 'комната '))}{self.room}" if self.room else ""
        return drawn.choice(("кв. ", "кв.", "квартира ", "кв ", "", "№ ")) + self.flat + room

    def may_be(self, other: Home) -> bool:
        """The same flat, and a room is named on one side only."""
        return (self.house, self.flat) == (other.house, other.flat) and bool(self.room) != bool(other.room)


@dataclass(frozen=True)
class Debt:
    """One line of a register. ``truth``: what it says of its dwelling, ``debt``, ``no`` or ``doubt`` (a person's)."""

    home: Home
    last: str
    first: str
    middle: str
    truth: str
    act_kind: str
    act_status: str
    case_number: str
    act_date: date
    in_force: date | None
    debt_from: date
    debt_to: date
    awarded: int
    rest: int
    rest_peni: int = 0
    later: str = ""
    """The case of the act that came after a cancelled one, and stands in a column beside it."""

    @property
    def house(self) -> House:
        return self.home.house

    @property
    def of_court(self) -> bool:
        return "нотариуса" not in self.act_kind


@dataclass(frozen=True)
class World:
    houses: tuple[House, ...]
    debts: tuple[Debt, ...]
    asked: tuple[Home, ...] = field(default=())
    """Dwellings that somebody asks about, with debts and without."""

    def truth(self, home: Home) -> str:
        """``doubt`` wherever one line is a person's, as the rules for several lines say, or may be of this home."""
        said = {debt.truth for debt in self.debts if debt.home == home}
        said |= {"doubt" for debt in self.debts if debt.home.may_be(home) and debt.truth != "no"}
        return next((truth for truth in ("doubt", "debt") if truth in said), "no")

    def owes(self, home: Home) -> set[tuple[str, str]]:
        """Last and first names of those who owe there, by court."""
        return {(debt.last, debt.first) for debt in self.debts if (debt.home, debt.truth) == (home, "debt")}


def world(seed: int) -> World:
    """The same world for the same seed."""
    drawn = Random(seed)
    streets = drawn.sample(STREETS, 4)
    houses = tuple(
        House(*street, *number) for street in streets for number in drawn.sample(NUMBERS, drawn.randint(1, 3))
    )
    shared = drawn.random() < 0.3
    debts = [_debt(drawn, _home(drawn, houses, shared=shared), number) for number in range(1, drawn.randint(6, 18))]
    debts += [_joint(drawn, debt) for debt in debts if drawn.random() < 0.15]
    asked = {debt.home for debt in debts} | {_home(drawn, houses, shared=shared) for _ in range(8)}
    return World(houses, tuple(debts), tuple(sorted(asked, key=str)))


def _home(drawn: Random, houses: Sequence[House], *, shared: bool) -> Home:
    flat = drawn.choice(("1", "2", "5", "7", "12", "12А", "21", "55", "112"))
    return Home(drawn.choice(houses), flat, drawn.choice(("", "1", "2", "12")) if shared and flat in "712" else "")


def _joint(drawn: Random, debt: Debt) -> Debt:
    """The other debtor of the same act, who owes the same sum."""
    first, middle = drawn.choice([names for names in NAMES if names[0] != debt.first])
    return replace(debt, last=drawn.choice(LASTS), first=first, middle=middle)


def _debt(drawn: Random, home: Home, number: int) -> Debt:
    last, (first, middle) = drawn.choice(LASTS), drawn.choice(NAMES)
    truth, kind, status = drawn.choice(
        [("debt", "Судебный приказ", "действует"), ("debt", "Решение суда", "вступил в силу")] * 3
        + [("no", "Судебный приказ", "отменён"), ("no", "Судебный приказ", "paid"), ("no", "Судебный приказ", "old"),
           ("no", "Решение суда", "не вступил в силу"), ("no", "Исполнительная надпись нотариуса", "действует"),
           ("doubt", "Решение суда", "обжалуется"), ("doubt", "Судебный приказ", "straddling"),
           ("doubt", "Судебный приказ", "peni"), ("doubt", "Судебный приказ", "later")]
    )  # fmt: skip
    begins = {"old": 2019, "straddling": 2022}.get(status, drawn.choice((2024, 2025)))
    debt_from, debt_to = date(begins, drawn.randint(1, 6), 1), date(begins, drawn.randint(7, 12), 1)
    if status == "straddling":
        debt_to = date(2024, drawn.randint(1, 12), 1)
    awarded = drawn.randint(500, 90_000) * 100 + drawn.choice((0, 0, 50))
    act_date = date(debt_to.year + 1, drawn.randint(1, 4), drawn.randint(1, 28))
    young, notary, later = status == "не вступил в силу", "нотариуса" in kind, status == "later"
    if young:
        act_date = date(2026, 11, drawn.randint(10, 20))
    return Debt(
        home=home,
        last=last,
        first=first,
        middle=middle,
        truth=truth,
        act_kind=kind,
        act_status="действует" if status in ("paid", "old", "straddling", "peni") else "отменён" if later else status,
        case_number=f"2-{100 + number}/{act_date.year}",
        act_date=act_date,
        in_force=None
        if young or notary or later or status == "отменён"
        else act_date.replace(month=act_date.month + 2, day=15),
        debt_from=debt_from,
        debt_to=debt_to.replace(day=calendar.monthrange(debt_to.year, debt_to.month)[1]),
        awarded=awarded,
        rest=0 if status in ("paid", "peni") else drawn.choice((awarded, awarded, awarded // 2)),
        rest_peni=12_300 if status == "peni" else 0,
        later=f"2-{900 + number}/2026" if later else "",
    )


assert date(2026, 11, 24) == TODAY, "the window of three years is what the years above are drawn for"
