"""A rule that ends in «имеется» asks for everything the law asks for by itself, whatever rules come before it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from decision_samples import PAID, TODAY, request, row

from rpa.debts.dataset.rows import ActKind, ActStatus, AgreementStatus, IpState
from rpa.debts.decision import rules
from rpa.debts.decision.row import _FITS as FITS
from rpa.debts.decision.row import Circumstances
from rpa.debts.policy import DecisionPolicy
from rpa.debts.window import window_of

AROUND = Circumstances(
    window_of(request(), TODAY), TODAY, TODAY, DecisionPolicy(), lambda day: (TODAY - day).days, lambda _row: None
)
DEBTS: dict[str, dict[str, Any]] = {
    rules.AGREEMENT_BROKEN.number: {"agreement_status": AgreementStatus.BROKEN},
    rules.NOT_COLLECTED.number: {"ip_state": IpState.ENDED_NOT_COLLECTED},
    rules.PARTLY_PAID.number: {"awarded_main": Decimal(20000)},
    rules.UNPAID.number: {},
}


@pytest.mark.parametrize("number", DEBTS)
def test_a_debt_that_the_law_knows_fits(number: str) -> None:
    assert FITS[number](row(**DEBTS[number]), AROUND)


@pytest.mark.parametrize("number", DEBTS)
@pytest.mark.parametrize("rests", [{"rest_main": Decimal(1)}, {"rest_peni": Decimal(1)}, {"rest_duty": Decimal(1)}])
def test_any_one_rest_is_a_debt(number: str, rests: dict[str, Decimal]) -> None:
    assert FITS[number](row(**DEBTS[number] | PAID | rests), AROUND)


@pytest.mark.parametrize("number", DEBTS)
@pytest.mark.parametrize(
    "lacks",
    [
        {"in_force_date": None},
        {"in_force_date": TODAY + timedelta(days=1)},
        {"act_status": ActStatus.CANCELLED},
        {"act_status": ActStatus.NOT_IN_FORCE},
        {"act_kind": ActKind.NOT_COURT},
        {"debt_from": date(2022, 1, 1), "debt_to": date(2023, 10, 31)},
        {"debt_from": None, "debt_to": None},
        {"debt_from": TODAY + timedelta(days=30), "debt_to": TODAY + timedelta(days=60)},
        PAID,
        PAID | {"rest_peni": None, "rest_duty": None},
    ],
)
def test_a_debt_that_lacks_one_thing_fits_no_rule_of_a_debt(number: str, lacks: dict[str, Any]) -> None:
    assert not FITS[number](row(**DEBTS[number] | lacks), AROUND)


@pytest.mark.parametrize("number", DEBTS)
def test_an_act_that_enters_into_force_today_is_in_force(number: str) -> None:
    assert FITS[number](row(**DEBTS[number], in_force_date=TODAY), AROUND)
