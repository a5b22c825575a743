"""«Обращения» as a report shows them: number, state, dates, who works on it. No applicant, text, address or flat.

They come from the store of read cards, not from the journal, and the page says so. An executor is one of the
organization's own people; his name is shortened all the same, so that a report may be passed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rpa.audit.redaction import mask_name
from rpa.debts.calendar import WorkCalendar
from rpa.debts.deadline import SOON_DAYS
from rpa.inquiries.recognise import asks_about_debt, last_day
from rpa.inquiries.words import OPEN, STATUS_WORDS
from rpa.model import Inquiry


@dataclass(frozen=True, slots=True)
class InquiryLine:
    """``due`` is the day to work to, ``planned`` the executor's own; ``urgency`` a key of ``words.DUE``."""

    number: str
    status: str
    waits: bool
    created: date | None
    due: date | None
    planned: date | None
    urgency: str
    executor: str
    about_debt: bool


@dataclass(frozen=True, slots=True)
class Inquiries:
    """``waiting``: the most urgent first; ``closed``: the newest first."""

    waiting: Sequence[InquiryLine] = ()
    closed: Sequence[InquiryLine] = ()

    @property
    def lines(self) -> Sequence[InquiryLine]:
        return (*self.waiting, *self.closed)

    @property
    def overdue(self) -> int:
        return sum(line.urgency == "overdue" for line in self.waiting)

    @property
    def unassigned(self) -> int:
        return sum(not line.executor for line in self.waiting)

    @property
    def about_debt(self) -> int:
        return sum(line.about_debt for line in self.waiting)

    def __len__(self) -> int:
        return len(self.lines)


def gather(inquiries: Iterable[Inquiry], *, today: date, calendar: WorkCalendar) -> Inquiries:
    """Sort and judge them as of ``today`` (Moscow)."""
    found = [_line(one, today, calendar) for one in inquiries]
    waiting = sorted((one for one in found if one.waits), key=lambda one: (one.due or date.min, one.number))
    closed = sorted((one for one in found if not one.waits), key=lambda one: one.number)
    closed.sort(key=lambda one: one.created or date.min, reverse=True)
    return Inquiries(waiting, closed)


def _line(one: Inquiry, today: date, calendar: WorkCalendar) -> InquiryLine:
    waits = one.status in OPEN
    due = last_day(one, calendar) if waits else one.execution_end_date
    return InquiryLine(
        number=one.number,
        status=STATUS_WORDS[one.status],
        waits=waits,
        created=one.created,
        due=due,
        planned=one.date_of_appointment,
        urgency=_urgency(due, today) if waits else "closed",
        executor=mask_name(one.executor) if one.executor else "",
        about_debt=asks_about_debt(one),
    )


def _urgency(due: date | None, today: date) -> str:
    if due is None:
        return "unknown"
    left = (due - today).days
    return "overdue" if left < 0 else "today" if left == 0 else "soon" if left <= SOON_DAYS else "later"
