"""One browser for all runs of this process, as a worker of a fleet keeps it: each run gets a context of its own.

Starting a browser of one's own for every run is proven by the tests that start the product as a process.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from rpa.cabinet import browser
from rpa.operate.place import Place

if TYPE_CHECKING:
    from rpa.operate.browser_thread import BrowserThread


@cache
def _thread() -> BrowserThread:
    from rpa.operate.browser_thread import BrowserThread

    return BrowserThread()


def in_kept_browser(place: Place) -> Place:
    """The same place; its runs work in the kept browser."""
    return replace(place, thread=_thread())


def starts_counted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for every browser that starts from now on."""
    started: list[object] = []
    launch = browser.launch

    async def counted(*given: Any) -> Any:
        started.append(given)
        return await launch(*given)

    monkeypatch.setattr(browser, "launch", counted)
    return started


def close_kept_browser() -> None:
    """End it, if anybody used it."""
    if _thread.cache_info().currsize:
        _thread().close()
        _thread.cache_clear()
