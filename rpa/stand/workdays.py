"""The portal's own working days: Monday to Friday, corrected by the government's transfers.

Independent of the product's calendar on purpose: two countings that agree are worth more than one used twice.
Off days and worked Saturdays by ПП РФ № 1335 (2025), № 1466 (2026); 2027 by the published draft.
"""

from __future__ import annotations

from datetime import date, timedelta

RESPONSE_WORKING_DAYS = 5

_OFF = {
    2025: "0101 0102 0103 0106 0107 0108 0501 0502 0508 0509 0612 0613 1103 1104 1231",
    2026: "0101 0102 0105 0106 0107 0108 0109 0223 0309 0501 0511 0612 1104 1231",
    2027: "0101 0104 0105 0106 0107 0108 0222 0223 0308 0503 0510 0614 1104 1105 1231",
}
_WORKED = {date(2025, 11, 1), date(2027, 2, 20)}
_HOLIDAYS = {date(year, int(day[:2]), int(day[2:])) for year, days in _OFF.items() for day in days.split()}


def is_working(day: date) -> bool:
    """Outside 2025–2027 only weekends are off: the stand must start on any machine's date."""
    if day in _WORKED:
        return True
    return day.weekday() < 5 and day not in _HOLIDAYS


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; ``day`` itself is never counted."""
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def due(sent: date) -> date:
    """Крайний срок ответа: the 5th working day after the day of sending, to its very end."""
    return add_working_days(sent, RESPONSE_WORKING_DAYS)
