"""Whether the schedule fires: judged by what runs left behind, not by what a scheduler says of itself.

That nothing is installed is believed, though: then no run will begin, whatever began by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from rpa.debts.deadline import moscow_date
from rpa.operate.day import Day, last_day
from rpa.operate.schedule.installer import Installer, Scheduler, choose
from rpa.operate.schedule.job import Job

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
    """``now`` is aware; ``at`` is a time of day of the same clock."""
    today_at = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    expected = today_at if now >= today_at else today_at - timedelta(days=1)
    overdue = expected if now - expected > GRACE else expected - timedelta(days=1)
    last = last_day(reports, moscow_date(now))
    begun = datetime.fromisoformat(last.finished_at or last.started_at) if last else None
    missed = begun is None or begun < overdue
    return Firing(overdue if missed else expected, last, missed, expected + timedelta(days=1))


def set_up(jobs: Sequence[Job]) -> bool | None:
    """Whether this machine's scheduler has them all; ``None`` for cron, of which only runs tell."""
    kind = choose()
    return None if kind is Scheduler.CRON else all(map(Installer(kind).where_it_stands(jobs).installed, jobs))


def next_firing(firing: Firing, set_up: bool | None) -> datetime | None:
    """When the next run begins; ``None`` if nothing will start it. Of cron (``None``) only runs that came tell."""
    scheduled = firing.last is not None and not firing.missed if set_up is None else set_up
    return firing.next_at if scheduled else None
