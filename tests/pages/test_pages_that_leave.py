"""A load that the browser gives up because the page leaves by itself at that moment is begun again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.async_api import Browser, Page, Route
from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.going import go_to, load_anew
from tests.looping import Loop

SITE = "http://site.invalid"
LEAVES = "() => { fetch('/begun').then(() => { location.href = '/sign-in'; }); }"
"""The page leaves as soon as it is told that a load of ours has begun."""


async def held(route: Route, over: asyncio.Event) -> None:
    """Answer nothing until then; whoever asked may have gone on meanwhile."""
    await over.wait()
    with suppress(PlaywrightError):
        await route.abort()


class Loads:
    """A page that a site of two answers is served to; ``given_up`` loads of «/wanted» are not answered, but end."""

    def __init__(self, *, crossed: bool = False, given_up: int = 0) -> None:
        self.asked, self._begun, self._over = 0, asyncio.Event(), asyncio.Event()
        self._crossed, self._given_up = crossed, given_up

    async def of(self, chromium: Browser) -> str:
        """Where the page is in the end."""
        context = await chromium.new_context()
        page = await context.new_page()
        try:
            await page.route("**/*", self._answer)
            await page.goto(f"{SITE}/before")
            if self._crossed:
                await page.evaluate(LEAVES)
            await go_to(page, f"{SITE}/wanted")
            return page.url.removeprefix(SITE)
        finally:
            self._over.set()
            await page.unroute_all(behavior="ignoreErrors")
            await context.close()

    async def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/begun":
            await self._begun.wait()
        self.asked += path == "/wanted"
        if path == "/wanted" and self.asked <= self._given_up:
            await route.abort("aborted")
        elif path == "/sign-in" or (path == "/wanted" and self._crossed and self.asked == 1):
            self._begun.set()
            await held(route, self._over)
        else:
            await route.fulfill(body="<h1>Кабинет</h1>", content_type="text/html; charset=utf-8")


async def test_a_load_crossed_by_the_page_s_own_is_begun_again(chromium: Browser) -> None:
    loads = Loads(crossed=True)
    assert await loads.of(chromium) == "/wanted"
    assert loads.asked > 1


def given_up_once(said: str) -> tuple[Callable[..., Coroutine[Any, Any, None]], list[tuple[Any, ...]]]:
    """A load whose first try ends with this sentence, and what each try was given."""
    tried: list[tuple[Any, ...]] = []

    async def load(*given: Any, **_options: Any) -> None:
        tried.append(given)
        if len(tried) == 1:
            raise PlaywrightError(said)

    return load, tried


@pytest.mark.parametrize(
    "said",
    [
        f"Page.goto: net::ERR_ABORTED at {SITE}/wanted",
        f'Page.goto: Navigation to "{SITE}/wanted" is interrupted by another navigation to "{SITE}/sign-in"',
    ],
)
def test_whichever_of_the_two_is_heard_first(loop: Loop, said: str) -> None:
    goto, tried = given_up_once(said)
    loop.run(go_to(cast(Page, SimpleNamespace(goto=goto)), f"{SITE}/wanted"))
    assert tried == [(f"{SITE}/wanted",)] * 2


@pytest.mark.parametrize(
    "said",
    ["Page.reload: net::ERR_ABORTED", "Page.reload: Protocol error (Page.reload): Not attached to an active page"],
)
def test_a_reload_that_meets_the_change_of_documents_is_begun_again(loop: Loop, said: str) -> None:
    """A lost session's page goes to the sign-in as the list is reloaded: it was told as a site that does not answer."""
    reload, tried = given_up_once(said)
    loop.run(load_anew(cast(Page, SimpleNamespace(reload=reload))))
    assert len(tried) == 2


async def test_one_given_up_again_and_again_is_an_error(chromium: Browser) -> None:
    loads = Loads(given_up=9)
    with pytest.raises(PlaywrightError, match="net::ERR_ABORTED"):
        await loads.of(chromium)
    assert loads.asked == 5


async def test_a_page_that_is_leaving_is_loaded_anew_where_it_is(chromium: Browser) -> None:
    """What the browser gives up then is the page's own load, and says so of ours."""
    asked: list[str] = []
    left, over = asyncio.Event(), asyncio.Event()
    context = await chromium.new_context()
    page = await context.new_page()

    async def answer(route: Route) -> None:
        asked.append(route.request.url.removeprefix(SITE))
        if asked[-1] == "/sign-in":
            left.set()
            await held(route, over)
        else:
            await route.fulfill(body="<h1>Кабинет</h1>", content_type="text/html; charset=utf-8")

    await page.route("**/*", answer)
    await page.goto(f"{SITE}/before")
    await page.evaluate("() => { setTimeout(() => { location.href = '/sign-in'; }, 0); }")
    await left.wait()
    await load_anew(page)
    assert page.url == f"{SITE}/before"
    assert asked[:2] == ["/before", "/sign-in"]
    assert set(asked[2:]) == {"/before"}
    over.set()
    await page.unroute_all(behavior="wait")
    await context.close()


async def test_one_that_nothing_crosses_is_begun_once(chromium: Browser) -> None:
    loads = Loads()
    assert (await loads.of(chromium), loads.asked) == ("/wanted", 1)
