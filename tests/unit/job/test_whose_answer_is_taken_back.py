"""What is taken back is the answer that was sent, never what somebody else put in its place."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from cards import COLLEAGUE, US, WAITING, Card
from protocol import NUMBER, PLAN, Robot, run

from rpa.debts.approval import ApprovedAnswer, content_sha256
from rpa.debts.plan import ActFile, PlannedDebtor, ground_of
from rpa.errors import OrganizationBusy
from rpa.job.commitment import Cause
from rpa.job.results import Ending, ItemResult
from rpa.job.withdrawal import Withdraw, Withdrawal, acknowledge
from rpa.ledger import Intent, IntentKind, Outcome
from rpa.model import DebtInfo, Person, ResponseData, ResponseStatus

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")

WHY = Cause("долг погашен", "Проверка")
DEBTOR = PlannedDebtor("Выдумкин", "Иван", None, (ActFile("a.pdf", "приказ.pdf", "0" * 64, 10),), ("r1",))
YES = ApprovedAnswer(
    NUMBER, "a", True, (DEBTOR,), None, ground_of(WAITING), content_sha256(NUMBER, True, (DEBTOR,), None), rule="R01",
    approvers=("Проверка",),
)  # fmt: skip
PERSON = Person("Выдумкин", "Иван")
OURS = ResponseData(True, (DebtInfo(PERSON, ("приказ.pdf",)),), None, US)


def stands(answer: ResponseData) -> Card:
    return Card(replace(WAITING, response_status=ResponseStatus.SENT, version=2, response_data=answer))


def sent_by_us(ours: Robot) -> None:
    intent = ours.ledger.intend(
        organization=ours.job.organization, request_number=NUMBER, kind=IntentKind.SEND,
        content_sha256=YES.content_sha256, plan_sha256=PLAN, run_id=ours.job.run_id, fence=ours.job.lease.fence,
    )  # fmt: skip
    ours.job.conclude(intent, Outcome.DONE, "")


def remembered(intent: Intent) -> ApprovedAnswer | None:
    return YES if intent.content_sha256 == YES.content_sha256 else None


def taken_back(ours: Robot, card: Card) -> ItemResult:
    async def find_request(_number: str) -> Any:
        return card.shown

    cabinet: Any = SimpleNamespace(debt_request=card, debt_requests=SimpleNamespace(find_request=find_request))
    work = Withdrawal(ours.job, cabinet, Withdraw(NUMBER, WHY), remembered)
    return acknowledge(ours.job, work, run(ours.job.commit(work)))


@pytest.mark.parametrize("files", [("приказ.pdf",), ()], ids=["whole", "without its act"])
def test_our_answer_is_taken_back(ours: Robot, files: tuple[str, ...]) -> None:
    sent_by_us(ours)
    card = stands(replace(OURS, debt_info=(DebtInfo(PERSON, files),)))
    assert taken_back(ours, card).ending is Ending.DONE
    assert card.revokes == 1


def test_an_answer_that_a_colleague_put_in_the_place_of_ours_stays(ours: Robot) -> None:
    sent_by_us(ours)
    card = stands(ResponseData(False, executor=COLLEAGUE))
    result = taken_back(ours, card)
    assert (result.ending, card.revokes, ours.outcomes()) == (Ending.ANSWERED_BY_OTHER, 0, [Outcome.DONE])
    assert "не тот ответ" in result.detail


def test_an_answer_that_came_after_our_withdrawal_stays(ours: Robot) -> None:
    sent_by_us(ours)
    assert taken_back(ours, stands(OURS)).ending is Ending.DONE
    card = stands(ResponseData(False, executor=COLLEAGUE))
    assert (taken_back(ours, card).ending, card.revokes) == (Ending.ANSWERED_BY_OTHER, 0)


def test_of_a_request_the_robot_never_answered_the_word_of_a_person_is_enough(ours: Robot) -> None:
    card = stands(ResponseData(False, executor=COLLEAGUE))
    assert (taken_back(ours, card).ending, card.revokes) == (Ending.DONE, 1)


def test_an_answer_a_colleague_takes_back_meanwhile_is_withdrawn(ours: Robot) -> None:
    class Overtaken(Card):
        async def picture(self) -> Any:
            self.shown = replace(WAITING, version=3)
            return await super().picture()

    sent_by_us(ours)
    card = Overtaken(stands(OURS).shown)
    assert (taken_back(ours, card).ending, card.revokes) == (Ending.ALREADY, 0)
    assert ours.outcomes() == [Outcome.DONE, Outcome.NOT_SENT, Outcome.DONE]


def test_a_lease_lost_while_the_site_asks_forbids_the_withdrawal(ours: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        raise OrganizationBusy("аренда потеряна")

    class Slow(Card):
        async def revoke(self) -> None:
            monkeypatch.setattr(ours.job.lease, "check", lost)

    sent_by_us(ours)
    card = Slow(stands(OURS).shown)
    with pytest.raises(OrganizationBusy):
        taken_back(ours, card)
    assert (card.revokes, ours.outcomes()) == (0, [Outcome.DONE, Outcome.NOT_SENT])
