"""Сверить отправленные ответы с кабинетом, ничего не меняя."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.job.checking import Check, ToRead, check, to_read
from rpa.job.job import Job
from rpa.job.recalling import recaller
from rpa.job.results import ItemResult
from rpa.job.verification import Verifier

READ_ONLY = True


async def run(cabinet: Cabinet, job: Job) -> list[Check]:
    """``job.given`` is ``rpa.job.checking.Verification``. One check for every request of the list and of the ledger."""
    given = job.given
    async with job.settling(recaller(job, given)):
        listed = await job.step("Прочитать список запросов", cabinet.debt_requests.read, given.wanted)
        verifier = Verifier(job, listed)

        async def read(cabinet: Cabinet, job: Job, item: ToRead) -> ItemResult:
            shown = await job.step("Прочитать карточку", verifier.card_of, cabinet, item, key=item.request_number)
            return verifier.note(verifier.judged(item.request_number, shown))

        for item in verifier.told_by_the_list():
            verifier.note(check(item.request_number, item, [], None, given.today))
        await job.each(to_read(listed, verifier.in_ledger), read)
    return verifier.checks()
