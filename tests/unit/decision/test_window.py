from __future__ import annotations

from datetime import date

import pytest
from decision_samples import TODAY, request, row, ruling
from hypothesis import given
from hypothesis import strategies as st

from rpa.debts.window import Placement, Window, place, window_of, years_before
from rpa.model import Period

D = date
WINDOW = Window(D(2023, 11, 20), D(2026, 11, 20), own=True)


def test_the_requests_own_period_decides() -> None:
    found = window_of(request(period=Period(D(2022, 1, 1), D(2024, 12, 31))), TODAY)
    assert found == Window(D(2022, 1, 1), D(2024, 12, 31), own=True)


def test_without_a_period_three_years_end_on_the_sending_date() -> None:
    assert window_of(request(period=None), TODAY) == Window(D(2023, 11, 20), D(2026, 11, 20), own=False)


def test_neither_period_nor_sending_date_is_no_window() -> None:
    assert window_of(request(period=None, sent_date=None), TODAY) is None


def test_a_period_that_ends_before_it_begins_is_no_window() -> None:
    assert window_of(request(period=Period(D(2026, 1, 2), D(2026, 1, 1))), TODAY) is None


def test_a_period_that_has_not_begun_and_a_sending_date_to_come_are_no_window_and_make_no_debt_an_old_one() -> None:
    ahead = {"period": Period(D(2062, 1, 1), D(2065, 1, 1))}, {"period": None, "sent_date": D(2062, 11, 20)}
    assert [window_of(request(**changes), TODAY) for changes in ahead] == [None, None]
    assert {ruling(row(), **changes).rule for changes in ahead} == {"R37"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (D(2024, 2, 29), D(2021, 2, 28)),
        (D(2024, 2, 28), D(2021, 2, 28)),
        (D(2024, 3, 1), D(2021, 3, 1)),
        (D(2027, 2, 28), D(2024, 2, 28)),
    ],
)
def test_the_29th_of_february_becomes_the_28th(day: date, expected: date) -> None:
    assert years_before(day, 3) == expected


@pytest.mark.parametrize(
    ("debt_from", "debt_to", "expected"),
    [
        (D(2023, 11, 20), D(2026, 11, 20), Placement.INSIDE),
        (D(2023, 11, 19), D(2024, 1, 31), Placement.STRADDLING),
        (D(2023, 12, 1), D(2024, 1, 31), Placement.INSIDE),
        (D(2020, 1, 1), D(2023, 10, 31), Placement.OLDER),
        (D(2020, 1, 1), D(2023, 10, 1), Placement.OLDER),
        # October ended before the window opened, November did not, whichever day of it the register gives.
        (D(2020, 1, 1), D(2023, 11, 1), Placement.STRADDLING),
        (D(2020, 1, 1), D(2023, 11, 30), Placement.STRADDLING),
        (D(2026, 6, 1), D(2026, 11, 30), Placement.INSIDE),
        (D(2026, 6, 1), D(2026, 12, 1), Placement.STRADDLING),
        (D(2026, 11, 21), D(2026, 12, 31), Placement.LATER),
        (D(2020, 1, 1), D(2026, 12, 31), Placement.STRADDLING),
        (None, D(2024, 1, 31), Placement.UNKNOWN),
        (D(2024, 1, 1), None, Placement.UNKNOWN),
        (D(2024, 2, 1), D(2024, 1, 1), Placement.UNKNOWN),
    ],
)
def test_months_are_placed_on_both_sides_of_each_edge(
    debt_from: date | None, debt_to: date | None, expected: Placement
) -> None:
    assert place(WINDOW, debt_from, debt_to) is expected


def test_without_a_window_nothing_can_be_placed() -> None:
    assert place(None, D(2024, 1, 1), D(2024, 2, 1)) is Placement.UNKNOWN


@given(st.dates(D(2015, 1, 1), D(2030, 1, 1)), st.dates(D(2015, 1, 1), D(2030, 1, 1)))
def test_a_debt_called_older_has_no_day_inside_the_window(one: date, other: date) -> None:
    first, last = sorted((one, other))
    if place(WINDOW, first, last) is Placement.OLDER:
        assert last < WINDOW.start
    if place(WINDOW, first, last) is Placement.INSIDE:
        assert first >= WINDOW.start
