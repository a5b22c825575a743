"""Whether the schedule fires: judged by what runs left behind, not by what a scheduler says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from rpa.debts.deadline import moscow_date
from rpa.operate.day import Day, last_day

GRACE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Firing:
    """``expected`` is when the last run should have begun, ``last`` the last day that has a record.

    ``missed``: nothing has begun since the last expected time whose grace has passed; then ``expected`` is that time.
    """

    expected: datetime
    last: Day | None
    missed: bool
    next_at: datetime


def last_firing(reports: Path, at: time, now: datetime) -> Firing:
    """``now`` is aware; ``at`` is a time of day of the same clock, unless the last run itself said when the next is."""
    last = last_day(reports, moscow_date(now))
    if last is not None and last.next_at:
        due = datetime.fromisoformat(last.next_at).astimezone(now.tzinfo)
        later = due if due > now else due + timedelta(days=(now - due).days + 1)
        return Firing(due, last, now - due > GRACE, later)
    today_at = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    expected = today_at if now >= today_at else today_at - timedelta(days=1)
    overdue = expected if now - expected > GRACE else expected - timedelta(days=1)
    begun = datetime.fromisoformat(last.finished_at or last.started_at) if last else None
    missed = begun is None or begun < overdue
    return Firing(overdue if missed else expected, last, missed, expected + timedelta(days=1))
