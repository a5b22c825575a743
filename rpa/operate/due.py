"""Deadlines of both kinds in one list, earliest first: debt requests of the last plan, обращения of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from rpa.debts.approval.approve import complete
from rpa.debts.approval.values import ApprovedItem
from rpa.debts.deadline import SOON_DAYS
from rpa.debts.plan import Plan
from rpa.errors import PlanError
from rpa.inquiries.recognise import asks_about_debt, last_day
from rpa.job.memory import ended_at
from rpa.operate.guard import look
from rpa.operate.inquiries.store import InquiryStore
from rpa.operate.place import Place
from rpa.operate.planning import open_plan, work_calendar
from rpa.operate.recorded import recorded
from rpa.operate.settled import last_of, settled_since, signed_since


class Kind(StrEnum):
    """What waits. The third is a debt request that came as an обращение: shown beside the first."""

    DEBT_REQUEST = "запрос о задолженности"
    INQUIRY = "обращение"
    DEBT_REQUEST_BY_LETTER = "обращение о задолженности"


class Urgency(StrEnum):
    """How near a deadline is. Without one, somebody has to look: it counts as the most urgent."""

    UNKNOWN = "unknown"
    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits. ``days`` until its deadline (negative: overdue), ``None`` without a deadline."""

    kind: Kind
    number: str
    due: date | None
    days: int | None
    note: str

    @property
    def urgency(self) -> Urgency:
        if self.days is None:
            return Urgency.UNKNOWN
        if self.days < 0:
            return Urgency.OVERDUE
        if self.days == 0:
            return Urgency.TODAY
        return Urgency.SOON if self.days <= SOON_DAYS else Urgency.LATER

    @property
    def mark(self) -> str:
        """A sign and words that are read without colour."""
        return {
            Urgency.UNKNOWN: "? срок неизвестен",
            Urgency.OVERDUE: f"✗ просрочено, дней: {-(self.days or 0)}",
            Urgency.TODAY: "! сегодня",
            Urgency.SOON: f"! через {self.days} дн.",
            Urgency.LATER: f"через {self.days} дн.",
        }[self.urgency]


def due_list(place: Place, *, within_days: int | None = None) -> list[Due]:
    """Everything that waits for an answer, the most urgent first; things without a deadline come first of all.

    Nothing is read from the cabinet.
    """
    today = place.moscow_now().date()
    planned = _requests(place, today)
    found = [*planned, *_freed(place, today, {one.number for one in planned}), *_inquiries(place, today)]
    if within_days is not None:
        found = [one for one in found if one.days is None or one.days <= within_days]
    return sorted(found, key=lambda one: (one.due or date.min, one.number))


def _requests(place: Place, today: date) -> list[Due]:
    try:
        plan, approval = open_plan(place)
    except PlanError:
        if any(place.folder.plans.glob("*.json")):
            raise
        return []
    with recorded(place.folder, place.settings, place.now) as ledger:
        settled = settled_since(ledger, plan.organization_ogrn, plan.last_read) if ledger else set()
        records = ledger.everything(plan.organization_ogrn) if ledger else []
    ended = partial(ended_at, place.folder.journal, now=place.now())
    last = last_of(records)
    return [
        _due(
            Kind.DEBT_REQUEST,
            item.request_number,
            item.due,
            today,
            _state(plan, signed_since(approval.items.get(item.request_number), last.get(item.request_number), ended)),
        )
        for item in plan.items
        if item.request_number not in settled
    ]


def _freed(place: Place, today: date, listed: set[str]) -> list[Due]:
    """Requests that the plan of all requests does not list, and that the guard warns of: they were answered when it was
    made, and the answer was withdrawn since."""
    return [
        _due(
            Kind.DEBT_REQUEST,
            one.request_number,
            one.due,
            today,
            "утверждён, не отправлен" if one.approved else "ответ отозван, ждёт решения",
        )
        for one in look(place.folder, place.settings, place.now()).waiting
        if one.request_number not in listed
    ]


def _state(plan: Plan, given: ApprovedItem | None) -> str:
    if given is None:
        return "ждёт решения"
    return "утверждён, не отправлен" if complete(plan, given) else "ждёт второго утверждающего"


def _inquiries(place: Place, today: date) -> list[Due]:
    found = []
    calendar = work_calendar(place)
    for stored in InquiryStore(place.folder.inquiries):
        one = stored.inquiry
        if stored.waits:
            kind = Kind.DEBT_REQUEST_BY_LETTER if asks_about_debt(one) else Kind.INQUIRY
            note = "исполнитель назначен" if one.executor else "без исполнителя"
            found.append(_due(kind, one.number, last_day(one, calendar), today, note))
    return found


def _due(kind: Kind, number: str, day: date | None, today: date, note: str) -> Due:
    return Due(kind, number, day, (day - today).days if day else None, note)
