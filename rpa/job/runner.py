"""Runs one scenario for one organization: lock, ledger, journal, browser, session, then the scenario, then the end.

Everything a run opened is closed in the reverse order, whatever happened; the session is saved after every run, not
only at a good end, because a session lost to Ctrl-C costs a person another sign-in.
"""

from __future__ import annotations

import asyncio
import secrets as random_bytes
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rpa.audit import EvidenceStore, Journal, Redactor
from rpa.cabinet import Addresses, BrowserOptions, Cabinet, CabinetSession, Liveness, Timeouts
from rpa.errors import OrganizationBusy, RpaError
from rpa.job import catalogue
from rpa.job.entry import Entry
from rpa.job.job import Job
from rpa.job.keeping import load_session, save_session, signer_of
from rpa.job.results import RunSummary
from rpa.job.stop import StopFlag
from rpa.ledger import Lease, Ledger
from rpa.settings import OrganizationFolder, OrganizationSettings, Secrets

LEASE_SECONDS = 120.0


@dataclass(frozen=True)
class Run:
    """What to run, for whom, and who listens. ``given`` is handed to the scenario as ``job.given``."""

    scenario: str
    folder: OrganizationFolder
    settings: OrganizationSettings
    secrets: Secrets
    given: Any = None
    pages: int | None = None
    stop: StopFlag = field(default_factory=StopFlag)
    on_progress: Callable[[int, int, str], None] = lambda _done, _total, _key: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    redactor: Redactor = field(default_factory=Redactor)


@dataclass(frozen=True, slots=True)
class Finished:
    """``value`` is what the scenario returned (``None`` if it ended early); the summary says how it went."""

    value: Any
    summary: RunSummary


def new_run_id(now: datetime) -> str:
    """``YYYYMMDD-HHMMSS-xxxx`` in UTC; sorts by time."""
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{random_bytes.token_hex(2)}"


def run(wanted: Run) -> Finished:
    """Run to the end in an event loop of its own. Raises what kept the run from starting (see ``rpa.errors``)."""
    return asyncio.run(run_async(wanted))


async def run_async(wanted: Run) -> Finished:
    scenario = catalogue.load(wanted.scenario)
    async with prepared(wanted) as job:
        value = None
        try:
            with wanted.stop.on_signals():
                value = await scenario.run(job.cabinets[0], job)
        except RpaError as error:
            job.summary.error = error
        job.summary.stopped = wanted.stop.reason
        job.journal.record(
            "run_finished",
            durable=True,
            scenario=wanted.scenario,
            counts=job.summary.counts(),
            left=job.summary.left,
            stopped=job.summary.stopped,
            error=type(job.summary.error).__name__ if job.summary.error else "",
        )
        job.ledger.finish_run(job.run_id, str(job.summary.exit_code))
        return Finished(value, job.summary)


@asynccontextmanager
async def prepared(wanted: Run) -> AsyncIterator[Job]:
    """A signed-in job, and everything it holds closed at the end."""
    settings, folder = wanted.settings, wanted.folder
    run_id, ogrn = new_run_id(wanted.now()), settings.organization.ogrn
    redactor = wanted.redactor
    async with AsyncExitStack() as stack:
        ledger = stack.enter_context(Ledger.open(settings.ledger_url or folder.ledger, now=wanted.now))
        lease = stack.enter_context(ledger.lease(ogrn, run_id, LEASE_SECONDS))
        journal = stack.enter_context(
            Journal.open(
                folder.journal,
                organization=ogrn,
                run_id=run_id,
                signer=signer_of(wanted.secrets),
                redactor=redactor,
                now=wanted.now,
            )
        )
        ledger.start_run(run_id, ogrn)
        journal.record(
            "run_started",
            durable=True,
            scenario=wanted.scenario,
            target=settings.site.origin("my"),
            stand=settings.site.stand,
        )
        stack.push_async_callback(_cancelled, asyncio.create_task(_keep_lease(lease, wanted.stop)))
        session = await stack.enter_async_context(_session(wanted))
        entry = Entry(session, settings, wanted.secrets, journal, redactor)
        try:
            if await session.probe() is not Liveness.ALIVE:
                await entry.renew()
        except RpaError as error:
            journal.record(
                "run_finished", durable=True, scenario=wanted.scenario, error=type(error).__name__, what=error.what
            )
            raise
        stack.push_async_callback(save_session, session, folder.session, wanted.secrets)
        pages = await session.pages(wanted.pages or settings.browser.pages)
        yield Job(
            run_id=run_id,
            organization=ogrn,
            settings=settings,
            journal=journal,
            ledger=ledger,
            lease=lease,
            evidence=EvidenceStore(folder.evidence, redactor=redactor),
            cabinets=[await Cabinet.on(page, session) for page in pages],
            redactor=redactor,
            renew_session=entry.renew,
            now=wanted.now,
            given=wanted.given,
            stop=wanted.stop,
            on_progress=wanted.on_progress,
        )


@asynccontextmanager
async def _session(wanted: Run) -> AsyncIterator[CabinetSession]:
    settings = wanted.settings
    addresses = Addresses(
        portal=settings.site.origin("dom"), cabinet=settings.site.origin("my"), esia=settings.site.origin("esia")
    )
    options = BrowserOptions(executable=settings.browser.executable, headless=settings.browser.headless)
    async with CabinetSession.open(
        addresses,
        options,
        state=load_session(wanted.folder.session, wanted.secrets),
        timeouts=Timeouts(action=settings.browser.timeout_seconds),
    ) as session:
        yield session


async def _keep_lease(lease: Lease, stop: StopFlag) -> None:
    """Renew in time; a lost lease stops the run before its next item (each click checks it too)."""
    while True:
        await asyncio.sleep(lease.ttl_seconds / 3)
        try:
            lease.renew()
        except OrganizationBusy:
            stop.stop("организацию занял другой прогон")
            return


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
