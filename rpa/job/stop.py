"""Stopping between two items: Ctrl-C and SIGTERM ask, the item in hand is finished, no new one is taken."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from rpa.errors import (
    AccessDenied,
    BadSettings,
    EvidenceBroken,
    InteractionNeeded,
    OrganizationBusy,
    PageChanged,
    RpaError,
    SignInRejected,
)

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

ENDS_THE_RUN = (
    PageChanged,
    InteractionNeeded,
    SignInRejected,
    AccessDenied,
    OrganizationBusy,
    BadSettings,
    EvidenceBroken,
)
"""Errors that no other item of the run could survive, but for a card that may be the only one of its kind."""


def ends_the_run(error: BaseException) -> bool:
    """Whether the run has to end with it. One odd card must not keep all others from their answers."""
    return isinstance(error, ENDS_THE_RUN) and not (isinstance(error, PageChanged) and error.lone)


class StopFlag:
    """Set once, by a signal, by the review page or by ``stop()``. A second signal ends in ``KeyboardInterrupt``.

    ``error`` is what the run has to exit with, if it was not a person who stopped it. ``of``: the flag of a work that
    this run is a part of, a day: what stops the whole stops the part, and not the other way round.
    """

    def __init__(self, of: StopFlag | None = None) -> None:
        self._set = threading.Event()
        self._parts: list[StopFlag] = []
        self.reason = ""
        self.error: RpaError | None = None
        if of is not None:
            of._parts.append(self)
            if of:
                self.stop(of.reason, of.error)

    def stop(self, reason: str, error: RpaError | None = None) -> None:
        self.reason = self.reason or reason
        self.error = self.error or error
        self._set.set()
        for part in self._parts:
            part.stop(reason, error)

    def __bool__(self) -> bool:
        return self._set.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until stopped, at most ``seconds``; tell whether it is."""
        return self._set.wait(seconds)

    @contextmanager
    def on_signals(self) -> Iterator[StopFlag]:
        """Listen while the body runs. Outside the main thread signals are somebody else's and nothing is installed.

        An event loop raises the second one's ``KeyboardInterrupt`` by itself, between two steps. Raised where the
        signal met the program, it may be lost: Python prints what is raised in a finalizer or in a weak reference's
        callback, and goes on. A third one is for a step that never ends, and is raised where it comes.
        """
        if threading.current_thread() is not threading.main_thread():
            yield self
            return

        leaving: asyncio.Handle | None = None

        def asked(number: int, _frame: FrameType | None) -> None:
            nonlocal leaving
            if not self:
                self.stop("Ctrl-C" if number == signal.SIGINT else "остановлен системой")
            elif leaving is None and (loop := _loop_here()) is not None:
                leaving = loop.call_soon_threadsafe(_leave)
            else:
                if leaving is not None:
                    leaving.cancel()
                raise KeyboardInterrupt

        before = {number: signal.signal(number, asked) for number in _SIGNALS}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            if leaving is not None:
                leaving.cancel()


def _leave() -> None:
    raise KeyboardInterrupt


def _loop_here() -> asyncio.AbstractEventLoop | None:
    with suppress(RuntimeError):
        return asyncio.get_running_loop()
    return None


async def sleep_unless(flag: StopFlag, seconds: float) -> None:
    """Pause for pacing, but not past a stop: wakes every quarter of a second to look."""
    # A signal handler cannot set an asyncio event of a loop it does not know.
    deadline = asyncio.get_running_loop().time() + seconds
    while not flag and (left := deadline - asyncio.get_running_loop().time()) > 0:  # noqa: ASYNC110
        await asyncio.sleep(min(left, 0.25))
