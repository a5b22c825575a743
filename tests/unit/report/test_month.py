"""The month's numbers, against journals whose answers were counted by hand, and rules that always hold."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.audit.report.month import Month, MonthReport, build_month
from rpa.audit.report.page import as_hours, as_percent
from rpa.debts.calendar import WorkCalendar
from rpa.errors import BadInput
from tests.report.sample import journal

CALENDAR = WorkCalendar.load()
PLAN = "cd" * 32
TODAY = date(2026, 11, 30)


def write(folder: Path, requests: list[tuple[date | None, date | None, str, date | None, str]]) -> None:
    """Requests as (received, due, decision, day answered, finding of a check)."""
    with journal(folder, "20261101-060000-0001") as book:
        book.record("plan", plan_sha256=PLAN, items=len(requests))
        for number, (received, due, decision, _, _) in enumerate(requests):
            book.record(
                "decision",
                request_number=f"77-{number}",
                plan_sha256=PLAN,
                decision=decision,
                rule="R20",
                sentence="Так решило правило.",
                due=due,
                sent_date=received,
            )
            approved = "no_debt" if decision == "review" else decision
            book.record("approval", request_number=f"77-{number}", plan_sha256=PLAN, decision=approved, approvers=["П"])
    for number, (_, _, _, answered, finding) in enumerate(requests):
        moment = datetime.combine(answered or TODAY, datetime.min.time(), UTC) + timedelta(hours=9)
        with journal(folder, f"202611{number % 28 + 1:02}-070000-{number:04x}", moment) as book:
            if answered:
                book.record("outcome", request_number=f"77-{number}", action="send", outcome="done", detail="")
            if finding:
                book.record("verify", request_number=f"77-{number}", finding=finding, due=None)


def november(folder: Path) -> MonthReport:
    return build_month(folder / "journal.jsonl", Month(2026, 11), today=TODAY, calendar=CALENDAR, minutes_each=6)


def test_a_month_counted_by_hand(tmp_path: Path) -> None:
    # Monday 09.11.2026 is received, the fifth working day after it is Monday 16.11.2026.
    monday, due = date(2026, 11, 9), date(2026, 11, 16)
    write(
        tmp_path,
        [
            (monday, due, "debt", date(2026, 11, 10), "right"),
            (monday, due, "no_debt", date(2026, 11, 16), "different"),
            (monday, due, "review", date(2026, 11, 18), ""),
            (monday, due, "review", None, "automatic"),
            (monday, due, "review", None, ""),
            (monday, due, "no_debt", None, "by_others"),
            (date(2026, 11, 27), date(2026, 12, 4), "no_debt", None, ""),
            (date(2026, 10, 30), date(2026, 11, 9), "no_debt", date(2026, 11, 9), ""),
        ],
    )
    report = november(tmp_path)
    assert report.received == 7, "what came in October is October's"
    assert (report.on_time, report.late, report.automatic) == (2, 1, 1)
    assert (report.open_overdue, report.others, report.waiting) == (1, 1, 1)
    assert report.overdue == 3
    assert report.on_time_percent == 40
    assert report.decisions == {"debt": 1, "no_debt": 3, "review": 3}
    assert report.answers == {"debt": 1, "no_debt": 2}
    assert report.by_person == 1
    assert report.median_days == 5
    assert report.worst is not None
    assert (report.worst.request_number, report.worst.working_days) == ("77-2", 7)
    assert [row.number for row in report.disagreements] == ["77-1"]
    assert report.checked == 4
    assert report.minutes_saved == 18
    assert report.received_by_day[8] == 6
    assert report.sent_by_day[8] == 1, "October's request was answered in November: work of this month"
    assert dict(report.took_counts()) == {"0": 0, "1": 1, "2": 0, "3": 0, "4": 0, "5": 1, "6+": 1}


def test_an_unknown_day_of_receipt_is_counted_back_from_the_deadline(tmp_path: Path) -> None:
    write(tmp_path, [(None, date(2026, 11, 16), "no_debt", date(2026, 11, 11), "")])
    report = november(tmp_path)
    assert report.received_by_day[8] == 1
    assert report.median_days == 2


def test_an_empty_month_has_no_percentage_rather_than_a_good_one(tmp_path: Path) -> None:
    write(tmp_path, [(date(2026, 10, 1), date(2026, 10, 8), "no_debt", date(2026, 10, 8), "")])
    report = november(tmp_path)
    assert report.received == 0
    assert (report.on_time_percent, report.median_days, report.worst) == (None, None, None)


def test_a_percentage_is_never_rounded_up_to_a_hundred() -> None:
    assert as_percent(99.99) == "99,9 %"
    assert as_percent(100.0) == "100 %"
    assert as_percent(None) == "—"
    assert as_hours(144) == "2 ч 24 мин"


@pytest.mark.parametrize("text", ["2026-13", "26-11", "2026/11", "ноябрь", "2026-1", ""])
def test_a_month_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="не понят"):
        Month.parse(text)


_DAYS = st.dates(date(2026, 10, 20), date(2026, 12, 10))
_REQUEST = st.tuples(
    st.none() | _DAYS,
    st.none() | _DAYS,
    st.sampled_from(["debt", "no_debt", "review"]),
    st.none() | st.dates(date(2026, 11, 1), date(2026, 11, 30)),
    st.sampled_from(["", "right", "different", "automatic", "overdue", "by_others", "withdrawn_by_sender"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_REQUEST, max_size=8))
def test_every_request_of_a_month_has_exactly_one_fate(
    requests: list[tuple[date | None, date | None, str, date | None, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), requests)
        report = november(Path(folder))
    fates = (report.on_time, report.late, report.automatic, report.open_overdue, report.others, report.waiting)
    assert sum(fates) == report.received == sum(report.decisions.values())
    assert len(report.took) + report.untimed == report.answered == sum(report.answers.values())
    assert sum(count for _, count in report.took_counts()) == len(report.took)
