"""One browser for many sessions in turn and side by side: each gets a context of its own, not a process of its own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from playwright.async_api import Browser

from rpa.cabinet.addresses import Addresses
from rpa.cabinet.browser import BrowserOptions, open_browser
from rpa.cabinet.session import CabinetSession, Timeouts

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
        self, addresses: Addresses, options: BrowserOptions, *, state: bytes | None, timeouts: Timeouts
    ) -> AsyncIterator[CabinetSession]:
        """A session in this browser; only the session is closed at the end."""
        async with self._lock:
            worn = self._served >= SESSIONS and not self._in_use
            if self._browser is None or worn or not self._browser.is_connected():
                await self._stack.aclose()
                self._browser = await self._stack.enter_async_context(open_browser(replace(options, mark=self.mark)))
                self._served = 0
            self._served, self._in_use = self._served + 1, self._in_use + 1
        try:
            async with CabinetSession.on(self._browser, addresses, state=state, timeouts=timeouts) as session:
                yield session
        finally:
            self._in_use -= 1

    async def close(self) -> None:
        await self._stack.aclose()
