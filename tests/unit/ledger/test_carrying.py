"""What one database remembers, taken over into another: nothing is forgotten, nothing there is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.errors import OrganizationBusy
from rpa.ledger import IntentConflict, IntentKind, Ledger, Outcome, Record
from tests.unit.ledger.opening import ORGANIZATION, intend, open_ledger


def told(ledger: Ledger) -> list[tuple[str, IntentKind, Outcome | None]]:
    return [(one.intent.request_number, one.intent.kind, one.outcome) for one in ledger.everything(ORGANIZATION)]


def without_numbers(records: list[Record]) -> list[tuple[object, ...]]:
    return [(one.intent.at, one.intent.run_id, one.detail, one.evidence, one.concluded_at) for one in records]


def office(folder: Path) -> Ledger:
    """Answers that stand, that were withdrawn, and that may or may not have been sent."""
    ledger = open_ledger(folder / "office.db")
    with ledger.lease(ORGANIZATION, "run") as lease:
        ledger.conclude(intend(ledger, lease, "sent"), Outcome.DONE, "прочитано", ["a.jpg"])
        ledger.conclude(intend(ledger, lease, "withdrawn"), Outcome.DONE)
        revoke = intend(ledger, lease, "withdrawn", IntentKind.REVOKE)
        ledger.conclude(revoke, Outcome.UNKNOWN)
        ledger.conclude(revoke, Outcome.DONE)
        intend(ledger, lease, "cut short")
        ledger.conclude(intend(ledger, lease, "unclear"), Outcome.UNKNOWN)
    return ledger


def test_everything_is_there_afterwards_and_holds_as_before(place: str, tmp_path: Path) -> None:
    with office(tmp_path) as source, open_ledger(place) as target:
        with target.lease(ORGANIZATION, "run") as lease:
            target.conclude(intend(target, lease, "own"), Outcome.NOT_SENT)
        assert target.carry_from(source, ORGANIZATION, "publish") == 5
        assert told(target)[1:] == told(source)
        assert without_numbers(target.everything(ORGANIZATION)[1:]) == without_numbers(source.everything(ORGANIZATION))
        assert [one.intent.request_number for one in target.answered(ORGANIZATION)] == ["sent"]
        assert [one.request_number for one in target.uncertain(ORGANIZATION)] == ["cut short", "unclear"]
        with target.lease(ORGANIZATION, "run") as lease:
            for number in ("sent", "cut short", "unclear"):
                with pytest.raises(IntentConflict):
                    intend(target, lease, number)


def test_what_became_known_since_is_added_and_nothing_comes_twice(place: str, tmp_path: Path) -> None:
    with office(tmp_path) as source, open_ledger(place) as target:
        target.carry_from(source, ORGANIZATION, "publish")
        cut_short, unclear = source.uncertain(ORGANIZATION)
        source.conclude(cut_short, Outcome.NOT_SENT)
        # Whoever finds it out first has told; the other one changes nothing.
        target.conclude(target.uncertain(ORGANIZATION)[1], Outcome.DONE)
        source.conclude(unclear, Outcome.DONE)
        with target.lease(ORGANIZATION, "a run"), pytest.raises(OrganizationBusy):
            target.carry_from(source, ORGANIZATION, "publish")
        assert target.carry_from(source, ORGANIZATION, "publish") == 1
        assert told(target) == told(source)
        with target.lease(ORGANIZATION, "a run"):
            assert target.carry_from(source, ORGANIZATION, "publish") == 0, "nothing to do needs no lease"


def test_two_ledgers_that_both_sent_an_answer_are_a_persons_business(place: str, tmp_path: Path) -> None:
    with office(tmp_path) as source, open_ledger(place) as target:
        with target.lease(ORGANIZATION, "run") as lease:
            target.conclude(intend(target, lease, "sent"), Outcome.DONE)
        with pytest.raises(IntentConflict):
            target.carry_from(source, ORGANIZATION, "publish")
        assert len(told(target)) == 1, "half of it would look like all of it"
