"""Slows down guessing: after a few failures of one account or one address, a wait that doubles.

A try counts as failed from its beginning, and is taken back if the password was right: guesses sent at the same moment
do not all pass before the first of them is known to be wrong.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable

FREE_TRIES = 5
FIRST_WAIT = 30.0
LONGEST_WAIT = 15 * 60.0
_FORGET_AFTER = 60 * 60.0


class Throttle:
    """Counts by key: the account that is tried, and the address that tries."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, list[float]] = {}
        """When each key failed, the oldest first."""
        self._guard = threading.Lock()

    def begin(self, *keys: str) -> float:
        """Count a try of every key; 0. If one of them has to wait, nothing is counted: the seconds until it may."""
        now = self._clock()
        with self._guard:
            for old in [key for key, failed in self._known.items() if now - failed[-1] > _FORGET_AFTER]:
                del self._known[old]
            wait = max((self._left(key, now) for key in keys), default=0.0)
            if not wait:
                for key in keys:
                    self._known.setdefault(key, []).append(now)
            return wait

    def take_back(self, key: str) -> None:
        """One try of ``key`` was no failure. The others still count."""
        with self._guard:
            failed = self._known.get(key, [])
            if failed:
                failed.pop()
            if not failed:
                self._known.pop(key, None)

    def forget(self, key: str) -> None:
        """Whoever ``key`` stands for has proved to be it."""
        with self._guard:
            self._known.pop(key, None)

    def _left(self, key: str, now: float) -> float:
        failed = self._known.get(key, [])
        if len(failed) < FREE_TRIES:
            return 0.0
        doubled = FIRST_WAIT * float(1 << min(len(failed) - FREE_TRIES, 16))
        return max(0.0, failed[-1] + min(doubled, LONGEST_WAIT) - now)


def source_of(host: str) -> str:
    """Who tries, by the address of the connection. This computer is one, under any loopback address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return "loopback" if address.is_loopback else str(address)
