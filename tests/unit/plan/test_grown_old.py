"""What has moved or grown old since the plan was made keeps its answer back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from decision_samples import match, row
from plan_samples import CALENDAR, asked, plan_of

from rpa.debts.dataset.rows import ActKind, ActStatus
from rpa.debts.plan import ground_of, withheld
from rpa.model import Decision, HousingFundObject, Period, Person, ResponseStatus

D = date


@pytest.mark.parametrize(
    ("changes", "moved"),
    [
        ({}, ()),
        ({"version": 4}, ("версия запроса на портале",)),
        ({"version": None}, ()),
        ({"response_status": ResponseStatus.SENT}, ("состояние ответа",)),
        ({"response_date": D(2026, 11, 30)}, ("крайний срок ответа",)),
        ({"draft": True}, ("добавленный, но не отправленный ответ",)),
        ({"housing_fund_object": HousingFundObject("г. Энск, ул. Садовая, д. 5", "13")}, ("адрес",)),
        ({"period": Period(D(2022, 1, 1), D(2024, 1, 1))}, ("адрес",)),
        ({"applicant": Person("Иванов", "Иван")}, ("адрес",)),
        ({"organization_name": "Центр соцподдержки (вымышлен)"}, ()),
    ],
)
def test_the_ground_tells_what_moved(changes: dict[str, Any], moved: tuple[str, ...]) -> None:
    before, after = asked(1, "1"), replace(asked(1, "1"), **changes)
    found = ground_of(before).moved(ground_of(after))
    assert len(found) == len(moved)
    assert all(said.startswith(expected) for said, expected in zip(found, moved, strict=True))


@pytest.mark.parametrize(
    ("day", "reasons"), [(D(2026, 11, 24), 0), (D(2026, 11, 26), 0), (D(2026, 11, 27), 1), (D(2026, 11, 30), 2)]
)
def test_an_answer_the_plan_proved_is_withheld_once_its_data_are_old(tmp_path: Path, day: date, reasons: int) -> None:
    """The data are of Tuesday 24.11, the rows' balance of Monday 23.11; three working days each."""
    plan = plan_of(tmp_path)
    found = withheld(plan, plan.items[0], Decision.DEBT, today=day, calendar=CALENDAR)
    assert len(found) == reasons


def test_a_withheld_answer_says_which_data_are_old_and_what_to_do(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    found = withheld(plan, plan.items[0], Decision.DEBT, today=D(2026, 11, 30), calendar=CALENDAR)
    assert found == (
        "Данные, на которых построен план, устарели: загрузите свежие и постройте план заново.",
        "Остаток долга в плане указан на слишком давнюю дату: загрузите свежие данные.",
    )


@pytest.mark.parametrize(("day", "reasons"), [(D(2026, 11, 22), 2), (D(2026, 11, 23), 1), (D(2026, 11, 24), 0)])
def test_data_of_the_future_are_no_fresher_than_old_ones(tmp_path: Path, day: date, reasons: int) -> None:
    plan = plan_of(tmp_path)
    assert len(withheld(plan, plan.items[0], Decision.DEBT, today=day, calendar=CALENDAR)) == reasons


def test_a_balance_of_today_is_fresh(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    item = replace(plan.items[0], balances_as_of=D(2026, 11, 24))
    assert withheld(plan, item, Decision.DEBT, today=D(2026, 11, 24), calendar=CALENDAR) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"act_status": ActStatus.CANCELLED},
        {"act_kind": ActKind.NOT_COURT},
        {"debt_from": D(2019, 1, 1), "debt_to": D(2020, 12, 1)},
    ],
)
def test_an_answer_that_rests_on_no_balance_does_not_grow_old_with_it(tmp_path: Path, changes: dict[str, Any]) -> None:
    closed = row(2, balance_date=D(2025, 1, 9), **changes)
    plan = plan_of(tmp_path, [asked(1, "1")], matches={"1": match(closed)})
    assert plan.items[0].decision is Decision.NO_DEBT
    assert withheld(plan, plan.items[0], Decision.NO_DEBT, today=D(2026, 11, 24), calendar=CALENDAR) == ()
    both = plan_of(tmp_path, [asked(1, "1")], matches={"1": match(closed, row(3))})
    assert both.items[0].balances_as_of == row(3).balance_date


def test_a_persons_own_answer_is_not_withheld_for_old_data(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    much_later = D(2026, 12, 28)
    assert withheld(plan, plan.items[2], Decision.NO_DEBT, today=much_later, calendar=CALENDAR) == ()
    assert withheld(plan, plan.items[1], Decision.NO_DEBT, today=much_later, calendar=CALENDAR)
