"""An error that the site tells with 200 is its mood once: no empty register, and no changed page at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet import screens
from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.debt_request import DebtRequest
from rpa.cabinet.pages.debt_requests import DebtRequests
from rpa.cabinet.pages.inquiry import InquiryCard
from rpa.cabinet.pages.register import SearchRefused
from rpa.cabinet.renewals import Renewals
from rpa.errors import PageChanged, SiteUnavailable


class Page:
    url = ""


ERROR = {"message": "Сервис временно недоступен."}
EMPTY = {"debtSubReqList": [], "total": 0}
NOT_DATA = [ERROR, None, [], "", {}, {"debtSubReqList": None, "total": 0}]


def nowhere() -> tuple[Any, Any]:
    session = SimpleNamespace(
        selectors=Selectors(), misses=Counter(), troubles={}, tainted=set(), renewals=Renewals(),
        addresses=SimpleNamespace(is_cabinet=lambda _url: False), timeouts=SimpleNamespace(action=1, navigation=1),
    )  # fmt: skip
    return Page(), session


class Told:
    """What a page was answered: some JSON with an HTTP status."""

    def __init__(self, answer: Any, status: int = 200) -> None:
        self.told, self.status = answer, status
        body = '{"statuses": [], "answerUserIds": []}'
        request = SimpleNamespace(post_data=body, url="https://my.example/search", method="POST", headers={})
        self.responses = [SimpleNamespace(request=request)]

    async def answer(self) -> Any:
        return self.told

    json = answer


def outcomes(told: Callable[[Told], Any], *answers: Told) -> list[type | None]:
    async def one(answer: Told) -> type | None:
        try:
            await told(answer)
        except (SiteUnavailable, PageChanged) as error:
            return type(error)
        return None

    async def all_of_them() -> list[type | None]:
        return [await one(answer) for answer in answers]

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("other", NOT_DATA)
def test_a_search_answered_with_something_else_is_tried_once_more_before_the_page_is_called_changed(other: Any) -> None:
    """One such answer ended the day with 70 and sent somebody to mend a line that was right."""
    register = DebtRequests(*nowhere())
    answers = [Told(other), Told(EMPTY), Told(other), Told(other)]
    assert outcomes(register._told, *answers) == [SiteUnavailable, None, SiteUnavailable, PageChanged]


def test_a_refused_search_is_told_by_its_status_and_a_list_of_other_items_is_a_changed_page() -> None:
    register = DebtRequests(*nowhere())
    odd = {"debtSubReqList": [{"id": "1"}], "total": 1}
    assert outcomes(register._told, Told(ERROR, 422), Told(odd)) == [SearchRefused, PageChanged]


def test_a_further_page_answered_with_an_error_leaves_the_register_to_the_screen() -> None:
    register: Any = DebtRequests(*nowhere())

    async def ask(*_asked: object, **_options: object) -> list[Any]:
        return [EMPTY, ERROR]

    register._question = SimpleNamespace(ask=ask)
    assert asyncio.run(register._asked(range(1, 3))) is None


def test_an_error_is_no_empty_register_for_the_check_of_the_screens() -> None:
    """It said: «Реестр пуст»."""
    register: Any = DebtRequests(*nowhere())

    async def first(answer: Told) -> str:
        of(register, answer)
        return await screens._first_id(register)

    assert outcomes(first, Told(ERROR)) == [SiteUnavailable]
    with pytest.raises(screens.NothingToShow):
        asyncio.run(first(Told(EMPTY)))
    for odd in ({"guid": "1"}, None, "1"):
        with pytest.raises(PageChanged, match="search_data"):
            asyncio.run(first(Told({"debtSubReqList": [odd], "total": 1})))


@pytest.mark.parametrize("card", [DebtRequest, InquiryCard])
def test_a_card_that_came_without_its_data_is_tried_once_more_and_is_then_the_only_odd_one(card: Any) -> None:
    """It ended the run with 70: «элемент не найден», and the others stayed without their answers."""
    page = card(*nowhere())

    async def opened(answer: Told) -> None:
        of(page, answer)
        await (page.open_request("a", "12-1") if card is DebtRequest else page.open_inquiry("a"))

    assert outcomes(opened, Told(ERROR), Told(ERROR)) == [SiteUnavailable, PageChanged]
    with pytest.raises(PageChanged) as caught:
        asyncio.run(opened(Told([])))
    assert caught.value.lone and caught.value.key.endswith(".card_data")


def of(page: Any, answer: Told) -> None:
    """Let the page be loaded, hear this, and show nothing that was waited for."""

    @asynccontextmanager
    async def hear(*_key: object, **_options: object) -> AsyncIterator[Told]:
        yield answer

    async def went(*_path: object, **_options: object) -> None:
        """There."""

    async def never() -> None:
        raise PlaywrightTimeoutError("not seen in 1 s")

    page.hear, page.go, page.load, page._shown = hear, went, went, never
