"""One worker process: enters the records, beats, takes runs, drains on request, and ends without a trace of doubt."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import filelock
from loguru import logger

from rpa.errors import NotFinished, OrganizationBusy, RpaError, Temporary
from rpa.fleet import engine
from rpa.fleet.configuration import APPLICATION_VERSION
from rpa.fleet.crew import Crew
from rpa.fleet.heart import FENCED, Heart
from rpa.fleet.stages import SCENARIOS, TOO_LONG, StageResult, Stages
from rpa.fleet.telling import tell
from rpa.operate.browser_thread import BrowserThread

CRASHED = "работник умер"
"""The reason recorded for an organization whose worker died: enough of them in a row and it is parked."""
TELLING_SECONDS = 600.0
"""So long the notices of one run may take."""


class FleetWork:
    """What the engine's workflows do (``engine.Work``), on this worker's crew."""

    def __init__(self, crew: Crew, stages: Stages) -> None:
        self._crew, self._stages = crew, stages

    def carry_out(self, stage: str, slug: str, plan: str | None) -> dict[str, Any]:
        return self._stages.carry_out(stage, slug, plan)

    def stages(self, scenario: str) -> Sequence[str]:
        return SCENARIOS[scenario]

    def organizations(self, *, parked: bool) -> list[str]:
        """Those that are parked, or those that are not."""
        self._crew.enroll_all()
        return [member.slug for member in self._crew.records.members() if member.parked == parked]

    def succeeded(self, slug: str, tick: str, code: int) -> None:
        self._crew.records.succeeded(slug, tick, code)

    def failed(self, slug: str, reason: str) -> None:
        if self._crew.records.failed(slug, reason, self._crew.settings.park_after):
            logger.error("Организация {} отложена: {} (`rpa fleet resume`).", slug, reason)

    def tell(self, slug: str, ended: dict[str, dict[str, Any]]) -> dict[str, int]:
        return tell_people(self._crew, slug, ended)


def tell_people(crew: Crew, slug: str, ended: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Notices are the last thing a run does, and none of its stages: whatever befalls them, it has ended.

    Without a stage they are a parked organization's reminder; one that was brought back meanwhile gets none.
    """
    told: dict[str, int] = {}
    # They click nothing: where a storage or an address never answers, the run goes on without them.
    telling = threading.Thread(target=lambda: told.update(_tell(crew, slug, ended)), name="telling", daemon=True)
    telling.start()
    telling.join(TELLING_SECONDS)
    if telling.is_alive():
        logger.error("{}: уведомления не посланы: {:.0f} с без ответа", slug, TELLING_SECONDS)
    return dict(told)


def _tell(crew: Crew, slug: str, ended: dict[str, dict[str, Any]]) -> dict[str, int]:
    try:
        reason = next((m.reason for m in crew.records.members() if m.slug == slug and m.parked), None)
        parked = reason is not None
        if not ended:
            if reason is None:
                return {}
            ended = {"прогон": asdict(StageResult("run", NotFinished.exit_code, failed=True, reason=reason))}
        cron, zone = crew.settings.cron, crew.settings.timezone
        next_at = engine.next_tick(cron, zone, datetime.now(UTC)) if cron else None
        return asdict(tell(crew.place(slug, to_tell=True), ended, parked=parked, next_at=next_at))
    except RpaError as error:
        logger.error("{}: уведомления не посланы: {}", slug, error.what)
    except Exception:
        logger.exception("{}: уведомления не посланы", slug)
    return {}


def end_hung(crew: Crew, stage: str, slug: str) -> None:
    """A stage does not end though it was asked to: tell people, then end the process, as the heart does.

    Its slot would never be free again, and the stage might still click when nobody expects it. The service manager
    starts the worker anew; the run counts as one whose worker died, so that the third time parks the organization.
    """
    result = StageResult(stage, Temporary.exit_code, failed=True, reason=f"{TOO_LONG} и не остановилась")
    tell_people(crew, slug, {stage: asdict(result)})
    end_process(f"{slug}: стадия {stage} {result.reason}")


def end_process(why: str) -> None:
    logger.error("Работник останавливает себя: {}.", why)
    os._exit(FENCED)


def bury_dead(crew: Crew) -> None:
    """Give runs of dead workers back to the queue; a run that keeps killing its workers is given up.

    The list of runs is read before the list of the living: who took a run was alive before that, so a worker that
    enters in between is never taken for dead.
    """
    runs = engine.pending()
    alive = {worker.executor for worker in crew.records.workers() if worker.alive}
    for workflow_id, executor, organization in runs:
        if executor in alive:
            continue
        if organization and crew.records.failed(organization, CRASHED, crew.settings.park_after):
            engine.give_up(workflow_id)
            logger.error("Организация {} отложена: её прогон раз за разом прерывается.", organization)
            died = StageResult("run", NotFinished.exit_code, failed=True, reason=CRASHED)
            tell_people(crew, organization, {"прогон": asdict(died)})
        else:
            engine.take_over(workflow_id, organization)
            logger.warning("Прогон {} умершего работника возвращён в очередь.", workflow_id)
    crew.records.forget_dead(10 * crew.settings.lease_seconds)
    engine.forget_finished(datetime.now(UTC) - timedelta(days=crew.settings.keep_runs_days))


def work(crew: Crew, *, drain_seconds: int = 300) -> int:
    """Work until a signal or a request to drain; returns the exit code, after which the process must end at once.

    The first signal drains: no new run is taken and those in hand are finished; the second ends between two items.
    Raises ``OrganizationBusy`` if an embedded worker already runs on this machine.
    """
    settings = crew.settings
    with ExitStack() as stack:
        if settings.embedded:
            # Two processes of one SQLite queue steal each other's runs.
            lock = filelock.FileLock(settings.work / "worker.lock", timeout=0, mode=0o600)
            try:
                stack.enter_context(lock.acquire())
            except filelock.Timeout as error:
                raise OrganizationBusy("Работник парка на этом компьютере уже запущен.") from error
            # Whoever else stands in the records cannot be alive.
            for gone in crew.records.workers():
                crew.records.leave(gone.executor)
        host = socket.gethostname()
        executor = f"{host}-{os.getpid()}-{secrets.token_hex(4)}"
        asked, hurry = threading.Event(), threading.Event()

        def on_signal(_number: int, _frame: object) -> None:
            (hurry if asked.is_set() else asked).set()

        crew.thread = BrowserThread()
        stages = Stages(crew, lambda stage, slug: end_hung(crew, stage, slug))
        crew.records.enter(executor, host, os.getpid(), APPLICATION_VERSION, settings.lease_seconds)
        heart = Heart(crew.records, executor, settings.lease_seconds, on_drain=asked.set, bury=lambda: bury_dead(crew))
        heart.start()
        engine.launch(settings, executor, FleetWork(crew, stages))
        heart.start_reaping()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, on_signal)
        if hasattr(signal, "SIGCONT"):
            signal.signal(signal.SIGCONT, heart.check)
        logger.info("Работник {} берёт прогоны.", executor)
        _wait(asked)
        logger.info("Работник {} заканчивает: новых прогонов не берёт.", executor)
        draining = threading.Thread(target=engine.stop_taking, args=(drain_seconds,), daemon=True)
        draining.start()
        while draining.is_alive() and not hurry.is_set():
            draining.join(0.25)
        stages.stop("работник останавливается", 60)
        try:
            crew.records.leave(executor)
        except RpaError as error:
            logger.warning("Уход не записан ({}): прогоны вернутся в очередь, когда кончится аренда.", error.what)
        heart.stop()
        return 0


def _wait(event: threading.Event) -> None:
    """Wait so that signal handlers run in between (on Windows an endless wait would hold them back)."""
    while not event.wait(0.5):
        pass
