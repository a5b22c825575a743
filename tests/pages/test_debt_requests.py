"""The register of debt requests over several pages, read from the screen, against the stand's own record."""

from __future__ import annotations

import pytest

from rpa.cabinet import Cabinet
from rpa.errors import Temporary

REQUESTS = 105
"""More than the largest page shows."""


async def test_every_request_of_the_organization_is_read_over_all_pages(cabinet: Cabinet, stand) -> None:
    found = await cabinet.debt_requests.read()
    assert {item.request_number for item in found} == stand.numbers()
    assert len(found) == len(stand.numbers()) > 100, "more than one page was read"
    assert all(item.portal_id and item.version is not None and item.response_date for item in found)


async def test_a_request_that_arrives_between_two_pages_is_read_too(cabinet: Cabinet, stand) -> None:
    before = stand.numbers()
    stand.fault("row_inserted_between_pages")
    found = await cabinet.debt_requests.read()
    assert stand.numbers() > before, "the fault put a request in"
    assert {item.request_number for item in found} == stand.numbers()


async def test_a_register_that_never_comes_to_rest_is_not_half_read(cabinet: Cabinet, stand) -> None:
    stand.fault("row_inserted_between_pages", count=50)
    with pytest.raises(Temporary, match="меняется"):
        await cabinet.debt_requests.read()


async def test_an_order_that_changes_within_a_page_loses_nothing(cabinet: Cabinet, stand) -> None:
    stand.fault("order_shuffled")
    found = await cabinet.debt_requests.read()
    assert stand.fired() > 1
    assert {item.request_number for item in found} == stand.numbers()


async def test_results_that_are_exchanged_late_are_read_all_the_same(cabinet: Cabinet, stand) -> None:
    stand.fault("results_late", count=3)
    found = await cabinet.debt_requests.read()
    assert {item.request_number for item in found} == stand.numbers()


@pytest.mark.parametrize("after", [0, 1])
async def test_a_register_that_answers_once_with_nothing_is_read_all_the_same(cabinet, stand, after: int) -> None:
    """The page's own search as it opens is answered first, then ours."""
    stand.fault("empty_list", after=after)
    found = await cabinet.debt_requests.read()
    assert stand.fired() == 1
    assert {item.request_number for item in found} == stand.numbers()
