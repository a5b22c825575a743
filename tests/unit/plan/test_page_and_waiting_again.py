"""What the page says of a request whose answer the portal, read since, does not show: it waits, and is not over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ledger_entries import ended
from plan_samples import NOW
from test_acts_changed_later import at, changed
from test_plans_in_a_row import SECOND, planned

from rpa.debts.approval import Choice
from rpa.ledger import Outcome
from rpa.model import Decision
from rpa.operate.place import Place
from rpa.web.desk import Desk, Moved
from rpa.web.standing import State


def state(place: Place, hours: float) -> State:
    return Desk(at(place, hours)).lines()[SECOND].state


def test_an_answer_of_another_that_was_taken_back_leaves_the_request_to_be_decided(place: Place) -> None:
    planned(place, 0)
    ended(place, SECOND, NOW + timedelta(hours=1), Outcome.ANSWERED_BY_OTHER)
    assert state(place, 2) is State.OTHER
    planned(place, 3)
    assert not state(place, 4).over and state(place, 4).waits
    desk = Desk(at(place, 4))
    assert desk.decide("Седова Анна", SECOND, desk.line(SECOND).token, Choice(Decision.NO_DEBT)).state is State.APPROVED


def test_an_answer_of_ours_that_was_taken_back_by_hand_is_told_to_be_not_there(place: Place) -> None:
    planned(place, 0)
    ended(place, SECOND, NOW + timedelta(hours=1))
    assert state(place, 2) is State.SENT and not State.SENT.waits
    planned(place, 3)
    assert state(place, 4) is State.NOT_THERE and State.NOT_THERE.waits
    desk = Desk(at(place, 4))
    with pytest.raises(Moved, match="не отправлен"):
        desk.decide("Седова Анна", SECOND, desk.line(SECOND).token, Choice(Decision.NO_DEBT))


@pytest.mark.parametrize(("outcome", "known"), [(Outcome.DONE, State.SENT), (Outcome.ANSWERED_BY_OTHER, State.OTHER)])
def test_acts_changed_on_the_page_take_no_answer_back(place: Place, outcome: Outcome, known: State) -> None:
    planned(place, 0)
    ended(place, SECOND, NOW + timedelta(hours=1), outcome)
    changed(place, 2)
    assert state(place, 3) is known


def test_an_answer_confirmed_by_a_clock_that_is_behind_is_no_older_than_the_plan(place: Place) -> None:
    planned(place, 0)
    ended(place, SECOND, NOW - timedelta(minutes=6))
    assert state(place, 1) is State.SENT
