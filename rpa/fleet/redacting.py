"""What a worker's log hides: it is one for all organizations, and each run learns names of its own."""

from __future__ import annotations

import threading
from collections import deque
from weakref import WeakSet

from rpa.audit import Redactor

_REMEMBERED = 16
"""Libraries tell of a run's errors some time after it; by then a few other stages may have begun."""


class LogRedactor(Redactor):
    """Hides what any of the redactors it gave away has learned, while they are in use and for a while after."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._in_use: WeakSet[Redactor] = WeakSet()
        self._last: deque[Redactor] = deque(maxlen=_REMEMBERED)

    def another(self) -> Redactor:
        """A redactor for one organization's stage: what it learns goes into no journal of another."""
        made = Redactor()
        with self._lock:
            self._in_use.add(made)
            self._last.append(made)
        return made

    def text(self, text: str) -> str:
        with self._lock:
            in_use = list(self._in_use)
        for one in in_use:
            text = one.text(text)
        return super().text(text)
