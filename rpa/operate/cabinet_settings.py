"""Cabinet settings as wanted state: plan shows the difference, apply makes it, check explains what arrives."""

from __future__ import annotations

from dataclasses import dataclass

from rpa.inquiries.notification import CabinetState, NotificationVerdict, explain
from rpa.inquiries.wanted import Difference, difference
from rpa.job.results import RunSummary
from rpa.operate.place import Place


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


def plan_settings(place: Place, *, prune: bool = False) -> SettingsPlan:
    """Compare the cabinet with the settings file. Raises ``BadSettings`` for an employee that is not there."""
    state = read_state(place)
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


def check_notifications(place: Place) -> NotificationVerdict:
    """Whether anybody would be told of a received обращение; read anew. Raises what ended the reading."""
    return explain(read_state(place))
