"""The review page served for real, in a thread, for organizations that exist only in a temporary folder."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Page as Tab

from rpa.debts.approval import Approval
from rpa.debts.canonical import digest
from rpa.debts.decision import RULES_VERSION
from rpa.debts.plan import ActFile, Basis, Candidate, Ground, Plan, PlanItem, PlannedDebtor
from rpa.debts.policy import DecisionPolicy
from rpa.model import Decision, Period, ResponseStatus
from rpa.operate.place import Place
from rpa.operate.planning import keep_plan, save_approval
from rpa.settings import DataRoot, OrganizationSettings, save_settings
from rpa.web import accounts
from rpa.web.accounts import Role
from rpa.web.server import Address, Page
from tests.cheap_vault import cheap_vault
from tests.stand.conftest import stands

__all__ = ["stands"]

MOSCOW = ZoneInfo("Europe/Moscow")
OGRN = "1200000000017"
_SEEN = ("csrf", "state", "item", "list", "mark")
"""The fields a form carries along unseen."""
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"


@dataclass
class Served:
    """A running page. People are invented."""

    page: Page
    clients: list[httpx.Client] = field(default_factory=list)

    def http(self) -> httpx.Client:
        """A browser nobody has signed in; closed with the page."""
        # Without TLS; loading what authorities this machine trusts costs more than a request.
        client = httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=60, verify=False)
        self.clients.append(client)
        return self.clients[-1]

    @property
    def url(self) -> str:
        return self.page.address.url

    @property
    def place(self) -> Place:
        return self.page.site.desk.place

    def person(self, name: str, role: Role) -> str:
        """A new account's one-time link."""
        self.page.site.accounts.add(name, role)
        return self.page.link(name)

    def client(self, name: str, role: Role) -> Client:
        return Client(self, self.person(name, role))

    def approval(self) -> Approval:
        return self.page.site.desk.open().approval

    def journal(self) -> str:
        path = self.place.folder.journal
        return path.read_text(encoding="utf-8") if path.exists() else ""


class Client:
    """A signed-in browser without a screen: forms as a browser sends them."""

    def __init__(self, served: Served, link: str) -> None:
        self.http = served.http()
        door = self.http.get(link.removeprefix(served.url))
        answer = self.http.post("/enter", data={**hidden(door.text), "next": "/"})
        assert answer.status_code == 303, answer.text

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def post(self, path: str, *, seen: str = "", **fields: object) -> httpx.Response:
        """Send a form; the token and the state are those of the page ``seen`` (default: fetched now)."""
        page = seen or self.http.get(path.removesuffix("/undo").removesuffix("/note")).text
        known = {name: value for name, value in hidden(page).items() if name in _SEEN}
        return self.http.post(path, data={**known, **fields})


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of a page's forms; the last of a name wins."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


@contextmanager
def serving(place: Place) -> Iterator[Served]:
    page = Page(place, Address(port=0))
    served = Served(page)
    thread = threading.Thread(target=page.serve, name="page", daemon=True)
    thread.start()
    try:
        yield served
    finally:
        for client in served.clients:
            client.close()
        page.stop()
        thread.join(30)
        assert not thread.is_alive()


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a guess costs is proven in test_price_of_a_password; elsewhere nobody guesses for real."""
    monkeypatch.setattr(accounts, "PasswordHasher", partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serve a page with a plan of ``items`` (none: no plan yet)."""
    open_pages = []

    def start(*items: PlanItem, **policy: object) -> Served:
        place = make_place(tmp_path)
        if items:
            keep(place, items, DecisionPolicy.model_validate(policy))
        manager = serving(place)
        open_pages.append(manager)
        return manager.__enter__()

    yield start
    for manager in open_pages:
        manager.__exit__(None, None, None)


def make_place(folder: Path) -> Place:
    acts = folder / "acts"
    acts.mkdir(exist_ok=True)
    (acts / "act-1.pdf").write_bytes(PDF)
    settings = OrganizationSettings.model_validate(
        {"organization": {"name": "ООО «Вымысел»", "ogrn": OGRN}, "dataset": {"acts": str(acts)}}
    )
    where = DataRoot(folder).organization("uk").create()
    save_settings(where.settings, settings)
    return Place(where, settings, cheap_vault(where.vault, "a made-up pass phrase"))


def keep(place: Place, items: tuple[PlanItem, ...], policy: DecisionPolicy) -> Plan:
    now = place.moscow_now()
    basis = Basis("", "", now.date(), "", "", policy.sha256, RULES_VERSION)
    plan = Plan(1, OGRN, now, now.date(), basis, policy, items, ())
    keep_plan(place, plan)
    save_approval(place, plan, Approval(plan.sha256))
    return plan


def item(
    number: str,
    decision: Decision = Decision.REVIEW,
    *,
    rule: str = "R09",
    address: str = "г. Вымышленск, ул. Мира, д. 1",
    flat: str = "кв. 5",
    people: int = 1,
    sentence: str = "Неясно, то ли это жильё.",
    days: int = 3,
) -> PlanItem:
    """One request due in ``days``; in review it also has a candidate."""
    today = datetime.now(MOSCOW).date()
    due = today + timedelta(days=days)
    file = ActFile("act-1.pdf", "act-1.pdf", hashlib.sha256(PDF).hexdigest(), len(PDF))
    named = ("Петров", "Сидорова", "Иванов")[:people]
    alike = PlannedDebtor("Похожий", "Имя", None, (), (f"{number}-alike",))
    found = Candidate(f"{number}-alike", 7, "г Вымышленск, Мира, 11", "5", alike, "Похожее написание.")
    sent = today - timedelta(days=2)
    return PlanItem(
        request_number=number,
        portal_id=number,
        address=address,
        address_details=flat,
        organization_name="Соцзащита (вымысел)",
        period=Period(today - timedelta(days=1095), today),
        ground=Ground(ResponseStatus.NOT_SENT, 1, sent, due, False, digest([number])),
        due=due,
        due_counted=None,
        overdue=days < 0,
        decision=decision,
        proposal=None,
        rule=rule,
        sentence=sentence,
        notes=(),
        debtors=tuple(PlannedDebtor(name, "Имя", None, (file,), (f"{number}-{name}",)) for name in named),
        candidates=(found,) if decision is Decision.REVIEW else (),
        balances_as_of=date(2026, 1, 1),
    )


def sign_in(tab: Tab, link: str) -> None:
    tab.goto(link)
    tab.get_by_role("button", name="Войти", exact=True).click()
    tab.get_by_role("heading", level=1, name=re.compile("Сегодня")).wait_for()
