"""What the page asked its server is compared with what was typed; where that cannot be seen, nothing is believed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.debt_requests import DebtRequests, Filter
from rpa.errors import PageChanged

ALL: dict[str, Any] = {"statuses": [], "answerUserIds": []}


def register(wanted: Filter) -> DebtRequests:
    session: Any = SimpleNamespace(selectors=Selectors())
    page: Any = SimpleNamespace(url="")
    found = DebtRequests(page, session)
    found._wanted = wanted
    return found


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
    ],
)
def test_a_search_that_cannot_be_understood_is_named(asked: dict[str, Any], key: str) -> None:
    with pytest.raises(PageChanged) as caught:
        register(Filter()).check_asked(asked)
    assert caught.value.key == f"debt_requests.{key}"
