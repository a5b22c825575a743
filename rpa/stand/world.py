"""The world a seed means: organizations, accounts, debt requests. Same seed, same start day, same world.

A request is a function of (seed, ОГРН, index, start day), so accounting files can be written without a running stand
and requests that arrive later continue the same row of indexes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from rpa.stand.cases import Case, CaseBook
from rpa.stand.clock import MOSCOW
from rpa.stand.organizations import Account, Organization, make_organizations
from rpa.stand.store import Store
from rpa.stand.workdays import due, is_working

_ASKERS = (
    ("ГКУ ЗО «Центр социальной защиты населения г. Синегорска»", "8 (000) 555-01-01", "Соцработникова Анна Петровна"),
    ("ГКУ ЗО «Центр жилищных субсидий»", "8 (000) 555-02-02", "Субсидина Мария Олеговна"),
    ("Департамент социальной поддержки Заозёрной области", None, "Льготкин Пётр Ильич"),
)
REQUEST_COLUMNS = (
    "id, ogrn, number, version, status, request_guid, house_guid, fias_guid, address, apartment, period_begin, "
    "period_end, asker, asker_tel, asker_fio, sent_date, due_date, last_update, executor_id, executor_fio, "
    "debt_present, information, persons, extra_files, saved_at, sent_at"
)
INSERT_REQUEST = f"INSERT INTO requests ({REQUEST_COLUMNS}) VALUES ({', '.join('?' * len(REQUEST_COLUMNS.split(',')))})"


@dataclass(frozen=True, slots=True)
class Planned:
    """One request before it is stored."""

    number: str
    id: str
    sent: datetime
    due: date
    window: tuple[date, date]
    past: str
    case: Case


class World:
    """Everything invented. ``requests`` is the number for *each* organization; the near-named twin has none."""

    def __init__(self, seed: int, start: datetime, requests: int, organizations: int) -> None:
        self.seed, self.requests = seed, requests
        # To the minute: two stands told the same --now must not differ by the milliseconds they took to start.
        self.start = start.astimezone(MOSCOW).replace(second=0, microsecond=0)
        self.organizations, self.accounts = make_organizations(seed, organizations)
        self.cases = {o.ogrn: CaseBook(seed, o.ogrn, requests) for o in self.organizations}
        self._recent = _days_still_open(self.start.date())

    def busy(self) -> list[Organization]:
        """Organizations that receive requests (all but the twin)."""
        return [o for o in self.organizations if o.index < 998]

    def account(self, login: str) -> Account | None:
        return next((a for a in self.accounts if a.login == login), None)

    def planned(self, organization: Organization, index: int, arrival: datetime | None = None) -> Planned:
        """Request ``index``; ``arrival`` for one that comes while the stand runs, else a moment before the start."""
        rng = Random(f"{self.seed}:{organization.ogrn}:request:{index}")
        request_id = str(UUID(int=rng.getrandbits(128), version=4))
        number = f"{self.start.year % 100:02d}{organization.index + 1:03d}{index + 1:07d}"
        book = self.cases[organization.ogrn]
        past = "open" if arrival or index >= self.requests else book.past(index)
        sent = arrival or self._moment(past, rng)
        day = sent.date()
        window = (_three_years_before(day), day)
        return Planned(number, request_id, sent, due(day), window, past, book.case(index, window))

    def _moment(self, past: str, rng: Random) -> datetime:
        if past in ("sent", "automatic"):
            day = self.start.date() - timedelta(days=rng.randrange(20, 40))
            while not is_working(day):
                day -= timedelta(days=1)
        else:
            oldest, *newer = self._recent
            day = rng.choice(newer) if newer and rng.random() < 0.9 else oldest
        moment = datetime.combine(day, time(9), MOSCOW) + timedelta(seconds=rng.randrange(9 * 3600))
        if moment > self.start:  # sent today: some time since midnight
            since_midnight = (self.start - datetime.combine(day, time(), MOSCOW)).total_seconds()
            moment = self.start - timedelta(seconds=rng.random() * since_midnight)
        return moment.replace(microsecond=0)

    def row(self, organization: Organization, planned: Planned) -> tuple[Any, ...]:
        """Values for ``INSERT_REQUEST``. Past answers tell the truth of their case."""
        case, (begin, end) = planned.case, planned.window
        rng = Random(planned.id)
        asker, tel, fio = _ASKERS[rng.randrange(len(_ASKERS))]
        status, version, updated = "NOT_SENT", 0, planned.sent
        answer: tuple[Any, ...] = (None,) * 8
        if planned.past != "open":
            employee = organization.employees[1 if planned.past == "draft_of_colleague" else 0]
            debt = case.expected == "debt"
            persons: list[dict[str, Any]] = (
                [{**r.person.as_json(), "attachments": []} for r in case.rows] if debt else []
            )
            updated = min(planned.sent + timedelta(hours=3), self.start)
            saved, version = updated.isoformat(), 1
            sent_at: str | None = None
            executor: tuple[str | None, str | None] = (employee.id, employee.fio)
            if planned.past == "sent":
                status, version, sent_at = "SENT", 2, saved
            elif planned.past == "automatic":
                updated = datetime.combine(planned.due + timedelta(days=1), time(), MOSCOW)
                status, saved = "AUTO_GENERATED", updated.isoformat()
                sent_at, executor = saved, (None, None)
            answer = (*executor, int(debt), None, json.dumps(persons, ensure_ascii=False), "[]", saved, sent_at)
        house_guid = str(UUID(int=Random(case.house.portal()).getrandbits(128), version=4))
        return (
            planned.id, organization.ogrn, planned.number, version, status,
            str(UUID(int=rng.getrandbits(128), version=4)),
            house_guid, case.portal_fias, case.house.portal(), case.portal_flat, begin.isoformat(), end.isoformat(),
            asker, tel, fio, planned.sent.date().isoformat(), planned.due.isoformat(), updated.isoformat(), *answer,
        )  # fmt: skip

    def fill(self, store: Store) -> None:
        """Store organizations, employees and every request."""
        store.many(
            "INSERT INTO organizations (ogrn, name, guid, next_index) VALUES (?, ?, ?, ?)",
            [(o.ogrn, o.name, o.guid, self.requests) for o in self.organizations],
        )
        store.many(
            "INSERT INTO employees (id, ogrn, position_no, fio, position, role, email, status, login, rights)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (e.id, e.ogrn, n, e.fio, e.position, e.role, e.email, e.status, e.login, " ".join(e.rights))
                for o in self.organizations
                for n, e in enumerate(o.employees)
            ],
        )
        for organization in self.busy():
            rows = [self.row(organization, self.planned(organization, n)) for n in range(self.requests)]
            store.many(INSERT_REQUEST, rows)


def _days_still_open(today: date) -> list[date]:
    """Days on which a request may have been sent and still be open in time; oldest (due soonest) first."""
    days = [today - timedelta(days=n) for n in range(30, -1, -1)]
    return [d for d in days if due(d) >= today and (is_working(d) or d == today)]


def _three_years_before(day: date) -> date:
    return day.replace(year=day.year - 3, day=28 if (day.month, day.day) == (2, 29) else day.day)
