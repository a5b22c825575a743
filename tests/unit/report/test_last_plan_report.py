"""The report of the last plan: which plan that is, and by which day it judges deadlines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rpa.audit.report.answers import build_plan, build_run
from tests.report.sample import AGAIN, NUMBERS, PLAN, fill, journal

DAY = date(2026, 11, 24)
CORRECTION = "ef" * 32


def correct(folder: Path, number: str) -> None:
    """A correction takes the answer back, plans one request, approves it and sends it."""
    with journal(folder, "20261124-095900-dddd") as book:
        book.record("outcome", request_number=number, action="revoke", outcome="done", intent=8)
    with journal(folder, "20261124-100000-dddd") as book:
        book.record("plan", plan_sha256=CORRECTION, correction=True, items=1)
        for kind, more in (("decision", {"rule": "R53"}), ("approval", {"approvers": ["П"], "how": ["cli"]})):
            book.record(kind, request_number=number, plan_sha256=CORRECTION, decision="debt", due="2026-11-24", **more)
    with journal(folder, "20261124-100100-eeee") as book:
        book.record("run_started", scenario="answer_debt_requests", target="", stand=True)
        book.record("intent", request_number=number, action="send", plan_sha256=CORRECTION, intent=9)
        book.record("outcome", request_number=number, action="send", outcome="done", intent=9)
        book.record("item", request_number=number, ending="done", detail="")
        book.record("run_finished", scenario="answer_debt_requests", counts={"done": 1}, left=0)


def test_a_correction_of_one_request_hides_no_other(tmp_path: Path) -> None:
    fill(tmp_path)
    correct(tmp_path, NUMBERS[1])
    report = build_plan(tmp_path / "journal.jsonl", today=DAY)
    assert report.plan_sha256 == PLAN
    assert sorted(row.number for row in report.rows) == NUMBERS
    corrected = next(row.case for row in report.rows if row.number == NUMBERS[1])
    assert (corrected.rule, corrected.approvers) == ("R53", ("П",))
    of_run = build_run(tmp_path / "journal.jsonl")
    assert sorted(row.number for row in of_run.rows) == NUMBERS, "what waits beside it is shown"


def test_a_plan_broken_off_in_the_journal_hides_no_request(tmp_path: Path) -> None:
    fill(tmp_path)
    with journal(tmp_path, "20261125-070000-0002") as book:
        book.record("plan", plan_sha256=CORRECTION, correction=False, items=6)
        book.record("decision", request_number=NUMBERS[5], plan_sha256=CORRECTION, decision="review", rule="R09")
    report = build_plan(tmp_path / "journal.jsonl", today=DAY)
    assert (report.plan_sha256, sorted(row.number for row in report.rows)) == (PLAN, NUMBERS)


def test_a_report_made_days_later_calls_overdue_what_is(tmp_path: Path) -> None:
    fill(tmp_path)
    path = tmp_path / "journal.jsonl"
    dues = {row.number: row.due for row in build_plan(path, today=date(2026, 11, 29)).rows}
    assert dues[NUMBERS[2]] == dues[NUMBERS[5]] == "overdue"
    assert dues[NUMBERS[1]] == "met", "what was answered in time stays so"


def test_what_another_answered_waits_again_when_a_plan_shows_it_unanswered(tmp_path: Path) -> None:
    fill(tmp_path)
    with journal(tmp_path, AGAIN) as book:
        book.record("verify", request_number=NUMBERS[5], finding="by_others", due=None)
    report = build_plan(tmp_path / "journal.jsonl", today=DAY)
    assert next(row.state.key for row in report.rows if row.number == NUMBERS[5]) == "answered_by_other"
    with journal(tmp_path, "20261125-070000-0002") as book:
        book.record("plan", plan_sha256=CORRECTION, items=1)
        book.record(
            "decision",
            request_number=NUMBERS[5],
            plan_sha256=CORRECTION,
            decision="review",
            rule="R09",
            due="2026-11-28",
        )
    (row,) = build_plan(tmp_path / "journal.jsonl", today=date(2026, 11, 29)).rows
    assert (row.state.key, row.due) == ("review", "overdue")
