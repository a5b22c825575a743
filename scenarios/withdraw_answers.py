"""Отозвать отправленные ответы: с основанием и решением человека."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.job.job import Job
from rpa.job.recalling import recaller
from rpa.job.results import ItemResult
from rpa.job.withdrawal import Withdraw, Withdrawal, acknowledge
from rpa.model import Subrequest


async def run(cabinet: Cabinet, job: Job) -> list[Subrequest]:
    """``job.given`` is ``rpa.job.withdrawal.Withdrawals``. The cards as they are after the withdrawal."""
    cards: list[Subrequest] = []

    async def withdraw(cabinet: Cabinet, job: Job, wanted: Withdraw) -> ItemResult:
        work = Withdrawal(job, cabinet, wanted)
        result = acknowledge(job, work, await job.commit(work))
        if result.good:
            cards.append(await job.step("Прочитать карточку", cabinet.debt_request.read, key=wanted.request_number))
        return result

    async with job.settling(recaller(job, job.given), job.given.wanted):
        await job.each(job.given.wanted, withdraw)
    return cards
