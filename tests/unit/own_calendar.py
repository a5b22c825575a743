"""A calendar file of an organization: this year as shipped, with one more day off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rpa.debts.calendar import WorkCalendar, add_years, parse_years


def with_day_off(path: Path, day: date) -> WorkCalendar:
    """Write the file at ``path`` and load it."""
    shipped = WorkCalendar.load().years[day.year]
    off = [f"{one:%m-%d}" for one in sorted({*shipped.off, day})]
    work = [f"{one:%m-%d}" for one in sorted(shipped.work)]
    add_years(path, parse_years({str(day.year): {"off": off, "work": work, "total": shipped.total - 1}}))
    return WorkCalendar.load(path)
