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


class KeptBrowser:
    """Started on first use, anew when it died; belongs to the event loop it is used in.

    A context belongs to one organization: cookies, storage and pages of one are never seen by another. ``mark``
    stands on the browser's command line; who kills it by its mark makes every session in it open it anew.
    """

    def __init__(self) -> None:
        self.mark = f"kept-{secrets.token_hex(6)}"
        self._stack = AsyncExitStack()
        self._browser: Browser | None = None
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def session(
        self, addresses: Addresses, options: BrowserOptions, *, state: bytes | None, timeouts: Timeouts
    ) -> AsyncIterator[CabinetSession]:
        """A session in this browser; only the session is closed at the end."""
        async with self._lock:
            if self._browser is None or not self._browser.is_connected():
                await self._stack.aclose()
                self._browser = await self._stack.enter_async_context(open_browser(replace(options, mark=self.mark)))
        async with CabinetSession.on(self._browser, addresses, state=state, timeouts=timeouts) as session:
            yield session

    async def close(self) -> None:
        await self._stack.aclose()
