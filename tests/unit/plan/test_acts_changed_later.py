"""A plan in which somebody changed the acts of an answer on the page knows no more of the portal than the last one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_entries import ended
from plan_samples import NOW, asked
from test_plans_in_a_row import FIRST, SECOND, planned

from rpa.audit.report.answers import build_plan
from rpa.ledger import IntentKind, Outcome
from rpa.operate.due import due_list
from rpa.operate.guard import look
from rpa.operate.place import Place
from rpa.operate.planning import open_plan
from rpa.operate.recording import journal_of
from rpa.web.desk import Desk
from rpa.web.revising import change_acts


def at(place: Place, hours: float) -> Place:
    return replace(place, now=lambda: NOW + timedelta(hours=hours))


def changed(place: Place, hours: float) -> None:
    """Somebody takes the acts out of the first answer."""
    before = open_plan(place)[0].sha256
    desk = Desk(at(place, hours))
    change_acts(desk, FIRST, desk.line(FIRST).token, 0, [], None)
    assert desk.open().plan.sha256 != before


def waiting(place: Place, hours: float) -> tuple[bool, bool]:
    """Whether `rpa due` and the guard count the second request among those that wait."""
    then = at(place, hours)
    guarded = look(place.folder, place.settings, then.now())
    return SECOND in {one.number for one in due_list(then)}, SECOND in {one.request_number for one in guarded.waiting}


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.ANSWERED_BY_OTHER])
def test_what_was_answered_before_does_not_wait_again(place: Place, outcome: Outcome) -> None:
    planned(place, 0)
    ended(place, SECOND, NOW + timedelta(hours=1), outcome)
    changed(place, 2)
    assert waiting(place, 3) == (False, False)


def test_an_answer_withdrawn_before_still_waits(place: Place) -> None:
    planned(place, 0)
    ended(place, SECOND, NOW + timedelta(hours=1))
    planned(place, 2, [asked(number, str(number), version=1) for number in (1, 3, 4, 5)])
    ended(place, SECOND, NOW + timedelta(hours=3), kind=IntentKind.REVOKE)
    assert waiting(place, 3)[1]
    changed(place, 4)
    assert waiting(place, 5)[1]


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.ANSWERED_BY_OTHER])
def test_what_the_journal_knew_of_other_requests_stands_in_the_report(place: Place, outcome: Outcome) -> None:
    def state() -> str:
        rows = build_plan(place.folder.journal, today=NOW.date()).rows
        return next(row.state.key for row in rows if row.number == SECOND)

    planned(place, 0)
    with journal_of(at(place, 1)) as journal:
        journal.record("outcome", request_number=SECOND, intent=1, action="send", outcome=outcome.value, detail="")
    before = state()
    changed(place, 2)
    assert state() == before
    planned(place, 3)
    assert state() != before, "the portal shows it as waiting again"


def test_requests_are_as_old_as_their_last_reading(place: Place) -> None:
    planned(place, 0)
    changed(place, 24 * 7)
    guarded = look(place.folder, place.settings, at(place, 24 * 7 + 1).now())
    assert guarded.read_at == NOW
    assert any("последний раз прочитаны" in text for text in guarded.blind)
    changed_again = open_plan(at(place, 24 * 7 + 1))[0]
    assert changed_again.last_read == NOW < changed_again.built_at
