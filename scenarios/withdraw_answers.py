"""Отозвать отправленные ответы: с основанием и решением человека."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.job.correcting import already_corrected
from rpa.job.job import Job
from rpa.job.recalling import recaller
from rpa.job.results import ItemResult
from rpa.job.withdrawal import Withdraw, Withdrawal, Withdrawn, acknowledge, last_withdrawal
from rpa.ledger import IntentKind

COMMAND = "rpa debts withdraw"


async def run(cabinet: Cabinet, job: Job) -> list[Withdrawn]:
    """``job.given`` is ``rpa.job.withdrawal.Withdrawals``. What came of those that went well."""
    withdrawn: list[Withdrawn] = []

    async def withdraw(cabinet: Cabinet, job: Job, wanted: Withdraw) -> ItemResult:
        work = Withdrawal(job, cabinet, wanted, job.given.remembered)
        replaced = await already_corrected(job, work)
        result = replaced or acknowledge(job, work, await job.commit(work))
        if result.good:
            number = wanted.request_number
            card = await job.step("Прочитать карточку", cabinet.debt_request.read, key=number)
            withdrawn.append(Withdrawn(card, last_withdrawal(job, number), replaced is not None))
        return result

    async with job.settling(recaller(job, job.given), job.given.wanted, act=IntentKind.REVOKE):
        await job.each(job.given.wanted, withdraw)
    return withdrawn
