"""Plans made under a clock that ran ahead: which came later, the journal tells, not the time in their names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from plan_samples import NOW
from test_plans_in_a_row import FIRST, SECOND, WORD, approved, planned

from rpa.debts.approval import approved_answers
from rpa.model import Decision
from rpa.operate.answering import withheld_today
from rpa.operate.place import Place
from rpa.operate.planning import open_plan, plan_id


def leaving(place: Place, hours: float, plan: str | None = None) -> set[str]:
    """What may leave so many hours later, of the newest plan or a named one."""
    then = replace(place, now=lambda: NOW + timedelta(hours=hours))
    found, approval = open_plan(then, plan)
    reasons = withheld_today(then, found, approval)
    return {one.request_number for one in approved_answers(found, approval) if not reasons(one)}


@pytest.mark.parametrize("hours", [1.0, 3.5])
def test_what_was_taken_back_in_a_later_plan_is_not_sent_once_the_hours_a_clock_ran_ahead_have_passed(
    place: Place, hours: float
) -> None:
    ahead = planned(place, 3)
    approved(place, ahead)
    later = planned(place, 0)
    approved(place, later, **{FIRST: Decision.REVIEW})
    assert leaving(place, hours, plan_id(ahead.plan)) == {SECOND}
    assert leaving(place, hours, plan_id(later.plan)) == {SECOND}


def test_what_was_taken_back_in_a_plan_dated_ahead_is_not_sent_by_an_earlier_one(place: Place) -> None:
    earlier = planned(place, 0)
    approved(place, earlier)
    approved(place, planned(place, 3), **{FIRST: Decision.REVIEW})
    assert leaving(place, 1, plan_id(earlier.plan)) == {SECOND}


def test_without_its_record_in_the_journal_a_plan_is_ordered_by_its_name(place: Place) -> None:
    earlier = planned(place, 0)
    approved(place, earlier)
    approved(place, planned(place, 1), **{FIRST: Decision.REVIEW})
    place.folder.journal.unlink()
    assert leaving(place, 2, plan_id(earlier.plan)) == {SECOND}


def test_what_was_taken_back_in_a_plan_dated_ahead_is_not_carried_over_from_an_earlier_one(place: Place) -> None:
    approved(place, planned(place, 0))
    approved(place, planned(place, 3), **{FIRST: Decision.REVIEW})
    assert set(planned(place, 1).approval.items) == {SECOND}
    approved(place, planned(place, 1.5), **{FIRST: WORD[FIRST]})
    assert set(planned(place, 2).approval.items) == {FIRST, SECOND}, "what was decided there counts no longer"
