"""The review page without a server and without a browser: forms are sent straight to the application."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx

from rpa.debts.plan import PlanItem
from rpa.debts.policy import DecisionPolicy
from rpa.operate.place import Place
from rpa.web.accounts import Role
from rpa.web.application import create_app, create_site
from tests.web.conftest import hidden, keep, make_place

URL = "http://127.0.0.1:8600"
CARRIED = ("csrf", "state", "item", "list", "mark")
"""The fields a form carries along unseen."""


class Page:
    """The page of ``place`` with one person signed in. People are invented."""

    def __init__(self, place: Place, name: str = "Седова Анна", role: Role = Role.APPROVER) -> None:
        self.place, self.site = place, create_site(place)
        self._app, self._cookies = create_app(self.site, [URL]), httpx.Cookies()
        self.site.accounts.add(name, role)
        door = self.get(f"/enter?link={self.site.accounts.issue_link(name)}")
        assert self._ask("POST", "/enter", data={**hidden(door), "next": "/"}).status_code == 303

    def get(self, path: str) -> str:
        """The page at ``path``, or the one it leads to."""
        answer = self._ask("GET", path)
        while answer.status_code == 303:
            answer = self._ask("GET", answer.headers["location"])
        return answer.text

    def post(self, path: str, *, files: Any = None, seen: str = "", **fields: object) -> httpx.Response:
        """A form of the page ``seen`` (default: the one at ``path``, fetched now) with these fields filled in."""
        carried = {name: value for name, value in hidden(seen or self.get(path)).items() if name in CARRIED}
        return self._ask("POST", path, data={**carried, **fields}, files=files)

    def _ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(
                transport=transport, base_url=URL, headers={"Origin": URL}, cookies=self._cookies
            ) as client:
                answer = await client.request(method, path, **sent)
                self._cookies = client.cookies
            return answer

        return asyncio.run(ask())


def page_of_plan(folder: Path, *items: PlanItem) -> Page:
    """A page whose newest plan has these items."""
    place = make_place(folder)
    keep(place, items, DecisionPolicy())
    return Page(place)
