"""Runs one scenario for one organization: lock, ledger, journal, browser, session, then the scenario, then the end.

Everything a run opened is closed in the reverse order, whatever happened; the session is saved after every run, not
only at a good end, because a session lost to Ctrl-C costs a person another sign-in.
"""

from __future__ import annotations

import asyncio
import secrets as random_bytes
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rpa.audit import EvidenceStore, Journal, Redactor, SharedFiles
from rpa.cabinet import CabinetSession, browser_may_go
from rpa.cabinet.kept_browser import KeptBrowser
from rpa.errors import OrganizationBusy, RpaError, SiteUnavailable
from rpa.job import catalogue
from rpa.job.arriving import open_session
from rpa.job.entry import Entry
from rpa.job.job import Job
from rpa.job.keeping import load_session, remember_session, signer_of
from rpa.job.parking import Parking
from rpa.job.results import RunSummary
from rpa.job.stop import StopFlag
from rpa.job.watchdog import Watchdog
from rpa.job.workplace import Workplace
from rpa.ledger import Lease, Ledger
from rpa.settings import OrganizationFolder, OrganizationSettings, Secrets
from rpa.settings.refusals import Refusals

LEASE_SECONDS = 120.0


@dataclass(frozen=True)
class Run:
    """What to run, for whom, and who listens. ``given`` is handed to the scenario as ``job.given``.

    ``browser``: work in this one instead of starting an own one. ``shared``: journal and pictures are stored there
    too, before an outcome is recorded. ``parking``: how a run that nobody watches waits for a person at the sign-in.
    ``typed_at``: as in ``Entry``, shared by the runs of one day or of one worker. ``selectors_file``
    replaces the shipped selectors.yaml, for the comparison of a mended copy.
    """

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
    browser: KeptBrowser | None = None
    shared: SharedFiles | None = None
    lease_seconds: float = LEASE_SECONDS
    parking: Parking | None = None
    typed_at: list[float] = field(default_factory=list)
    selectors_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """``value`` is what the scenario returned (``None`` if it ended early); the summary says how it went."""

    value: Any
    summary: RunSummary


def new_run_id(now: datetime) -> str:
    """``YYYYMMDD-HHMMSS-xxxx`` in UTC; sorts by time."""
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{random_bytes.token_hex(2)}"


async def run_async(wanted: Run) -> Finished:
    """Run to the end. Raises what kept the run from starting (see ``rpa.errors``)."""
    scenario = catalogue.load(wanted.scenario)
    async with prepared(wanted) as job:
        value = None
        try:
            with wanted.stop.on_signals(), browser_may_go("Браузер закрылся посреди прогона."):
                value = await scenario.run(job.cabinet, job)
        except RpaError as error:
            job.summary.error = error
        job.summary.error = job.summary.error or job.stop.error
        if job.summary.error is not None:
            _hide_people(job.summary.error, wanted.redactor)
        job.summary.stopped = job.stop.reason
        job.journal.record("run_finished", durable=True, scenario=wanted.scenario, **job.summary.told())
        job.ledger.finish_run(job.run_id, str(job.summary.exit_code))
        return Finished(value, job.summary)


@asynccontextmanager
async def prepared(wanted: Run) -> AsyncIterator[Job]:
    """A signed-in job, and everything it holds closed at the end."""
    # What ends this run alone, a lease that is lost, leaves the rest of the day its turn, its notices above all.
    wanted = replace(wanted, stop=StopFlag(wanted.stop))
    settings, folder, redactor = wanted.settings, wanted.folder, wanted.redactor
    run_id, ogrn = new_run_id(wanted.now()), settings.organization.ogrn
    async with AsyncExitStack() as stack:
        ledger = stack.enter_context(Ledger.open(settings.ledger_url or folder.ledger, now=wanted.now))
        lease = stack.enter_context(ledger.lease(ogrn, run_id, wanted.lease_seconds))
        journal = stack.enter_context(
            Journal.open(
                folder.journal,
                organization=ogrn,
                run_id=run_id,
                signer=signer_of(wanted.secrets),
                redactor=redactor,
                now=wanted.now,
                shared=wanted.shared,
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
        mark = wanted.browser.mark if wanted.browser else run_id
        watchdog = stack.enter_context(Watchdog(mark, lambda why, count: _note_bite(journal, why, count)))
        workplace = _workplace(wanted, watchdog, journal, mark)
        stack.push_async_callback(workplace.close)
        try:
            with browser_may_go("Браузер закрылся до начала работы."):
                await workplace.open()
        except RpaError as error:
            _hide_people(error, redactor)
            journal.record(
                "run_finished", durable=True, scenario=wanted.scenario, error=type(error).__name__, what=error.what
            )
            raise
        stack.push_async_callback(_remembered, workplace)
        yield Job(
            run_id=run_id,
            organization=ogrn,
            settings=settings,
            journal=journal,
            ledger=ledger,
            lease=lease,
            evidence=EvidenceStore(folder.evidence, shared=wanted.shared),
            redactor=redactor,
            workplace=workplace,
            watchdog=watchdog,
            now=wanted.now,
            given=wanted.given,
            stop=wanted.stop,
            on_progress=wanted.on_progress,
        )


def _hide_people(error: RpaError, redactor: Redactor) -> None:
    """Whoever hears of the error prints it; it may repeat what the site said."""
    error.what, error.hint = redactor.text(error.what), redactor.text(error.hint)


def _workplace(wanted: Run, watchdog: Watchdog, journal: Journal, mark: str) -> Workplace:
    settings = wanted.settings

    def opened(state: bytes | None) -> AbstractAsyncContextManager[CabinetSession]:
        return open_session(
            settings,
            state,
            headless=settings.browser.headless,
            selectors_file=wanted.selectors_file,
            browser=wanted.browser,
            mark=mark,
        )

    def sealed() -> bytes | None:
        return load_session(wanted.folder.session, wanted.secrets)

    return Workplace(
        opened,
        Entry(
            settings,
            wanted.secrets,
            journal,
            wanted.redactor,
            parking=wanted.parking,
            brought=sealed,
            stop=wanted.stop,
            typed_at=wanted.typed_at,
            refusals=Refusals(wanted.folder.machine.refusals),
        ),
        watchdog,
        pages=wanted.pages or settings.browser.pages,
        state=sealed(),
        save=lambda state: remember_session(state, wanted.folder.session, wanted.secrets),
    )


async def _keep_lease(lease: Lease, stop: StopFlag) -> None:
    """Renew in time; a lost lease stops the run before its next item (each click checks it too)."""
    while True:
        await asyncio.sleep(lease.ttl_seconds / 3)
        try:
            lease.renew()
        except RpaError as error:
            stop.stop("организацию занял другой прогон" if isinstance(error, OrganizationBusy) else error.what, error)
            return


async def _remembered(workplace: Workplace) -> None:
    with suppress(SiteUnavailable):
        await workplace.remember()


def _note_bite(journal: Journal, why: str, count: int) -> None:
    with suppress(RpaError):
        journal.record("browser_ended", why=why, processes=count)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
