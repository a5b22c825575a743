"""Whether the schedule fires: judged by what runs left behind, not by what a scheduler says of itself.

That nothing is installed is believed, though: then no run will begin, whatever began by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from rpa.debts.deadline import moscow_date
from rpa.errors import CRASHED, OrganizationBusy, Temporary
from rpa.operate.day import Day, last_day, moment
from rpa.operate.schedule.installer import Installer, Scheduler, choose
from rpa.operate.schedule.job import Job

GRACE = timedelta(hours=2)
_PASSING = (Temporary.exit_code, OrganizationBusy.exit_code, CRASHED)


@dataclass(frozen=True, slots=True)
class Firing:
    """``expected`` is when the last run should have begun, ``last`` the last day that has a record.

    ``missed``: nothing has begun since the last expected time whose grace has passed; then ``expected`` is that time.
    """

    expected: datetime
    last: Day | None
    missed: bool
    next_at: datetime


def last_firing(reports: Path, at: time, now: datetime, since: datetime | None = None) -> Firing:
    """``now`` is aware; ``at`` is a time of day of the same clock, unless the last run itself said when the next is.

    ``since`` (aware): when the schedule was installed, if that is known. A time before it was nobody's to keep; of a
    schedule that was only changed then, the one before has to have kept its own.
    """
    last = last_day(reports, moscow_date(now))
    if last is not None and (wanted := moment(last.next_at)) is not None:
        due = wanted.astimezone(now.tzinfo)
        later = due if due > now else due + timedelta(days=(now - due).days + 1)
        return Firing(due, last, now - due > GRACE, later)
    expected = _last_time(at, now)
    overdue = expected if now - expected > GRACE else expected - timedelta(days=1)
    missed = last is None or last.last_sign < overdue
    if since is not None and since > overdue:
        missed = last is not None and last.last_sign < overdue - timedelta(days=1)
    return Firing(overdue if missed else expected, last, missed, expected + timedelta(days=1))


def gone_through(reports: Path, at: time, now: datetime) -> Day | None:
    """The run of the last time ``at``, if it came to its end and not for a passing reason; a run before that time was
    somebody's own. ``now`` as above.

    For a scheduler that cannot tell codes apart and starts again whatever became of the first start. What waits for a
    person is not tried again: a password typed again and again ends in a lock.
    """
    last = last_day(reports, moscow_date(now))
    if last is None or last.finished_at is None or last.stopped or last.exit_code in _PASSING:
        return None
    ended = moment(last.finished_at)
    return last if ended is not None and ended >= _last_time(at, now) else None


def _last_time(at: time, now: datetime) -> datetime:
    today_at = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today_at if now >= today_at else today_at - timedelta(days=1)


def set_up(jobs: Sequence[Job]) -> bool | None:
    """Whether this machine's scheduler has them all; ``None`` for cron, of which only runs tell."""
    kind = choose()
    return None if kind is Scheduler.CRON else all(map(Installer(kind).where_it_stands(jobs).installed, jobs))


def stands_since(jobs: Sequence[Job]) -> datetime | None:
    """When this machine's scheduler was given the jobs; ``None`` where that is not known."""
    return Installer(choose()).where_it_stands(jobs).since(jobs)


def what_to_do(slug: str, set_up: bool | None) -> str:
    """The cure where nothing begins. ``set_up`` as above: what stands is not helped by being installed again."""
    now = f"`rpa run daily -o {slug}` — провести этот день сейчас"
    if set_up is None:
        lines = f"`rpa schedule install --kind cron --print -o {slug}`"
        return f"проверьте `crontab -l`; если строк там нет, вставьте в `crontab -e` те, что печатает {lines}. {now}."
    if not set_up:
        return f"`rpa schedule install -o {slug}` — поставить задание. {now}."
    return f"задание стоит: была ли машина включена, скажет её журнал. {now}."


def next_firing(firing: Firing, set_up: bool | None) -> datetime | None:
    """When the next run begins; ``None`` if nothing will start it. Of cron (``None``) only runs that came tell.

    A fleet's worker keeps the time itself.
    """
    if firing.last is not None and firing.last.next_at:
        return firing.next_at
    scheduled = firing.last is not None and not firing.missed if set_up is None else set_up
    return firing.next_at if scheduled else None
