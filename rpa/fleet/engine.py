"""The queue and the durable workflows: every call to DBOS stands here (and its serializer in ``serializing``).

One partitioned queue, partition = organization, so that an organization has one run at a time. The workflow id is
``organization:scenario:tick``: the same run asked for twice is one run. A run is bound to ``APPLICATION_VERSION``; its
steps are stages of minutes, because a step that was cut short is repeated and the ledger makes that safe.

Over 300 lines: the only place that knows DBOS, so that another engine would replace one file.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from croniter import croniter
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, ScheduleInput
from dbos._error import DBOSException
from loguru import logger

from rpa.errors import BadSettings
from rpa.fleet.configuration import APPLICATION_VERSION, FleetSettings
from rpa.fleet.serializing import JsonSerializer
from rpa.ledger import LedgerUnavailable
from rpa.operate.day import worst

NAME = "rpa-fleet"
QUEUE = "organizations"
_RUN, _REMIND, _DISPATCH = "run_organization", "remind", "dispatch"
FINISHED = ("SUCCESS", "ERROR", "CANCELLED")
UNFINISHED = ("ENQUEUED", "PENDING", "DELAYED")


class Work(Protocol):
    """What the workflows are about; given once by the worker."""

    def carry_out(self, stage: str, slug: str, plan: str | None) -> dict[str, Any]: ...
    def stages(self, scenario: str) -> Sequence[str]: ...
    def organizations(self, *, parked: bool) -> list[str]: ...
    def succeeded(self, slug: str, tick: str, code: int) -> None: ...
    def failed(self, slug: str, reason: str) -> None: ...
    def tell(self, slug: str, ended: dict[str, dict[str, Any]]) -> dict[str, int]: ...


_work: Work | None = None


def _doing() -> Work:
    if _work is None:
        raise RuntimeError("the engine was launched without its work")
    return _work


@DBOS.step(name="stage")
def _stage(stage: str, slug: str, plan: str | None, attempt: int) -> dict[str, Any]:
    return _doing().carry_out(stage, slug, plan)


@DBOS.step(name="conclude", retries_allowed=True, max_attempts=8, interval_seconds=1)
def _conclude(slug: str, tick: str, code: int, reason: str) -> None:
    if reason:
        _doing().failed(slug, reason)
    else:
        _doing().succeeded(slug, tick, code)


@DBOS.step(name="tell")
def _tell(slug: str, ended: dict[str, dict[str, Any]]) -> dict[str, int]:
    return _doing().tell(slug, ended)


@DBOS.workflow(name=_RUN, max_recovery_attempts=20)
def _run_organization(
    slug: str, scenario: str, tick: str, stages: list[str], plan: str | None, attempts: int, retry_seconds: float
) -> dict[str, Any]:
    """What decides the order of steps are its inputs alone, so that a replay on any worker takes the same steps."""
    ended: dict[str, dict[str, Any]] = {}
    for stage in stages:
        result: dict[str, Any] = {}
        for attempt in range(1, attempts + 1):
            result = _stage(stage, slug, plan, attempt)
            if not result["again"]:
                break
            if attempt < attempts:
                DBOS.sleep(retry_seconds)
        plan, ended[stage] = result["plan"] or plan, result
        if _failed(result) and result["ends"]:
            break
    code, reason = _verdict(ended)
    _conclude(slug, tick, code, reason)
    _tell(slug, ended)
    counts = {stage: result["counts"] for stage, result in ended.items()}
    return {"done": not reason, "code": code, "reason": reason, "plan": plan, "counts": counts}


def _failed(result: dict[str, Any]) -> bool:
    return bool(result["again"] or result["failed"])


def _verdict(ended: dict[str, dict[str, Any]]) -> tuple[int, str]:
    """The run's exit code, and why it failed: the first stage whose failure counts; empty if it came to its end."""
    for stage, result in ended.items():
        if _failed(result) and not result["aside"]:
            return result["code"], f"{stage}: {result['reason']}"
    return worst(result["code"] for result in ended.values()), ""


@DBOS.workflow(name=_REMIND)
def _remind(slug: str) -> None:
    """In place of a parked organization's run: its deadlines go on, and nobody else would speak of them."""
    _tell(slug, {})


@DBOS.step(name="choose", retries_allowed=True, max_attempts=8, interval_seconds=1)
def _choose(at: datetime, cron: str, zone: str) -> list[str]:
    """Whom to enqueue for the tick ``at``."""
    return _doing().organizations(parked=False) if is_latest(at, cron, zone, datetime.now(UTC)) else []


@DBOS.step(name="choose_parked", retries_allowed=True, max_attempts=8, interval_seconds=1)
def _choose_parked(at: datetime, cron: str, zone: str) -> list[str]:
    """Whom to remind at the tick ``at``."""
    return _doing().organizations(parked=True) if is_latest(at, cron, zone, datetime.now(UTC)) else []


def is_latest(at: datetime, cron: str, zone: str, now: datetime) -> bool:
    """Whether no tick later than ``at`` is due as well. After a standstill every missed tick fires: one is enough."""
    # As the engine reads it: of six fields the first is the seconds.
    latest: datetime = croniter(cron, now.astimezone(ZoneInfo(zone)), second_at_beginning=True).get_prev(datetime)
    return at >= latest


def next_tick(cron: str, zone: str, now: datetime) -> datetime:
    """When the schedule fires next."""
    found: datetime = croniter(cron, now.astimezone(ZoneInfo(zone)), second_at_beginning=True).get_next(datetime)
    return found


@DBOS.workflow(name=_DISPATCH)
def _dispatch(at: datetime, context: dict[str, Any]) -> None:
    slugs = _choose(at, context["cron"], context["zone"])
    tick = at.astimezone(ZoneInfo(context["zone"])).strftime("%Y-%m-%dT%H:%M")
    for slug in slugs:
        options, arguments = _asked(slug, "debts", tick, None, context["stages"], context["attempts"], context["retry"])
        DBOS.enqueue_workflow_with_options(options, *arguments)
    for slug in _choose_parked(at, context["cron"], context["zone"]):
        DBOS.enqueue_workflow_with_options(_options(_REMIND, slug, "reminder", tick), slug)


def _asked(
    slug: str, scenario: str, tick: str, plan: str | None, stages: Sequence[str], attempts: int, retry: float
) -> tuple[EnqueueOptions, tuple[Any, ...]]:
    return _options(_RUN, slug, scenario, tick), (slug, scenario, tick, list(stages), plan, attempts, retry)


_PLAN = 4
"""Where the plan stands among a run's arguments (``_asked``)."""


def _options(workflow: str, slug: str, what: str, tick: str) -> EnqueueOptions:
    return {
        "queue_name": QUEUE,
        "workflow_name": workflow,
        "workflow_id": f"{slug}:{what}:{tick}",
        "queue_partition_key": slug,
        "app_version": APPLICATION_VERSION,
    }


def launch(settings: FleetSettings, executor: str, work: Work) -> None:
    """Begin to take runs. ``executor`` must be alive in the records already. Raises ``LedgerUnavailable``."""
    global _work
    _work = work
    config: DBOSConfig = {
        **_database(settings),
        "name": NAME,
        "application_version": APPLICATION_VERSION,
        "executor_id": executor,
        "serializer": JsonSerializer(),
        "console_log_level": "ERROR",
        "log_level": "WARNING",
        "scheduler_polling_interval_sec": 5 * settings.polling_seconds,
    }
    if settings.otlp_traces:
        _require_telemetry()
        config |= {"enable_otlp": True, "otlp_traces_endpoints": settings.otlp_traces}
    DBOS(config=config)
    DBOS.listen_queues([QUEUE])
    try:
        DBOS.launch()
    except (sa.exc.OperationalError, DBOSException) as error:
        raise LedgerUnavailable(f"База очереди недоступна ({type(error).__name__}).") from None
    DBOS.register_queue(
        QUEUE,
        partition_concurrency=1,
        worker_concurrency=settings.worker_concurrency,
        global_concurrency=settings.global_concurrency,
        limiter={"limit": settings.starts_per_minute, "period": 60.0} if settings.starts_per_minute else None,
        polling_interval_sec=settings.polling_seconds,
        on_conflict="always_update",
    )
    if settings.cron:
        context = {
            "cron": settings.cron,
            "zone": settings.timezone,
            "stages": list(work.stages("debts")),
            "attempts": settings.attempts,
            "retry": settings.retry_seconds,
        }
        schedule: ScheduleInput = {
            "schedule_name": "daily",
            "workflow_fn": _dispatch,
            "schedule": settings.cron,
            "cron_timezone": settings.timezone,
            "context": context,
            "automatic_backfill": True,
        }
        DBOS.apply_schedules([schedule])


def _require_telemetry() -> None:
    """Raise ``BadSettings`` where the packages that send traces are missing: the engine would send none, silently."""
    if importlib.util.find_spec("opentelemetry") is None:
        raise BadSettings(
            "Трассы OTLP включены (otlp_traces), но не установлены.", hint="Установите: pip install 'dbos[otel]'."
        )


def stop_taking(wait_seconds: int) -> None:
    """Take no more runs, and wait for those in hand. What is not finished then stays for another worker."""
    done = threading.Event()

    def end() -> None:
        DBOS.destroy(workflow_completion_timeout_sec=wait_seconds)
        done.set()

    threading.Thread(target=end, name="draining", daemon=True).start()
    done.wait(wait_seconds + 15)


def pending() -> list[tuple[str, str, str]]:
    """(workflow id, executor, organization or empty) of every run some worker has in hand."""
    found = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
    return [(run.workflow_id, run.executor_id or "", run.queue_partition_key or "") for run in found]


def take_over(workflow_id: str, organization: str) -> None:
    """Put a dead worker's run back into its queue. Without the queue's name it would leave its partition."""
    if organization:
        DBOS.resume_workflow(workflow_id, queue_name=QUEUE)
    else:
        DBOS.resume_workflow(workflow_id)


def forget_finished(before: datetime) -> int:
    """Delete a batch of runs that ended before this moment; how many. Their ticks may then be asked for again."""
    return _forget(DBOS.list_workflows, DBOS.delete_workflows, before)


def _forget(list_runs: Callable[..., Sequence[Any]], delete: Callable[[list[str]], None], before: datetime) -> int:
    ended = list_runs(
        status=list(FINISHED),
        completed_before=before.astimezone(UTC).isoformat(),
        load_input=False,
        load_output=False,
        limit=1000,
    )
    if ended:
        delete([run.workflow_id for run in ended])
    return len(ended)


def give_up(workflow_id: str) -> None:
    DBOS.cancel_workflow(workflow_id)


@dataclass(frozen=True, slots=True)
class QueuedRun:
    """A run as the queue knows it. Times are seconds since 1970."""

    id: str
    status: str
    organization: str
    executor: str
    version: str
    created: float
    output: dict[str, Any] | None


class Console:
    """The queue seen from a command: asks, lists, cancels, resumes; never executes. Raises ``LedgerUnavailable``."""

    def __init__(self, settings: FleetSettings) -> None:
        self._settings = settings
        database = _database(settings)
        if settings.embedded and not _queue_file(settings).exists():
            raise LedgerUnavailable("Очереди ещё нет.", hint="Сначала запустите `rpa fleet worker`.")
        try:
            self._client = DBOSClient(
                system_database_url=database["system_database_url"],
                system_database_engine=database.get("system_database_engine"),
                serializer=JsonSerializer(),
                application_name=NAME,
                retry_connection_errors=False,
            )
            self._client.list_workflows(limit=1)
        except (sa.exc.OperationalError, sa.exc.ProgrammingError, DBOSException) as error:
            raise LedgerUnavailable(
                f"Очередь недоступна ({type(error).__name__}).",
                hint="Проверьте базу; таблицы очереди создаёт первый `rpa fleet worker`.",
            ) from None

    def enqueue(self, slug: str, scenario: str, tick: str, stages: Sequence[str], plan: str | None = None) -> str:
        """Ask for a run; returns its id. The same id asked for twice is one run, also after its end."""
        options, arguments = _asked(
            slug, scenario, tick, plan, stages, self._settings.attempts, self._settings.retry_seconds
        )
        return str(self._client.enqueue(options, *arguments).workflow_id)

    def remind(self, slug: str, tick: str) -> None:
        """Ask for the notices of a parked organization; asked for twice it is one reminder. No run, in no list."""
        self._client.enqueue(_options(_REMIND, slug, "reminder", tick), slug)

    def runs(self, status: Sequence[str] | None = None, limit: int | None = None) -> list[QueuedRun]:
        """Runs of organizations, newest first."""
        found = self._client.list_workflows(
            status=list(status) if status else None, name=_RUN, load_input=False, limit=limit, sort_desc=True
        )
        return [
            QueuedRun(
                run.workflow_id,
                run.status,
                run.queue_partition_key or "",
                run.executor_id or "",
                run.app_version or "",
                (run.created_at or 0) / 1000,
                run.output if isinstance(run.output, dict) else None,
            )
            for run in found
        ]

    def plans_of(self, ids: Sequence[str]) -> dict[str, str | None]:
        """The plan each of these runs was asked for; ``None`` for those that make their own, or take the newest."""
        if not ids:
            return {}
        found = self._client.list_workflows(workflow_ids=list(ids), load_output=False)
        asked = {run.workflow_id: (run.input or {"args": ()})["args"] for run in found}
        return {run: arguments[_PLAN] if len(arguments) > _PLAN else None for run, arguments in asked.items()}

    def cancel(self, ids: Sequence[str]) -> None:
        """A run in hand ends after its present stage; one that waits never begins."""
        if ids:
            self._client.cancel_workflows(list(ids))

    def resume(self, ids: Sequence[str]) -> None:
        """Put cancelled runs back into their queue, each into its own partition."""
        if ids:
            self._client.resume_workflows(list(ids), queue_name=QUEUE)

    def forget_finished(self, before: datetime) -> int:
        """As the function of this name, from outside a worker."""
        return _forget(self._client.list_workflows, self._client.delete_workflows, before)

    def close(self) -> None:
        self._client.destroy()


def _database(settings: FleetSettings) -> DBOSConfig:
    """Where the queue lives. SQLite gets an engine of ours: its default is no WAL, so that readers and writers wait."""
    if settings.database_url is not None:
        url = sa.make_url(settings.database_url).set(drivername="postgresql")
        return {"system_database_url": url.render_as_string(hide_password=False)}
    path = _queue_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = sa.create_engine(f"sqlite:///{path}")

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # Every write transaction takes the lock at its beginning, as the engine's own connections do.
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    return {"system_database_url": f"sqlite:///{path}", "system_database_engine": engine}


def _queue_file(settings: FleetSettings) -> Path:
    return (settings.work / "queue.db").resolve()


def log_leftovers(runs: Sequence[QueuedRun]) -> list[QueuedRun]:
    """Unfinished runs bound to another version: no worker of this one will ever take them. Warns and returns them."""
    stale = [run for run in runs if run.status in UNFINISHED and run.version != APPLICATION_VERSION]
    if stale:
        logger.warning("В очереди {} прогонов другой версии: `rpa fleet resume --stale` начнёт их заново.", len(stale))
    return stale
