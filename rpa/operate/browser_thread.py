"""One browser for several runs of one process (a worker's, a day's), in a thread: it belongs to one event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from rpa.cabinet.kept_browser import KeptBrowser
from rpa.job.watchdog import CLOSING_SECONDS, end_browser
from rpa.operate.place import Place

T = TypeVar("T")
_LOOK_SECONDS = 0.5


class BrowserThread:
    """A thread whose event loop all runs share; the browser starts with the first of them."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self.browser = KeptBrowser()
        self._at_work: set[asyncio.Task[Any]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="browser", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do ``work`` there and wait for it, from another thread. A wait that is interrupted cancels the work."""
        future = asyncio.run_coroutine_threadsafe(self._noted(work), self._loop)
        try:
            # In parts: Windows tells a program of Ctrl-C only between two waits.
            while not wait([future], _LOOK_SECONDS).done:
                pass
            return future.result()
        except BaseException:
            future.cancel()
            raise

    async def _noted(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        try:
            return await work
        finally:
            self._at_work.discard(task)

    def close(self) -> None:
        """Let cancelled work put its things away, then end the browser and the thread; all in bounded time."""
        asyncio.run_coroutine_threadsafe(self._closed(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSING_SECONDS)
        self._loop.close()

    async def _closed(self) -> None:
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=CLOSING_SECONDS)
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self.browser.close()
        except TimeoutError:
            end_browser(self.browser.mark, driver_too=True)


@contextmanager
def in_one_browser(place: Place) -> Iterator[Place]:
    """The same place; all its runs within the body work in one browser. A place that has one already keeps it."""
    if place.thread is not None:
        yield place
        return
    thread = BrowserThread()
    try:
        yield replace(place, thread=thread)
    finally:
        thread.close()
