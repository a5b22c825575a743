"""A form that wants a period of sending hides no request, however long ago it was sent."""

from __future__ import annotations

import itertools
import json
from datetime import date, datetime, timedelta

import pytest
from playwright.async_api import Request, Route

from rpa.cabinet import Cabinet
from rpa.cabinet.pages import debt_requests
from rpa.cabinet.pages.debt_requests import LONGEST_DAYS, Filter
from rpa.debts.deadline import MOSCOW
from rpa.model import ResponseStatus

WAITING = Filter(statuses=frozenset({ResponseStatus.NOT_SENT}))

REQUESTS = 9
"""One small page: what the search asks for is looked at, not what is read."""


def periods_of(cabinet: Cabinet) -> list[dict[str, str] | None]:
    """The periods the page asks its server for, as it asks for them."""
    asked: list[dict[str, str] | None] = []

    def note(request: Request) -> None:
        if "/sub/search" in request.url and request.resource_type == "xhr":
            asked.append(json.loads(request.post_data or "{}").get("sentDatePeriod"))

    cabinet.page.on("request", note)
    return asked


def waiting(stand) -> set[str]:
    return {
        request["request_number"]
        for request in stand.state("requests")
        if request["status"] == "NOT_SENT" and not request["withdrawn"]
    }


@pytest.fixture
def first_day(monkeypatch: pytest.MonkeyPatch) -> date:
    """Three periods, all but one of them empty. That they really begin with the duty to answer is told below."""
    day = datetime.now(MOSCOW).date() - timedelta(days=2 * LONGEST_DAYS + 30)
    monkeypatch.setattr(debt_requests, "_FIRST_DAY", day)
    return day


async def test_a_form_that_takes_no_search_without_a_period_is_asked_period_by_period(
    hasty_cabinet, stand, first_day: date
) -> None:
    stand.fault("period_demanded")
    # The page's own first search is made with the faults the document has read when it was loaded.
    await hasty_cabinet.page.goto("about:blank")
    asked = periods_of(hasty_cabinet)
    found = await hasty_cabinet.debt_requests.read(WAITING)
    assert {item.request_number for item in found} == waiting(stand)
    assert stand.fired() > 0
    assert all(asked), "nothing was asked for without a period"
    assert {one["beginDate"] for one in asked} >= {f"{first_day:%d.%m.%Y}"}, "and no day was left out"
    assert len({one["beginDate"] for one in asked}) == 3
    refused = stand.fired()
    assert {item.request_number for item in await hasty_cabinet.debt_requests.read(WAITING)} == waiting(stand)
    assert stand.fired() == refused + 1, "the page's own first search alone: ours is known to need a period"


@pytest.mark.usefixtures("first_day")
@pytest.mark.parametrize("options", [{}, {"also": "number"}])
async def test_a_request_is_found_by_its_number_with_a_period_or_without(hasty_cabinet, stand, options) -> None:
    stand.fault("period_demanded", **options)
    number = stand.unanswered()[0]
    found = await hasty_cabinet.debt_requests.find_request(number)
    assert found is not None and found.request_number == number
    assert await hasty_cabinet.debt_requests.find_request("000000000000") is None


@pytest.mark.usefixtures("first_day")
async def test_a_server_that_refuses_a_search_without_a_period_is_asked_with_one(hasty_cabinet, stand) -> None:
    async def refuse(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}")
        if "sentDatePeriod" in asked or asked["answerUserIds"]:
            await route.continue_()
        else:
            await route.fulfill(status=400, json={"message": "Не указан период направления запроса."})

    await hasty_cabinet.page.route("**/sub/search*", refuse)
    found = await hasty_cabinet.debt_requests.read(WAITING)
    assert {item.request_number for item in found} == waiting(stand)


def test_the_periods_of_a_search_leave_no_day_out_and_are_never_too_long() -> None:
    today = date(2026, 2, 28)
    parts = list(WAITING.by_periods(today))
    days = [(part.sent_from, part.sent_to) for part in parts]
    assert all(part.statuses == WAITING.statuses for part in parts)
    assert days[0][1] == today and days[-1][0] == date(2021, 1, 1)
    assert all((end - begin).days <= LONGEST_DAYS for begin, end in days)
    assert all((newer[0] - older[1]).days == 1 for newer, older in itertools.pairwise(days))
