"""Memory of a process and all it started, shared pages counted once between them (PSS), sampled while it works."""

from __future__ import annotations

import threading
from contextlib import suppress
from types import TracebackType

import psutil

EVERY_SECONDS = 1.0


class Memory:
    """``with Memory(pid) as memory: …``; then ``peak`` and ``samples`` in MiB. PSS exists on Linux alone: else RSS."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.samples: list[float] = []

    @property
    def peak(self) -> float:
        return max(self.samples, default=0.0)

    def at(self, part: float) -> float:
        """The sample after this part of the time, from 0 to 1."""
        return self.samples[min(int(part * len(self.samples)), len(self.samples) - 1)] if self.samples else 0.0

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            with suppress(psutil.Error):
                self.samples.append(sum(map(memory_mib, (self._process, *self._process.children(recursive=True)))))


def memory_mib(process: psutil.Process) -> float:
    """What this one process takes now; nothing if it is gone."""
    with suppress(psutil.Error):
        found = process.memory_full_info()
        return float(getattr(found, "pss", found.rss)) / 2**20
    return 0.0
