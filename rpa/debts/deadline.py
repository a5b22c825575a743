"""When an answer is due: the fifth working day after the day of receipt, to the end of that day in Moscow.

Source: the duty to answer within five working days (приказ № 74/114/пр, п. 21 р. 10 and п. 5.3 р. 8 as amended by
№ 466/508/пр); ГК РФ ст. 191: the count starts on the next day. A strict reader of «с момента поступления» counts the
day of receipt itself; `due_if_receipt_day_counts` is that earlier date, and work is planned for it. The portal's own
date, where it is read, outranks both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from rpa.debts.calendar import CalendarError, WorkCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
"""Dates on the portal are Moscow's; an organization in another zone must not count days by its own clock."""
WORKING_DAYS = 5

__all__ = [
    "MOSCOW", "CalendarError", "Forecast", "Timed", "WorkCalendar", "due", "due_if_receipt_day_counts", "forecast",
    "moscow_date", "work_to",
]  # fmt: skip


@cache
def _shipped() -> WorkCalendar:
    return WorkCalendar.load(None)


def due(received: date, calendar: WorkCalendar | None = None) -> date:
    """The last day to answer. Day 1 is the first working day after ``received``. Raises `CalendarError`."""
    return (calendar or _shipped()).add_working_days(received, WORKING_DAYS)


def due_if_receipt_day_counts(received: date, calendar: WorkCalendar | None = None) -> date:
    """The last day under the strict reading, where the receipt itself is day 1: the fourth working day after it.

    A receipt on a day off is counted the same way, which gives the earlier, safe date. Plan for this one.
    """
    return (calendar or _shipped()).add_working_days(received, WORKING_DAYS - 1)


def work_to(portal: date | None, counted: date | None) -> date | None:
    """The date to work to: the earlier of the portal's deadline and of our own count; ``None`` if neither is known."""
    return min((day for day in (portal, counted) if day is not None), default=None)


def moscow_date(now: datetime) -> date:
    """The portal's «today». ``now`` must carry its zone: a office in UTC+10 must not use its own date."""
    if now.tzinfo is None:
        raise ValueError("now has no time zone")
    return now.astimezone(MOSCOW).date()


@dataclass(frozen=True, slots=True)
class Timed:
    """One request to answer: its number and the last day."""

    request_number: str
    due: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """When one request would be finished, and whether that is after its last day."""

    request_number: str
    due: date
    done_at: datetime
    misses: bool


def forecast(
    requests: Iterable[Timed],
    per_request_seconds: float,
    *,
    now: datetime,
    day_starts: time = time(0, 0),
    day_ends: time = time(23, 59, 59),
    calendar: WorkCalendar | None = None,
    working_days_only: bool = False,
) -> list[Forecast]:
    """Answer the requests one after another, earliest deadline first, at the measured speed, and say who will miss.

    Work goes on from ``day_starts`` to ``day_ends`` Moscow time (on working days only, if asked); what does not fit
    continues the next day. Raises `ValueError` for a speed or hours that make no sense.
    """
    if per_request_seconds < 0 or day_starts >= day_ends:
        raise ValueError("speed must not be negative and the day must start before it ends")
    calendar = calendar or _shipped()
    clock = now.astimezone(MOSCOW)
    results: list[Forecast] = []
    for request in sorted(requests, key=lambda timed: (timed.due, timed.request_number)):
        clock = _spend(clock, timedelta(seconds=per_request_seconds), day_starts, day_ends, calendar, working_days_only)
        results.append(Forecast(request.request_number, request.due, clock, clock.date() > request.due))
    return results


def _spend(
    clock: datetime, amount: timedelta, starts: time, ends: time, calendar: WorkCalendar, working_days_only: bool
) -> datetime:
    """``clock`` after ``amount`` of working time. Moscow has no summer time, so wall clock differences are exact."""
    while True:
        opens = datetime.combine(clock.date(), starts, MOSCOW)
        closes = datetime.combine(clock.date(), ends, MOSCOW)
        clock = max(clock, opens)
        off = working_days_only and not calendar.is_working(clock.date())
        if not off and clock < closes:
            if clock + amount <= closes:
                return clock + amount
            amount -= closes - clock
        clock = datetime.combine(clock.date() + timedelta(days=1), time(0, 0), MOSCOW)
