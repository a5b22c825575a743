from __future__ import annotations

import asyncio

import pytest

from tests.looping import Loop


def test_what_is_not_over_in_time_says_where_it_stands_and_is_ended() -> None:
    ended = asyncio.Event()

    async def waits_for_ever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    loop = Loop()
    with pytest.raises(TimeoutError, match="waits_for_ever"):
        loop.run(waits_for_ever(), timeout=0.01)
    assert loop.run(ended.wait(), timeout=10)
    loop.close()
