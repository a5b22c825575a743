"""Who is told by e-mail about a received обращение, and why nobody is.

The rule of the cabinet: a message goes out only when the organization's check box is set, and only to working
employees who have an e-mail address and hold «Распределение обращений по исполнителям». Any of these missing, and
silence is indistinguishable from "nothing came".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rpa.model import RIGHT_DISTRIBUTE, Employee


@dataclass(frozen=True, slots=True)
class CabinetState:
    """What decides about messages, as the cabinet shows it. ``user`` is who we are there."""

    email_notifications: bool
    employees: tuple[Employee, ...]
    user: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about the present state; ``cure`` is what to do if it is not ``fine``."""

    fine: bool
    sentence: str
    cure: str = ""


_NAME_SOMEBODY = "Назовите в настройках (cabinet.employees), кто распределяет обращения, затем: rpa cabinet apply"


@dataclass(frozen=True, slots=True)
class NotificationVerdict:
    """``arrives``: at least one person would be told about a received обращение."""

    arrives: bool
    findings: tuple[Finding, ...]


def receivers(state: CabinetState) -> tuple[Employee, ...]:
    """Employees who would get a message now."""
    if not state.email_notifications:
        return ()
    return tuple(employee for employee in holders(state.employees) if employee.email)


def holders(employees: Sequence[Employee]) -> tuple[Employee, ...]:
    """Working employees with the right that brings messages; a blocked one holds it on paper only."""
    return tuple(employee for employee in employees if employee.active and RIGHT_DISTRIBUTE in employee.rights)


def explain(state: CabinetState) -> NotificationVerdict:
    """The rule applied to a state, in sentences for a person. Employees are counted, never named."""
    entitled = holders(state.employees)
    blocked = [one for one in state.employees if not one.active and RIGHT_DISTRIBUTE in one.rights]
    with_address = [employee for employee in entitled if employee.email]
    findings = [
        Finding(True, "Почтовые сообщения о поступивших обращениях включены.")
        if state.email_notifications
        else Finding(
            False,
            "Почтовые сообщения о поступивших обращениях выключены: писем не получит никто.",
            "rpa cabinet apply",
        ),
        Finding(True, f"Право «{RIGHT_DISTRIBUTE}» есть у сотрудников: {len(entitled)}.")
        if entitled
        else Finding(
            False,
            f"Права «{RIGHT_DISTRIBUTE}» нет ни у кого: писем не получит никто, даже если они включены.",
            _NAME_SOMEBODY,
        ),
    ]
    if entitled and len(with_address) < len(entitled):
        findings.append(
            Finding(
                bool(with_address),
                f"Из них без адреса электронной почты: {len(entitled) - len(with_address)}; им письма не придут.",
                "Укажите адрес в карточке сотрудника в ЕСИА или в личном кабинете.",
            )
        )
    if blocked:
        findings.append(
            Finding(
                bool(with_address),
                f"Ещё у {len(blocked)} это право есть, но они заблокированы в кабинете и писем не получат.",
                "Разблокируйте сотрудника или выдайте право другому.",
            )
        )
    arriving = receivers(state)
    cure = "rpa cabinet apply"
    if entitled and not with_address:
        cure = "Назовите в настройках (cabinet.employees) сотрудника с адресом почты, затем: rpa cabinet apply"
    elif not entitled:
        cure = _NAME_SOMEBODY
    findings.append(
        Finding(True, f"Письмо о новом обращении получат: {len(arriving)}.")
        if arriving
        else Finding(False, "Письмо о новом обращении сейчас не получит никто.", cure)
    )
    return NotificationVerdict(bool(arriving), tuple(findings))
