"""What an organization's people hear of its run in the fleet: the same notices and digest as of a daily run.

What was told where is remembered in the shared storage, so that a text is not repeated because another worker had the
organization today. A notice that cannot be sent never fails a run; the next one sends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from loguru import logger

from rpa import errors
from rpa.audit import Checkpoint, SharedFiles
from rpa.audit.backwards import backwards
from rpa.audit.folder import disk_words
from rpa.audit.shared import segment_names
from rpa.errors import RpaError, SiteUnavailable
from rpa.fleet.crew import FleetPlace
from rpa.fleet.inquiries import fetch_inquiries
from rpa.fleet.plans import fetch_plans
from rpa.operate import heartbeat, notices
from rpa.operate.daily import NOTICES, TITLES
from rpa.operate.day import Day, Outcome, State, Trouble, day_path, keep_day, read_day
from rpa.operate.guard import look
from rpa.operate.readiness import check_calendar
from rpa.private_files import replace_private

MEMORY = "notices.json"


@dataclass(frozen=True, slots=True)
class Told:
    """Numbers of messages, JSON-ready. ``failed`` counts addresses that did not take one."""

    sent: int = 0
    collapsed: int = 0
    failed: int = 0


def tell(
    place: FleetPlace, ended: Mapping[str, Mapping[str, Any]], *, parked: bool, next_at: datetime | None = None
) -> Told:
    """Send the notices of a run, and tell the watching service how it ended. Raises nothing of ours.

    ``ended``: what each stage answered (``StageResult``). ``next_at``: when the next run is due.
    """
    now = place.moscow_now()
    day = Day(place.folder.slug, now.date(), now.isoformat())
    for stage, result in ended.items():
        day.outcomes[stage] = _outcome(place, stage, result, parked)
    _check_calendar(place, day)
    day.checkpoint = _checkpoint(place)
    told = _send(place, day) if place.settings.notices.urls else Told()
    # After the notices: that nobody took them the watching service alone can still tell anybody.
    _beat(place, day, heard=not told.failed)
    if place.shared is None and set(ended) <= set(TITLES):
        _keep(place, day, told, next_at or now + timedelta(days=1))
    return told


def _keep(place: FleetPlace, day: Day, told: Told, next_at: datetime) -> None:
    """One machine has one data folder: `rpa status`, the doctor and the guard look there for the day."""
    now = place.moscow_now().isoformat()
    state, code = (State.FAILED, SiteUnavailable.exit_code) if told.failed else (State.DONE, 0)
    day.outcomes[NOTICES] = Outcome(NOTICES, state, code, asdict(told), finished_at=now)
    if before := read_day(day_path(place.folder.reports, day.day)):
        # An earlier run of the day did more than this one, or a person had a daily run.
        day.outcomes = {**before.outcomes, **day.outcomes}
        day.started_at, day.checkpoint = before.started_at, day.checkpoint or before.checkpoint
    day.finished_at, day.next_at = now, next_at.isoformat()
    try:
        keep_day(place.folder.reports, day)
    except OSError as error:
        logger.error("{}: запись дня не сохранена: {}", place.folder.slug, disk_words(error))


def _send(place: FleetPlace, day: Day) -> Told:
    wishes, now, memory = place.settings.notices, place.moscow_now(), place.folder.notices
    if place.shared is not None:
        _bring(place, place.shared, day)
    guarded = look(place.folder, place.settings, now, day)
    found = [*notices.from_day(day, guarded), notices.digest(day, guarded, TITLES)]
    try:
        delivery = notices.deliver(found, wishes.urls, place.secrets, memory, now, repeat_hours=wishes.repeat_hours)
    except RpaError as error:
        logger.error("{}: уведомления посланы не все: {}", place.folder.slug, error.what)
        delivery = notices.Delivery(failed=1)
    if place.shared is not None:
        _store_memory(place, place.shared)
    if delivery.failed:
        logger.error("{}: уведомления не доставлены по адресам: {}", place.folder.slug, delivery.failed)
    return Told(delivery.sent, delivery.collapsed, delivery.failed)


def _outcome(place: FleetPlace, stage: str, result: Mapping[str, Any], parked: bool) -> Outcome:
    slug, now = place.folder.slug, place.moscow_now().isoformat()
    if not (result["failed"] or result["again"]):
        state = State.ATTENTION if result["code"] else State.DONE
        return Outcome(stage, state, result["code"], result["counts"], finished_at=now)
    kind = str(result["reason"])
    known = getattr(errors, kind, RpaError)
    title = TITLES.get(stage, stage)
    what = f"Стадия «{title}» не удалась ({kind})."
    hint = "Причина — в журнале работника (log/worker.log)."
    if parked:
        what += " Организация отложена: прогонов больше не будет."
        hint += f" После исправления: `rpa fleet resume {slug}`."
    trouble = Trouble(kind, what, hint, known.who, result["code"])
    return Outcome(stage, State.FAILED, result["code"], troubles=(trouble,), finished_at=now)


def _check_calendar(place: FleetPlace, day: Day) -> None:
    """A day of one organization begins with it; no stage of the fleet would speak of the calendar's coming end."""
    try:
        check_calendar(place)
    except RpaError as error:
        now = place.moscow_now().isoformat()
        troubles = (Trouble.of(error),)
        day.outcomes["check"] = Outcome("check", State.ATTENTION, error.exit_code, troubles=troubles, finished_at=now)


def _checkpoint(place: FleetPlace) -> str:
    """Where the journal stands: of several machines as the storage has it, for what this one alone has written the next
    worker puts aside. Empty where there is none, or none to be had: that silences nobody."""
    lines: Iterable[bytes] = ()
    try:
        if place.shared is None:
            lines = backwards(place.folder.journal)
        elif stored := segment_names(place.shared):
            lines = reversed(place.shared.read(stored[-1]).splitlines())
        return str(Checkpoint.last_of(lines) or "")
    except OSError as error:
        logger.warning("{}: контрольная точка журнала не взята: {}", place.folder.slug, type(error).__name__)
        return ""


def _beat(place: FleetPlace, day: Day, *, heard: bool) -> None:
    address = place.settings.notices.heartbeat_url
    if not address:
        return
    failed = any(outcome.state is State.FAILED for outcome in day.outcomes.values())
    fine = heard and not failed and day.exit_code in heartbeat.HEALTHY
    try:
        heartbeat.ping(notices.resolve(address, place.secrets), heartbeat.Beat.SUCCESS if fine else heartbeat.Beat.FAIL)
    except RpaError as error:
        logger.error("{}: {}", place.folder.slug, error.what)


def _bring(place: FleetPlace, shared: SharedFiles, day: Day) -> None:
    """What this machine may lack of the organization: what was told already, and plans and обращения of other workers.

    A storage that does not answer silences nobody: better a notice twice than never.
    """
    planned = day.outcomes.get("plan")
    try:
        if planned is None or not planned.ended:
            fetch_plans(place.folder, shared)
        fetch_inquiries(place.folder, shared, place.now())
        replace_private(place.folder.notices, shared.read(MEMORY))
    except FileNotFoundError:
        place.folder.notices.unlink(missing_ok=True)
    except (RpaError, OSError) as error:
        logger.warning("{}: общее хранилище не читается: {}", place.folder.slug, type(error).__name__)


def _store_memory(place: FleetPlace, shared: SharedFiles) -> None:
    """One run of an organization at a time: nobody else writes."""
    try:
        if place.folder.notices.exists():
            shared.replace(MEMORY, place.folder.notices.read_bytes())
    except OSError as error:
        logger.warning("{}: посланное не запомнено в хранилище: {}", place.folder.slug, type(error).__name__)
