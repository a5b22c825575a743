"""One browser for many organizations: separate contexts, a new browser after a death or after long service."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from rpa.cabinet import Addresses, BrowserOptions, Timeouts, kept_browser
from rpa.cabinet.kept_browser import KeptBrowser
from rpa.job.watchdog import end_browser

NOWHERE = Addresses(
    portal="http://dom.localhost:9", cabinet="http://my.dom.localhost:9", esia="http://esia.localhost:9"
)


def in_a_thread(work: Coroutine[Any, Any, None]) -> None:
    """pytest-playwright's own loop may live in the main thread."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(120)
    if failed:
        raise failed[0]


def test_sessions_share_the_browser_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_browser, "SESSIONS", 3)

    async def go() -> None:
        kept = KeptBrowser()
        options, timeouts = BrowserOptions(), Timeouts()
        async with (
            kept.session(NOWHERE, options, state=None, timeouts=timeouts) as one,
            kept.session(NOWHERE, options, state=None, timeouts=timeouts) as two,
        ):
            assert one.context.browser is two.context.browser
            await one.inject_sessionid("a" * 34)
            assert [len(await session.context.cookies()) for session in (one, two)] == [1, 0]
            first = one.context.browser
            async with kept.session(NOWHERE, options, state=None, timeouts=timeouts):
                pass
            async with kept.session(NOWHERE, options, state=None, timeouts=timeouts) as three:
                assert three.context.browser is first, "worn, but somebody still works in it"
        async with kept.session(NOWHERE, options, state=None, timeouts=timeouts) as fresh:
            assert fresh.context.browser is not first and fresh.connected
            second = fresh.context.browser
            assert end_browser(kept.mark) > 0
        async with kept.session(NOWHERE, options, state=None, timeouts=timeouts) as after:
            assert after.context.browser is not second and after.connected
        await kept.close()

    in_a_thread(go())
