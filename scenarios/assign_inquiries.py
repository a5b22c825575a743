"""Назначить исполнителей новым обращениям по правилам организации."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.inquiries.assignment import Assignment
from rpa.job.inquiries import AssignInquiry
from rpa.job.job import Job
from rpa.job.results import ItemResult


async def run(cabinet: Cabinet, job: Job) -> list[ItemResult]:
    """``job.given`` is a sequence of ``rpa.inquiries.assignment.Assignment``, approved by a person."""

    async def assign(cabinet: Cabinet, job: Job, assignment: Assignment) -> ItemResult:
        return await job.commit(AssignInquiry(job, cabinet, assignment))

    return await job.each(job.given, assign)
