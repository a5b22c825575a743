"""The stand's own log of what happened: every call received, every fault fired, every write stored."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from rpa.stand.clock import Clock

KEPT = 200_000


class Events:
    """Newest ``KEPT`` events; ``seq`` never repeats. Kept in memory: a stand lives as long as its test."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._seq = 0
        self._waiting: list[asyncio.Event] = []

    def add(self, kind: str, **fields: Any) -> int:
        self._seq += 1
        self._kept.append({"seq": self._seq, "at": self._clock.now().isoformat(), "kind": kind, **fields})
        for waiting in self._waiting:
            waiting.set()
        return self._seq

    def since(self, seq: int = 0, kind: str | None = None) -> list[dict[str, Any]]:
        """Events after ``seq``, of one kind if given, oldest first."""
        return [e for e in self._kept if e["seq"] > seq and kind in (None, e["kind"])]

    async def wait(self, seq: int, kind: str | None, seconds: float) -> list[dict[str, Any]]:
        """As ``since``, but hold on up to ``seconds`` (real time) until there is at least one."""
        news = asyncio.Event()
        self._waiting.append(news)
        try:
            async with asyncio.timeout(seconds):
                while not (found := self.since(seq, kind)):
                    news.clear()
                    await news.wait()
            return found
        except TimeoutError:
            return []
        finally:
            self._waiting.remove(news)
