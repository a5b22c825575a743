"""When an approval counts: a withdrawal and an unknown outcome outrank what was decided before them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from protocol import Robot
from test_judge import NO

from rpa.job.answers import Approved
from rpa.ledger import Intent, IntentKind, Outcome, Record

ENDED = datetime(2026, 3, 10, 9, tzinfo=UTC)
LATER, EARLIER = ENDED + timedelta(microseconds=1), ENDED - timedelta(days=1)


def found(identity: int = 2, ended: datetime | None = ENDED) -> Record:
    intent = Intent(identity, "1" * 13, "260010000001", IntentKind.REVOKE, "c" * 64, "p" * 64, "run", 1, EARLIER)
    return Record(intent, Outcome.DONE, concluded_at=ended)


def counts(ours: Robot, decided_at: datetime | None, record: Record, after: int | None = None) -> bool:
    cabinet: Any = SimpleNamespace(debt_request=None, debt_requests=None)
    given = Approved("p" * 64, (), Path(), lambda _answer: (), after=after)
    return given.commitment(ours.job, cabinet, replace(NO, decided_at=decided_at)).decided_since(record)


@pytest.mark.parametrize(("decided_at", "so"), [(LATER, True), (ENDED, False), (EARLIER, False), (None, False)])
def test_only_a_person_who_decided_later_outranks_what_ended(
    ours: Robot, decided_at: datetime | None, so: bool
) -> None:
    assert counts(ours, decided_at, found()) is so


def test_a_correction_that_names_the_withdrawal_needs_no_clock(ours: Robot) -> None:
    assert counts(ours, EARLIER, found(2), after=2)
    assert counts(ours, EARLIER, found(1), after=2)
    assert not counts(ours, EARLIER, found(3), after=2), "it did not know of what came after"


def test_what_has_no_end_is_outranked_by_nobody(ours: Robot) -> None:
    assert not counts(ours, LATER, found(ended=None))


@pytest.mark.parametrize(("ahead", "so"), [(timedelta(minutes=5), True), (timedelta(days=2), False)])
def test_a_decision_made_under_a_clock_that_ran_ahead_outranks_nothing(ours: Robot, ahead: timedelta, so: bool) -> None:
    ours.job.now = lambda: ENDED + timedelta(hours=1)
    assert counts(ours, ENDED + timedelta(hours=1) + ahead, found()) is so


YEAR = timedelta(days=365)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("order", "decided_at", "so"),
    [
        ((-HOUR, "outcome", HOUR), 2 * HOUR, True),
        ((-HOUR, "outcome", HOUR), HOUR / 2, False),
        ((-HOUR, "outcome", YEAR, HOUR), 2 * HOUR, True),
        ((-HOUR, "outcome", YEAR), 2 * HOUR, False),
        ((-HOUR, "outcome", -YEAR, HOUR), -2 * HOUR, False),
        (("outcome", HOUR), 2 * HOUR, True),
        ((-HOUR, HOUR), 2 * HOUR, False),
    ],
    ids=["after", "before", "ahead for long", "ahead still", "set back too far", "from the beginning", "not there"],
)
def test_what_ended_under_a_clock_that_ran_ahead_is_outranked_by_who_decided_once_the_clock_was_right(
    ours: Robot, order: tuple[Any, ...], decided_at: timedelta, so: bool
) -> None:
    """``order``: what the journal holds, by what its clock said; the outcome itself is dated a year ahead."""
    lines = [
        {"kind": "outcome", "intent": 2, "at": f"{ENDED + YEAR}"}
        if one == "outcome"
        else {"kind": "step", "at": f"{ENDED + one}"}
        for one in order
    ]
    ours.journal_path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    ours.job.now = lambda: ENDED + 3 * HOUR
    assert counts(ours, ENDED + decided_at, found(ended=ENDED + YEAR)) is so


@pytest.mark.parametrize(
    ("order", "so"),
    [
        ((("approval", -HOUR), ("intent", -8 * HOUR), ("outcome", -7 * HOUR)), False),
        ((("intent", -8 * HOUR), ("outcome", -7 * HOUR), ("approval", -HOUR)), True),
        ((("step", YEAR), ("intent", -8 * HOUR), ("outcome", -7 * HOUR), ("approval", -HOUR)), True),
        ((("intent", -8 * HOUR), ("approval", -HOUR), ("outcome told late", -HOUR)), True),
        ((("approval", -HOUR), ("intent", -8 * HOUR), ("outcome told late", -HOUR)), False),
        ((), True),
    ],
    ids=["before", "after", "ahead once", "after, told late", "before, told late", "not there"],
)
def test_what_ended_under_a_clock_that_ran_behind_is_not_outranked_by_an_approval_given_before(
    ours: Robot, order: tuple[tuple[str, timedelta], ...], so: bool
) -> None:
    """The approval is dated an hour before ``ENDED``, and the withdrawal six hours before that: the clock was wrong."""
    lines = [
        {"kind": kind.split()[0], "intent": 2, "at": (ENDED + at).isoformat(timespec="milliseconds")}
        | ({"concluded_at": "x"} if "late" in kind else {})
        for kind, at in order
    ]
    for line in lines:
        if line["kind"] not in ("intent", "outcome"):
            del line["intent"]
    ours.journal_path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    ours.job.now = lambda: ENDED
    assert counts(ours, ENDED - HOUR + timedelta(microseconds=7), found(ended=ENDED - 7 * HOUR)) is so
