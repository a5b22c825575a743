"""What the portal showed last has the word: an answer taken back in the cabinet hides no deadline that runs again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_entries import ended
from plan_samples import NOW
from test_plans_in_a_row import FIRST, approved, planned

from rpa.ledger import IntentKind, Outcome
from rpa.operate.due import due_list
from rpa.operate.guard import look
from rpa.operate.place import Place
from rpa.operate.recording import journal_of


def told(place: Place) -> tuple[str, bool]:
    """What `rpa due` says of the first request, and whether the guard counts it among the approved."""
    later = replace(place, now=lambda: NOW + timedelta(hours=3))
    guarded = {one.request_number: one.approved for one in look(place.folder, place.settings, later.now()).waiting}
    return {one.number: one.note for one in due_list(later)}[FIRST], guarded[FIRST]


def waits(place: Place, hours: int) -> tuple[bool, bool]:
    """Whether `rpa due` and the guard say that the first request waits, so many hours after the first plan."""
    later = replace(place, now=lambda: NOW + timedelta(hours=hours))
    listed = {one.number for one in due_list(later)}
    guarded = look(place.folder, place.settings, later.now())
    return FIRST in listed, FIRST in {one.request_number for one in guarded.waiting}


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.ANSWERED_BY_OTHER])
def test_an_answer_hides_its_request_until_the_portal_shows_it_as_waiting_again(place: Place, outcome: Outcome) -> None:
    planned(place, 0)
    ended(place, FIRST, NOW + timedelta(hours=1), outcome)
    assert waits(place, 2) == (False, False)
    planned(place, 3)
    assert waits(place, 3) == (True, True)


def test_an_answer_of_another_machine_whose_clock_is_behind_is_no_older_than_the_plan(place: Place) -> None:
    planned(place, 0)
    ended(place, FIRST, NOW + timedelta(hours=-0.1))
    assert waits(place, 1) == (False, False)


@pytest.mark.parametrize("outcome", [Outcome.NOT_SENT, Outcome.REFUSED, Outcome.STALE, Outcome.UNKNOWN])
def test_what_ended_otherwise_waits(place: Place, outcome: Outcome) -> None:
    planned(place, 0)
    ended(place, FIRST, NOW + timedelta(hours=1), outcome)
    assert waits(place, 2) == (True, True)


def test_an_approval_older_than_the_withdrawal_of_its_answer_is_not_told_as_waiting_to_be_sent(place: Place) -> None:
    made = planned(place, 0)
    approved(place, made)
    assert told(place) == ("утверждён, не отправлен", True)
    ended(place, FIRST, NOW + timedelta(hours=1))
    ended(place, FIRST, NOW + timedelta(hours=2), kind=IntentKind.REVOKE)
    assert told(place) == ("ждёт решения", False)
    approved(place, made, at=NOW + timedelta(hours=2.5))
    assert told(place) == ("утверждён, не отправлен", True)


def test_what_is_decided_after_a_withdrawal_under_a_clock_that_ran_ahead_counts(place: Place) -> None:
    made = planned(place, 0)
    approved(place, made)
    ended(place, FIRST, NOW + timedelta(hours=1))
    ended(place, FIRST, NOW + timedelta(hours=9000), kind=IntentKind.REVOKE)
    for kind, hours in (("outcome", 9000), ("daily", 2)):
        with journal_of(replace(place, now=lambda then=NOW + timedelta(hours=hours): then)) as journal:
            journal.record(kind, intent=2)
    assert told(place) == ("ждёт решения", False)
    approved(place, made, at=NOW + timedelta(hours=2.5))
    assert told(place) == ("утверждён, не отправлен", True)
