"""A purge leaves what exactly-once lives from, and a clock that jumped destroys nothing by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from approvals import ANNA, N, given_by
from plan_samples import NOW, asked, plan_of

from rpa.debts.approval import approved_answers
from rpa.debts.plan import Plan
from rpa.errors import EvidenceBroken
from rpa.ledger import Intent, IntentKind, Ledger, Outcome
from rpa.model import Decision
from rpa.operate.day import Day, State
from rpa.operate.day import Outcome as Ended
from rpa.operate.notes import Note, Notes
from rpa.operate.place import Place
from rpa.operate.planning import keep_plan, plan_id, save_approval
from rpa.operate.purging import destroy, expired_files
from rpa.operate.recording import journal_of
from rpa.operate.remembering import remembered
from rpa.operate.stage import Blocked
from rpa.operate.stages import _purge
from rpa.private_files import store_private
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault

OGRN = "1234567890123"
SETTINGS = OrganizationSettings.model_validate(
    {"organization": {"name": "Придуманная УК", "ogrn": OGRN}, "retention": {"plans_days": 1, "purge_daily": True}}
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    return Place(folder, SETTINGS, cheap_vault(folder.vault, "a made-up pass phrase"), now=lambda: NOW)


def kept(place: Place, plan: Plan) -> Plan:
    """On disk with its approval, as old as it says."""
    files = keep_plan(place, plan), save_approval(place, plan, given_by(plan, ANNA, {N[1]: Decision.DEBT}))
    for file in files:
        os.utime(file, (plan.built_at.timestamp(),) * 2)
    return plan


@pytest.fixture
def old(place: Place, tmp_path: Path) -> Plan:
    """A plan two days older than the newest."""
    plan = kept(place, plan_of(tmp_path))
    kept(place, plan_of(tmp_path, built_at=NOW + timedelta(days=2)))
    return plan


@contextmanager
def intended(place: Place, plan: Plan) -> Iterator[tuple[Ledger, Intent]]:
    [answer] = approved_answers(plan, given_by(plan, ANNA, {N[1]: Decision.DEBT}))
    with Ledger.open(place.folder.ledger, now=lambda: NOW) as ledger, ledger.lease(OGRN, "run") as lease:
        yield ledger, ledger.intend(
            organization=OGRN, request_number=N[1], kind=IntentKind.SEND, content_sha256=answer.content_sha256,
            plan_sha256=plan.sha256, run_id="run", fence=lease.fence,
        )  # fmt: skip


def after(place: Place, days: int) -> Place:
    return replace(place, now=lambda: NOW + timedelta(days=days))


def gone(place: Place) -> set[str]:
    return {item.path for item in expired_files(place)}


def files_of(plan: Plan) -> set[str]:
    return {f"{folder}/{plan_id(plan)}.json" for folder in ("plans", "approvals")}


def test_the_plan_of_an_uncertain_intent_is_kept_and_remembers_it(place: Place, old: Plan) -> None:
    with intended(place, old) as (_, intent):
        pass
    later = after(place, 400)
    assert gone(later) == set()
    destroy(later, expired_files(later))
    assert remembered(later)(intent) is not None


def test_the_plan_of_an_answer_that_stands_is_kept_while_it_is_verified(place: Place, old: Plan) -> None:
    with intended(place, old) as (ledger, intent):
        ledger.conclude(intent, Outcome.DONE)
    assert gone(after(place, 10)) == set()
    assert gone(after(place, 31)) == files_of(old)


def test_the_plan_of_an_answer_that_was_not_sent_goes_by_its_days(place: Place, old: Plan) -> None:
    with intended(place, old) as (ledger, intent):
        ledger.conclude(intent, Outcome.NOT_SENT)
    assert gone(after(place, 10)) == files_of(old)


def test_notes_and_decisions_left_waiting_have_the_term_of_plans(place: Place, old: Plan, tmp_path: Path) -> None:
    newest = plan_of(tmp_path, built_at=NOW + timedelta(days=2))
    review = place.folder.review
    for path in ("notes/990000000001.json", f"{plan_id(old)}.waiting", f"{plan_id(newest)}.waiting"):
        store_private(review / path, b"[]")
        os.utime(review / path, (NOW.timestamp(),) * 2)
    assert gone(after(place, 400)) == {
        *files_of(old), "review/notes/990000000001.json", f"review/{plan_id(old)}.waiting",
    }  # fmt: skip


def test_the_newest_plan_of_all_requests_is_never_destroyed_though_a_correction_is_later(
    place: Place, tmp_path: Path
) -> None:
    kept(place, plan_of(tmp_path, built_at=NOW - timedelta(days=1)))
    whole = kept(place, plan_of(tmp_path))
    one = replace(plan_of(tmp_path, [asked(1, "1")], built_at=NOW + timedelta(hours=1)), correction=True)
    kept(place, one)
    assert {path.rsplit("/")[-1][:8] for path in gone(after(place, 400))} == {"20261123"}
    assert not gone(after(place, 400)) & files_of(whole)


def purged(place: Place, journaled: datetime, now: datetime) -> tuple[int, list[str]]:
    """How a daily run of ``now`` purges when the journal last wrote at ``journaled``: (deleted, what it says)."""
    with journal_of(replace(place, now=lambda: journaled)) as journal:
        journal.record("daily", code=0)
    today = replace(place, now=lambda: now)
    started = now - timedelta(minutes=30)
    with journal_of(today) as journal:
        journal.record("run_started", scenario="debts_verify")
    result = _purge(today, Day("uk", now.date(), started.isoformat()))
    return result.counts.get("deleted", 0), [trouble.what for trouble in result.troubles]


def test_a_clock_that_jumped_destroys_nothing_by_itself_and_a_person_still_can(place: Place, old: Plan) -> None:
    now = NOW + timedelta(days=800)
    deleted, told = purged(place, NOW + timedelta(days=2), now)
    assert deleted == 0 and "26.11.2026" in told[0] and "не уничтожены: их 2" in told[0]
    assert destroy(after(place, 800), expired_files(after(place, 800))).deleted == 2


def test_a_machine_that_worked_within_three_days_purges_every_day(place: Place, old: Plan) -> None:
    now = NOW + timedelta(days=800)
    assert purged(place, now - timedelta(days=3), now) == (2, [])


@pytest.mark.parametrize("found_by", ["check", "report"])
def test_nothing_is_destroyed_on_the_day_the_journal_does_not_verify(place: Place, old: Plan, found_by: str) -> None:
    """That its end was cut off the morning's check alone sees: the report has no checkpoint to compare it with."""
    now = NOW + timedelta(days=800)
    with journal_of(replace(place, now=lambda: now)) as journal:
        journal.record("daily", code=0)
    day = Day("uk", now.date(), (now + timedelta(minutes=1)).isoformat())
    day.outcomes = {name: Ended(name, State.DONE) for name in ("check", "report")}
    day.outcomes[found_by] = Ended(found_by, State.FAILED, EvidenceBroken.exit_code)
    today = replace(place, now=lambda: now)
    with pytest.raises(Blocked) as blocked:
        _purge(today, day)
    assert blocked.value.by == found_by and expired_files(today)


def test_a_doubt_is_kept_as_long_as_its_request_waits(place: Place, old: Plan) -> None:
    """Without it the policy, or a list, would approve what somebody left to people."""
    notes = Notes(place.folder.notes)
    for number in (N[1], "77-7"):
        notes.add(number, Note(ANNA, NOW, "Оставлено на проверке.", left=True))
        os.utime(place.folder.notes / f"{number}.json", (NOW.timestamp(),) * 2)
    assert {path for path in gone(after(place, 3)) if "notes" in path} == {"review/notes/77-7.json"}
    assert destroy(after(place, 3), expired_files(after(place, 3))).deleted
    assert notes.left(N[1])
