"""Who works with обращения: the cabinet's employees as a question, and what the settings say of the chosen ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rpa.inquiries.notification import CabinetState
from rpa.inquiries.wanted import MANAGED, meant
from rpa.model import Employee
from rpa.settings.organization import Employee as Wish


@dataclass(frozen=True, slots=True)
class Candidate:
    """A working employee. ``wish``: what the settings say of them already; ``ticked``: proposed to the person."""

    employee: Employee
    label: str
    wish: Wish | None
    ticked: bool
    namesake: bool


def candidates(state: CabinetState, wishes: Sequence[Wish]) -> list[Candidate]:
    """Everybody who could be chosen. Those of the settings are ticked; without any, those who hold the rights now."""
    working = [employee for employee in state.employees if employee.active]
    known = {meaning[0].portal_id: wish for wish in wishes if len(meaning := meant(working, wish)) == 1}
    alike = Counter((employee.name, employee.position) for employee in working)
    found = []
    for employee in working:
        wish = known.get(employee.portal_id)
        namesake = alike[employee.name, employee.position] > 1
        label = f"{employee.name} ({employee.position or 'без должности'}{_address(employee) if namesake else ''})"
        ticked = wish is not None if wishes else bool(employee.rights & frozenset(MANAGED))
        found.append(Candidate(employee, label, wish, ticked, namesake))
    return found


def wished(candidate: Candidate) -> dict[str, Any]:
    """The entry of ``cabinet.employees``: the one that is there with the rights it names, or a new one."""
    if candidate.wish is not None:
        return candidate.wish.model_dump(mode="json", exclude_defaults=True)
    employee = candidate.employee
    entry = {"name": employee.name, "position": employee.position or None}
    if candidate.namesake:
        entry["email"] = employee.email
    return {name: value for name, value in entry.items() if value is not None}


def _address(employee: Employee) -> str:
    return f", {employee.email or 'без почты'}"
