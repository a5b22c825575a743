"""One browser for many organizations: separate contexts, a new browser after a death or after long service."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
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


def test_sessions_share_the_browser_and_nothing_else_and_get_a_new_one_when_it_is_worn_dead_or_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept_browser, "SESSIONS", 3)
    monkeypatch.setattr(workplace, "_OPENING_SECONDS", 2.0)

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
        if os.name == "posix":
            # Windows cannot stop a process.
            await opened_although_it_hangs(kept)
        await kept.close()

    asyncio.run(go())


async def opened_although_it_hangs(kept: KeptBrowser) -> None:
    """It hangs between two runs: the next one waited for ever, and held the organization's lock meanwhile."""

    async def nothing(*_: object, **__: object) -> None:
        """The sign-in is not what is tried, and nobody else signs in."""

    entry = SimpleNamespace(session=None, renew=nothing, brought_by_a_person=nothing, kept=nothing)
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


def test_a_run_finds_the_scripts_of_the_one_whose_cookies_it_brings_and_few_contexts_wait_none_unread_or_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def go(address: str, asked: list[str]) -> None:
        kept, options = KeptBrowser(), BrowserOptions()
        async with kept.session(NOWHERE, options, state=None) as first:
            await first.inject_sessionid("a" * 34)
            await (await first.page()).goto(address, wait_until="load")
            saved = await first.state()
        async with kept.session(NOWHERE, options, state=saved) as second:
            assert second.context is first.context and second is not first
            assert not second.context.pages, "a run begins with documents of its own"
            await (await second.page()).goto(address, wait_until="load")
            assert asked.count("/script.js") == 1 and asked.count("/") == 2
            assert await second.state() == saved
            async with kept.session(NOWHERE, options, state=saved) as beside:
                assert beside.context is not second.context, "two runs never share one"
        theirs = saved.replace(b"a" * 34, b"b" * 34)
        async with kept.session(NOWHERE, options, state=theirs) as anew:
            assert anew.context is not second.context, "a person brought another session"
            await (await anew.page()).goto(address, wait_until="load")
            assert asked.count("/script.js") == 2
        monkeypatch.setattr(kept_browser, "CONTEXTS", 1)
        await only_one_waits(kept, options)
        await kept.close()

    with site() as (address, asked):
        asyncio.run(go(address, asked))


async def only_one_waits(kept: KeptBrowser, options: BrowserOptions) -> None:
    """Of many contexts the last; none that a run left with cookies unread, with others, or broken."""
    states = []
    for letter in "xy":
        async with kept.session(NOWHERE, options, state=None) as one:
            await one.inject_sessionid(letter * 34)
            states.append(await one.state())
    browser = one.context.browser
    assert browser is not None and browser.contexts == [one.context], "the first had to go"
    with pytest.raises(ZeroDivisionError):
        async with kept.session(NOWHERE, options, state=states[1]) as again:
            assert again.context is one.context
            raise ZeroDivisionError
    async with kept.session(NOWHERE, options, state=states[0]):
        """Nobody asks for its cookies."""
    async with kept.session(NOWHERE, options, state=states[0]) as signing_in:
        await signing_in.state()
        await signing_in.inject_sessionid("z" * 34)
    assert browser.contexts == []


@contextmanager
def site() -> Iterator[tuple[str, list[str]]]:
    """A page with a script that a browser may keep; and what was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            script = self.path == "/script.js"
            body = b"1" if script else b"<script src=/script.js></script>"
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if script else "text/html")
            self.send_header("Cache-Control", "max-age=3600" if script else "no-store")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


def hang(mark: str) -> None:
    """Stop the browser with this mark, and everything it started."""
    for process in psutil.Process().children(recursive=True):
        if any(mark in argument for argument in process.cmdline()[1:]):
            process.send_signal(signal.SIGSTOP)
