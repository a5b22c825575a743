"""What the page asked its server is compared with what was typed; where that cannot be seen, nothing is believed."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.debt_requests import DebtRequests, Filter
from rpa.cabinet.pages.inquiries import Inquiries, InquiryFilter
from rpa.cabinet.pages.narrowing import narrowed_by
from rpa.errors import PageChanged
from rpa.model import InquiryStatus

ALL: dict[str, Any] = {"statuses": [], "answerUserIds": []}


def register(wanted: Filter) -> DebtRequests:
    found = DebtRequests(*nowhere())
    found._wanted = wanted
    return found


def inquiries(wanted: InquiryFilter) -> Inquiries:
    found = Inquiries(*nowhere())
    found._wanted = wanted
    return found


def nowhere() -> tuple[Any, Any]:
    return SimpleNamespace(url=""), SimpleNamespace(selectors=Selectors())


@pytest.mark.parametrize("number", ["12-1", "77/2026-А", "№ 5"])
def test_a_number_is_found_in_whatever_letters_it_is_written(number: str) -> None:
    register(Filter(number=number)).check_asked(ALL | {"number": number})


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({}, "search_data"),
        (ALL | {"statuses": [{"code": "NOT_SENT"}]}, "status_box"),
        (ALL | {"sentDatePeriod": {"beginDate": 1764547200000}}, "search_data"),
        (ALL | {"sentDatePeriod": ["01.11.2026"]}, "search_data"),
        (ALL | {"sentDatePeriod": {"from": "01.11.2026", "endDate": None}}, "search_data"),
        (ALL | {"number": "12-1"}, "search_data"),
        (ALL | {"houseGuids": ["0c5b2444"]}, "search_data"),
        (ALL | {"responseDatePeriod": {"beginDate": None, "endDate": "01.11.2026"}}, "search_data"),
    ],
)
def test_a_search_that_cannot_be_understood_is_named(asked: dict[str, Any], key: str) -> None:
    with pytest.raises(PageChanged) as caught:
        register(Filter()).check_asked(asked)
    assert caught.value.key == f"debt_requests.{key}"


def test_what_hides_nothing_is_no_filter() -> None:
    empty = {"houseGuids": [], "text": "", "period": {"from": None}, "withArchive": True, "page": 0}
    register(Filter()).check_asked(ALL | empty | {"sortCriteria": {"sortedBy": "LAST_UPDATE_DATE"}})
    register(Filter(number="12-1")).check_asked(ALL | empty | {"numbers": ["12-1"]})


@pytest.mark.parametrize("left_on", [{"performerIds": ["7"]}, {"statuses": ["SENT"]}, {"number": "1"}])
def test_a_filter_that_the_site_kept_does_not_hide_inquiries(left_on: dict[str, Any]) -> None:
    """A search for one employee's обращения passed for the whole register."""
    with pytest.raises(PageChanged, match=f"условием {next(iter(left_on))}, которого робот не вводил") as caught:
        inquiries(InquiryFilter()).check_asked({"performerIds": [], "statuses": []} | left_on)
    assert caught.value.key == "inquiries.search_data"


def test_inquiries_are_searched_for_what_was_typed() -> None:
    wanted = InquiryFilter(number="1", created_from=date(2026, 11, 1), statuses=frozenset({InquiryStatus.SENT}))
    asked = {"number": "1", "createDatePeriod": {"beginDate": "01.11.2026"}, "statuses": ["SENT"], "performerIds": []}
    inquiries(wanted).check_asked(asked)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"createDatePeriod": {"beginDate": "02.11.2026"}}, "created_from"),
        ({"createDatePeriod": {"beginDate": "01.11.2026", "endDate": "29.11.2026"}}, "created_to"),
        ({"createDatePeriod": {"beginDate": "2026-11-01"}}, "search_data"),
        ({"createDatePeriod": ["01.11.2026"]}, "search_data"),
        ({"createDatePeriod": {"beginDate": "01.11.2026", "to": "02.11.2026"}}, "search_data"),
        ({"statuses": ["IN_WORK"]}, "status_box"),
    ],
)
def test_a_search_for_fewer_inquiries_than_were_typed_is_not_believed(changed: dict[str, Any], key: str) -> None:
    """A day before which nothing is asked, or after which, kept what is newer out of the register without a word."""
    wanted = InquiryFilter(created_from=date(2026, 11, 1), statuses=frozenset({InquiryStatus.SENT}))
    asked = {"createDatePeriod": {"beginDate": "01.11.2026"}, "statuses": ["SENT"]} | changed
    with pytest.raises(PageChanged) as caught:
        inquiries(wanted).check_asked(asked)
    assert caught.value.key == f"inquiries.{key}"


def test_a_search_for_more_inquiries_than_were_typed_hides_none() -> None:
    wanted = InquiryFilter(created_from=date(2026, 11, 2), created_to=date(2026, 11, 3))
    wider = {"beginDate": "01.11.2026", "endDate": "04.11.2026 23:59"}
    for period in (wider, {"beginDate": None, "endDate": ""}, {}, None):
        inquiries(wanted).check_asked({"createDatePeriod": period, "statuses": []})


def test_the_name_of_a_field_is_told_and_nothing_else() -> None:
    assert narrowed_by({"Иванов И.И.": "x"}, ()) == "без имени"
