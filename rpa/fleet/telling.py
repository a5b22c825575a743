"""What an organization's people hear of its run in the fleet: the same notices and digest as of a daily run.

What was told where is remembered in the shared storage, so that a text is not repeated because another worker had the
organization today. A notice that cannot be sent never fails a run; the next one sends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loguru import logger

from rpa import errors
from rpa.errors import BadSettings, RpaError
from rpa.fleet.crew import FleetPlace
from rpa.operate import heartbeat, notices
from rpa.operate.daily import TITLES
from rpa.operate.day import Day, Outcome, State, Trouble
from rpa.operate.guard import look
from rpa.private_files import replace_private

MEMORY = "notices.json"


@dataclass(frozen=True, slots=True)
class Told:
    """Numbers of messages, JSON-ready. ``failed`` counts addresses that did not take one."""

    sent: int = 0
    collapsed: int = 0
    failed: int = 0


def tell(place: FleetPlace, ended: Mapping[str, Mapping[str, Any]], *, parked: bool) -> Told:
    """Send the notices of a run, and tell the watching service how it ended. Raises nothing of ours.

    ``ended``: what each stage answered (``StageResult``).
    """
    now = place.moscow_now()
    day = Day(place.folder.slug, now.date(), now.isoformat())
    for stage, result in ended.items():
        day.outcomes[stage] = _outcome(place.folder.slug, stage, result, parked)
    _beat(place, day)
    return _send(place, day) if place.settings.notices.urls else Told()


def _send(place: FleetPlace, day: Day) -> Told:
    wishes, now, memory = place.settings.notices, place.moscow_now(), place.folder.notices
    guarded = look(place.folder, place.settings, now, day)
    found = [*notices.from_day(day, guarded), notices.digest(day, guarded, TITLES)]
    try:
        if place.shared is not None:
            _remembered(place, fetch=True)
        delivery = notices.deliver(found, wishes.urls, place.secrets, memory, now, repeat_hours=wishes.repeat_hours)
        if place.shared is not None:
            _remembered(place, fetch=False)
    except (RpaError, OSError) as error:
        what = error.what if isinstance(error, RpaError) else type(error).__name__
        logger.error("{}: уведомления посланы не все: {}", place.folder.slug, what)
        return Told(failed=1)
    if delivery.failed:
        logger.error("{}: уведомления не доставлены по адресам: {}", place.folder.slug, delivery.failed)
    return Told(delivery.sent, delivery.collapsed, delivery.failed)


def _outcome(slug: str, stage: str, result: Mapping[str, Any], parked: bool) -> Outcome:
    if not (result["failed"] or result["again"]):
        state = State.ATTENTION if result["code"] else State.DONE
        return Outcome(stage, state, result["code"], result["counts"])
    kind = str(result["reason"])
    known = getattr(errors, kind, RpaError)
    title = TITLES.get(stage, stage)
    what = f"Стадия «{title}» не удалась ({kind})."
    hint = "Причина — в журнале работника (log/worker.log)."
    if parked:
        what += " Организация отложена: прогонов больше не будет."
        hint += f" После исправления: `rpa fleet resume {slug}`."
    return Outcome(
        stage, State.FAILED, result["code"], troubles=(Trouble(kind, what, hint, known.who, result["code"]),)
    )


def _beat(place: FleetPlace, day: Day) -> None:
    address = place.settings.notices.heartbeat_url
    if not address:
        return
    failed = any(outcome.state is State.FAILED for outcome in day.outcomes.values())
    fine = not failed and day.exit_code in heartbeat.HEALTHY
    try:
        heartbeat.ping(notices.resolve(address, place.secrets), heartbeat.Beat.SUCCESS if fine else heartbeat.Beat.FAIL)
    except BadSettings as error:
        logger.error("{}: {}", place.folder.slug, error.what)


def _remembered(place: FleetPlace, *, fetch: bool) -> None:
    """Bring the memory here before, or store it after. One run of an organization at a time: nobody else writes."""
    assert place.shared is not None
    memory = place.folder.notices
    if not fetch:
        if memory.exists():
            place.shared.replace(MEMORY, memory.read_bytes())
        return
    try:
        replace_private(memory, place.shared.read(MEMORY))
    except FileNotFoundError:
        memory.unlink(missing_ok=True)
