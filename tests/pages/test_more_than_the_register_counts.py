"""A register whose count leaves pages out is not taken for whole, and what is told beside a card is not the card."""

from __future__ import annotations

from typing import Any

import pytest
from differing import differing, told

from rpa.errors import PageChanged

PAGES = "Math.ceil(vm.total / vm.size)"
REQUESTS = 130
CARD = "return $http.get(SUBREQUEST + encodeURIComponent($stateParams.id));\n      }).then(show);"
HISTORY = CARD.replace(
    ".then(show)",
    ".then(function (answer) { return $http.get(SUBREQUEST + encodeURIComponent($stateParams.id) + '/history')"
    ".then(function () { show(answer); }); })",
)


def counting_the_page(answer: Any) -> None:
    answer["total"] = len(answer["debtSubReqList"])


async def test_a_count_of_one_page_is_no_count_of_the_register(tab, stand) -> None:
    async with differing(tab, stand, (PAGES, f"{PAGES} + 1")) as cabinet:
        await told(cabinet, "**/sub/search*", counting_the_page)
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_requests.read()
    assert caught.value.key == "pager.next"


async def test_what_is_asked_beside_a_card_is_not_taken_for_it(tab, stand) -> None:
    async with differing(tab, stand, (CARD, HISTORY)) as cabinet:
        await cabinet.page.route("**/history", lambda route: route.fulfill(json={"items": []}))
        number = stand.unanswered()[0]
        card = await cabinet.debt_request.open_request(stand.portal_id(number), number)
    assert card.version is not None
    assert card.portal_id == stand.portal_id(number)


async def test_the_data_of_another_inquiry_are_not_taken(tab, stand) -> None:
    async with differing(tab, stand) as cabinet:
        listed = (await cabinet.inquiries.read())[0]
        await told(cabinet, f"**/messages/received/{listed.portal_id}", lambda answer: answer.update(id="another"))
        with pytest.raises(PageChanged) as caught:
            await cabinet.inquiry.open_inquiry(listed.portal_id)
    assert caught.value.key == "inquiry.card_data"
