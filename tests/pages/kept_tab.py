"""One tab of the cabinet for the tests of a file, each with a session of its own.

A first load in a new context costs the processor several times a change of what is shown in an open tab. So the tab
stays; session, cookies, routes and everything the robot remembers are new to each test. The document stays as well
where nothing happened to it that another test could see; else it goes, and the next test loads its own.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any

from playwright.async_api import Browser, Page
from playwright.async_api import Error as PlaywrightError

from rpa.cabinet import Addresses, Cabinet, CabinetSession, Timeouts
from rpa.cabinet.locators import Selectors

_LEAVE_SECONDS = 30
_CLEAR = """() => location.hash.startsWith("#!/") && !!document.querySelector(".page-wrapper")
  && !document.querySelector(".modal, #scene, #warned") && !window.sameDocument
  && !angular.element(document.body).injector().get("$http").pendingRequests.length"""


class _Context:
    """The tab's context; the first page asked for is the tab that is there already."""

    def __init__(self, context: Any, page: Page) -> None:
        self._context, self._page = context, [page]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    async def new_page(self) -> Page:
        page: Page = self._page.pop() if self._page else await self._context.new_page()
        return page


class KeptTab:
    """``enter`` gives a signed-in cabinet in the tab, ``leave`` makes the tab ready for who comes next."""

    def __init__(self, browser: Browser, addresses: Addresses) -> None:
        self._browser, self._addresses = browser, addresses
        self._opening: AbstractAsyncContextManager[CabinetSession] | None = None
        self._base: CabinetSession
        self._page: Page | None = None
        self._session: CabinetSession | None = None

    async def enter(
        self, sessionid: str, timeouts: Timeouts | None = None, selectors: Selectors | None = None
    ) -> Cabinet:
        if self._opening is None:
            self._opening = CabinetSession.on(self._browser, self._addresses)
            self._base = await self._opening.__aenter__()
        guarded = self._page is not None
        if self._page is None:
            self._page = await self._base.context.new_page()
        context: Any = _Context(self._base.context, self._page)
        self._session = session = CabinetSession.within(
            context, self._addresses, selectors=selectors, timeouts=timeouts
        )
        if guarded:
            # The window with news is closed by the first session's handler: the page would have one more each time.
            session.guarded.add(self._page)
        await session.inject_sessionid(sessionid)
        return await Cabinet.of(session)

    async def leave(self, *, as_it_was: bool, also_after_failures: bool = False) -> None:
        """``as_it_was``: the stand played no faults, which stay in a document after they were taken back.

        ``also_after_failures``: what the robot failed at does not hang over the page, and would be seen if it did.
        """
        if self._session is None or self._page is None:
            return
        session, self._session = self._session, None
        try:
            async with asyncio.timeout(_LEAVE_SECONDS):
                await self._tidy(session, self._page, as_it_was, also_after_failures)
        except TimeoutError:
            # A driver that does not end its waiting: the next test gets a context of its own.
            self._opening = self._page = None

    async def _tidy(self, session: CabinetSession, page: Page, as_it_was: bool, also_after_failures: bool) -> None:
        context = self._base.context
        # Before pages are closed: Playwright 1.65 waits for good if one goes while its routes are taken back.
        await context.unroute_all(behavior="ignoreErrors")
        for other in context.pages:
            if other is not page:
                await other.close()
        if page.is_closed():
            self._page = None
            return
        await page.unroute_all(behavior="ignoreErrors")
        stays = as_it_was and (also_after_failures or page not in session.tainted)
        if not (stays and await self._left_for_the_next(page)):
            await page.goto("about:blank")
        await context.clear_cookies()

    async def _left_for_the_next(self, page: Page) -> bool:
        """Go to the first screen, if the document may stay. A screen that is shown already would be loaded anew."""
        if not page.url.startswith(self._addresses.cabinet):
            return False
        try:
            return bool(await page.evaluate(f"() => ({_CLEAR})() && (location.hash = '#!/', true)"))
        except PlaywrightError:
            # It is on its way to another document.
            return False

    async def close(self) -> None:
        if self._opening is not None:
            await self._opening.__aexit__(None, None, None)
