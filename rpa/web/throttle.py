"""Slows down guessing: after a few failures of one name or one address, a wait that doubles."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

FREE_TRIES = 5
FIRST_WAIT = 30.0
LONGEST_WAIT = 15 * 60.0
_FORGET_AFTER = 60 * 60.0


@dataclass(slots=True)
class _Failures:
    count: int
    last: float


class Throttle:
    """Counts by key: the name that is tried, and the address that tries."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, _Failures] = {}
        self._guard = threading.Lock()

    def wait(self, *keys: str) -> float:
        """Seconds until a try is taken again; 0 if it is now."""
        now = self._clock()
        with self._guard:
            return max((self._left(self._known.get(key), now) for key in keys), default=0.0)

    def failed(self, *keys: str) -> None:
        now = self._clock()
        with self._guard:
            for old in [key for key, known in self._known.items() if now - known.last > _FORGET_AFTER]:
                del self._known[old]
            for key in keys:
                known = self._known.setdefault(key, _Failures(0, now))
                known.count, known.last = known.count + 1, now

    def succeeded(self, *keys: str) -> None:
        with self._guard:
            for key in keys:
                self._known.pop(key, None)

    @staticmethod
    def _left(known: _Failures | None, now: float) -> float:
        if known is None or known.count < FREE_TRIES:
            return 0.0
        doubled = FIRST_WAIT * float(1 << min(known.count - FREE_TRIES, 16))
        return max(0.0, known.last + min(doubled, LONGEST_WAIT) - now)
