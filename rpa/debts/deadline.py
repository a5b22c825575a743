"""When an answer is due: the fifth working day after the day of receipt, to the end of that day in Moscow.

Source: the duty to answer within five working days (приказ № 74/114/пр, п. 21 р. 10 and п. 5.3 р. 8 as amended by
№ 466/508/пр); ГК РФ ст. 191: the count starts on the next day. A strict reader of «с момента поступления» counts the
day of receipt itself; `rpa deadline` shows that earlier date beside it, and by then the guard has warned. Where the
portal shows a date of its own, the earlier of both is worked to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from rpa.debts.calendar import WorkCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
"""Dates on the portal are Moscow's; an organization in another zone must not count days by its own clock."""
WORKING_DAYS = 5
SOON_DAYS = 3
"""A deadline so many days away, or fewer, is near: lists mark it, reports count it."""


@cache
def _shipped() -> WorkCalendar:
    return WorkCalendar.load()


def due(received: date, calendar: WorkCalendar | None = None) -> date:
    """The last day to answer. Day 1 is the first working day after ``received``. Raises `CalendarError`."""
    return (calendar or _shipped()).add_working_days(received, WORKING_DAYS)


def due_if_receipt_day_counts(received: date, calendar: WorkCalendar | None = None) -> date:
    """The last day under the strict reading, where the receipt itself is day 1: the fourth working day after it.

    A receipt on a day off is counted the same way, which gives the earlier, safe date.
    """
    return (calendar or _shipped()).add_working_days(received, WORKING_DAYS - 1)


def work_to(portal: date | None, counted: date | None) -> date | None:
    """The date to work to: the earlier of the portal's deadline and of our own count; ``None`` if neither is known."""
    return min((day for day in (portal, counted) if day is not None), default=None)


def moscow_date(now: datetime) -> date:
    """The portal's «today». ``now`` must carry its zone: an office in UTC+10 must not use its own date."""
    if now.tzinfo is None:
        raise ValueError("now has no time zone")
    return now.astimezone(MOSCOW).date()


def will_miss(dues: Mapping[str, date], seconds_each: float, *, now: datetime) -> list[str]:
    """Numbers of the requests that will be answered after their last day, if work begins ``now`` and never pauses.

    They are answered one after another, the earliest ``dues`` first, each taking ``seconds_each``. ``now`` carries its
    zone; the days are Moscow's.
    """
    ordered = sorted(dues, key=lambda number: (dues[number], number))
    each = timedelta(seconds=seconds_each)
    return [number for place, number in enumerate(ordered, 1) if moscow_date(now + place * each) > dues[number]]
