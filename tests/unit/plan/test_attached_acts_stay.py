"""An act attached on the page, and its approval, stand in the plans after it; anything doubtful does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from decision_samples import PETROVA, match, row
from plan_samples import MATCHES, ByFlat, asked, dataset
from test_acts_changed_later import at
from test_plans_in_a_row import ANNA, FIRST, planned

from rpa.debts.approval import Choice, approved_answers
from rpa.job.results import Ending, ItemResult, RunSummary
from rpa.model import Decision, HousingFundObject
from rpa.operate.place import Place
from rpa.operate.planning import PlanMade, Prepared, make_plan
from rpa.web.desk import Desk
from rpa.web.revising import change_acts

ACT = b"%PDF-1.4 attached"


@pytest.fixture
def office(place: Place) -> Place:
    """Somebody gave the first debtor of the first request another act, and approved the answer so."""
    acts = place.folder.root / "acts"
    source = place.settings.dataset.model_copy(update={"acts": acts})
    place = replace(place, settings=place.settings.model_copy(update={"dataset": source}))
    planned(place, 0)
    desk = Desk(at(place, 1))
    change_acts(desk, FIRST, desk.line(FIRST).token, 0, [], ACT)
    desk.decide(ANNA, FIRST, desk.line(FIRST).token, Choice(Decision.DEBT))
    return place


def attached(made: PlanMade) -> list[str]:
    """Paths of the attached acts that would be sent."""
    answers = approved_answers(made.plan, made.approval)
    return [file.path for one in answers for debtor in one.debtors for file in debtor.files if "attached/" in file.path]


def test_an_attached_act_and_its_approval_stand_day_after_day(office: Place) -> None:
    for hours in (24, 48):
        made = planned(office, hours)
        (path,) = attached(made)
        assert (office.folder.root / "acts" / path).read_bytes() == ACT
        assert made.plan.acts and made.plan.read_at is None


def test_a_choice_outlives_a_card_that_could_not_be_read(office: Place) -> None:
    failed = RunSummary("test", [ItemResult(FIRST, Ending.FAILED, "не открылась")])
    matcher: Any = ByFlat(MATCHES)
    prepared = Prepared(dataset(), None, matcher, office.folder.root / "acts")
    assert FIRST not in make_plan(at(office, 24), [asked(2, "2", version=1)], prepared, failed).plan.by_number
    assert attached(planned(office, 48))


def test_a_choice_taken_back_leaves_nothing_behind(office: Place) -> None:
    desk = Desk(at(office, 2))
    given = desk.open().plan.acts[0].given
    assert desk.open().plan.by_number[FIRST].debtors[0].files != given
    change_acts(desk, FIRST, desk.line(FIRST).token, 0, [], b"%PDF-1.4 another")
    assert [one.given for one in desk.open().plan.acts] == [given], "what the rules gave, not what was chosen before"


def replaced(office: Place) -> PlanMade:
    (file,) = (office.folder.root / "acts" / "attached").iterdir()
    file.write_bytes(ACT + b" and something else")
    return planned(office, 24)


def other_acts(office: Place) -> PlanMade:
    return planned(office, 24, **{"1": match(row(7), row(3, person=PETROVA))})


def other_dwelling(office: Place) -> PlanMade:
    moved = HousingFundObject("г. Энск, ул. Мира, д. 7", "1")
    requests = [replace(asked(1, "1", version=1), housing_fund_object=moved)]
    return planned(office, 24, requests)


@pytest.mark.parametrize("changed", [replaced, other_acts, other_dwelling])
def test_what_is_not_as_it_was_waits_for_a_person(office: Place, changed: Callable[[Place], PlanMade]) -> None:
    made = changed(office)
    assert not attached(made) and FIRST not in made.approval.items and not made.plan.acts
    assert made.plan.by_number[FIRST].decision is Decision.DEBT


def test_a_plan_without_choices_is_written_as_before(place: Place) -> None:
    assert b'"acts"' not in planned(place, 0).plan.to_bytes()
