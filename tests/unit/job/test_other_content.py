"""An uncertain answer is judged by its own content: the card of another answer says nothing of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from protocol import CONTENT, NUMBER, Robot, Send, Site, run

from rpa.cabinet import Cabinet
from rpa.errors import UnknownOutcome
from rpa.job.commitment import Commitment, State
from rpa.job.results import Ending
from rpa.ledger import Intent, IntentKind, Outcome

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")

OTHER = "d" * 64


@pytest.mark.parametrize("shown", [State.DONE, State.OTHER])
def test_a_card_compared_with_another_answer_ends_no_intent(ours: Robot, shown: State) -> None:
    ours.intend()
    said = f"^Запрос {NUMBER}: прошлое действие было с другим содержанием"
    with pytest.raises(UnknownOutcome, match=said):
        run(ours.job.commit(Send(Site(shown), content=OTHER)))
    assert ours.outcomes() == [None]


@pytest.mark.parametrize("shown", [State.ABSENT, State.DRAFT])
def test_what_is_not_there_is_there_with_no_content(ours: Robot, shown: State) -> None:
    ours.intend()
    site = Site(shown)
    assert run(ours.job.commit(Send(site, content=OTHER))).ending is Ending.DONE
    assert (site.sends, ours.outcomes()) == (1, [Outcome.NOT_SENT, Outcome.DONE])


def test_what_the_system_answered_was_answered_by_the_system_whatever_we_had_on_our_way(ours: Robot) -> None:
    ours.intend()
    assert run(ours.job.commit(Send(Site(State.AUTOMATIC), content=OTHER))).ending is Ending.SKIPPED
    assert ours.outcomes() == [Outcome.ANSWERED_BY_OTHER]


def recalled_for(ours: Robot, items: list[Any], **given: Any) -> tuple[list[Intent], list[Outcome | None]]:
    """What is recalled before the items' turn, and how the ledger stands then; the card shows what was intended."""
    asked: list[Intent] = []

    def recall(_cabinet: Cabinet, intent: Intent) -> Commitment:
        asked.append(intent)
        return Send(Site(State.DONE), kind=intent.kind)

    async def before() -> list[Outcome | None]:
        async with ours.job.settling(recall, items, **given):
            return ours.outcomes()

    return asked, run(before())


def test_an_intent_of_another_content_than_its_request_brings_now_is_settled_before_its_turn(ours: Robot) -> None:
    ours.intend()
    asked, outcomes = recalled_for(ours, [SimpleNamespace(request_number=NUMBER, content_sha256=OTHER)])
    assert (len(asked), outcomes) == (1, [Outcome.DONE])


def test_an_intent_of_the_same_content_waits_for_its_turn(ours: Robot) -> None:
    ours.intend()
    asked, outcomes = recalled_for(ours, [SimpleNamespace(request_number=NUMBER, content_sha256=CONTENT)])
    assert (asked, outcomes) == ([], [None])


def test_a_withdrawal_settles_itself_and_has_an_uncertain_answer_settled_first(ours: Robot) -> None:
    item = SimpleNamespace(request_number=NUMBER)
    sent = ours.intend()
    asked, outcomes = recalled_for(ours, [item], act=IntentKind.REVOKE)
    assert ([intent.id for intent in asked], outcomes) == ([sent.id], [Outcome.DONE])
    ours.intend(kind=IntentKind.REVOKE)
    asked, outcomes = recalled_for(ours, [item], act=IntentKind.REVOKE)
    assert (asked, outcomes) == ([], [Outcome.DONE, None])
