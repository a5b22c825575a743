"""What is true about each requested dwelling: the kinds of case, and the court rows behind them.

The portal never sees this. Accounting files are written from it (``accounting``), and past answers follow it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from rpa.stand.addresses import House, HouseBook
from rpa.stand.people import MadeUpPerson, make_person

# One block of 40 requests holds each kind at least once, in shuffled order; so 40 requests already show everything.
KINDS: tuple[tuple[str, int, str], ...] = (
    ("no_rows", 14, "no_debt"),
    ("debt", 5, "debt"),
    ("several_debtors", 2, "debt"),
    ("fully_paid", 3, "no_debt"),
    ("penalties_only", 1, "review"),
    ("cancelled_order", 2, "no_debt"),
    ("agreement_kept", 2, "review"),
    ("agreement_broken", 1, "debt"),
    ("out_of_window", 2, "no_debt"),
    ("straddling", 2, "review"),
    ("not_in_force", 1, "no_debt"),
    ("house_not_served", 2, "review"),
    ("ambiguous_house", 1, "review"),
    ("ambiguous_room", 1, "review"),
    ("house_as_date", 1, "review"),
)
EXPECTED = {kind: expected for kind, _, expected in KINDS}
_BLOCK = [kind for kind, times, _ in KINDS for _ in range(times)]
# Which occurrence of a kind within its block had already been handled, and how.
_PAST: dict[str, dict[int, str]] = {
    "no_rows": {9: "draft_of_colleague", 10: "sent", 11: "sent", 12: "automatic", 13: "automatic"},
    "debt": {3: "sent", 4: "draft_of_administrator"},
}
COURT_DEBTS = ("Судебный приказ", "Решение суда", "Заочное решение")


@dataclass(frozen=True, slots=True)
class CourtRow:
    """One act against one debtor. Money is in roubles."""

    person: MadeUpPerson
    act_kind: str
    court: str
    case_number: str
    act_date: date
    in_force_date: date | None
    act_status: str
    debt_from: date
    debt_to: date
    awarded_main: Decimal
    rest_main: Decimal
    rest_peni: Decimal
    rest_duty: Decimal
    agreement: str
    ip_number: str
    act_file: str


@dataclass(frozen=True, slots=True)
class Case:
    """The dwelling of request ``index`` and what accounting knows about it."""

    index: int
    kind: str
    house: House
    flat: str | None
    room: str | None
    portal_flat: str | None
    portal_fias: str | None
    rows: tuple[CourtRow, ...] = field(default=())

    @property
    def expected(self) -> str:
        return EXPECTED[self.kind]


class CaseBook:
    """Cases of one organization by request index; the same seed and ОГРН give the same case."""

    def __init__(self, seed: int, ogrn: str, requests: int) -> None:
        self._seed, self._ogrn = seed, ogrn
        self.houses = HouseBook(seed, ogrn, requests)
        self._blocks: dict[int, list[str]] = {}

    def kind(self, index: int) -> str:
        block = index // len(_BLOCK)
        if block not in self._blocks:
            kinds = list(_BLOCK)
            Random(f"{self._seed}:{self._ogrn}:kinds:{block}").shuffle(kinds)
            self._blocks[block] = kinds
        return self._blocks[block][index % len(_BLOCK)]

    def past(self, index: int) -> str:
        """How far this request had got before the stand started.

        ``open`` for most; in each block one draft of a colleague, one of the administrator, three sent, two automatic.
        Only the two commonest kinds are spent on it, so that every rarer kind stays open to be answered.
        """
        kind, block = self.kind(index), index // len(_BLOCK)
        if kind not in _PAST:
            return "open"
        earlier = sum(self.kind(n) == kind for n in range(block * len(_BLOCK), index))
        return _PAST[kind].get(earlier, "open")

    def case(self, index: int, window: tuple[date, date]) -> Case:
        """The case of request ``index`` whose asked period is ``window`` (both ends inclusive)."""
        rng = Random(f"{self._seed}:{self._ogrn}:case:{index}")
        kind = self.kind(index)
        house, flat, room, shown = self._dwelling(index, kind, rng)
        fias = house.fias or None
        if rng.random() < 0.12:
            fias = None
        return Case(index, kind, house, flat, room, shown, fias, _rows(kind, index, window, rng))

    def _dwelling(self, index: int, kind: str, rng: Random) -> tuple[House, str | None, str | None, str | None]:
        """House, flat and room as accounting has them, then the premises as the portal shows them."""
        houses = self.houses
        if kind == "house_not_served":
            return houses.foreign_houses[index % 5], str(1 + index), None, f"кв. {1 + index}"
        if kind in ("ambiguous_house", "house_as_date"):
            house = houses.trap_house(index, 0 if kind == "ambiguous_house" else 1)
            return house, "7", None, "7"
        if kind == "ambiguous_room":
            # Accounting knows the rooms, the portal asks about the whole flat.
            return houses.trap_house_communal(index), "4", "2", "кв. 4"
        if rng.random() < 0.07:
            return houses.private_house(index), None, None, None
        pool = houses.apartment_houses
        house, slot = pool[index % len(pool)], index // len(pool)
        if house.communal:
            flat, room = str(1 + slot // 3), str(1 + slot % 3)
            return house, flat, room, f"{flat} ком. {room}" if rng.random() < 0.5 else f"кв. {flat}, ком. {room}"
        flat = str(1 + slot * 7 % 401) + ("а" if rng.random() < 0.02 else "")
        return house, flat, None, flat if rng.random() < 0.5 else f"кв. {flat}"


def _rows(kind: str, index: int, window: tuple[date, date], rng: Random) -> tuple[CourtRow, ...]:
    if kind == "no_rows":
        return ()
    count = rng.choice((2, 2, 3)) if kind == "several_debtors" else 1
    begin, end = window
    debt_to = _month_end(_add_months(end, -rng.randrange(9, 14)))
    debt_from = _add_months(debt_to, -rng.randrange(5, 12)).replace(day=1)
    if kind == "out_of_window":
        debt_to = _month_end(_add_months(begin, -rng.randrange(3, 12)))
        debt_from = _add_months(debt_to, -8).replace(day=1)
    elif kind == "straddling":
        debt_from = _add_months(begin, -rng.randrange(4, 9)).replace(day=1)
        debt_to = _month_end(_add_months(begin, rng.randrange(4, 9)))
    act_date = debt_to + timedelta(days=rng.randrange(25, 60))
    if kind == "not_in_force":
        act_date = end - timedelta(days=rng.randrange(6, 9))
    act_kind = "Судебный приказ" if kind in ("cancelled_order", "not_in_force") else rng.choice(COURT_DEBTS)
    in_force: date | None = act_date + timedelta(days={"Судебный приказ": 25, "Решение суда": 40}.get(act_kind, 55))
    if kind == "not_in_force":
        in_force = None
    rows = []
    for number in range(count):
        main = Decimal(rng.randrange(800_000, 9_000_000)) / 100
        rest = main if rng.random() < 0.6 else (main * Decimal("0.4")).quantize(Decimal("0.01"))
        peni, duty = (main * Decimal("0.1")).quantize(Decimal("0.01")), Decimal(rng.randrange(400, 1500))
        if kind == "fully_paid":
            rest = peni = duty = Decimal(0)
        elif kind == "penalties_only":
            rest = Decimal(0)
        rows.append(
            CourtRow(
                person=make_person(rng),
                act_kind=act_kind,
                court=f"Судебный участок № {rng.randrange(1, 60)} Синегорского судебного района"
                if act_kind == "Судебный приказ"
                else "Синегорский городской суд Заозёрной области",
                case_number=f"2-{1000 + index * 3 + number}/{act_date.year}",
                act_date=act_date,
                in_force_date=in_force,
                act_status={"cancelled_order": "отменён", "not_in_force": "не вступил в силу"}.get(kind, "действует"),
                debt_from=debt_from,
                debt_to=debt_to,
                awarded_main=main,
                rest_main=rest,
                rest_peni=peni,
                rest_duty=duty,
                agreement={"agreement_kept": "исполняется", "agreement_broken": "нарушено"}.get(kind, "нет"),
                # Nobody opens a case by an act that is not in force.
                ip_number=f"{1000 + index}/{act_date.year % 100:02d}/00{rng.randrange(1, 60):03d}-ИП"
                if rng.random() < 0.5 and in_force is not None
                else "",
                act_file=f"acts/act-{index:06d}-{number + 1}.pdf",
            )
        )
    return tuple(rows)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
