"""When an answer is due, by hand-counted examples and by what must always hold; who will miss at a given speed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.debts.calendar import CalendarError, WorkCalendar
from rpa.debts.deadline import (
    MOSCOW,
    Timed,
    due,
    due_if_receipt_day_counts,
    forecast,
    moscow_date,
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


def requests(*dues: int) -> list[Timed]:
    return [Timed(f"R{number}", date(2026, 11, day)) for number, day in enumerate(dues)]


def test_requests_are_answered_earliest_deadline_first() -> None:
    found = forecast(requests(27, 24, 25), 60, now=at(24, 10))
    assert [(item.request_number, item.done_at) for item in found] == [
        ("R1", at(24, 10, 1)), ("R2", at(24, 10, 2)), ("R0", at(24, 10, 3)),
    ]  # fmt: skip
    assert not any(item.misses for item in found)


def test_what_does_not_fit_into_the_day_goes_on_the_next_and_may_miss() -> None:
    found = forecast(requests(24, 24, 24), 3600, now=at(24, 16, 30), day_starts=time(9), day_ends=time(18))
    assert [item.done_at for item in found] == [at(24, 17, 30), at(25, 9, 30), at(25, 10, 30)]
    assert [item.misses for item in found] == [False, True, True]


def test_before_the_day_starts_the_clock_waits_and_days_off_are_skipped() -> None:
    (item,) = forecast(
        requests(30),
        60,
        now=at(27, 19),
        day_starts=time(9),
        day_ends=time(18),
        calendar=CALENDAR,
        working_days_only=True,
    )
    assert item.done_at == at(30, 9, 1)
    (item,) = forecast(requests(30), 60, now=at(27, 7), day_starts=time(9), day_ends=time(18))
    assert item.done_at == at(27, 9, 1)


def test_days_off_are_skipped_by_the_shipped_calendar_too() -> None:
    (item,) = forecast(requests(30), 60, now=at(28, 10), working_days_only=True)
    assert item.done_at == at(30, 0, 1)


def test_a_request_that_is_late_already_is_a_miss() -> None:
    (item,) = forecast(requests(23), 0, now=at(24, 10))
    assert item.misses


@given(dues=st.lists(st.integers(20, 30), max_size=8), fast=st.integers(0, 7200), slower=st.integers(0, 7200))
def test_a_slower_robot_never_misses_fewer(dues: list[int], fast: int, slower: int) -> None:
    def missed(seconds: int) -> int:
        hours = {"day_starts": time(9), "day_ends": time(18)}
        return sum(item.misses for item in forecast(requests(*dues), seconds, now=at(24, 10), **hours))

    assert missed(fast) <= missed(fast + slower)


def test_hours_and_speed_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="speed"):
        forecast([], -1, now=at(24, 10))
    with pytest.raises(ValueError, match="day"):
        forecast([], 1, now=at(24, 10), day_starts=time(9), day_ends=time(9))


def test_a_year_of_receipts_is_counted_without_a_gap() -> None:
    assert all(due(date(2026, 1, 1) + timedelta(days=offset)) for offset in range(365))


def test_a_forecast_names_each_requests_own_day_and_works_every_day_unless_told_otherwise() -> None:
    found = forecast(requests(30, 28), 60, now=at(28, 10))
    assert [(item.request_number, item.due, item.done_at) for item in found] == [
        ("R1", date(2026, 11, 28), at(28, 10, 1)),
        ("R0", date(2026, 11, 30), at(28, 10, 2)),
    ]


def test_a_forecast_asked_from_another_zone_is_told_by_moscows_clock() -> None:
    (item,) = forecast(requests(24), 60, now=at(24, 16).astimezone(ZoneInfo("Asia/Vladivostok")), day_ends=time(18))
    assert (item.done_at, item.done_at.hour, item.misses) == (at(24, 16, 1), 16, False)


def test_work_that_takes_days_is_spread_over_their_hours_to_the_minute() -> None:
    hours = {"day_starts": time(0, 0), "day_ends": time(10)}
    (item,) = forecast(requests(24), 25 * 3600, now=at(24, 0), **hours)
    assert item.done_at == at(26, 5)
    (exact,) = forecast(requests(24), 20 * 3600, now=at(24, 0), **hours)
    assert exact.done_at == at(25, 10), "what ends with the day ends that day"
    (after,) = forecast(requests(24), 0, now=at(24, 10), **hours)
    assert after.done_at == at(25, 0), "at closing time nothing is finished any more"


def test_an_organizations_own_years_decide_its_deadlines(tmp_path: Path) -> None:
    """A day off that only its own file knows moves the deadline; without a file the shipped calendar is used."""
    own = with_day_off(tmp_path / "calendar.json", date(2026, 11, 25))
    received = date(2026, 11, 23)
    assert due(received, WorkCalendar.load()) == date(2026, 11, 30)
    assert due(received, own) == date(2026, 12, 1)
