"""One browser for many sessions in turn and side by side: each gets a context of its own, not a process of its own.

The stages of a day are runs one after the other. What one of them left, its cookies and the scripts of the cabinet,
is there for the next, if that one comes with the very cookies the former saved: whoever signed in meanwhile brings
others. A first load of the live cabinet was seen to take minutes (public robots 2022).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial

from playwright.async_api import Browser, BrowserContext
from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.addresses import Addresses
from rpa.cabinet.browser import BrowserOptions, open_browser
from rpa.cabinet.locators import Selectors
from rpa.cabinet.session import CabinetSession, Timeouts
from rpa.errors import SiteUnavailable

SESSIONS = 200
"""After so many sessions a browser is started anew as soon as nobody uses it: what it leaks must not add up."""
CONTEXTS = 4
"""So many contexts without a page wait for a next run: a worker has some organizations in hand, not all of them."""
_ANSWER_SECONDS = 5.0
"""A context that takes longer to say what it holds is closed: what waits for its end would kill the browser of all."""


class KeptBrowser:
    """Started on first use, anew when it died or served long; belongs to the event loop it is used in.

    A context belongs to one organization: cookies, storage and pages of one are never seen by another. ``mark``
    stands on the browser's command line; who kills it by its mark makes every session in it open it anew.
    """

    def __init__(self) -> None:
        self.mark = f"kept-{secrets.token_hex(6)}"
        self._stack = AsyncExitStack()
        self._browser: Browser | None = None
        self._lock = asyncio.Lock()
        self._served = self._in_use = 0
        self._left: dict[tuple[Addresses, bytes | None], tuple[BrowserContext, AsyncExitStack]] = {}

    @asynccontextmanager
    async def session(
        self,
        addresses: Addresses,
        options: BrowserOptions,
        *,
        state: bytes | None,
        selectors: Selectors | None = None,
        timeouts: Timeouts | None = None,
    ) -> AsyncIterator[CabinetSession]:
        """A session in this browser. Its pages are closed at the end; its context may wait for the next run."""
        browser = await self._running(options)
        self._served, self._in_use = self._served + 1, self._in_use + 1
        try:
            async with AsyncExitStack() as opened:
                begin = partial(CabinetSession.on, state=state, selectors=selectors, timeouts=timeouts)
                if context := await self._left_by((addresses, state), opened):
                    session = CabinetSession.within(context, addresses, selectors=selectors, timeouts=timeouts)
                else:
                    try:
                        session = await opened.enter_async_context(begin(browser, addresses))
                    except SiteUnavailable:
                        # Killed a moment ago: it still passed for connected.
                        browser = await self._running(options, instead_of=browser)
                        session = await opened.enter_async_context(begin(browser, addresses))
                yield session
                if saved := await _as_it_saved_it(session):
                    await self._leave((addresses, saved), session.context, opened.pop_all())
        finally:
            self._in_use -= 1

    async def _left_by(self, key: tuple[Addresses, bytes | None], opened: AsyncExitStack) -> BrowserContext | None:
        """The context that waits for these cookies, if it still answers; ``opened`` closes it."""
        left = self._left.pop(key, None)
        if left is None:
            return None
        context, closing = left
        try:
            await context.cookies()
        except PlaywrightError:
            await closing.aclose()
            return None
        await opened.enter_async_context(closing)
        return context

    async def _leave(
        self, key: tuple[Addresses, bytes | None], context: BrowserContext, closing: AsyncExitStack
    ) -> None:
        """Let it wait; the one that waits longest goes when there are too many."""
        superfluous = self._left.pop(key, None)
        self._left[key] = (context, closing)
        if len(self._left) > CONTEXTS:
            superfluous = self._left.pop(next(iter(self._left)))
        if superfluous is not None:
            await superfluous[1].aclose()

    async def version(self, options: BrowserOptions) -> str:
        """What the browser calls itself (``156.0.8078.79``); starts it, which is a proof that it works."""
        return (await self._running(options)).version

    async def _running(self, options: BrowserOptions, *, instead_of: Browser | None = None) -> Browser:
        """The browser; a new one if there is none, it died, served long, or is the one to be replaced."""
        async with self._lock:
            worn = self._served >= SESSIONS and not self._in_use
            if self._browser is None or self._browser is instead_of or worn or not self._browser.is_connected():
                await self.close()
                self._browser = await self._stack.enter_async_context(open_browser(replace(options, mark=self.mark)))
                self._served = 0
            return self._browser

    async def close(self) -> None:
        """End the browser, and with it every context that waits."""
        self._left.clear()
        await self._stack.aclose()


async def _as_it_saved_it(session: CabinetSession) -> bytes | None:
    """Close its pages and return the state it saved, if it saved one and is still in it: a sign-in that was begun and
    given up leaves cookies that a next one must not meet."""
    saved = session.read
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            if saved is None or await session.state() != saved:
                return None
            # A run begins with documents of its own.
            for page in session.context.pages:
                await page.close()
    except (PlaywrightError, SiteUnavailable, TimeoutError):
        return None
    return saved
