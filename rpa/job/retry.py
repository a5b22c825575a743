"""The one retry policy: only ``Temporary``, only around a step, at one level.

Four tries or two minutes, whichever ends first, with growing and jittered pauses. Nested retries multiply, so nothing
below a step retries by itself, and nothing at all repeats a commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    stop_after_delay,
    wait_exponential,
    wait_random,
)

from rpa.errors import Temporary


def policy(
    before_next_try: Callable[[RetryCallState], Awaitable[None]],
    *,
    attempts: int = 4,
    seconds: float = 120,
    pause: float = 0.5,
) -> AsyncRetrying:
    """Retrying for one step. ``before_next_try`` journals the failure, may renew the session, may raise to end."""
    return AsyncRetrying(
        retry=retry_if_exception_type(Temporary),
        stop=stop_after_attempt(attempts) | stop_after_delay(seconds),
        wait=wait_exponential(multiplier=pause, max=20) + wait_random(0, pause),
        sleep=asyncio.sleep,
        before_sleep=before_next_try,
        reraise=True,
    )
