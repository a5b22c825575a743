"""Отправить исправленный ответ вместо отозванного и связать доказательства обоих."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.debts.approval import ApprovedAnswer
from rpa.job.answers import Approved
from rpa.job.correcting import record_correction
from rpa.job.job import Job
from rpa.job.results import ItemResult

COMMAND = "rpa debts correct"


async def run(cabinet: Cabinet, job: Job) -> list[ItemResult]:
    """What is approved belongs to a plan made after the withdrawal and carries its reason."""
    given: Approved = job.given

    async def correct(cabinet: Cabinet, job: Job, approved: ApprovedAnswer) -> ItemResult:
        result = await job.commit(given.commitment(job, cabinet, approved))
        record_correction(job, approved, result, given.reason)
        return result

    return await job.each(given.answers, correct)
