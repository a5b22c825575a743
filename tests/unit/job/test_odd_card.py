"""One card that is built otherwise fails alone; a page that changed, or nothing to compare it with, ends the run."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from test_loop import Item, MadeUpRun

from rpa.errors import PageChanged
from rpa.job import loop
from rpa.job.results import Ending, ItemResult
from rpa.job.settling import settle_leftover
from rpa.job.watchdog import Watchdog


def odd(*, lone: bool = True) -> PageChanged:
    return PageChanged("На карточке не видно, «да» или «нет» отвечено.", key="debt_request.debt_present", lone=lone)


def walked(numbers: str, bad: str, *, lone: bool = True, uncertain: bool = False, run: Any = None) -> MadeUpRun:
    run = run or MadeUpRun(replaces=False, answers=True)
    run.uncertain = lambda _number: uncertain

    async def do(_cabinet: Any, _job: Any, item: Item) -> ItemResult:
        if item.request_number in bad:
            raise odd(lone=lone)
        return ItemResult(item.request_number, Ending.DONE)

    with suppress(PageChanged):
        asyncio.run(loop.each(run, [Item(number) for number in numbers], do))
    return run


def test_one_odd_card_keeps_no_other_from_its_answer() -> None:
    run = walked("abcd", "a")
    assert [result.ending for result in run.summary.results] == [Ending.FAILED, *[Ending.DONE] * 3]
    assert run.summary.error is None


def test_an_odd_card_that_is_read_again_alone_does_not_end_a_run_that_read_others() -> None:
    run = walked("a", "a", run=walked("abcd", "a"))
    assert run.summary.error is None


@pytest.mark.parametrize(
    ("numbers", "bad", "options", "tried"),
    [
        ("abcd", "a", {"lone": False}, 1),
        ("abcd", "a", {"uncertain": True}, 1),
        ("abcdef", "abcdef", {}, 3),
        ("ab", "ab", {}, 2),
    ],
)
def test_a_changed_page_ends_the_run(numbers: str, bad: str, options: dict[str, bool], tried: int) -> None:
    run = walked(numbers, bad, **options)
    assert len(run.summary.results) == tried
    assert run.summary.exit_code == PageChanged.exit_code


@pytest.mark.parametrize("lone", [True, False])
def test_an_odd_card_of_a_broken_off_answer_leaves_it_unknown_and_the_run_goes_on(lone: bool) -> None:
    async def step(*_args: Any, **_options: Any) -> None:
        raise odd(lone=lone)

    pacing = SimpleNamespace(item_timeout_seconds=30)
    job: Any = SimpleNamespace(
        cabinets=(None,), watchdog=Watchdog("no such browser"), settings=SimpleNamespace(pacing=pacing), step=step
    )
    intent: Any = SimpleNamespace(request_number="a", kind=None)
    work = settle_leftover(job, lambda *_: SimpleNamespace(look=None), intent)  # type: ignore[arg-type, return-value]
    if not lone:
        with pytest.raises(PageChanged):
            asyncio.run(work)
        return
    result = asyncio.run(work)
    assert result is not None
    assert result.ending is Ending.UNKNOWN
