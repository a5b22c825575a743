"""Where a run works: one browser, one signed-in session, some pages; opened anew when the browser is gone.

A browser may crash, hang or be killed in mid-run. What it had on its way is an open intent in the ledger; the new
browser reads the site first, so opening it anew is always safe.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress

from rpa.cabinet import Cabinet, CabinetSession
from rpa.errors import RpaError, SiteUnavailable
from rpa.job.entry import Entry
from rpa.job.watchdog import CLOSING_SECONDS, Watchdog

OPENINGS = 4
"""One to begin with and three after crashes; a browser that dies more often is not worth another try."""
_OPENING_SECONDS = 120.0
"""A browser starts in a second; on a machine at its limit in half a minute."""
_ANSWER_SECONDS = 5.0
_COLLECT_EVERY, _RENEW_EVERY = 50, 200
"""Items on one page. A page that loads no document grows by 0.6 MiB a card until its garbage is collected; the driver
keeps what it knows of every request a page made until that page is closed (both measured)."""

OpenSession = Callable[[bytes | None], AbstractAsyncContextManager[CabinetSession]]


class Workplace:
    """``cabinets`` are replaced in place, so a page must be fetched for every item, not kept.

    It begins with one page and opens more only for items to work on side by side, at most ``pages``.
    ``open_session`` starts a browser with a saved state; ``entry`` signs in through a session; ``save`` keeps the
    session's state beyond the run.
    """

    def __init__(
        self,
        open_session: OpenSession,
        entry: Entry,
        watchdog: Watchdog,
        *,
        pages: int,
        state: bytes | None,
        save: Callable[[bytes], None],
    ) -> None:
        self._open_session, self._entry, self._watchdog, self._save = open_session, entry, watchdog, save
        self._most = pages
        self._state = entry.known = state
        self._alive = False
        self._at_once = 1
        self._stack = AsyncExitStack()
        self._openings = 0
        self._lock = asyncio.Lock()
        self._session: CabinetSession | None = None
        self._worked: Counter[int] = Counter()
        self._main: Cabinet | None = None
        self.renewals = 0
        self.cabinets: list[Cabinet] = []

    @property
    def connected(self) -> bool:
        """Whether the browser is there; it may still not answer."""
        return self._session is not None and self._session.connected

    async def open(self) -> None:
        """Start the browser, sign in if the saved session does not live, open the pages.

        Raises what the sign-in raises, ``AccessDenied`` when the saved session is another organization's,
        ``SiteUnavailable`` when the browser keeps dying.
        """
        if self._openings >= OPENINGS:
            raise SiteUnavailable(
                "Браузер закрывается снова и снова.", hint="Проверьте память и журнал системы, затем запустите снова."
            )
        self._openings += 1
        # A browser that others left hanging answers nothing, and asking it for a session has no end of its own.
        with self._watchdog.limit(_OPENING_SECONDS, "не открывается"):
            session = await self._stack.enter_async_context(self._open_session(self._state))
        self._session = self._entry.session = session
        await self._renewed(may_park=True)
        session.width = _pages_for(self._most)
        await self._man(session)

    @property
    def main(self) -> Cabinet:
        """The page for what a run does by itself, outside its items."""
        return self._main or self.cabinets[0]

    async def spread(self, items: int) -> None:
        """See that so many items can be worked on side by side, if the settings allow as many pages."""
        wanted = min(items, self._most)
        if wanted > self._at_once and self._session is not None:
            self._at_once = wanted
            # A browser that just died is noticed, and replaced, by the first item.
            with suppress(SiteUnavailable):
                await self._man(self._session)

    async def _man(self, session: CabinetSession) -> None:
        first, *others = await session.pages(_pages_for(self._at_once))
        known = self._main or next(iter(self.cabinets), None)
        # What the main page has learnt of the site's lists stays with it.
        main = known if known is not None and known.page is first else await Cabinet.on(first, session)
        workers = [await Cabinet.on(page, session) for page in others]
        self.cabinets[:], self._main = (workers, main) if workers else ([main], None)

    async def remember(self) -> None:
        """Keep the session for the next run now: a killed process must not cost a person another sign-in.

        One that ended is not kept, and none is put over one that a person sealed meanwhile: this run's may have ended
        since it was asked last, by that very sign-in perhaps.
        """
        if self._session is None or not self._alive:
            return
        self._state = await self._session.state()
        if await self._entry.brought_by_a_person() is None:
            self._save(self._state)
            await self._entry.kept(self._state)

    async def renew_session(self) -> None:
        """Sign in again, once for all pages that noticed it, and keep the new session."""
        self.renewals += 1
        await self._renewed()

    async def _renewed(self, *, may_park: bool = False) -> None:
        self._alive = False
        await self._entry.renew(may_park=may_park)
        self._alive = True
        await self.remember()

    async def answers(self, cabinet: Cabinet) -> bool:
        """Whether its page answers a trivial question soon: one that does not has no picture to give either."""
        if not self.connected:
            return False
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await cabinet.session.answers(cabinet.page)
        except TimeoutError:
            return False

    async def repaired(self, index: int, broken: Cabinet, *, silent: bool = False) -> bool:
        """See that page ``index`` can be worked on. True if the page or the whole browser had to be replaced.

        ``broken`` is the page that failed: another worker may have replaced it since. ``silent``: it is already known
        not to answer, or has to go although it does.
        """
        async with self._lock:
            if self.cabinets[index] is not broken:
                return True
            if not silent and await self.answers(broken):
                return False
            if self.connected and await self._replaced(index):
                return True
            self._watchdog.bite("страница не отвечает")
            await self.close()
            await self.open()
            return True

    async def keep_small(self, index: int) -> None:
        """Count one more item on page ``index``; now and then give memory back, so that a long run takes no more."""
        self._worked[index] += 1
        if self._worked[index] % _RENEW_EVERY == 0:
            async with self._lock:
                renewed = self.connected and await self._replaced(index)
            if not renewed:
                await self.repaired(index, self.cabinets[index])
        elif self._worked[index] % _COLLECT_EVERY == 0 and self._session is not None:
            await self._session.collect_garbage(self.cabinets[index].page)

    async def _replaced(self, index: int) -> bool:
        """Replace one page of a browser that lives. False if the browser does not manage that."""
        session = self._session
        if session is None:
            return False
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                fresh = await session.replace(self.cabinets[index].page)
                self.cabinets[index] = await Cabinet.on(fresh, session)
        except (RpaError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Close browser and driver, in bounded time."""
        with self._watchdog.limit(CLOSING_SECONDS, "не закрывается", driver_too=True):
            await self._stack.aclose()
        self._session = None


def _pages_for(workers: int) -> int:
    """A sign-in in mid-run works on the session's first page: several workers leave that one to it."""
    return workers + 1 if workers > 1 else 1
