"""Ends a hung browser with all its children, from a thread that no hung await can stop.

Every long wait of a run is bounded by asyncio; but a bound cancels a wait only where the loop gets to run, and closing
a browser that does not answer waits for ever. When a limit passes, the browser's processes are killed: every pending
call then fails, and the run goes on with a new browser or ends with the right code.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil
from loguru import logger

CLOSING_SECONDS = 30.0


class Watchdog:
    """Watches the browser whose command line carries ``mark``. Use as a context manager; one thread, no polling.

    ``on_bite`` is told what was killed (in the watchdog's thread).
    """

    def __init__(self, mark: str, on_bite: Callable[[str, int], None] = lambda _why, _count: None) -> None:
        self._mark, self._on_bite = mark, on_bite
        self._limits: dict[object, tuple[float, str, bool]] = {}
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join(CLOSING_SECONDS)

    @contextmanager
    def limit(self, seconds: float, why: str, *, driver_too: bool = False) -> Iterator[None]:
        """Kill the browser if the body takes longer. ``driver_too``: also the process that drives it."""
        key = object()
        with self._changed:
            self._limits[key] = (time.monotonic() + seconds, why, driver_too)
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._limits.pop(key, None)

    def bite(self, why: str, *, driver_too: bool = False) -> int:
        """Kill the browser now; how many processes were ended."""
        ended = end_browser(self._mark, driver_too=driver_too)
        if ended:
            logger.warning("Браузер не отвечает ({}): завершено процессов {}.", why, ended)
            self._on_bite(why, ended)
        return ended

    def _watch(self) -> None:
        while True:
            with self._changed:
                if self._ended:
                    return
                now = time.monotonic()
                due = [key for key, (at, _, _) in self._limits.items() if at <= now]
                passed = [self._limits.pop(key) for key in due]
                if not passed:
                    nearest = min((at for at, _, _ in self._limits.values()), default=None)
                    self._changed.wait(None if nearest is None else max(0.0, nearest - now))
                    continue
            self.bite(passed[0][1], driver_too=any(hard for _, _, hard in passed))


def end_browser(mark: str, *, driver_too: bool = False) -> int:
    """Kill, among our own descendants, the browser started with ``mark`` and everything it started.

    A stopped or hung process is killed as well: nothing is asked of it.
    """
    victims: dict[int, psutil.Process] = {}
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if any(mark in argument for argument in process.cmdline()[1:]):
                victims |= {found.pid: found for found in (process, *process.children(recursive=True))}
                parent = process.parent()
                if driver_too and parent is not None and any("playwright" in word for word in parent.cmdline()):
                    victims[parent.pid] = parent
    for process in victims.values():
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(list(victims.values()), timeout=CLOSING_SECONDS)
    return len(victims)
