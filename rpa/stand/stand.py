"""The stand as one object: what its HTTP parts share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rpa.stand.arrivals import Arrivals
from rpa.stand.clock import Clock
from rpa.stand.debt_requests import DebtRequests
from rpa.stand.events import Events
from rpa.stand.faults import Faults
from rpa.stand.inquiries import Inquiries
from rpa.stand.mail import Mailroom
from rpa.stand.sessions import Sessions
from rpa.stand.store import Store
from rpa.stand.world import World


@dataclass(frozen=True, slots=True)
class Urls:
    """Base addresses without a trailing slash."""

    esia: str
    dom: str
    my: str
    control: str


def urls_for(port: int) -> Urls:
    return Urls(
        esia=f"http://esia.localhost:{port}",
        dom=f"http://dom.localhost:{port}",
        my=f"http://my.dom.localhost:{port}",
        control=f"http://127.0.0.1:{port}",
    )


@dataclass(slots=True)
class Settings:
    """``latency_ms`` before every REST answer; ``signin``: login or "*" → names of sign-in variants."""

    latency_ms: float = 0
    signin: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Options:
    """How a stand is started; the same as the command line's."""

    seed: int = 1
    requests: int = 40
    inquiries: int = 20
    organizations: int = 1
    latency_ms: float = 0
    session_minutes: float = 15
    arrivals_per_day: float = 0
    smtp: tuple[str, int] | None = None
    now: datetime | None = None
    faults: tuple[str, ...] = ()


class Stand:
    """World, truth and rules of one running stand. Raises ``ValueError`` for an unknown fault."""

    def __init__(self, options: Options, urls: Urls) -> None:
        self.options, self.urls = options, urls
        self.clock = Clock(options.now)
        self.store = Store()
        self.world = World(options.seed, self.clock.now(), options.requests, options.organizations)
        self.world.fill(self.store)
        self.accounts = {account.login: account for account in self.world.accounts}
        self.sessions = Sessions(self.store, self.clock, options.session_minutes)
        self.events = Events(self.clock)
        self.faults = Faults(self.events)
        for text in options.faults:
            self.faults.arm_text(text)
        self.settings = Settings(latency_ms=options.latency_ms)
        self.debt_requests = DebtRequests(self.store, self.clock, self.events)
        self.inquiries = Inquiries(self.store, self.clock, self.events, self.world)
        self.inquiries.fill(options.inquiries)
        self.mailroom = Mailroom(self.store, self.clock, options.smtp)
        self.arrivals = Arrivals(
            self.world, self.store, self.clock, self.events, self.inquiries, self.mailroom, options.arrivals_per_day
        )

    def live(self) -> None:
        """Let happen what the clock says has happened by now: arrivals, then answers on the deadline."""
        self.arrivals.happen()
        self.debt_requests.answer_overdue()

    def announcement(self) -> dict[str, Any]:
        """What ``--json`` prints: addresses and made-up accounts, administrators first in each organization."""
        named = {o.ogrn: o.name for o in self.world.busy()}
        accounts = []
        for account in self.world.accounts:
            role = next(r for r in account.roles if r.ogrn in named)
            accounts.append(
                {
                    "login": account.login, "password": account.password, "totp_secret": account.totp_secret,
                    "ogrn": role.ogrn, "name": role.name, "person": account.person_name, "position": role.position,
                }
            )  # fmt: skip
        urls = self.urls
        return {"esia": urls.esia, "dom": urls.dom, "my": urls.my, "control": urls.control, "accounts": accounts}
