"""Привести почтовые сообщения и права сотрудников к желаемому состоянию."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.inquiries.wanted import RightsChange
from rpa.job.job import Job
from rpa.job.results import ItemResult

COMMAND = "rpa cabinet apply"
BOX = "organization-settings"


async def run(cabinet: Cabinet, job: Job) -> list[ItemResult]:
    """``job.given`` is ``rpa.inquiries.wanted.Difference``. A setting saved twice does no harm: a step, no commit."""
    wanted = job.given
    if wanted.box is not None:
        page = cabinet.organization_settings
        await job.step("Открыть настройки", page.read)
        await job.keep(BOX, "before", await page.picture())
        await job.step("Переключить сообщения", page.apply, wanted.box, key=BOX)
        await job.keep(BOX, "after", await page.picture())
        job.journal.record("setting", durable=True, request_number=BOX, email_notifications=wanted.box)

    async def grant(cabinet: Cabinet, job: Job, change: RightsChange) -> ItemResult:
        page, key = cabinet.employee_rights, change.request_number
        await job.step("Открыть права", page.read, change.employee.portal_id)
        await job.keep(key, "before", await page.picture())
        await job.step("Изменить права", page.apply, change.employee.portal_id, change.wanted, key=key)
        await job.keep(key, "after", await page.picture())
        job.journal.record("setting", durable=True, request_number=key, granted=change.grant, revoked=change.revoke)
        return job.done(change)

    results: list[ItemResult] = []
    for changes in wanted.phases:
        if all(result.good for result in results):
            results += await job.each(changes, grant, parallel=1)
    return results
