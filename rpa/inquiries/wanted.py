"""Wanted state of the cabinet against the present one: only the difference is ever touched.

A right is taken away only when asked for (``prune``), never from the last holder of «Распределение обращений по
исполнителям», and never from oneself: a robot must not lock its own organization out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rpa.errors import BadSettings
from rpa.inquiries.notification import CabinetState, holders
from rpa.inquiries.words import folded
from rpa.model import RIGHT_DISTRIBUTE, RIGHT_WORK, Employee

MANAGED = (RIGHT_DISTRIBUTE, RIGHT_WORK)
"""The only rights the robot grants or takes away; all others are none of its business."""


class WantedEmployee(Protocol):
    """An employee of the settings file. ``position``, then ``email``, break a tie between namesakes."""

    @property
    def name(self) -> str: ...
    @property
    def position(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
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
        return f"employee-{hashlib.sha256((self.employee.portal_id or '').encode()).hexdigest()[:12]}"

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

    @property
    def phases(self) -> tuple[tuple[RightsChange, ...], tuple[RightsChange, ...]]:
        """All grants, then all withdrawals: a run that breaks off between them leaves a right too many, not too few."""
        grants = tuple(RightsChange(change.employee, grant=change.grant) for change in self.rights if change.grant)
        revokes = tuple(RightsChange(change.employee, revoke=change.revoke) for change in self.rights if change.revoke)
        return grants, revokes


def difference(
    state: CabinetState, *, email_notifications: bool, employees: Sequence[WantedEmployee], prune: bool = False
) -> Difference:
    """Compare. Raises ``BadSettings`` if a wanted employee is not found, is blocked, or is one of several namesakes,
    and where rights are to be taken away and nobody knows which of the employees is the robot's own."""
    wanted = _wanted(state.employees, employees)
    if prune and not any(folded(one.name) == folded(state.user) for one in state.employees):
        raise BadSettings(
            "Кто из сотрудников вошёл в кабинет, не видно: имени из шапки нет в разделе «Сотрудники».",
            hint="Права не сняты ни у кого, чтобы не снять их у себя. Выполните команду без --prune, лишние права "
            "снимите в кабинете сами.",
        )
    kept: list[str] = []
    changes = []
    for employee in state.employees:
        wish = wanted.get(employee.portal_id)
        held = employee.rights & frozenset(MANAGED)
        grant = tuple(right for right in MANAGED if wish is not None and right in wish - held)
        spare = held - (wish or frozenset())
        # The cabinet does not change rights of a blocked employee; they mean nothing anyway.
        revoke = tuple(right for right in MANAGED if right in spare) if prune and employee.active else ()
        if revoke and folded(employee.name) == folded(state.user):
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
    """Never leave the organization without a holder of the right that brings the messages.

    One who would also get them is spared before one without an address.
    """
    left = {employee.portal_id for employee in holders(state.employees)}
    left -= {change.employee.portal_id for change in changes if RIGHT_DISTRIBUTE in change.revoke}
    left |= {change.employee.portal_id for change in changes if RIGHT_DISTRIBUTE in change.grant}
    losing = [change for change in changes if RIGHT_DISTRIBUTE in change.revoke]
    if left or not losing:
        return tuple(changes), tuple(kept)
    last = max(losing, key=lambda change: bool(change.employee.email))
    kept.append(f"Право «{RIGHT_DISTRIBUTE}» не снято с последнего, у кого оно есть.")
    spared = RightsChange(last.employee, last.grant, tuple(r for r in last.revoke if r != RIGHT_DISTRIBUTE))
    rest = [spared if change is last else change for change in changes]
    return tuple(change for change in rest if change.grant or change.revoke), tuple(kept)


def _wanted(employees: Sequence[Employee], wishes: Sequence[WantedEmployee]) -> dict[str | None, frozenset[str]]:
    wanted: dict[str | None, frozenset[str]] = {}
    for index, wish in enumerate(wishes):
        employee = _found(employees, wish, f"cabinet.employees[{index}]")
        if employee.portal_id in wanted:
            raise BadSettings(
                f"cabinet.employees[{index}]: этот сотрудник уже указан выше.",
                hint="Оставьте одну запись с полным списком прав.",
            )
        wanted[employee.portal_id] = frozenset(wish.rights)
    return wanted


def meant(employees: Sequence[Employee], wish: WantedEmployee) -> list[Employee]:
    """Everybody a wish may mean: one, if it is a good one."""
    return [
        employee
        for employee in employees
        if folded(employee.name) == folded(wish.name)
        and (wish.position is None or folded(employee.position) == folded(wish.position))
        and (wish.email is None or folded(employee.email or "") == folded(wish.email))
    ]


def _found(employees: Sequence[Employee], wish: WantedEmployee, where: str) -> Employee:
    """The one employee a wish means. Errors name the place in the settings file, never the person."""
    matching = meant(employees, wish)
    if not matching:
        raise BadSettings(
            f"{where}: такой сотрудник не найден в кабинете.",
            hint="Проверьте ФИО (и position, email, если указаны): они должны совпадать с разделом «Сотрудники».",
        )
    # A record that is blocked may be the same person's former one: its rights mean nothing.
    working = [employee for employee in matching if employee.active]
    if len(working) == 1:
        return working[0]
    if len(matching) > 1:
        missing = "должность (position: …)" if wish.position is None else "адрес электронной почты (email: …)"
        raise BadSettings(
            f"{where}: в кабинете несколько сотрудников, к которым это подходит ({len(matching)}).",
            hint=f"Добавьте в эту запись {missing}."
            if wish.email is None
            else "Различить их нечем: измените должность или почту одного из них в кабинете.",
        )
    if not matching[0].active and wish.rights:
        raise BadSettings(
            f"{where}: сотрудник заблокирован в кабинете, права ему не выдать.",
            hint="Уберите его из настроек или разблокируйте в кабинете.",
        )
    return matching[0]
