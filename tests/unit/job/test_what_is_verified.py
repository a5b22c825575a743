"""Which of the requests that the ledger knows are checked every day, and which only by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cards import WAITING

from rpa.job.checking import to_verify
from rpa.ledger import Intent, IntentKind, Outcome, Record

SINCE = datetime(2026, 3, 10, tzinfo=UTC)
OLD, LATE = SINCE - timedelta(days=40), SINCE + timedelta(days=1)
NUMBER = WAITING.request_number
SEND, REVOKE = IntentKind.SEND, IntentKind.REVOKE


def record(kind: IntentKind, outcome: Outcome | None, ended: datetime | None = OLD) -> Record:
    return Record(Intent(1, "1" * 13, NUMBER, kind, "c" * 64, "p" * 64, "run", 1, OLD), outcome, concluded_at=ended)


@pytest.mark.parametrize(
    ("history", "daily"),
    [
        ([record(SEND, Outcome.DONE)], False),
        ([record(SEND, Outcome.DONE, LATE)], True),
        ([record(SEND, Outcome.NOT_SENT)], False),
        ([record(SEND, None, None)], True),
        ([record(SEND, Outcome.UNKNOWN)], True),
        ([record(SEND, Outcome.DONE), record(REVOKE, None, None)], True),
        ([record(SEND, Outcome.DONE), record(REVOKE, Outcome.DONE)], True),
        ([record(SEND, Outcome.DONE), record(REVOKE, Outcome.DONE), record(SEND, Outcome.DONE)], False),
    ],
    ids=["old", "late", "old, not sent", "open", "unknown", "being withdrawn", "withdrawn", "corrected long ago"],
)
def test_old_answers_with_a_sure_end_are_left_to_the_verification_by_hand(history: list[Record], daily: bool) -> None:
    assert to_verify(history, [], SINCE) == [NUMBER] * daily
    assert to_verify(history, [WAITING], SINCE) == [NUMBER], "the portal's list shows it: the ledger knows it better"
    assert to_verify(history, [], None) == [NUMBER]


def test_an_assignment_is_no_answer() -> None:
    assert to_verify([record(IntentKind.ASSIGN, None, None)], [], None) == []
