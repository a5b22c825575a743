"""A load that the browser gives up because the page leaves by itself at that moment is begun once more."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Route
from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.going import go_to

SITE = "http://site.invalid"


LEAVES = "() => { fetch('/begun').then(() => { location.href = '/sign-in'; }); }"
"""The page leaves as soon as it is told that a load of ours has begun."""


class Loads:
    """A page that a site of two answers is served to; ``given_up`` loads of «/wanted» are not answered, but end."""

    def __init__(self, *, crossed: bool = False, given_up: int = 0) -> None:
        self.asked, self._begun = 0, asyncio.Event()
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
        else:
            await route.fulfill(body="<h1>Кабинет</h1>", content_type="text/html; charset=utf-8")


async def test_a_load_crossed_by_the_page_s_own_is_begun_once_more(chromium: Browser) -> None:
    loads = Loads(crossed=True)
    assert (await loads.of(chromium), loads.asked) == ("/wanted", 2)


async def test_one_given_up_again_is_an_error(chromium: Browser) -> None:
    loads = Loads(given_up=2)
    with pytest.raises(PlaywrightError, match="net::ERR_ABORTED"):
        await loads.of(chromium)
    assert loads.asked == 2


async def test_one_that_nothing_crosses_is_begun_once(chromium: Browser) -> None:
    loads = Loads()
    assert (await loads.of(chromium), loads.asked) == ("/wanted", 1)
