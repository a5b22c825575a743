"""The three-year window: which months of debt an answer is about.

Source: ЖК РФ ст. 160 ч. 3 («за период не более чем три последних года»). The law does not say from which day the
years are counted; the request carries its own period, and that period decides. Without one, the three calendar
years before the sending date.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rpa.model import Period, Subrequest

YEARS = 3


class Placement(StrEnum):
    """Where the months of a debt lie."""

    INSIDE = "inside"
    OLDER = "older"
    STRADDLING = "straddling"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Window:
    """Both ends inclusive. ``own`` says that the request named it itself."""

    start: date
    end: date
    own: bool


def window_of(subrequest: Subrequest, today: date) -> Window | None:
    """The request's own period, else three years up to its sending date; ``None`` if the card shows neither.

    A period that ends before it begins is no period, nor is one that begins after ``today`` (every debt would be
    older), nor is a sending date ahead of it: ``None``, so that a person looks, rather than another guess.
    """
    period: Period | None = subrequest.period
    if period is not None:
        in_order = period.start_date <= period.end_date and period.start_date <= today
        return Window(period.start_date, period.end_date, own=True) if in_order else None
    if subrequest.sent_date is None or subrequest.sent_date > today:
        return None
    return Window(years_before(subrequest.sent_date, YEARS), subrequest.sent_date, own=False)


def years_before(day: date, years: int) -> date:
    """The same calendar day ``years`` earlier; 29 February becomes 28 February where the year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def place(window: Window | None, debt_from: date | None, debt_to: date | None) -> Placement:
    """Place the debt's months, first to last inclusive, against ``window``.

    ``debt_to`` stands for its whole month (utilities are charged by the month), so a debt counts as older only if
    the last of its months ended before the window opened. ``debt_from`` is taken to the day: registers that know
    months give the first of the month. A debt that crosses either end is ``STRADDLING``: which months the payments
    covered is not known.
    """
    if window is None or debt_from is None or debt_to is None or debt_from > debt_to:
        return Placement.UNKNOWN
    last_day = debt_to.replace(day=monthrange(debt_to.year, debt_to.month)[1])
    if last_day < window.start:
        return Placement.OLDER
    if debt_from > window.end:
        return Placement.LATER
    if debt_from < window.start:
        return Placement.STRADDLING
    # The month the window closes in counts as asked about: a request of the 24th asks about that month too.
    return (
        Placement.INSIDE
        if (debt_to.year, debt_to.month) <= (window.end.year, window.end.month)
        else Placement.STRADDLING
    )
