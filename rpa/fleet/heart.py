"""A worker's heart: it beats into the shared table, ends the process when it cannot, and buries dead workers' runs.

A process that does not know whether it still holds its runs must not click. So when no beat came through for half of
the lease, it ends itself (75, «try again»: the service manager starts it anew) long before the other half has passed
and somebody takes its runs over. A process that was stopped and goes on meets the same check first.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from loguru import logger

from rpa.errors import RpaError
from rpa.fleet.records import Records

FENCED = 75


class Heart:
    """``on_drain`` is called once when somebody asked the worker to end; ``bury`` by the elected worker alone."""

    def __init__(
        self,
        records: Records,
        executor: str,
        lease_seconds: float,
        *,
        on_drain: Callable[[], None],
        bury: Callable[[], None],
        die: Callable[[int], None] = os._exit,
    ) -> None:
        self._records, self._executor, self._lease = records, executor, lease_seconds
        self._on_drain, self._bury, self._die = on_drain, bury, die
        self._stopped = threading.Event()
        self._last = time.monotonic()

    def start(self) -> None:
        """Call right after ``records.enter``."""
        for work in (self._beat, self._fence):
            threading.Thread(target=work, name=f"heart-{work.__name__}", daemon=True).start()

    def start_reaping(self) -> None:
        """Stand for election, once the engine runs."""
        threading.Thread(target=self._reap, name="heart-reap", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def check(self, *_signal: object) -> None:
        """End the process now if it has been silent too long. Also the handler of SIGCONT."""
        if not self._stopped.is_set() and time.monotonic() - self._last > self._lease / 2:
            self._end("не удалось подтвердить, что работник жив")

    def _beat(self) -> None:
        asked = False
        while not self._stopped.wait(self._lease / 8):
            begun = time.monotonic()
            try:
                drain = self._records.beat(self._executor, self._lease)
            except RpaError:
                continue  # the fence counts the time
            if drain is None:
                self._end("работника уже сочли мёртвым")
                return
            self._last = begun
            if drain and not asked:
                asked = True
                self._on_drain()

    def _fence(self) -> None:
        while not self._stopped.wait(min(1.0, self._lease / 16)):
            self.check()

    def _reap(self) -> None:
        while not self._stopped.wait(self._lease / 4):
            try:
                with self._records.as_reaper() as elected:
                    if elected:
                        self._bury()
            except RpaError as error:
                logger.debug("reaper: {}", error.what)
            except Exception:
                logger.exception("Обход мёртвых работников не удался")

    def _end(self, why: str) -> None:
        logger.error("Работник останавливает себя: {}.", why)
        self._die(FENCED)
