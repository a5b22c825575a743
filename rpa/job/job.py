"""One execution of a scenario: the two verbs a scenario has, and what a commitment needs of its run.

``step`` may be repeated, ``commit`` never is. The loop over items is ``rpa.job.loop``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from tenacity import RetryCallState

from rpa.audit import EvidenceStore, Journal, Redactor
from rpa.cabinet import Cabinet
from rpa.cabinet.pages.base import Picture
from rpa.errors import BadSettings, RpaError, SessionExpired
from rpa.job import commit as protocol
from rpa.job import loop, retry
from rpa.job.commitment import Commitment
from rpa.job.memory import record_outcome, require_memory, require_own, tell_journal
from rpa.job.results import Ending, ItemResult, RunSummary
from rpa.job.settling import Recall, settle_leftover
from rpa.job.stop import StopFlag, sleep_unless
from rpa.job.watchdog import Watchdog
from rpa.job.workplace import Workplace
from rpa.ledger import ANSWERING, Intent, IntentKind, Lease, Ledger, Outcome, Record
from rpa.settings import OrganizationSettings

T = TypeVar("T")
Item = TypeVar("Item", bound="Keyed")

PICTURE_SECONDS = 15.0


class Keyed(Protocol):
    """An item of ``each``: its key is a request or inquiry number, safe to print."""

    @property
    def request_number(self) -> str: ...


class StoppedBeforeItsTurn(Exception):
    """The run was asked to stop while an item waited for its turn to be sent: nothing was begun for it."""


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
    workplace: Workplace
    watchdog: Watchdog
    now: Callable[[], datetime]
    given: Any = None
    stop: StopFlag = field(default_factory=StopFlag)
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _key: None
    summary: RunSummary = field(init=False)
    started: float = field(default_factory=time.monotonic)
    _kept: dict[str, list[str]] = field(default_factory=dict)
    _clicked: dict[str, float] = field(default_factory=dict)
    _last_commit: float = float("-inf")
    _remembers: bool = False

    def __post_init__(self) -> None:
        self.summary = RunSummary(self.run_id, hide=self.redactor.text)

    @property
    def cabinets(self) -> Sequence[Cabinet]:
        """The pages of this run; replaced when the browser had to be opened anew."""
        return self.workplace.cabinets

    @property
    def cabinet(self) -> Cabinet:
        """The page of the scenario's own steps: the one it was given, or another after ``each``."""
        return self.workplace.main

    async def step(self, title: str, act: Callable[..., Awaitable[T]], *args: Any, key: str = "") -> T:
        """Do ``act``; repeat it while it raises ``Temporary``, within the one policy.

        Raises what the last try raised.
        """
        started, renewed = time.monotonic(), False

        async def before_next_try(state: RetryCallState) -> None:
            nonlocal renewed
            error = state.outcome.exception() if state.outcome else None
            self.journal.record(
                "retry",
                title=title,
                attempt=state.attempt_number,
                error=type(error).__name__,
                what=str(error),
                request_number=key,
            )
            if isinstance(error, SessionExpired):
                if renewed:
                    raise error
                renewed = True
                await self.workplace.renew_session()
            elif isinstance(error, RpaError) and not self.workplace.connected:
                # Nothing to repeat on: the loop opens another browser and takes the item up again.
                raise error

        try:
            async for attempt in retry.policy(before_next_try):
                with attempt:
                    value = await act(*args)
        except RpaError as error:
            self.journal.record(
                "step_failed", title=title, error=type(error).__name__, what=str(error), request_number=key
            )
            raise
        self.journal.record("step", title=title, ms=round((time.monotonic() - started) * 1000), request_number=key)
        return value

    async def commit(self, work: Commitment) -> ItemResult:
        """Do something unrepeatable by the protocol of ``rpa.job.commit``."""
        return await protocol.commit(self, work)

    async def each(
        self,
        items: Iterable[Item],
        do: Callable[[Cabinet, Job, Item], Awaitable[ItemResult]],
        *,
        parallel: int | None = None,
    ) -> list[ItemResult]:
        """``do`` every item, earliest first, on ``parallel`` pages (default: as many as the settings allow)."""
        return await loop.each(self, items, do, parallel=parallel)

    @asynccontextmanager
    async def settling(
        self,
        recall: Recall,
        items: Iterable[Keyed] = (),
        *,
        act: IntentKind = IntentKind.SEND,
        kinds: Collection[IntentKind] = ANSWERING,
    ) -> AsyncIterator[None]:
        """Solve by reading: before the body what earlier runs left uncertain, after it what this run left so.

        ``recall`` makes the commitment of an intent again, or says it cannot. ``items`` (each about to ``act``) settle
        themselves on their turn, if it was the same content that they are about to bring; intents of other ``kinds``
        are another scenario's business. Raises what no item could survive.
        """
        tell_journal(self.journal, self.ledger, self.organization)
        # A withdrawal has no content of its own.
        own_turn = {(item.request_number, getattr(item, "content_sha256", None)) for item in items}
        try:
            for intent in self.ledger.uncertain(self.organization):
                turns = {(intent.request_number, intent.content_sha256), (intent.request_number, None)}
                if intent.kind in kinds and not (intent.kind is act and turns & own_turn):
                    await self._settle_leftover(recall, intent)
        except RpaError:
            self.summary.left += len(own_turn)
            raise
        try:
            yield
        except RpaError:
            await self._settle_own(recall, kinds)
            raise
        await self._settle_own(recall, kinds)

    async def _settle_own(self, recall: Recall, kinds: Collection[IntentKind]) -> None:
        """What this run left uncertain is read at once, if it can be; else the next run does it."""
        try:
            for intent in self.ledger.uncertain(self.organization):
                own = intent.run_id == self.run_id and intent.kind in kinds
                if own and intent.outcome is not Outcome.UNKNOWN:
                    await self.workplace.repaired(0, self.cabinets[0])
                    await self._settle_leftover(recall, intent)
        except RpaError as error:
            self.summary.error = self.summary.error or error

    async def _settle_leftover(self, recall: Recall, intent: Intent) -> None:
        result = await settle_leftover(self, recall, intent)
        if result is not None:
            self.summary.put(result)

    # ---- what a commitment needs of its run ---------------------------------------------------------------------
    def intend(self, work: Commitment) -> Intent:
        """Record in the ledger, on disk when this returns, that ``work`` is to be done now.

        Raises ``EvidenceBroken`` if the ledger lost what the journal remembers, ``BadSettings`` if workers of a fleet
        have another: then nobody knows what was sent.
        """
        require_own(self.settings, self.journal.path)
        if not self._remembers:
            require_memory(self.journal.path, self.ledger, self.organization)
            self._remembers = True
        return self.ledger.intend(
            organization=self.organization,
            request_number=work.request_number,
            kind=work.kind,
            content_sha256=work.content_sha256,
            plan_sha256=work.plan_sha256,
            run_id=self.run_id,
            fence=self.lease.fence,
        )

    def conclude(self, intent: Intent, outcome: Outcome, detail: str) -> None:
        """Record how an intent ended, in the ledger and then in the journal; neither ever forgets a name."""
        self.journal.share()
        detail = self.redactor.text(detail)
        self.ledger.conclude(intent, outcome, detail=detail, evidence=self.evidence_of(intent.request_number))
        record_outcome(self.journal, intent, outcome, detail)

    def clicked(self, number: str) -> None:
        """Remember that something may be on its way for this request from now on."""
        self._clicked[number] = time.monotonic()

    async def settle(self, number: str) -> None:
        """Wait until nothing can be on its way for this request any more, neither from this run nor from a dead one."""
        since = max(self.started, self._clicked.get(number, self.started))
        await asyncio.sleep(max(0.0, since + self.settings.pacing.settle_seconds - time.monotonic()))

    async def pace(self) -> None:
        """Wait for this item's turn as politeness asks. Raises ``StoppedBeforeItsTurn``."""
        turn = self.settings.pacing.turn_seconds
        if not turn:
            return
        now = time.monotonic()
        start = max(now, self._last_commit + turn)
        self._last_commit = start
        await sleep_unless(self.stop, start - now)
        if self.stop:
            raise StoppedBeforeItsTurn

    # ---- evidence -----------------------------------------------------------------------------------------------
    async def keep(self, number: str, stage: str, picture: Picture) -> None:
        """Keep a masked picture. One that could not be masked does not exist, and the journal says why."""
        if picture.jpeg is None:
            self.journal.record("picture_refused", request_number=number, stage=stage, why=picture.reason)
            return
        kept = self.evidence.put(self.run_id, number, stage, picture.jpeg)
        self._kept.setdefault(number, []).append(kept.sha256)
        self.journal.record("picture", request_number=number, stage=stage, path=kept.path, sha256=kept.sha256)

    async def keep_result(self, work: Commitment) -> None:
        """Keep a picture of the result; if there can be none, what the card said still stands."""
        await self._keep_or_tell(work.request_number, "result", work.keep_result)

    def keep_screen(self, screen: str, jpeg: bytes) -> str:
        """Keep the masked picture of a whole screen (no item's); where it lies."""
        kept = self.evidence.put(self.run_id, screen, "screen", jpeg)
        self.journal.record("picture", request_number=screen, stage="screen", path=kept.path, sha256=kept.sha256)
        return str(self.evidence.folder / kept.path)

    async def keep_failure(self, cabinet: Cabinet, number: str) -> None:
        """A picture of what was on the screen when an item failed; a broken page must not hide the failure itself."""

        async def keep() -> None:
            await self.keep(number, "failure", await cabinet.picture())

        await self._keep_or_tell(number, "failure", keep)

    async def _keep_or_tell(self, number: str, stage: str, keep: Callable[[], Awaitable[None]]) -> None:
        try:
            async with asyncio.timeout(PICTURE_SECONDS):
                await keep()
        except (RpaError, TimeoutError) as error:
            if isinstance(error, BadSettings):
                # The disk, not the page.
                raise
            self.journal.record("picture_refused", request_number=number, stage=stage, why=type(error).__name__)

    def evidence_of(self, number: str) -> list[str]:
        """Hashes of the pictures kept for one item in this run."""
        return list(self._kept.get(number, ()))

    # ---- results ------------------------------------------------------------------------------------------------
    def done(self, item: Keyed) -> ItemResult:
        """An item that needed no commit and is finished."""
        return ItemResult(item.request_number, Ending.DONE)

    def skip(self, item: Keyed, reason: str) -> ItemResult:
        """An item left to a person, with the reason as a Russian sentence without personal data."""
        return ItemResult(item.request_number, Ending.SKIPPED, reason)

    def history(self, number: str) -> list[Record]:
        """Everything ever intended for this request, oldest first."""
        return self.ledger.history(self.organization, number)

    def uncertain(self, number: str) -> bool:
        """Whether something was begun for this request and nobody knows yet how it ended."""
        last = self.ledger.last(self.organization, number)
        return last is not None and last.outcome in (None, Outcome.UNKNOWN)
