"""New requests and обращения while the stand runs: on demand, or on the clock by a schedule the seed fixes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from rpa.stand.clock import Clock
from rpa.stand.events import Events
from rpa.stand.inquiries import Inquiries
from rpa.stand.mail import Mailroom
from rpa.stand.organizations import Organization
from rpa.stand.refusal import Refusal
from rpa.stand.store import Store
from rpa.stand.world import INSERT_REQUEST, World


@dataclass(slots=True)
class Arrivals:
    """``per_day``: arrivals a day on average, requests and обращения by chance, over all organizations; 0 = none."""

    world: World
    store: Store
    clock: Clock
    events: Events
    inquiries: Inquiries
    mailroom: Mailroom
    per_day: float
    _next: datetime | None = None
    _rng: Random | None = None

    def request(self, organization: Organization) -> str:
        """One debt request arrives now; its number."""
        index = int(self.store.value("SELECT next_index FROM organizations WHERE ogrn = ?", organization.ogrn))
        self.store.run("UPDATE organizations SET next_index = next_index + 1 WHERE ogrn = ?", organization.ogrn)
        planned = self.world.planned(organization, index, self.clock.now())
        self.store.run(INSERT_REQUEST, *self.world.row(organization, planned))
        self.events.add("request_arrived", request_number=planned.number, ogrn=organization.ogrn)
        return planned.number

    def inquiry(self, organization: Organization) -> str:
        """One обращение arrives now, and is announced by mail if the rule says so; its number."""
        row = self.inquiries.arrive(organization)
        mails = self.mailroom.announce(row)
        self.events.add("inquiry_arrived", inquiry_number=row["number"], ogrn=row["ogrn"], mails=mails)
        return str(row["number"])

    def organization(self, ogrn: str | None) -> Organization:
        """The named organization, or the first. ``Refusal`` 404 if there is none."""
        for organization in self.world.busy():
            if ogrn in (None, organization.ogrn):
                return organization
        raise Refusal(404, f"Организации с ОГРН {ogrn} на стенде нет.")

    def next_moment(self) -> datetime | None:
        """When the schedule's next arrival is; ``None`` if arrivals are off."""
        if self.per_day <= 0 or not self.world.busy():
            return None
        if self._next is None:
            self._rng = Random(f"{self.world.seed}:arrivals")
            self._next = self.world.start + self._gap(self._rng)
        return self._next

    def happen(self) -> int:
        """Everything scheduled up to now; how many."""
        count = 0
        while (moment := self.next_moment()) is not None and moment <= self.clock.now():
            assert self._rng is not None
            organization = self._rng.choice(self.world.busy())
            if self._rng.random() < 0.7:
                self.request(organization)
            else:
                self.inquiry(organization)
            self._next = moment + self._gap(self._rng)
            count += 1
        return count

    def _gap(self, rng: Random) -> timedelta:
        return timedelta(days=rng.expovariate(self.per_day))
