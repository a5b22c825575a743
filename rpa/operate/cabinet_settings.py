"""Cabinet settings as wanted state: plan shows the difference, apply makes it, check explains what arrives."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rpa.errors import RpaError
from rpa.inquiries.notification import CabinetState, NotificationVerdict, explain
from rpa.inquiries.wanted import Difference, difference
from rpa.job.results import RunSummary
from rpa.operate.place import Place
from rpa.private_files import store_private


@dataclass(frozen=True, slots=True)
class SettingsPlan:
    """The present state of the cabinet and what ``apply`` would change of it."""

    state: CabinetState
    difference: Difference


def read_state(place: Place) -> CabinetState:
    """Read the cabinet. Raises what ended the reading."""
    finished = place.run("read_cabinet_settings", pages=1)
    if finished.summary.error is not None:
        raise finished.summary.error
    state: CabinetState = finished.value
    for employee in state.employees:
        place.redactor.learn((employee.name, employee.email))
        if words := employee.name.split()[:3]:
            place.redactor.learn_person(*words)
    return state


def plan_settings(place: Place, *, prune: bool = False, state: CabinetState | None = None) -> SettingsPlan:
    """Compare the cabinet, in the ``state`` read just now or else read here, with the settings file.

    Raises ``BadSettings`` for an employee that is not there.
    """
    state = read_state(place) if state is None else state
    _remember(place, explain(state))
    wishes = place.settings.cabinet
    found = difference(state, email_notifications=wishes.email_notifications, employees=wishes.employees, prune=prune)
    return SettingsPlan(state, found)


def apply_settings(place: Place, planned: SettingsPlan) -> RunSummary | None:
    """Make the difference, and nothing where there is none (``None``). Raises what ended the run.

    Each page is read before it is touched, so what a person changed since the plan is not changed back and forth.
    """
    if not planned.difference:
        return None
    finished = place.run("apply_cabinet_settings", given=planned.difference, pages=1)
    if finished.summary.error is not None:
        raise finished.summary.error
    return finished.summary


def change_settings(
    place: Place, planned: SettingsPlan, *, prune: bool = False
) -> tuple[RunSummary | None, SettingsPlan]:
    """As ``apply_settings``, and the cabinet as it was read afterwards: what was known of it before is not true any
    more. Raises also what ended that reading, and says then that the change was made; nothing is known until somebody
    reads it again."""
    if not planned.difference:
        return None, planned
    # Also where the change breaks off half-way.
    _verdict_path(place).unlink(missing_ok=True)
    summary = apply_settings(place, planned)
    try:
        return summary, plan_settings(place, prune=prune)
    except RpaError as error:
        whole = summary is None or not (summary.failures() or summary.left)
        made = "Кабинет изменён" if whole else "Кабинет изменён не весь"
        error.what = f"{made}, а прочитать его заново не удалось. {error.what}"
        raise


def check_notifications(place: Place) -> NotificationVerdict:
    """Whether anybody would be told of a received обращение; read anew. Raises what ended the reading."""
    verdict = explain(read_state(place))
    _remember(place, verdict)
    return verdict


def last_verdict(place: Place) -> dict[str, Any] | None:
    """What the last reading, by whatever command or run, said of the messages (``arrives``, ``findings``) and ``at``
    which moment; ``None`` if there was none."""
    try:
        told: dict[str, Any] = json.loads(_verdict_path(place).read_bytes())
        told["at"] = datetime.fromisoformat(told["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return told


def _remember(place: Place, verdict: NotificationVerdict) -> None:
    """Keep what the rule of the messages says now: sentences and counts, no names. A disk that does not take it costs
    the review page what it would show, and nothing else."""
    told = {"at": place.moscow_now().isoformat(), "arrives": verdict.arrives,
            "findings": [asdict(found) for found in verdict.findings]}  # fmt: skip
    with suppress(OSError):
        store_private(_verdict_path(place), json.dumps(told, ensure_ascii=False).encode())


def _verdict_path(place: Place) -> Path:
    return place.folder.review / "notification.json"
