"""One execution of a scenario: the two verbs a scenario has, and the loop over its items.

``step`` may be repeated, ``commit`` never is. ``each`` keeps one item's failure from the others, stops after three
failures of one kind in a row, between two items on request, and at once on what no other item could survive.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from tenacity import RetryCallState

from rpa.audit import EvidenceStore, Journal, Redactor
from rpa.cabinet import Cabinet
from rpa.cabinet.pages.base import Picture
from rpa.errors import (
    AccessDenied,
    BadSettings,
    InteractionNeeded,
    OrganizationBusy,
    PageChanged,
    RpaError,
    SessionExpired,
    SignInRejected,
    SiteUnavailable,
    UnknownOutcome,
)
from rpa.job import commit as protocol
from rpa.job import retry
from rpa.job.results import Ending, ItemResult, RunSummary
from rpa.job.stop import StopFlag, sleep_unless
from rpa.ledger import Lease, Ledger
from rpa.settings import OrganizationSettings

T = TypeVar("T")
Item = TypeVar("Item", bound="Keyed")

ENDS_THE_RUN = (PageChanged, InteractionNeeded, SignInRejected, AccessDenied, OrganizationBusy, BadSettings)
SAME_FAILURES_IN_A_ROW = 3


class Keyed(Protocol):
    """An item of ``each``: its key is a request or inquiry number, safe to print."""

    @property
    def request_number(self) -> str: ...


@dataclass
class Job:
    """What a scenario is given besides the cabinet. Built by ``rpa.job.runner``."""

    run_id: str
    organization: str
    settings: OrganizationSettings
    journal: Journal
    ledger: Ledger
    lease: Lease
    evidence: EvidenceStore
    redactor: Redactor
    cabinets: Sequence[Cabinet]
    renew_session: Callable[[], Awaitable[None]]
    now: Callable[[], datetime]
    given: Any = None
    stop: StopFlag = field(default_factory=StopFlag)
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _key: None
    summary: RunSummary = field(init=False)
    _kept: dict[str, list[str]] = field(default_factory=dict)
    _last_commit: float = float("-inf")

    def __post_init__(self) -> None:
        self.summary = RunSummary(self.run_id)

    async def step(self, title: str, act: Callable[..., Awaitable[T]], *args: Any, key: str = "") -> T:
        """Do ``act``; repeat it while it raises ``Temporary``, within the one policy. Raises what the last try raised."""
        started = time.monotonic()
        renewed = False

        async def before_next_try(state: RetryCallState) -> None:
            nonlocal renewed
            error = state.outcome.exception() if state.outcome else None
            self.journal.record(
                "retry",
                title=title,
                attempt=state.attempt_number,
                error=type(error).__name__,
                what=str(error),
                request=key,
            )
            if isinstance(error, SessionExpired):
                if renewed:
                    raise error
                renewed = True
                await self.renew_session()

        try:
            async for attempt in retry.policy(before_next_try):
                with attempt:
                    value = await act(*args)
        except RpaError as error:
            self.journal.record("step_failed", title=title, error=type(error).__name__, what=str(error), request=key)
            raise
        self.journal.record("step", title=title, ms=round((time.monotonic() - started) * 1000), request=key)
        return value

    async def commit(self, work: protocol.Commitment) -> ItemResult:
        """Do something unrepeatable by the protocol of ``rpa.job.commit``; waits first as politeness asks."""
        await self._pace()
        return await protocol.commit(self, work)

    async def each(
        self,
        items: Iterable[Item],
        do: Callable[[Cabinet, Job, Item], Awaitable[ItemResult]],
        *,
        parallel: int | None = None,
    ) -> list[ItemResult]:
        """``do`` every item, earliest first, on ``parallel`` pages (default: as many as the settings allow)."""
        waiting = deque(items)
        total = len(waiting)
        streak: list[str] = []
        workers = self.cabinets[: parallel or len(self.cabinets)]
        done: list[ItemResult] = []

        async def work(cabinet: Cabinet) -> None:
            while waiting and not self.stop and self.summary.error is None:
                item = waiting.popleft()
                result = await self._one(cabinet, item, do, streak)
                done.append(result)
                self.summary.results.append(result)
                self.on_progress(len(done), total, result.key)

        async with asyncio.TaskGroup() as group:
            for cabinet in workers:
                group.create_task(work(cabinet))
        self.summary.left += len(waiting)
        self.summary.stopped = self.stop.reason
        if self.summary.error is not None:
            raise self.summary.error
        return done

    async def _one(
        self, cabinet: Cabinet, item: Item, do: Callable[[Cabinet, Job, Item], Awaitable[ItemResult]], streak: list[str]
    ) -> ItemResult:
        key = item.request_number
        try:
            async with asyncio.timeout(self.settings.pacing.item_timeout_seconds):
                result = await do(cabinet, self, item)
            streak.clear()
        except ENDS_THE_RUN as error:
            await self.keep_failure(cabinet, key)
            self.summary.error = error
            result = ItemResult(key, Ending.FAILED, error.what)
        except (RpaError, TimeoutError) as error:
            known = (
                error if isinstance(error, RpaError) else SiteUnavailable(f"Запрос {key}: вышло время на один запрос.")
            )
            await self.keep_failure(cabinet, key)
            ending = Ending.UNKNOWN if isinstance(known, UnknownOutcome) else Ending.FAILED
            result = ItemResult(key, ending, known.what)
            streak.append(type(known).__name__)
            if len(streak) >= SAME_FAILURES_IN_A_ROW and len(set(streak[-SAME_FAILURES_IN_A_ROW:])) == 1:
                self.summary.error = known
        self.journal.record("item", request=key, ending=result.ending.value, detail=result.detail)
        return result

    async def keep(self, number: str, stage: str, picture: Picture) -> None:
        """Keep a masked picture. One that could not be masked does not exist, and the journal says why."""
        if picture.jpeg is None:
            self.journal.record("picture_refused", request=number, stage=stage, why=picture.reason)
            return
        kept = self.evidence.put(self.run_id, number, stage, picture.jpeg)
        self._kept.setdefault(number, []).append(kept.sha256)
        self.journal.record("picture", request=number, stage=stage, file=kept.path, sha256=kept.sha256)

    async def keep_failure(self, cabinet: Cabinet, number: str) -> None:
        """A picture of what was on the screen when an item failed; a broken page must not hide the failure itself."""
        try:
            await self.keep(number, "failure", await cabinet.picture())
        except RpaError as error:
            self.journal.record("picture_refused", request=number, stage="failure", why=type(error).__name__)

    def done(self, item: Keyed, detail: str = "") -> ItemResult:
        """An item that needed no commit and is finished."""
        return ItemResult(item.request_number, Ending.DONE, detail)

    def skip(self, item: Keyed, reason: str) -> ItemResult:
        """An item left to a person, with the reason as a Russian sentence without personal data."""
        return ItemResult(item.request_number, Ending.SKIPPED, reason)

    def evidence_of(self, number: str) -> list[str]:
        """Hashes of the pictures kept for one item in this run."""
        return list(self._kept.get(number, ()))

    async def pause_until(self, since: datetime, seconds: float) -> None:
        """Wait until ``seconds`` have passed since a moment in the ledger; a clock set back waits the full time once."""
        left = (since + timedelta(seconds=seconds) - self.now()).total_seconds()
        if left > 0:
            await asyncio.sleep(min(left, seconds))

    async def _pace(self) -> None:
        per_minute = self.settings.pacing.answers_per_minute
        if not per_minute:
            return
        now = time.monotonic()
        start = max(now, self._last_commit + 60 / per_minute)
        self._last_commit = start
        await sleep_unless(self.stop, start - now)
