"""Назначить исполнителей новым обращениям: то, что утвердил человек."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.inquiries.assignment_plan import PlannedAssignment
from rpa.job.assignments import AssignInquiry, recaller
from rpa.job.job import Job
from rpa.job.results import ItemResult
from rpa.ledger import IntentKind

COMMAND = "rpa inquiries assign"


async def run(cabinet: Cabinet, job: Job) -> list[ItemResult]:
    """``job.given`` is ``rpa.job.assignments.ApprovedAssignments``; the most urgent come first."""
    given = job.given

    async def assign(cabinet: Cabinet, job: Job, planned: PlannedAssignment) -> ItemResult:
        return await job.commit(AssignInquiry(job, cabinet, planned, given.plan_sha256))

    async with job.settling(recaller(job, given), given.items, act=IntentKind.ASSIGN, kinds=(IntentKind.ASSIGN,)):
        return await job.each(given.items, assign) if given.items else []
