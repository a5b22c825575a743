"""Отправить утверждённые ответы на запросы о задолженности."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.debts.approval import ApprovedAnswer
from rpa.job.answers import Approved
from rpa.job.job import Job
from rpa.job.recalling import recaller
from rpa.job.results import ItemResult

COMMAND = "rpa debts apply"


async def run(cabinet: Cabinet, job: Job) -> list[ItemResult]:
    """Answers come most urgent first."""
    given: Approved = job.given

    async def answer(cabinet: Cabinet, job: Job, approved: ApprovedAnswer) -> ItemResult:
        return await job.commit(given.commitment(job, cabinet, approved))

    async with job.settling(recaller(job, given), given.answers):
        return await job.each(given.answers, answer)
