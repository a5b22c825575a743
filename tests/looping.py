"""A thread with an asyncio loop.

pytest-playwright's synchronous page keeps a running loop in the main thread, where a second one cannot run.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

TEST_SECONDS = 240


class Loop:
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Any], timeout: float = TEST_SECONDS) -> Any:
        """What ``work`` returns. Raises ``TimeoutError`` that says where every task of the loop stood."""
        running = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return running.result(timeout)
        except TimeoutError as error:
            if running.done():
                raise
            stood = self._standing()
            # What is never waited for again must not meet the next test of this loop.
            running.cancel()
            raise TimeoutError(f"not over in {timeout} s\n{stood}") from error

    def _standing(self) -> str:
        """Every task of the loop, with the lines it awaits in, the innermost last."""
        told = []
        for task in asyncio.all_tasks(self._loop):
            told.append(repr(task))
            waits: Any = task.get_coro()
            while frame := getattr(waits, "cr_frame", None):
                told.append(f"  {frame.f_code.co_filename}:{frame.f_lineno}, {frame.f_code.co_qualname}")
                waits = waits.cr_await
        return "\n".join(told)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()
