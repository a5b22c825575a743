"""Giving an обращение to an executor, as a commitment: two runs must not hand it back and forth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.inquiry import InquiryGone
from rpa.debts.deadline import moscow_date
from rpa.inquiries.assignment_plan import PlannedAssignment
from rpa.inquiries.words import folded
from rpa.job.answers import shot_of
from rpa.job.commitment import Cause, Commitment, Look, Shot, State
from rpa.job.inquiries import learn_people
from rpa.job.settling import Recall
from rpa.ledger import Intent, IntentKind, Record
from rpa.model import Inquiry, InquiryStatus

if TYPE_CHECKING:
    from rpa.job.job import Job


@dataclass(frozen=True, slots=True)
class ApprovedAssignments:
    """What ``assign_inquiries`` is given. ``remembered`` finds the assignment a recorded intent stands for."""

    plan_sha256: str
    items: tuple[PlannedAssignment, ...]
    remembered: Callable[[Intent], PlannedAssignment | None] = lambda _intent: None


class AssignInquiry:
    """Give one обращение to one executor."""

    kind = IntentKind.ASSIGN
    reason: Cause | None = None

    def __init__(self, job: Job, cabinet: Cabinet, planned: PlannedAssignment, plan_sha256: str | None) -> None:
        self.request_number, self.content_sha256 = planned.request_number, planned.content_sha256
        self.plan_sha256 = plan_sha256
        self._job, self._page, self._planned = job, cabinet.inquiry, planned
        job.redactor.learn_person(*planned.executor.split()[:3])

    def withheld(self) -> tuple[str, ...]:
        return ()

    def decided_since(self, found: Record) -> bool:
        # Only an answer may not be repeated on an old decision.
        return True

    async def look(self) -> Look:
        try:
            shown = await self._page.open_inquiry(self._planned.portal_id)
        except InquiryGone:
            return Look(State.GONE)
        learn_people(self._job.redactor, shown)
        return judge(self._planned, shown, moscow_date(self._job.now()))

    async def prepare(self) -> None:
        """Only a picture: the window is opened, filled and saved in one go, and nothing is kept before that."""
        await self._job.keep(self.request_number, "before", await self._page.picture())

    async def fire(self) -> Shot:
        # The window may open late, or the machine have slept while it was filled; it is its last click that assigns.
        lease = self._job.lease
        return shot_of(await self._page.assign(self._planned.executor_id, self._planned.planned, sure=lease.check))

    async def keep_result(self) -> None:
        await self._job.keep(self.request_number, "result", await self._page.picture())


def judge(planned: PlannedAssignment, shown: Inquiry, today: date) -> Look:
    """What the card means for this assignment. Pure.

    An обращение that is somebody's, or that moved on since it was planned, is left to people; so is a plan that grew
    older than the date it gives.
    """
    if shown.status not in (InquiryStatus.SENT, InquiryStatus.IN_WORK):
        return Look(State.OTHER, "Обращение уже исполнено или отозвано.", executor=shown.executor)
    if shown.executor and folded(shown.executor) == folded(planned.executor):
        if shown.date_of_appointment not in (None, planned.planned):
            return Look(State.OTHER, "Обращение уже назначено ему же, на другую дату.", executor=shown.executor)
        return Look(State.DONE, executor=shown.executor)
    if shown.executor or shown.status is InquiryStatus.IN_WORK:
        return Look(State.OTHER, "Обращение уже назначено другому.", executor=shown.executor)
    if None not in (planned.version, shown.version) and planned.version != shown.version:
        return Look(State.CHANGED, "Обращение изменилось после плана: прочитайте его заново (sync).")
    if planned.planned < today:
        return Look(State.CHANGED, "Плановая дата уже прошла: постройте план назначений заново.")
    return Look(State.DRAFT)


def recaller(job: Job, given: ApprovedAssignments) -> Recall:
    """A ``Recall`` for assignments."""

    def recall(cabinet: Cabinet, intent: Intent) -> Commitment | None:
        planned = given.remembered(intent)
        return AssignInquiry(job, cabinet, planned, intent.plan_sha256) if planned else None

    return recall
