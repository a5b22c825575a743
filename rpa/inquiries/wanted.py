"""Wanted state of the cabinet against the present one: only the difference is ever touched.

A right is taken away only when asked for (``prune``), never from the last holder of «Распределение обращений по
исполнителям», and never from oneself: a robot must not lock its own organization out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rpa.errors import BadSettings
from rpa.inquiries.notification import CabinetState
from rpa.model import RIGHT_DISTRIBUTE, RIGHT_WORK, Employee

MANAGED = (RIGHT_DISTRIBUTE, RIGHT_WORK)
"""The only rights the robot grants or takes away; all others are none of its business."""


class WantedEmployee(Protocol):
    """An employee of the settings file. ``position`` breaks a tie between namesakes."""

    @property
    def name(self) -> str: ...
    @property
    def position(self) -> str | None: ...
    @property
    def rights(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class RightsChange:
    """Rights of one employee to bring to what is wanted. ``request_number`` keys it in journals without a name."""

    employee: Employee
    grant: tuple[str, ...] = ()
    revoke: tuple[str, ...] = ()

    @property
    def request_number(self) -> str:
        return f"employee-{self.employee.portal_id}"

    @property
    def wanted(self) -> dict[str, bool]:
        return dict.fromkeys(self.grant, True) | dict.fromkeys(self.revoke, False)


@dataclass(frozen=True, slots=True)
class Difference:
    """What ``apply`` would do. ``box`` is the wanted value, ``None`` if it already is so; ``kept`` tells refusals."""

    box: bool | None
    rights: tuple[RightsChange, ...]
    kept: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.box is not None or bool(self.rights)


def difference(
    state: CabinetState, *, email_notifications: bool, employees: Sequence[WantedEmployee], prune: bool = False
) -> Difference:
    """Compare. Raises ``BadSettings`` if a wanted employee is not found, or is one of several namesakes."""
    wanted = {_found(state.employees, wish).portal_id: frozenset(wish.rights) for wish in employees}
    kept: list[str] = []
    changes = []
    for employee in state.employees:
        wish = wanted.get(employee.portal_id)
        held = employee.rights & frozenset(MANAGED)
        grant = tuple(right for right in MANAGED if wish is not None and right in wish - held)
        spare = held - (wish or frozenset())
        revoke = tuple(right for right in MANAGED if right in spare) if prune else ()
        if revoke and employee.name == state.user:
            kept.append("Собственные права робот не снимает.")
            revoke = ()
        if grant or revoke:
            changes.append(RightsChange(employee, grant, revoke))
    return Difference(
        email_notifications if email_notifications != state.email_notifications else None,
        *_with_a_holder(state, changes, kept),
    )


def _with_a_holder(
    state: CabinetState, changes: list[RightsChange], kept: list[str]
) -> tuple[tuple[RightsChange, ...], tuple[str, ...]]:
    """Never leave the organization without a holder of the right that brings the messages."""
    left = {employee.portal_id for employee in state.employees if RIGHT_DISTRIBUTE in employee.rights}
    left -= {change.employee.portal_id for change in changes if RIGHT_DISTRIBUTE in change.revoke}
    left |= {change.employee.portal_id for change in changes if RIGHT_DISTRIBUTE in change.grant}
    losing = [change for change in changes if RIGHT_DISTRIBUTE in change.revoke]
    if left or not losing:
        return tuple(changes), tuple(kept)
    last = losing[-1]
    kept.append(f"Право «{RIGHT_DISTRIBUTE}» не снято с последнего, у кого оно есть.")
    spared = RightsChange(last.employee, last.grant, tuple(r for r in last.revoke if r != RIGHT_DISTRIBUTE))
    rest = [spared if change is last else change for change in changes]
    return tuple(change for change in rest if change.grant or change.revoke), tuple(kept)


def _found(employees: Sequence[Employee], wish: WantedEmployee) -> Employee:
    matching = [employee for employee in employees if _folded(employee.name) == _folded(wish.name)]
    if wish.position is not None:
        matching = [employee for employee in matching if _folded(employee.position) == _folded(wish.position)]
    if not matching:
        raise BadSettings(
            "Сотрудник из настроек (cabinet.employees) не найден в кабинете.",
            hint="Проверьте ФИО и должность: они должны совпадать с разделом «Сотрудники».",
        )
    if len(matching) > 1:
        raise BadSettings(
            "В кабинете несколько сотрудников с таким ФИО.", hint="Добавьте в настройки должность: position: …"
        )
    return matching[0]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().replace("ё", "е")
