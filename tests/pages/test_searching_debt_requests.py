"""One search in the register of debt requests, and what may come of it, against the stand's own record."""

from __future__ import annotations

import pytest
from playwright.async_api import Route

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.debt_requests import Filter
from rpa.errors import PageChanged, SessionExpired, SiteUnavailable, Temporary
from rpa.model import ResponseStatus

REQUESTS = 24
"""What a search shows does not depend on how many there are."""


async def test_requests_of_other_employees_are_not_hidden_by_the_prefilled_executor(cabinet: Cabinet, stand) -> None:
    number = stand.unanswered()[0]
    stand.call("POST", "colleague", {"request_number": number, "has_debt": False, "send": True})
    found = await cabinet.debt_requests.find_request(number)
    assert found is not None
    assert found.response_status is ResponseStatus.SENT


async def test_a_number_that_does_not_exist_is_not_found(cabinet: Cabinet) -> None:
    assert await cabinet.debt_requests.find_request("000000000000") is None


async def test_the_filter_by_status_shows_only_that_status(cabinet: Cabinet, stand) -> None:
    wanted = Filter(statuses=frozenset({ResponseStatus.AUTO_GENERATED}))
    found = await cabinet.debt_requests.read(wanted)
    automatic = {r["request_number"] for r in stand.state("requests") if r["status"] == "AUTO_GENERATED"}
    assert {item.request_number for item in found} == automatic


SEARCH = "/debtreq/api/rest/services/debtreq/sub/search"


async def test_a_request_that_one_answer_does_not_show_is_found_all_the_same(cabinet: Cabinet, stand) -> None:
    number = stand.unanswered()[0]
    stand.fault("empty_list", after=1)
    found = await cabinet.debt_requests.find_request(number)
    assert stand.fired() == 1
    assert found is not None and found.request_number == number


async def test_an_empty_register_is_believed_the_second_time(cabinet: Cabinet, stand) -> None:
    stand.fault("empty_list", count="always")
    assert await cabinet.debt_requests.read() == ()
    assert stand.fired() == 3, "by itself as it opened, and twice for us"


async def test_a_list_of_one_page_is_asked_for_once(cabinet: Cabinet, stand) -> None:
    wanted = Filter(number=stand.unanswered()[0])
    asked = len(searches(stand))
    assert len(await cabinet.debt_requests.read(wanted)) == 1
    assert len(searches(stand)) == asked + 2, "by itself as it opened, and once for us"


async def test_no_items_of_a_register_that_counts_some_are_no_answer(hasty_cabinet: Cabinet) -> None:
    async def emptied(route: Route) -> None:
        await route.fulfill(json={"debtSubReqList": [], "total": 130, "page": 1, "itemsPerPage": 10})

    await hasty_cabinet.page.route(f"**{SEARCH}*", emptied)
    with pytest.raises(SiteUnavailable, match="130"):
        await hasty_cabinet.debt_requests.read()


def searches(stand) -> list[str]:
    return [call["path"] for call in stand.call("GET", "events?kind=call") if call["path"].startswith(SEARCH)]


async def test_a_lost_session_is_told_from_a_broken_site(cabinet: Cabinet, stand) -> None:
    await cabinet.debt_requests.open()
    stand.fault("session_lost", path="/debtreq/")
    with pytest.raises(SessionExpired):
        await cabinet.debt_requests.read()


@pytest.mark.parametrize("fault", ["attention", "error_500_once", "gateway_504", "waf_page"])
async def test_a_failing_search_is_temporary_and_the_next_one_succeeds(cabinet: Cabinet, stand, fault: str) -> None:
    stand.fault(fault, path="/debtreq/api/rest/services/debtreq/sub/search", count=1)
    with pytest.raises(Temporary):
        await cabinet.debt_requests.read()
    assert stand.fired() == 1
    found = await cabinet.debt_requests.read()
    assert {item.request_number for item in found} == stand.numbers()


async def test_maintenance_is_temporary(cabinet: Cabinet, stand) -> None:
    stand.fault("maintenance")
    with pytest.raises(Temporary):
        await cabinet.debt_requests.read()


async def test_a_renamed_button_names_the_key_and_the_line(hasty_cabinet: Cabinet, stand) -> None:
    """Of a form whose search does not go off the robot first thinks that it wants a period of sending."""
    cabinet = hasty_cabinet
    stand.fault("label_renamed", caption="Найти", text="Искать")
    with pytest.raises(PageChanged) as caught:
        await cabinet.debt_requests.read()
    assert caught.value.key == "debt_requests.search"
    assert caught.value.line == cabinet.debt_requests.where.entry("search").line
    assert f"selectors.yaml:{caught.value.line}" in caught.value.what
    for command in ("selectors check", "selectors pick debt_requests.search", "selectors capture debt_requests"):
        assert command in caught.value.hint
