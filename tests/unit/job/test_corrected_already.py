"""A correction that is run again after it died late: the right answer is neither withdrawn nor sent once more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cards import NO, US, WAITING, Card
from protocol import NUMBER, ORGANIZATION, Robot, run

from rpa.job import catalogue
from rpa.job.answers import Approved
from rpa.job.commitment import Cause
from rpa.job.results import Ending
from rpa.job.withdrawal import Withdraw, Withdrawals, Withdrawn
from rpa.ledger import Intent, IntentKind, Outcome
from rpa.model import ResponseData, ResponseStatus

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")

WRONG = replace(WAITING, response_status=ResponseStatus.SENT, version=2, response_data=ResponseData(True, executor=US))
WHY = Cause("долг погашен", "Проверка")


@pytest.fixture
def card(ours: Robot) -> Card:
    """The wrong answer stands, and the ledger holds it as ours."""
    ours.job.conclude(ours.intend(), Outcome.DONE, "")
    card = Card(WRONG)
    cabinet = SimpleNamespace(debt_request=card, debt_requests=Register(card), picture=card.picture)

    async def nothing(*_args: Any, **_named: Any) -> None:
        return None

    workplace: Any = SimpleNamespace(
        cabinets=[cabinet], main=cabinet, connected=True, renewals=0,
        spread=nothing, keep_small=nothing, answers=nothing, repaired=nothing, renew_session=nothing,
    )  # fmt: skip
    ours.job.workplace = workplace
    return card


class Register:
    def __init__(self, card: Card) -> None:
        self._card = card

    async def find_request(self, _number: str) -> Any:
        return self._card.shown


def scenario(ours: Robot, name: str, given: Any) -> Any:
    ours.job.given = given
    return run(catalogue.load(name).run(ours.job.cabinet, ours.job))


def withdraw(ours: Robot, remembers: Any = lambda _intent: None) -> Withdrawn:
    given = Withdrawals((Withdraw(NUMBER, WHY, NO),), remembers)
    [withdrawn] = scenario(ours, "withdraw_answers", given)
    assert isinstance(withdrawn, Withdrawn)
    return withdrawn


def send(ours: Robot, card: Card) -> None:
    """The correction's own part, up to where the process dies: after the answer was sent and concluded."""
    answer = replace(NO, ground=replace(NO.ground, version=card.shown.version))
    work = Approved("q" * 64, (answer,), Path(), lambda _answer: (), reason=WHY, after=2).commitment(
        ours.job, ours.job.cabinet, answer
    )
    assert run(ours.job.commit(work)).ending is Ending.DONE


def test_an_answer_withdrawn_by_hand_can_still_be_corrected(ours: Robot, card: Card) -> None:
    card.shown = replace(WAITING, version=3)
    withdrawn = withdraw(ours)
    wrong, revoke = ours.history()
    assert (wrong.outcome, revoke.intent.kind, revoke.outcome) == (Outcome.DONE, IntentKind.REVOKE, Outcome.DONE)
    assert (withdrawn.intent, withdrawn.replaced, card.revokes) == (revoke.intent.id, False, 0)
    assert [result.ending for result in ours.job.summary.results] == [Ending.ALREADY]
    send(ours, card)
    assert (card.sends, card.revokes) == (1, 0)


def test_a_correction_run_again_after_all_was_sent_only_links_the_evidence(ours: Robot, card: Card) -> None:
    assert not withdraw(ours).replaced
    send(ours, card)
    for _ in range(2):
        assert withdraw(ours).replaced
        assert [result.ending for result in ours.job.summary.results] == [Ending.ALREADY]
    assert (card.sends, card.revokes) == (1, 1)
    wrong, revoke, right = ours.history()
    [link] = ours.journal("correction")
    assert (link["withdrawn_intent"], link["withdrawal_intent"], link["sent_intent"]) == (
        [wrong.intent.id],
        [revoke.intent.id],
        [right.intent.id],
    )
    assert (link["reason_sha256"], link["by"], link["ending"]) == (*WHY.fields().values(), "already")


def test_a_correction_that_died_between_its_click_and_its_outcome_is_read_and_then_left(
    ours: Robot, card: Card
) -> None:
    withdraw(ours)
    left = ours.ledger.intend(
        organization=ORGANIZATION,
        request_number=NUMBER,
        kind=IntentKind.SEND,
        content_sha256=NO.content_sha256,
        plan_sha256="q" * 64,
        run_id="20260101-000000-0000",
        fence=ours.job.lease.fence,
    )
    card.shown = replace(WRONG, version=5, response_data=ResponseData(False, executor=US))

    def remembers(intent: Intent) -> Any:
        return replace(NO, approvers=("Первая", "Второй")) if intent.content_sha256 == NO.content_sha256 else None

    assert withdraw(ours, remembers).replaced
    assert (card.revokes, ours.outcomes()) == (1, [Outcome.DONE, Outcome.DONE, Outcome.DONE])
    [link] = ours.journal("correction")
    assert (link["sent_intent"], link["approvers"]) == ([left.id], ["Первая", "Второй"])
