"""When an answer is due, by hand-counted examples and by what must always hold; who will miss at a given speed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.debts.calendar import CalendarError, WorkCalendar
from rpa.debts.deadline import (
    MOSCOW,
    due,
    due_if_receipt_day_counts,
    moscow_date,
    will_miss,
    work_to,
)
from tests.unit.own_calendar import with_day_off

CALENDAR = WorkCalendar.load()
RECEIVED = st.dates(date(2021, 1, 1), date(2027, 12, 20))


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (date(2026, 11, 20), date(2026, 11, 27)),  # Friday to Friday
        (date(2026, 11, 23), date(2026, 11, 30)),  # Monday to Monday
        (date(2026, 11, 21), date(2026, 11, 27)),  # on a Saturday the count starts on Monday
        (date(2026, 12, 30), date(2027, 1, 15)),  # the year's end needs January
        (date(2025, 12, 29), date(2026, 1, 15)),
        (date(2024, 4, 25), date(2024, 5, 6)),  # worked Saturday 27.04, days off 29.04 to 01.05
        (date(2024, 10, 30), date(2024, 11, 6)),  # worked Saturday 02.11, day off 04.11
        (date(2025, 10, 30), date(2025, 11, 7)),  # worked Saturday 01.11, days off 03.11 and 04.11
        (date(2026, 2, 20), date(2026, 3, 2)),
        (date(2022, 2, 28), date(2022, 3, 5)),  # the fifth day is a worked Saturday
        (date(2021, 2, 15), date(2021, 2, 20)),
    ],
)
def test_the_deadline_is_the_fifth_working_day_after_receipt(received: date, expected: date) -> None:
    assert due(received) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (date(2026, 11, 23), date(2026, 11, 27)),
        (date(2026, 12, 30), date(2027, 1, 14)),
        (date(2022, 2, 28), date(2022, 3, 4)),
    ],
)
def test_the_strict_reading_is_one_working_day_earlier(received: date, expected: date) -> None:
    assert due_if_receipt_day_counts(received) == expected


def test_a_deadline_in_a_year_without_data_is_an_error_not_a_guess() -> None:
    assert due(date(2027, 12, 23)) == date(2027, 12, 30)
    with pytest.raises(CalendarError, match="2028"):
        due(date(2027, 12, 24))
    with pytest.raises(CalendarError, match="2020"):
        WorkCalendar.load().is_working(date(2020, 12, 31))


@given(first=RECEIVED, second=RECEIVED)
def test_a_later_receipt_is_never_due_earlier(first: date, second: date) -> None:
    first, second = sorted((first, second))
    assert due(first) <= due(second)
    assert due_if_receipt_day_counts(first) <= due_if_receipt_day_counts(second)


@given(received=RECEIVED)
def test_the_deadline_is_a_working_day_with_four_more_before_it(received: date) -> None:
    end = due(received)
    assert CALENDAR.is_working(end)
    assert CALENDAR.working_days_between(received, end) == 5
    assert received < due_if_receipt_day_counts(received) < end
    assert CALENDAR.working_days_between(due_if_receipt_day_counts(received), end) == 1


@given(start=RECEIVED, count=st.integers(0, 5))
def test_adding_and_counting_working_days_undo_each_other(start: date, count: int) -> None:
    assert CALENDAR.working_days_between(start, CALENDAR.add_working_days(start, count)) == count


def test_work_goes_to_the_earlier_of_the_portals_date_and_our_own() -> None:
    earlier, own = date(2026, 11, 27), date(2026, 11, 30)
    assert work_to(own, own) == own
    assert work_to(date(2026, 12, 1), own) == own
    assert work_to(earlier, own) == earlier
    assert work_to(None, own) == own
    assert work_to(own, None) == own
    assert work_to(None, None) is None


def test_today_is_moscows_wherever_the_office_is() -> None:
    vladivostok = datetime(2026, 11, 25, 6, 30, tzinfo=ZoneInfo("Asia/Vladivostok"))
    assert moscow_date(vladivostok) == date(2026, 11, 24)
    assert moscow_date(datetime(2026, 11, 24, 21, 30, tzinfo=UTC)) == date(2026, 11, 25)
    assert moscow_date(datetime(2026, 11, 24, 20, 30, tzinfo=UTC)) == date(2026, 11, 24)
    with pytest.raises(ValueError, match="zone"):
        moscow_date(datetime(2026, 11, 25, 6, 30))


# -- forecast --------------------------------------------------------------------------------------------------------


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


def requests(*dues: int) -> dict[str, date]:
    return {f"R{number}": date(2026, 11, day) for number, day in enumerate(dues)}


def test_requests_are_answered_earliest_deadline_first_and_what_does_not_fit_into_its_day_misses() -> None:
    assert will_miss(requests(24, 25, 24, 24), 3600, now=at(24, 21, 30)) == ["R3"]
    assert will_miss(requests(24, 24), 3600, now=at(24, 22)) == ["R1"], "what ends with the day ends too late"
    assert will_miss(requests(25, 24), 86_400, now=at(24, 0)) == ["R1", "R0"]


def test_a_request_that_is_late_already_is_a_miss() -> None:
    assert will_miss(requests(23, 24), 0, now=at(24, 10)) == ["R0"]


@given(dues=st.lists(st.integers(20, 30), max_size=8), fast=st.integers(0, 7200), slower=st.integers(0, 7200))
def test_a_slower_robot_never_misses_fewer(dues: list[int], fast: int, slower: int) -> None:
    missed = [set(will_miss(requests(*dues), seconds, now=at(24, 10))) for seconds in (fast, fast + slower)]
    assert missed[0] <= missed[1]


def test_a_forecast_asked_from_another_zone_is_told_by_moscows_clock() -> None:
    elsewhere = at(24, 16).astimezone(ZoneInfo("Asia/Vladivostok"))
    assert elsewhere.date() == date(2026, 11, 24) and elsewhere.hour == 23
    assert will_miss(requests(24), 3600, now=elsewhere) == []


def test_a_year_of_receipts_is_counted_without_a_gap() -> None:
    assert all(due(date(2026, 1, 1) + timedelta(days=offset)) for offset in range(365))


def test_an_organizations_own_years_decide_its_deadlines(tmp_path: Path) -> None:
    """A day off that only its own file knows moves the deadline; without a file the shipped calendar is used."""
    own = with_day_off(tmp_path / "calendar.json", date(2026, 11, 25))
    received = date(2026, 11, 23)
    assert due(received, WorkCalendar.load()) == date(2026, 11, 30)
    assert due(received, own) == date(2026, 12, 1)
