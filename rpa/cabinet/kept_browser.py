"""One browser for many sessions in turn and side by side: each gets a context of its own, not a process of its own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial

from playwright.async_api import Browser

from rpa.cabinet.addresses import Addresses
from rpa.cabinet.browser import BrowserOptions, open_browser
from rpa.cabinet.locators import Selectors
from rpa.cabinet.session import CabinetSession, Timeouts
from rpa.errors import SiteUnavailable

SESSIONS = 200
"""After so many sessions a browser is started anew as soon as nobody uses it: what it leaks must not add up."""


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
        """A session in this browser; only the session is closed at the end."""
        browser = await self._running(options)
        self._served, self._in_use = self._served + 1, self._in_use + 1
        try:
            async with AsyncExitStack() as opened:
                begin = partial(CabinetSession.on, state=state, selectors=selectors, timeouts=timeouts)
                try:
                    session = await opened.enter_async_context(begin(browser, addresses))
                except SiteUnavailable:
                    # Killed a moment ago: it still passed for connected.
                    browser = await self._running(options, instead_of=browser)
                    session = await opened.enter_async_context(begin(browser, addresses))
                yield session
        finally:
            self._in_use -= 1

    async def version(self, options: BrowserOptions) -> str:
        """What the browser calls itself (``156.0.8078.79``); starts it, which is a proof that it works."""
        return (await self._running(options)).version

    async def _running(self, options: BrowserOptions, *, instead_of: Browser | None = None) -> Browser:
        """The browser; a new one if there is none, it died, served long, or is the one to be replaced."""
        async with self._lock:
            worn = self._served >= SESSIONS and not self._in_use
            if self._browser is None or self._browser is instead_of or worn or not self._browser.is_connected():
                await self._stack.aclose()
                self._browser = await self._stack.enter_async_context(open_browser(replace(options, mark=self.mark)))
                self._served = 0
            return self._browser

    async def close(self) -> None:
        await self._stack.aclose()
