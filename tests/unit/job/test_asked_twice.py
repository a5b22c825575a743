"""Who asks a run to stop a second time does not wait for the item in hand."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

import pytest

from rpa.job.stop import StopFlag

NEVER = 30
LISTENED_TO = (signal.SIGINT, signal.SIGTERM)


def ask(number: signal.Signals = signal.SIGINT) -> None:
    """The handler runs before the next step of Python, wherever that is."""
    signal.raise_signal(number)


class EndsMeanwhile:
    """Made and dropped: its finalizer is where the signal meets the program, and Python raises nothing out of there."""

    def __del__(self) -> None:
        ask()


@pytest.mark.parametrize("second", [EndsMeanwhile, ask, lambda: ask(signal.SIGTERM)])
def test_the_second_time_a_run_is_left_at_once_wherever_the_signal_meets_it_and_puts_its_things_away(
    second: Callable[[], object],
) -> None:
    put_away: list[str] = []

    async def run() -> None:
        try:
            second()
            await asyncio.sleep(NEVER)
        finally:
            put_away.append("browser")

    flag = StopFlag()
    with flag.on_signals():
        ask()
        assert flag.reason == "Ctrl-C"
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(run())
    assert put_away == ["browser"]


def test_where_no_loop_runs_the_second_one_is_raised_there() -> None:
    with StopFlag().on_signals():
        ask()
        with pytest.raises(KeyboardInterrupt):
            ask(signal.SIGTERM)


def test_a_step_that_gives_nobody_a_turn_is_left_by_the_third_one() -> None:
    reached: list[int] = []

    async def run() -> None:
        for number in range(1, 4):
            ask()
            reached.append(number)

    with StopFlag().on_signals(), pytest.raises(KeyboardInterrupt):
        asyncio.run(run())
    assert reached == [1, 2]


def test_a_run_that_ends_in_the_same_step_is_not_torn_out_of_its_clearing_up() -> None:
    before = {number: signal.getsignal(number) for number in LISTENED_TO}

    async def run() -> str:
        with StopFlag().on_signals():
            ask()
            ask()
        await asyncio.sleep(0)
        return "cleared up"

    assert asyncio.run(run()) == "cleared up"
    assert {number: signal.getsignal(number) for number in LISTENED_TO} == before
