"""Whose answer stands on the card after a click whose reply was lost."""

from __future__ import annotations

import pytest
from cards import COLLEAGUE, WAITING, Card, answering, drafted_by
from protocol import Robot, run

from rpa.cabinet.pages.windows import Outcome as Clicked
from rpa.cabinet.pages.windows import Seen
from rpa.job.results import Ending
from rpa.ledger import Outcome
from rpa.model import ResponseData

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")

LOST = Clicked(Seen.UNCLEAR)


def test_a_colleagues_draft_that_we_sent_is_our_answer_though_the_name_on_it_changed(ours: Robot) -> None:
    page = Card(drafted_by(COLLEAGUE), confirms=LOST)
    assert run(ours.job.commit(answering(ours.job, page))).ending is Ending.DONE
    assert (page.sends, ours.outcomes()) == (1, [Outcome.DONE])


def test_a_draft_we_saved_that_another_employee_sent_is_theirs(ours: Robot) -> None:
    class Overtaken(Card):
        async def confirm(self) -> Clicked:
            await super().confirm()
            self._becomes(response_data=ResponseData(False, executor=COLLEAGUE))
            return LOST

    assert run(ours.job.commit(answering(ours.job, Overtaken(WAITING)))).ending is Ending.ANSWERED_BY_OTHER
    assert ours.outcomes() == [Outcome.ANSWERED_BY_OTHER]
