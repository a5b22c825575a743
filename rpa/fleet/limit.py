"""How long one piece of a worker's work may last: it is asked to end, and where it does not, the process ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LONGEST_SECONDS = 4 * 3600.0
"""As schedulers let one organization's day last. A stage that hangs would keep its slot for ever, and a few of them the
whole worker, while the ticks of its organization wait in the queue and nobody hears of it."""
ENDS_WITHIN_SECONDS = 300.0
"""For a stage that was asked to end: it finishes the answer in hand."""


@contextmanager
def limited(
    ask: Callable[[], None],
    hung: Callable[[], None],
    *,
    longest: float = LONGEST_SECONDS,
    ends_within: float = ENDS_WITHIN_SECONDS,
) -> Iterator[threading.Event]:
    """Call ``ask`` if the body lasts longer than ``longest``, and ``hung`` if it then does not end in ``ends_within``.

    Both in a thread of their own: the body may never get to run again. The event is set before ``ask`` is called.
    """
    ended, passed = threading.Event(), threading.Event()

    def watch() -> None:
        if ended.wait(longest):
            return
        passed.set()
        ask()
        if not ended.wait(ends_within):
            hung()

    threading.Thread(target=watch, name="limit", daemon=True).start()
    try:
        yield passed
    finally:
        ended.set()
