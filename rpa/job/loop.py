"""The loop over a run's items: several pages, one failure kept from the others, an orderly end.

Stops between two items on request, at once on what no other item could survive, and after three failures of one kind
in a row, counted over all pages together: one card that is built otherwise fails alone. An item whose browser died is
taken up again once, in a new browser: what it had begun is in the ledger, so it reads before it does anything.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Generic, TypeVar

from rpa.cabinet import Cabinet, browser_may_go
from rpa.errors import AnswerRejected, RpaError, SiteUnavailable, UnknownOutcome
from rpa.job.results import Ending, ItemResult
from rpa.job.stop import ENDS_THE_RUN, ends_the_run

if TYPE_CHECKING:
    from rpa.job.job import Job, Keyed

Item = TypeVar("Item", bound="Keyed")
Do = Callable[[Cabinet, "Job", Item], Awaitable[ItemResult]]

SAME_FAILURES_IN_A_ROW = 3
_GRACE_SECONDS = 30.0
_GONE = "Браузер закрылся посреди работы."
_STOPPED_BY = {
    Ending.REFUSED: AnswerRejected(
        "Сайт отклонил три ответа подряд: остальные не отправлялись.", site_message="", hint="Прочтите слова сайта."
    ),
    Ending.NOT_SENT: SiteUnavailable("Сайт трижды подряд не принял отправку: остальные ответы не отправлялись."),
    Ending.UNKNOWN: UnknownOutcome("Исход трёх отправок подряд неизвестен: остальные ответы не отправлялись."),
}


class Streak:
    """Failures of one kind in a row."""

    def __init__(self) -> None:
        self._kind, self._count = "", 0

    def note(self, kind: str) -> bool:
        """Count one more item; an empty ``kind`` is no failure. True when there were enough of one kind."""
        self._count = self._count + 1 if kind and kind == self._kind else int(bool(kind))
        self._kind = kind
        return self._count >= SAME_FAILURES_IN_A_ROW


async def each(job: Job, items: Iterable[Item], do: Do[Item], *, parallel: int | None = None) -> list[ItemResult]:
    """See ``Job.each``. Raises what ended the run early; results so far are in ``job.summary``."""
    walk = _Walk(job, items, do)
    at_once = min(walk.total, parallel or walk.total)
    await job.workplace.spread(at_once)
    pages = range(min(at_once, len(job.cabinets)))
    try:
        async with asyncio.TaskGroup() as group:
            for index in pages:
                group.create_task(walk.work(index))
    except ExceptionGroup as several:
        raise several.exceptions[0] from several
    finally:
        job.summary.left += len(walk.waiting)
        job.summary.stopped = job.stop.reason
        job.summary.error = job.summary.error or job.stop.error
    if walk.odd is not None and not any(result.good for result in job.summary.results):
        # Nothing tells an odd card from a changed page.
        job.summary.error = job.summary.error or walk.odd
    if job.summary.error is not None:
        raise job.summary.error
    return walk.results


class _Walk(Generic[Item]):
    """One pass over the items; every page is a worker."""

    def __init__(self, job: Job, items: Iterable[Item], do: Do[Item]) -> None:
        self.job, self.do = job, do
        self.waiting = deque(items)
        self.total = len(self.waiting)
        self.results: list[ItemResult] = []
        self.streak = Streak()
        self.odd: RpaError | None = None
        self.taken_up_again: set[str] = set()

    async def work(self, index: int) -> None:
        job = self.job
        while self.waiting and not job.stop and job.summary.error is None:
            item = self.waiting.popleft()
            try:
                result = await self._one(index, item)
            except RpaError as error:
                # The disk or the ledger failed while a failure was being recorded.
                job.summary.error = job.summary.error or error
                result = ItemResult(item.request_number, Ending.FAILED, error.what)
            if result is None:
                self.waiting.appendleft(item)
                continue
            self.results.append(result)
            job.summary.put(result)
            job.on_progress(len(self.results), self.total, result.key)
            if self.waiting:
                await self._keep_small(index)

    async def _keep_small(self, index: int) -> None:
        try:
            await self.job.workplace.keep_small(index)
        except RpaError as error:
            self.job.summary.error = self.job.summary.error or error

    async def _one(self, index: int, item: Item) -> ItemResult | None:
        """The item's result; ``None`` if it has to wait for another try or another run."""
        from rpa.job.job import StoppedBeforeItsTurn

        job, key, renewals = self.job, item.request_number, self.job.workplace.renewals
        cabinet, pacing = job.cabinets[index], job.settings.pacing
        # Politeness is no trouble of the item: with all pages before it, it waits so long for its turn to be sent.
        seconds = pacing.item_timeout_seconds + len(job.cabinets) * pacing.turn_seconds
        try:
            with job.watchdog.limit(seconds + _GRACE_SECONDS, f"запрос {key}"), browser_may_go(_GONE):
                async with asyncio.timeout(seconds):
                    result = await self.do(cabinet, job, item)
            trouble: RpaError | None = _STOPPED_BY.get(result.ending)
            kind = result.ending.value if trouble else ""
        except StoppedBeforeItsTurn:
            return None
        except (RpaError, TimeoutError) as error:
            cut_off = isinstance(error, TimeoutError)
            trouble = error if isinstance(error, RpaError) else SiteUnavailable("Вышло время на один запрос.")
            kind = type(trouble).__name__
            failed = await self._failed(index, cabinet, item, trouble, cut_off=cut_off)
            if failed is None:
                return None
            result = failed
        # A click that met a dead session: several pages do at once, and the sign-in since has cured the cause.
        cured = result.ending is Ending.NOT_SENT and job.workplace.renewals > renewals
        if not cured and self.streak.note(kind):
            job.summary.error = job.summary.error or trouble
        job.journal.record("item", request_number=key, ending=result.ending.value, detail=result.detail)
        return result

    async def _failed(
        self, index: int, cabinet: Cabinet, item: Item, error: RpaError, *, cut_off: bool
    ) -> ItemResult | None:
        """What a failure means for the item and for the run. ``None``: a new browser, the item once more.

        ``cut_off``: its time was over. Nobody saw what hangs over its page (the window that asks to confirm, whatever
        kept the click waiting), and the next card would be shown below it: that page is closed.
        """
        job, key = self.job, item.request_number
        answers = await job.workplace.answers(cabinet)
        if answers:
            await job.keep_failure(cabinet, key)
        # After a click that cannot be read back nothing more is sent: the next card may be as odd.
        if isinstance(error, ENDS_THE_RUN) and (ends_the_run(error) or job.uncertain(key)):
            job.summary.error = job.summary.error or error
        elif isinstance(error, ENDS_THE_RUN):
            self.odd = error
        elif await job.workplace.repaired(index, cabinet, silent=cut_off or not answers):
            job.journal.record("browser_replaced", request_number=key, error=type(error).__name__)
            if key not in self.taken_up_again and not (cut_off and answers):
                self.taken_up_again.add(key)
                return None
        if job.uncertain(key):
            return ItemResult(key, Ending.UNKNOWN, f"{error.what} Исход отправки неизвестен.")
        return ItemResult(key, Ending.FAILED, error.what)
