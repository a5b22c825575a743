"""A click the site did not show in time, and what was approved stands there later: nobody else gave that answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from cards import COLLEAGUE, US, WAITING, Card, answering, drafted_by
from protocol import NUMBER, Robot, run

from rpa.cabinet.pages.debt_requests import Filter
from rpa.cabinet.pages.windows import Outcome as Clicked
from rpa.cabinet.pages.windows import Seen
from rpa.errors import SiteUnavailable
from rpa.job.checking import NEEDS_NOBODY, Finding, Verification
from rpa.job.results import Ending
from rpa.job.verification import Verifier
from rpa.ledger import IntentKind, Outcome
from rpa.model import ResponseData, ResponseStatus, Subrequest


class TimesOut(Card):
    """The site answers the click with 504, and has stored nothing yet."""

    async def confirm(self) -> Clicked:
        self.sends += 1
        return Clicked(Seen.UNCLEAR, "сайт ответил 504", 504)


def sent(has_debt: bool = False, executor: str = US) -> Subrequest:
    held = ResponseData(has_debt, executor=executor)
    return replace(WAITING, response_status=ResponseStatus.SENT, response_data=held, version=3)


def found(ours: Robot, shown: Subrequest) -> Finding:
    ours.job.given = Verification(date(2026, 3, 10), Filter())
    return Verifier(ours.job, []).judged(NUMBER, shown).finding


def given_up(ours: Robot) -> None:
    result = run(ours.job.commit(answering(ours.job, TimesOut())))
    assert (result.ending, ours.outcomes()) == (Ending.NOT_SENT, [Outcome.NOT_SENT])


def test_what_came_late_is_not_called_an_answer_without_the_robot(ours: Robot) -> None:
    given_up(ours)
    assert found(ours, drafted_by(US)) is Finding.WAITING
    assert found(ours, sent()) is Finding.SENT_AFTERWARDS
    assert Finding.SENT_AFTERWARDS in NEEDS_NOBODY


def test_what_was_tried_in_vain_since_does_not_hide_it(ours: Robot) -> None:
    given_up(ours)
    ours.job.conclude(ours.intend(), Outcome.NOT_SENT, "до отправки: Killed")
    ours.job.conclude(ours.intend(kind=IntentKind.REVOKE), Outcome.NOT_SENT, "")
    assert found(ours, sent()) is Finding.SENT_AFTERWARDS


def test_before_a_withdrawal_nothing_counts(ours: Robot) -> None:
    given_up(ours)
    ours.job.conclude(ours.intend(kind=IntentKind.REVOKE), Outcome.DONE, "")
    assert found(ours, sent()) is Finding.BY_OTHERS


def test_it_is_not_sent_once_more(ours: Robot) -> None:
    given_up(ours)
    late = Card(sent())
    assert run(ours.job.commit(answering(ours.job, late))).ending is Ending.ALREADY
    assert late.sends == 0


def test_another_answer_is_anothers(ours: Robot) -> None:
    given_up(ours)
    assert found(ours, sent(has_debt=True)) is Finding.BY_OTHERS


@pytest.mark.usefixtures("no_pause_between_tries")
def test_what_was_never_clicked_cannot_have_come_late(ours: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card()

    async def save() -> Clicked:
        return Clicked(Seen.UNCLEAR, "сайт ответил 504", 504)

    monkeypatch.setattr(card, "save", save)
    with pytest.raises(SiteUnavailable):
        run(ours.job.commit(answering(ours.job, card)))
    assert ours.outcomes() == [Outcome.NOT_SENT]
    assert found(ours, sent(executor=COLLEAGUE)) is Finding.BY_OTHERS


def test_an_answer_nobody_tried_to_give_is_anothers(ours: Robot) -> None:
    assert found(ours, sent(executor=COLLEAGUE)) is Finding.BY_OTHERS
