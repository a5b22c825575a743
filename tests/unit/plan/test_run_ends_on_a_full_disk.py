"""Whoever watches a run hears of its end, whatever keeps the page from writing what waited for it."""

from __future__ import annotations

import asyncio
import errno
from typing import Any

from rpa.operate.place import Place
from rpa.web.runs import Kind, Runs


def test_the_end_of_a_run_is_heard_although_what_waited_for_it_cannot_be_written(place: Place) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def watched() -> list[bool]:
        heard: list[bool] = []
        async for run in runs.changes():
            if run is None:
                continue
            heard.append(run.alive)
            if not run.alive:
                return heard
            go.set()
        return heard

    runs, go = Runs(on_end=full), asyncio.Event()

    async def main() -> list[bool]:
        loop = asyncio.get_running_loop()

        def work(_place: Place, _heard: Any) -> None:
            asyncio.run_coroutine_threadsafe(go.wait(), loop).result(30)

        runs.start(Kind.PLAN, place, "Седова Анна", work)
        return await asyncio.wait_for(watched(), 10)

    assert asyncio.run(main()) == [True, False]
