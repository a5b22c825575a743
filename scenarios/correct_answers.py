"""Отправить исправленный ответ вместо отозванного и связать доказательства обоих."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.debts.approval import ApprovedAnswer
from rpa.job.answers import DebtAnswer
from rpa.job.job import Job
from rpa.job.results import ItemResult
from rpa.job.withdrawal import record_correction


async def run(cabinet: Cabinet, job: Job) -> list[ItemResult]:
    """``job.given`` is ``rpa.job.answers.Approved`` of a plan made after the withdrawal, with its reason."""
    given = job.given

    async def correct(cabinet: Cabinet, job: Job, approved: ApprovedAnswer) -> ItemResult:
        work = DebtAnswer(
            job,
            cabinet,
            approved,
            plan_sha256=given.plan_sha256,
            acts=given.acts,
            withheld=given.withheld,
            reason=given.reason,
        )
        result = await job.commit(work)
        record_correction(job, approved, result, given.reason)
        return result

    return await job.each(given.answers, correct)
