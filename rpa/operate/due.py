"""Deadlines of both kinds in one list, earliest first: debt requests of the last plan, обращения of the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rpa.debts.plan import Plan
from rpa.errors import PlanError
from rpa.inquiries.recognise import asks_about_debt
from rpa.ledger import Ledger, Outcome
from rpa.model import InquiryStatus
from rpa.operate.inquiries.store import InquiryStore
from rpa.operate.place import Place
from rpa.operate.planning import open_plan

_OPEN = (InquiryStatus.SENT, InquiryStatus.IN_WORK)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits. ``days`` until its deadline (negative: overdue), ``None`` without a deadline."""

    kind: str
    number: str
    due: date | None
    days: int | None
    note: str

    @property
    def mark(self) -> str:
        """A sign that is read without colour."""
        if self.days is None:
            return "?"
        if self.days < 0:
            return "✗ просрочен"
        return "! сегодня" if self.days == 0 else f"через {self.days} дн."


def due_list(place: Place, *, within_days: int | None = None) -> list[Due]:
    """Everything that waits for an answer, the most urgent first; things without a deadline come first of all."""
    today = place.moscow_now().date()
    found = [*_requests(place, today), *_inquiries(place, today)]
    if within_days is not None:
        found = [one for one in found if one.days is None or one.days <= within_days]
    return sorted(found, key=lambda one: (one.due or date.min, one.number))


def _requests(place: Place, today: date) -> list[Due]:
    try:
        plan, approval = open_plan(place)
    except PlanError:
        return []
    sent = _sent(place, plan)
    return [
        Due(
            "запрос о задолженности",
            item.request_number,
            item.due,
            (item.due - today).days if item.due else None,
            "утверждён, не отправлен" if item.request_number in approval.items else "ждёт решения",
        )
        for item in plan.items
        if item.request_number not in sent
    ]


def _sent(place: Place, plan: Plan) -> set[str]:
    if place.settings.ledger_url is None and not place.folder.ledger.exists():
        return set()
    with Ledger.open(place.settings.ledger_url or place.folder.ledger, now=place.now) as ledger:
        records = ledger.answered(plan.organization_ogrn)
        return {record.intent.request_number for record in records if record.outcome is Outcome.DONE}


def _inquiries(place: Place, today: date) -> list[Due]:
    found = []
    for stored in InquiryStore(place.folder.inquiries):
        one = stored.inquiry
        if one.status not in _OPEN:
            continue
        note = (
            "похоже на запрос о задолженности"
            if asks_about_debt(one)
            else (one.executor and "назначен") or "без исполнителя"
        )
        end = one.execution_end_date
        found.append(Due("обращение", one.number, end, (end - today).days if end else None, note))
    return found
