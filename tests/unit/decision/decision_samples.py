"""One ordinary request, one ordinary row, one ordinary match: tests say only what differs. All people are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.debts.comparison import Comparison, Outcome
from rpa.debts.dataset.rows import ActKind, ActStatus, Blocks, BrokenRow, CellError, DebtRow
from rpa.debts.decision import Ruling, decide
from rpa.debts.matching import Match
from rpa.debts.policy import DecisionPolicy
from rpa.model import HousingFundObject, Period, Person, ResponseStatus, Subrequest

TODAY = date(2026, 11, 24)
IVANOV = Person("Иванов", "Иван", "Иванович")
PETROVA = Person("Петрова", "Анна", "Сергеевна")
ADDRESS = "г. Энск, ул. Садовая, д. 5"
UNSURE = Comparison(Outcome.AMBIGUOUS, "Корпус указан только с одной стороны.", "corpus")


def request(**changes: Any) -> Subrequest:
    base = Subrequest(
        request_number="9900000001",
        housing_fund_object=HousingFundObject(ADDRESS, "кв. 12"),
        response_status=ResponseStatus.NOT_SENT,
        sent_date=date(2026, 11, 20),
        response_date=date(2026, 11, 27),
        period=Period(date(2023, 11, 20), date(2026, 11, 20)),
        portal_id="1001",
        version=3,
    )
    return replace(base, **changes)


def row(number: int = 2, **changes: Any) -> DebtRow:
    """A debt by an order in force, unpaid, inside the window, with an act file and a fresh balance."""
    base = DebtRow(
        row=number,
        row_id=f"r{number}",
        address=ADDRESS,
        flat="12",
        person=IVANOV,
        act_kind=ActKind.COURT_ORDER,
        act_status=ActStatus.IN_FORCE,
        court="Судебный участок № 1 (вымышлен)",
        case_number=f"2-{number}/2025",
        act_date=date(2025, 6, 2),
        in_force_date=date(2025, 7, 1),
        debt_from=date(2024, 1, 1),
        debt_to=date(2025, 3, 31),
        awarded_main=Decimal("10000.00"),
        awarded_peni=Decimal("500.00"),
        awarded_duty=Decimal("200.00"),
        rest_main=Decimal("10000.00"),
        rest_peni=Decimal("500.00"),
        rest_duty=Decimal("200.00"),
        balance_date=date(2026, 11, 23),
        act_file=Path(f"act{number}.pdf"),
    )
    return replace(base, **changes)


PAID: dict[str, Decimal] = {"rest_main": Decimal(0), "rest_peni": Decimal(0), "rest_duty": Decimal(0)}


def match(*rows: DebtRow, **changes: Any) -> Match:
    return replace(Match(same=rows, house_served=Outcome.SAME), **changes)


def broken(number: int = 90) -> BrokenRow:
    cell = CellError(number, "rest_main", "текст", "не число", "впишите сумму")
    return BrokenRow(row=number, errors=(cell,), address=ADDRESS, flat="12", blocks=Blocks.DWELLING)


def ruling(*rows: DebtRow, policy: DecisionPolicy | None = None, **changes: Any) -> Ruling:
    """Decide the ordinary request over these rows. ``changes`` go to the request, the match or ``decide``."""
    to_match = {key: changes.pop(key) for key in list(changes) if key in Match.__dataclass_fields__}
    to_decide = {key: changes.pop(key) for key in ("today", "dataset_age_days", "act_problem") if key in changes}
    return decide(
        request(**changes),
        match(*rows, **to_match),
        policy or DecisionPolicy(),
        **{"today": TODAY, "dataset_age_days": 1, **to_decide},
    )
