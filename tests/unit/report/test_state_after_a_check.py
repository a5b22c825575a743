"""The day answers, then checks, then reports: a check that read a card well must not hide how sending ended."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rpa.audit.report.answers import build_plan, build_run
from tests.report.sample import NUMBERS, PLAN, fill, journal

REFUSED, UNKNOWN, WAITS = NUMBERS[2], NUMBERS[3], NUMBERS[5]
CHECK = "20261124-100000-dddd"


def check(folder: Path, **findings: str) -> None:
    with journal(folder, CHECK) as book:
        book.record("run_started", scenario="verify_answers", target="", stand=True)
        for number in NUMBERS:
            finding = findings.get(f"n{number}", "right")
            book.record("verify", request_number=number, finding=finding, due=None)
            book.record("item", request_number=number, ending="done", detail="")


def states(folder: Path) -> dict[str, str]:
    report = build_plan(folder / "journal.jsonl", today=date(2026, 11, 24))
    return {row.number: row.state.key for row in report.rows}


def test_what_was_refused_and_what_nobody_knows_stay_so_after_a_check(tmp_path: Path) -> None:
    fill(tmp_path)
    before = states(tmp_path)
    check(tmp_path, **{f"n{REFUSED}": "waiting", f"n{UNKNOWN}": "uncertain", f"n{WAITS}": "waiting"})
    assert states(tmp_path) == before
    assert (before[REFUSED], before[UNKNOWN]) == ("refused", "unknown")
    report = build_plan(tmp_path / "journal.jsonl", today=date(2026, 11, 24))
    assert next(row.case.detail for row in report.rows if row.number == REFUSED), "why the site refused it"
    of_check = {row.number: row.state.key for row in build_run(tmp_path / "journal.jsonl", CHECK).rows}
    assert (of_check[REFUSED], of_check[UNKNOWN]) == ("refused", "unknown")


@pytest.mark.parametrize(
    ("finding", "state"),
    [("by_others", "answered_by_other"), ("sent_afterwards", "already"), ("withdrawn_by_sender", "gone")],
)
def test_what_is_over_by_the_portals_word_is_over(tmp_path: Path, finding: str, state: str) -> None:
    fill(tmp_path)
    check(tmp_path, **{f"n{REFUSED}": finding, f"n{UNKNOWN}": finding})
    assert [states(tmp_path)[number] for number in (REFUSED, UNKNOWN)] == [state, state]


def test_a_click_whose_run_died_is_unknown_until_somebody_reads_it_also_after_a_new_plan(tmp_path: Path) -> None:
    fill(tmp_path)
    with journal(tmp_path, CHECK) as book:
        book.record("run_started", scenario="answer_debt_requests", target="", stand=True)
        book.record("intent", request_number=REFUSED, action="send", plan_sha256=PLAN, intent=7)
        book.record("act", request_number=REFUSED, action="send", intent=7)
    assert states(tmp_path)[REFUSED] == "unknown"
    again = "ee" * 32
    with journal(tmp_path, "20261124-110000-eeee") as book:
        book.record("plan", plan_sha256=again, items=1)
        book.record("decision", request_number=REFUSED, plan_sha256=again, decision="no_debt", rule="R20")
    assert states(tmp_path) == {REFUSED: "unknown"}
    with journal(tmp_path, "20261124-120000-ffff") as book:
        book.record("outcome", request_number=REFUSED, action="send", intent=7, outcome="not_sent", detail="нет")
    assert states(tmp_path) == {REFUSED: "not_sent"}
    with journal(tmp_path, "20261124-130000-ffff") as book:
        book.record("outcome", request_number=REFUSED, action="send", intent=8, outcome="done", detail="")
    assert states(tmp_path) == {REFUSED: "sent"}


def test_an_answer_whose_withdrawal_nobody_saw_the_end_of_is_not_called_sent(tmp_path: Path) -> None:
    fill(tmp_path)
    number, withdrawn = NUMBERS[1], {"request_number": NUMBERS[1], "action": "revoke", "intent": 7}
    with journal(tmp_path, CHECK) as book:
        book.record("act", **withdrawn)
    assert states(tmp_path)[number] == "unknown"
    for outcome, state in (("unknown", "unknown"), ("refused", "sent"), ("done", "revoked")):
        with journal(tmp_path, "20261124-110000-eeee") as book:
            book.record("outcome", **withdrawn, outcome=outcome, detail="")
        assert states(tmp_path)[number] == state
