"""What a report says after a withdrawal, a correction, an answer the portal lost, and one nobody saw coming."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rpa.audit.report.answers import Row, build_plan
from rpa.audit.report.month import Month, MonthReport, build_month
from rpa.debts.calendar import WorkCalendar
from tests.report.sample import NUMBERS, PLAN, answer_again, fill, journal

SENT, REFUSED = NUMBERS[1], NUMBERS[2]
"""Their last days are 24.11.2026 and 25.11.2026; the first was answered that day."""
LATER = date(2026, 11, 30)
NEW_PLAN = "ee" * 32


def tell(folder: Path, day: int, kind: str, number: str = SENT, hour: int = 10, **fields: Any) -> None:
    run = f"202611{day}-{hour}0000-dddd"
    with journal(folder, run) as book:
        if kind == "decision":
            read_at = {name: fields[name] for name in ("read_at",) if name in fields}
            book.record("plan", plan_sha256=NEW_PLAN, items=1, correction=False, **read_at)
            told = {"decision": "debt", "rule": "R53", "due": "2026-11-24", "response_status": "NotSent"}
            book.record("decision", request_number=number, plan_sha256=NEW_PLAN, **told, **fields)
            return
        book.record(kind, request_number=number, **fields)
        if kind == "verify":
            book.record("item", request_number=number, ending="done", detail="")


def read(folder: Path, day: int, number: str = SENT) -> None:
    """As a reading of the waiting requests ends with each."""
    tell(folder, day, "item", number, hour=11, ending="done", detail="")


def row(folder: Path, number: str = SENT, today: date = LATER) -> Row:
    return next(row for row in build_plan(folder / "journal.jsonl", today=today).rows if row.number == number)


def november(folder: Path) -> MonthReport:
    calendar = WorkCalendar.load()
    return build_month(folder / "journal.jsonl", Month(2026, 11), today=LATER, calendar=calendar, minutes_each=6)


def test_what_a_check_found_of_an_answer_taken_back_is_not_said_of_the_next(tmp_path: Path) -> None:
    fill(tmp_path)
    tell(tmp_path, 24, "verify", finding="different", due=None)
    assert [found.number for found in november(tmp_path).disagreements] == [SENT]
    tell(tmp_path, 25, "outcome", action="revoke", intent=7, outcome="done", detail="")
    taken = row(tmp_path)
    assert (taken.state.key, taken.due, taken.case.finding) == ("revoked", "overdue", "")
    tell(tmp_path, 26, "outcome", action="send", intent=8, outcome="done", detail="")
    corrected = row(tmp_path)
    assert (corrected.state.key, corrected.due, corrected.case.finding) == ("sent", "overdue", "")
    assert not november(tmp_path).disagreements


@pytest.mark.parametrize("told", ["finding", "plan"])
def test_what_a_person_answered_after_our_withdrawal_is_not_called_unanswered(tmp_path: Path, told: str) -> None:
    fill(tmp_path)
    before = november(tmp_path)
    tell(tmp_path, 24, "outcome", action="revoke", intent=7, outcome="done", detail="", hour=11)
    if told == "finding":
        tell(tmp_path, 24, "verify", finding="by_others", due=None, hour=12)
    else:
        status = {"response_status": "Sent", "due": "2026-11-24", "rule": "R01", "sentence": "Ответ уже есть."}
        tell(tmp_path, 24, "not_planned", plan_sha256=NEW_PLAN, hour=12, **status)
    assert (row(tmp_path).state.key, row(tmp_path).due) == ("answered_by_other", "met")
    after = november(tmp_path)
    assert (after.others - before.others, after.open_overdue - before.open_overdue) == (1, 0)


@pytest.mark.parametrize(
    ("finding", "state", "due"),
    [("not_there", "left", "overdue"), ("overdue", "left", "overdue"), ("automatic", "automatic", "overdue")],
)
def test_an_answer_the_portal_does_not_show_is_not_counted_as_given(
    tmp_path: Path, finding: str, state: str, due: str
) -> None:
    fill(tmp_path)
    answer_again(tmp_path)
    before = november(tmp_path)
    tell(tmp_path, 25, "verify", finding=finding, due=None)
    assert (row(tmp_path).state.key, row(tmp_path).due) == (state, due)
    after = november(tmp_path)
    assert (before.on_time - after.on_time, after.overdue - before.overdue) == (1, 1)
    tell(tmp_path, 26, "verify", finding="right", due=None)
    assert (row(tmp_path).state.key, row(tmp_path).due) == ("sent", "met"), "it shows it again"


def test_an_answer_withdrawn_in_the_cabinet_waits_again_when_a_reading_shows_it(tmp_path: Path) -> None:
    fill(tmp_path)
    read(tmp_path, 25)
    tell(tmp_path, 25, "decision", hour=12)
    assert (row(tmp_path).state.key, row(tmp_path).due) == ("planned", "overdue")


def test_a_plan_read_before_the_answer_was_sent_does_not_take_it_back(tmp_path: Path) -> None:
    fill(tmp_path)
    tell(tmp_path, 25, "decision")
    assert row(tmp_path).state.key == "sent"
    tell(tmp_path, 26, "decision", read_at="2026-11-24T07:00:00+00:00")
    read(tmp_path, 26)
    tell(tmp_path, 26, "decision", hour=12, read_at="2026-11-24T07:00:00+00:00")
    kept = row(tmp_path)
    assert (kept.state.key, kept.due, kept.case.approvers) == ("sent", "met", ("Бухгалтер Примерова",))
    assert november(tmp_path).by_person == 0


@pytest.mark.parametrize(("day", "due", "on_time", "undated"), [(25, "met", 1, 0), (29, "over", 0, 1)])
def test_what_came_unseen_is_in_time_only_if_it_was_seen_in_time(
    tmp_path: Path, day: int, due: str, on_time: int, undated: int
) -> None:
    fill(tmp_path)
    before = november(tmp_path)
    tell(tmp_path, day, "verify", REFUSED, finding="sent_afterwards", due=None)
    assert (row(tmp_path, REFUSED).state.key, row(tmp_path, REFUSED).due) == ("already", due)
    after = november(tmp_path)
    assert (after.on_time - before.on_time, after.undated, after.late) == (on_time, undated, before.late)


def test_what_others_ended_after_the_last_day_is_not_called_in_time(tmp_path: Path) -> None:
    fill(tmp_path)
    tell(tmp_path, 29, "verify", REFUSED, finding="withdrawn_by_sender", due=None)
    assert (row(tmp_path, REFUSED).state.key, row(tmp_path, REFUSED).due) == ("gone", "over")


@pytest.mark.parametrize("decision", ["no_debt", ""], ids=["decided otherwise", "taken back"])
def test_what_is_decided_after_an_answer_left_is_not_told_of_that_answer(tmp_path: Path, decision: str) -> None:
    fill(tmp_path)
    before = november(tmp_path)
    tell(tmp_path, 24, "approval", plan_sha256=PLAN, decision=decision, approvers=["Другой"] if decision else [])
    case = row(tmp_path).case
    assert (case.approved, case.approvers) == ("debt", ("Бухгалтер Примерова",))
    assert (november(tmp_path).answers, november(tmp_path).by_person) == (before.answers, before.by_person)
    tell(tmp_path, 25, "outcome", action="revoke", intent=7, outcome="done", detail="")
    tell(tmp_path, 25, "approval", plan_sha256=PLAN, decision="no_debt", approvers=["Другой"], hour=11)
    assert row(tmp_path).case.approvers == ("Другой",)
