"""«Сотрудники»: the organization's employees, with what decides who gets messages (e-mail, rights)."""

from __future__ import annotations

from typing import Any

from rpa.cabinet.border import translated
from rpa.cabinet.pages.register import Register
from rpa.cabinet.payloads import written
from rpa.model import Employee

ACTIVE = "Действующий"
"""Any other status counts as blocked: nobody must rely on a message that may not come."""


class Employees(Register[Employee]):
    """A table without a search form: it loads itself when opened."""

    section = "employees"
    method = "GET"
    items_key = "items"

    @translated
    async def read(self) -> tuple[Employee, ...]:
        """Read all pages; see ``Register.read_all`` for what makes a reading count."""
        return await self.read_all()

    async def begin(self) -> None:
        await self.go_afresh(self.path("address"))

    def item(self, data: dict[str, Any]) -> Employee:
        return Employee(
            name=" ".join(str(data["fio"]).split()),
            position=written(data, "position") or "",
            role=written(data, "role") or "",
            email=written(data, "email"),
            rights=_captions(data),
            portal_id=str(data["id"]),
            active=written(data, "status") in (None, ACTIVE),
        )

    def number(self, item: Employee) -> str:
        return self.portal_id(item)

    def title(self, item: Employee) -> str:
        return item.name

    def portal_id(self, item: Employee) -> str:
        return item.portal_id or ""


def _captions(data: dict[str, Any]) -> frozenset[str]:
    """Rights by what they are called. One text is not a list of letters."""
    rights = data.get("rights") or []
    if not isinstance(rights, list) or not all(isinstance(one, str) for one in rights):
        raise KeyError("rights")
    return frozenset(rights)
