"""The loop over a run's items, with what it needs of a run made up: no browser."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Error as PlaywrightError

from rpa.errors import SiteUnavailable
from rpa.job import loop
from rpa.job.results import Ending, ItemResult, RunSummary
from rpa.job.stop import StopFlag
from rpa.job.watchdog import Watchdog


@dataclass(frozen=True)
class Item:
    request_number: str


@dataclass
class MadeUpRun:
    """As much of a ``Job`` as the loop asks for. ``repairs`` counts how often another browser was wanted."""

    replaces: bool
    repairs: int = 0
    renewals: int = 0
    kept_small: int = 0
    seconds: float = 30
    turn: float = 0
    answers: bool = False
    no_browser_after: int = 0
    summary: RunSummary = field(default_factory=lambda: RunSummary("test"))
    stop: StopFlag = field(default_factory=StopFlag)
    cabinets: tuple[None, ...] = (None,)
    watchdog: Watchdog = field(default_factory=lambda: Watchdog("no such browser"))

    @property
    def settings(self) -> Any:
        return SimpleNamespace(pacing=SimpleNamespace(item_timeout_seconds=self.seconds, turn_seconds=self.turn))

    @property
    def journal(self) -> Any:
        return SimpleNamespace(record=lambda *_args, **_fields: None)

    @property
    def workplace(self) -> Any:
        async def spread(_items: int) -> None: ...

        async def answers(_cabinet: None) -> bool:
            return self.answers

        async def repaired(_index: int, _broken: None, *, silent: bool) -> bool:
            assert silent, "a page that gave no answer, or has to go, is not asked again"
            self.repairs += 1
            return self.replaces

        async def keep_small(_index: int) -> None:
            self.kept_small += 1
            if self.no_browser_after == self.kept_small:
                raise SiteUnavailable("Браузер закрывается снова и снова.")

        return SimpleNamespace(
            renewals=self.renewals, spread=spread, answers=answers, repaired=repaired, keep_small=keep_small
        )

    def uncertain(self, _number: str) -> bool:
        return False

    async def keep_failure(self, _cabinet: None, _number: str) -> None:
        assert not self.repairs, "the picture is of the page that failed"

    def on_progress(self, _done: int, _total: int, _key: str) -> None: ...


def walked(run: Any, numbers: str, failures: dict[str, int]) -> list[ItemResult]:
    """Items whose first tries end in an error of the browser library."""

    async def do(_cabinet: Any, _job: Any, item: Item) -> ItemResult:
        if failures.get(item.request_number, 0):
            failures[item.request_number] -= 1
            raise PlaywrightError("Target page, context or browser has been closed")
        return ItemResult(item.request_number, Ending.DONE)

    return asyncio.run(loop.each(run, [Item(number) for number in numbers], do))


@pytest.mark.parametrize(
    ("replaces", "failures", "endings"),
    [
        (True, 1, {"a": Ending.DONE, "b": Ending.DONE}),
        (True, 9, {"a": Ending.FAILED, "b": Ending.DONE}),
        (False, 1, {"a": Ending.FAILED, "b": Ending.DONE}),
    ],
)
def test_an_error_of_the_browser_library_is_one_items_trouble_and_not_the_runs_end(
    replaces: bool, failures: int, endings: dict[str, Ending]
) -> None:
    run = MadeUpRun(replaces)
    assert {one.key: one.ending for one in walked(run, "ab", {"a": failures})} == endings
    assert run.repairs == min(failures, 2)
    assert run.summary.error is None


def test_the_page_of_an_item_whose_time_is_over_is_closed_although_it_answers_and_the_item_is_not_taken_up_again() -> (
    None
):
    run: Any = MadeUpRun(replaces=True, seconds=0.01, answers=True)

    async def do(_cabinet: Any, _job: Any, _item: Item) -> ItemResult:
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")

    results = asyncio.run(loop.each(run, [Item("a")], do))
    assert [one.ending for one in results] == [Ending.FAILED]
    assert run.repairs == 1


def test_memory_is_given_back_between_two_items_and_a_browser_lost_by_it_ends_the_run_and_loses_no_result() -> None:
    run = MadeUpRun(replaces=True)
    assert len(walked(run, "abc", {})) == 3
    assert run.kept_small == 2
    run = MadeUpRun(replaces=True, no_browser_after=2)
    with pytest.raises(SiteUnavailable):
        walked(run, "abcd", {})
    assert [result.ending for result in run.summary.results] == [Ending.DONE, Ending.DONE]
    assert run.summary.left == 2


def test_a_browser_that_dies_at_every_item_stops_the_run_after_three_with_a_stable_code() -> None:
    run = MadeUpRun(replaces=False)
    with pytest.raises(SiteUnavailable):
        walked(run, "abcde", dict.fromkeys("abcde", 9))
    assert run.summary.exit_code == SiteUnavailable.exit_code
    assert (len(run.summary.results), run.summary.left) == (3, 2)


@pytest.mark.parametrize(("signs_in", "tried"), [(True, 5), (False, 3)])
def test_three_clicks_the_site_did_not_take_stop_the_run_unless_a_dead_session_was_the_cause(
    signs_in: bool, tried: int
) -> None:
    run: Any = MadeUpRun(replaces=True)

    async def do(_cabinet: Any, _job: Any, item: Item) -> ItemResult:
        run.renewals += signs_in
        return ItemResult(item.request_number, Ending.NOT_SENT)

    with suppress(SiteUnavailable):
        asyncio.run(loop.each(run, [Item(number) for number in "abcde"], do))
    assert len(run.summary.results) == tried
    assert (run.summary.error is None) is signs_in


def test_waiting_for_its_turn_takes_none_of_an_items_time(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    real = asyncio.timeout
    monkeypatch.setattr(asyncio, "timeout", lambda seconds: given.append(seconds) or real(seconds))
    walked(MadeUpRun(replaces=True, turn=120, cabinets=(None, None)), "ab", {})
    assert given == [30 + 2 * 120] * 2
