"""What no reading can end is ended by a person's word, and only by one that the card does not contradict."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from cards import NO, US, WAITING, Card
from protocol import NUMBER, Robot, run

from rpa.errors import PlanError
from rpa.job import catalogue
from rpa.job.closing import Closed, Closing
from rpa.job.commitment import Cause
from rpa.job.memory import tell_journal
from rpa.ledger import IntentKind, Outcome
from rpa.model import ResponseData, ResponseStatus, Subrequest

pytestmark = pytest.mark.usefixtures("no_pause_between_tries")

DONE, NOT_SENT, OTHER = Outcome.DONE, Outcome.NOT_SENT, Outcome.ANSWERED_BY_OTHER
WHY = Cause("Видела письмо Капустиной из кв. 7", "Анна Решающая")
DEBT = replace(WAITING, response_status=ResponseStatus.SENT, version=2, response_data=ResponseData(True, executor=US))
NONE = replace(DEBT, response_data=ResponseData(False, executor=US))
AUTOMATIC = replace(DEBT, response_status=ResponseStatus.AUTO_GENERATED)


def closed(ours: Robot, shown: Subrequest | None, wanted: Outcome | None, remembers: Any = lambda _: None) -> Closed:
    card = Card(shown or WAITING)

    async def find_request(_number: str) -> Any:
        return shown

    ours.job.workplace = SimpleNamespace(  # type: ignore[assignment]
        cabinets=[
            cabinet := SimpleNamespace(debt_request=card, debt_requests=SimpleNamespace(find_request=find_request))
        ],
        main=cabinet,
        connected=True,
    )
    ours.job.given = Closing(NUMBER, wanted, WHY if wanted else None, remembers)
    found: Closed = run(catalogue.load("settle_answer").run(ours.job.cabinet, ours.job))
    return found


@pytest.mark.parametrize(
    ("shown", "possible"),
    [
        (DEBT, (DONE, OTHER)),
        (NONE, (OTHER,)),
        (WAITING, (NOT_SENT,)),
        (AUTOMATIC, (NOT_SENT,)),
        (None, (DONE, NOT_SENT, OTHER)),
    ],
    ids=["a debt", "another answer", "none", "the system's", "gone"],
)
@pytest.mark.parametrize("wanted", [DONE, NOT_SENT, OTHER])
def test_a_person_may_say_what_the_card_does_not_contradict(
    ours: Robot, shown: Subrequest | None, possible: tuple[Outcome, ...], wanted: Outcome
) -> None:
    ours.intend()
    assert closed(ours, shown, None).possible == possible, "first it is only shown"
    assert ours.outcomes() == [None]
    if wanted in possible:
        found = closed(ours, shown, wanted)
        assert (found.record.outcome, ours.outcomes()) == (wanted, [wanted])
    else:
        with pytest.raises(PlanError, match="карточка показывает другое"):
            closed(ours, shown, wanted)
        assert ours.outcomes() == [None]


def test_ledger_and_journal_keep_the_hash_of_the_ground_also_when_the_journal_is_told_late(
    ours: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    intent = ours.intend()
    ours.job.journal.record("intent", request_number=NUMBER, intent=intent.id)
    with monkeypatch.context() as dying:
        dying.setattr("rpa.job.job.record_outcome", lambda *_: None)
        closed(ours, DEBT, DONE)
    assert not ours.journal("outcome")
    tell_journal(ours.job.journal, ours.ledger, ours.job.organization)
    [told] = ours.journal("outcome")
    said = f"Исход назвал человек (решение: Анна Решающая), SHA-256 основания {WHY.fields()['reason_sha256']}"
    assert told["detail"] == ours.history()[0].detail == said
    assert "Капустин" not in ours.journal_path.read_text(encoding="utf-8")


def test_what_reading_tells_is_not_left_to_a_persons_word(ours: Robot) -> None:
    ours.intend()
    found = closed(
        ours, NONE, OTHER, lambda _intent: replace(NO, content_sha256=ours.history()[0].intent.content_sha256)
    )
    assert (found.record.outcome, ours.outcomes()) == (DONE, [DONE])


def test_an_end_that_is_known_and_a_request_never_answered_are_left_as_they_are(ours: Robot) -> None:
    with pytest.raises(PlanError, match="не отвечал"):
        closed(ours, DEBT, DONE)
    ours.job.conclude(ours.intend(), DONE, "")
    assert closed(ours, WAITING, NOT_SENT).record.outcome is DONE


def test_the_end_of_a_withdrawal_is_read_and_not_told(ours: Robot) -> None:
    ours.intend(kind=IntentKind.REVOKE)
    with pytest.raises(PlanError, match="читает с карточки сам"):
        closed(ours, None, DONE)
