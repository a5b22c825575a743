"""Отправить утверждённые ответы на запросы о задолженности."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.debts.approval import ApprovedAnswer
from rpa.job.answers import DebtAnswer
from rpa.job.job import Job
from rpa.job.recalling import recaller
from rpa.job.results import ItemResult


async def run(cabinet: Cabinet, job: Job) -> list[ItemResult]:
    """``job.given`` is ``rpa.job.answers.Approved``; its answers come most urgent first."""
    given = job.given

    async def answer(cabinet: Cabinet, job: Job, approved: ApprovedAnswer) -> ItemResult:
        return await job.commit(
            DebtAnswer(
                job,
                cabinet,
                approved,
                plan_sha256=given.plan_sha256,
                acts=given.acts,
                withheld=given.withheld,
                reason=given.reason,
            )
        )

    async with job.settling(recaller(job, given), given.answers):
        return await job.each(given.answers, answer)
