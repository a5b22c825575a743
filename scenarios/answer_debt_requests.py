"""Отправить утверждённые ответы на запросы о задолженности."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.debts.approval import ApprovedAnswer
from rpa.job.answers import DebtAnswer
from rpa.job.job import Job
from rpa.job.results import ItemResult


async def run(cabinet: Cabinet, job: Job) -> list[ItemResult]:
    """``job.given`` is ``rpa.job.answers.Approved``; its answers come most urgent first."""

    async def answer(cabinet: Cabinet, job: Job, approved: ApprovedAnswer) -> ItemResult:
        return await job.commit(DebtAnswer(job, cabinet, approved, job.given))

    return await job.each(job.given.answers, answer)
