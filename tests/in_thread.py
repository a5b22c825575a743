"""Run the product where no other event loop runs: the browser fixtures' loop lives in the main thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
RUN_SECONDS = 480


def in_thread(work: Callable[[], T], *, seconds: float = RUN_SECONDS) -> T:
    """What ``work`` returns or raises. Fails if it takes longer than ``seconds``."""
    returned: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            returned.append(work())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    assert returned, "the work did not end in time"
    return returned[0]
