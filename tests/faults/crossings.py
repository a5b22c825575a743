"""Named crossings of a run: before and after every journal write, ledger write and click.

The product knows nothing of this: its classes are wrapped from outside, in the process under test only (or for one run
of it: ``put`` is then a test's ``monkeypatch.setattr``). A crossing's
name is ``what:when``, for example ``journal:act:before`` or ``click:Да:after``; a write that comes again for the same
request gets a number (``journal:step#2:before``). ``torn`` stands for a journal line of which only half was written.
Several pages work in tasks of their own, so each has a request in hand of its own.
"""

from __future__ import annotations

import functools
import inspect
import os
import re
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import psutil
from playwright.async_api import Locator

from rpa.audit import Journal, chained_file
from rpa.cabinet.pages.base import Part
from rpa.job import commit as protocol
from rpa.job import job as job_module
from rpa.ledger import Ledger

Listener = Callable[[str, str | None], None]
"""Called with a crossing's name and the number of the request in hand (``None`` outside of any)."""
Hold = Callable[[str, str | None], Awaitable[None]]
"""Awaited where a task can wait while others go on: at the begin of a request (``begin``) and around a click."""
Put = Callable[[Any, str, Any], None]


async def _no_hold(_crossing: str, _number: str | None) -> None:
    """Nobody waits."""


_CAPTION = re.compile(r'name="([^"]+)"|has-text=(?:"|\\")?([^"\\]+)')


@dataclass
class InHand:
    """The request a task works on, and what it crossed so far."""

    number: str | None = None
    pressing: bool = False
    seen: Counter[str] = field(default_factory=Counter)


_in_hand: ContextVar[InHand | None] = ContextVar("in_hand", default=None)


class Crossings:
    """Wraps the product once; ``listener`` hears every crossing of the request in hand."""

    def __init__(self, listener: Listener, *, hold: Hold = _no_hold, put: Put = setattr) -> None:
        self._listener, self._hold, self._put = listener, hold, put
        self._last = InHand()
        self._tearing = ""
        self._wrap_commit()
        self._wrap_journal()
        for name in ("intend", "conclude"):
            self._wrap(Ledger, name, lambda *_a, _name=name, **_k: f"ledger:{_name}")
        for name in ("click", "set_input_files"):
            self._wrap(Locator, name, _clicked)
        self._wrap_press()

    @property
    def _now(self) -> InHand:
        """What is outside of any task (the run's own end) belongs to the request begun last."""
        return _in_hand.get() or self._last

    def _hear(self, name: str) -> None:
        self._listener(name, self._now.number)

    async def _meet(self, name: str) -> None:
        """What the listener does at a click it does before the task waits there."""
        number = self._now.number
        self._hear(name)
        await self._hold(name, number)

    def _named(self, what: str) -> str:
        seen = self._now.seen
        seen[what] += 1
        return what if seen[what] == 1 else f"{what}#{seen[what]}"

    def _wrap(self, owner: type, name: str, what: Callable[..., str]) -> None:
        original = getattr(owner, name)
        if inspect.iscoroutinefunction(original):

            @functools.wraps(original)
            async def around(*args: Any, **fields: Any) -> Any:
                if self._now.pressing:
                    # The click into which a press turned: one crossing, not two.
                    return await original(*args, **fields)
                crossing = self._named(what(*args, **fields))
                await self._meet(f"{crossing}:before")
                value = await original(*args, **fields)
                await self._meet(f"{crossing}:after")
                return value
        else:

            @functools.wraps(original)
            def around(*args: Any, **fields: Any) -> Any:
                crossing = self._named(what(*args, **fields))
                self._hear(f"{crossing}:before")
                value = original(*args, **fields)
                self._hear(f"{crossing}:after")
                return value

        self._put(owner, name, around)

    def _wrap_press(self) -> None:
        original = Part.press

        async def around(part: Part, key: str) -> None:
            crossing = self._named(_clicked(part.find(key)))
            await self._meet(f"{crossing}:before")
            hand = self._now
            hand.pressing = True
            try:
                await original(part, key)
            finally:
                hand.pressing = False
            await self._meet(f"{crossing}:after")

        self._put(Part, "press", around)

    def _wrap_journal(self) -> None:
        write = chained_file._write_whole

        def torn(handle: int, data: bytes) -> None:
            if self._tearing:
                os.write(handle, data[: len(data) // 2])
                self._hear(f"{self._tearing}:torn")
                os.write(handle, data[len(data) // 2 :])
            else:
                write(handle, data)

        self._put(chained_file, "_write_whole", torn)
        original = Journal.record

        @functools.wraps(original)
        def around(journal: Journal, kind: str, **fields: Any) -> int:
            crossing = self._named(f"journal:{kind}")
            self._hear(f"{crossing}:before")
            self._tearing = crossing
            try:
                number = original(journal, kind, **fields)
            finally:
                self._tearing = ""
            self._hear(f"{crossing}:after")
            return number

        self._put(Journal, "record", around)

    def _wrap_commit(self) -> None:
        original = protocol.commit

        async def around(job: Any, work: Any) -> Any:
            # Stays until the next one: what follows (the item's own record) belongs to it still.
            self._last = InHand(work.request_number)
            _in_hand.set(self._last)
            await self._hold("begin", work.request_number)
            return await original(job, work)

        self._put(job_module.protocol, "commit", around)


def _clicked(locator: Locator, *_args: Any, **_options: Any) -> str:
    # A locator's text ends with the last part of its selector, which names the button.
    text = str(locator)
    found = _CAPTION.findall(text)
    caption = next((one or two for one, two in reversed(found)), "")
    # What has no caption of its own in selectors.yaml.
    for css, name in (("input[type=file]", "файл"), (".modal-base__footer button", "Закрыть")):
        if css in text:
            return f"click:{name}"
    return f"click:{caption or text.rsplit('>>', 1)[-1].strip()[:40]}"


def die() -> None:
    """SIGKILL to everything this process started (driver, browser, renderers) and to itself."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            process.kill()
    os.kill(os.getpid(), signal.SIGKILL)
