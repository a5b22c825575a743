"""One browser for many organizations: separate contexts, a new browser after a death or after long service."""

from __future__ import annotations

import asyncio
import os
import signal
from types import SimpleNamespace

import psutil
import pytest

from rpa.cabinet import Addresses, BrowserOptions, Timeouts, kept_browser
from rpa.cabinet.kept_browser import KeptBrowser
from rpa.job import workplace
from rpa.job.watchdog import Watchdog, end_browser
from rpa.job.workplace import Workplace

NOWHERE = Addresses(
    portal="http://dom.localhost:9", cabinet="http://my.dom.localhost:9", esia="http://esia.localhost:9"
)


def test_sessions_share_the_browser_and_nothing_else_and_get_a_new_one_right_after_its_death(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
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
            third = after.context.browser
            assert third is not None and third is not second and after.connected
        assert end_browser(kept.mark) > 0
        assert third.is_connected(), "its end was not heard of yet: this is the moment meant"
        async with kept.session(NOWHERE, options, state=None, timeouts=timeouts) as last:
            assert last.context.browser is not third and last.connected
        await kept.close()

    asyncio.run(go())


@pytest.mark.skipif(os.name != "posix", reason="Windows cannot stop a process")
def test_a_browser_that_hangs_between_two_runs_is_ended_and_the_next_run_gets_a_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The next run waited for ever, and held the organization's lock meanwhile."""
    monkeypatch.setattr(workplace, "_OPENING_SECONDS", 2.0)

    async def nothing(**_: object) -> None:
        """The sign-in is not what is tried."""

    async def go() -> None:
        kept, entry = KeptBrowser(), SimpleNamespace(session=None, renew=nothing)
        async with kept.session(NOWHERE, BrowserOptions(), state=None):
            pass
        hang(kept.mark)
        with Watchdog(kept.mark) as watchdog:
            place = Workplace(
                lambda state: kept.session(NOWHERE, BrowserOptions(), state=state),
                entry,  # type: ignore[arg-type]
                watchdog,
                pages=1,
                state=None,
                save=lambda _state: None,
            )
            async with asyncio.timeout(60):
                await place.open()
            assert await place.answers(place.main)
            await place.close()
        await kept.close()

    asyncio.run(go())


def hang(mark: str) -> None:
    """Stop the browser with this mark, and everything it started."""
    for process in psutil.Process().children(recursive=True):
        if any(mark in argument for argument in process.cmdline()[1:]):
            process.send_signal(signal.SIGSTOP)
