"""Привести почтовые сообщения и права сотрудников к желаемому состоянию."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.inquiries.wanted import RightsChange
from rpa.job.job import Job
from rpa.job.results import ItemResult

BOX = "organization-settings"


async def run(cabinet: Cabinet, job: Job) -> int:
    """``job.given`` is ``rpa.inquiries.wanted.Difference``. Returns how many settings were changed.

    A setting may be saved twice without harm, so this is a step: read, change the difference, read again.
    """
    changed = 0
    if job.given.box is not None:
        await job.step("Открыть настройки", cabinet.organization_settings.read)
        await job.keep(BOX, "before", await cabinet.organization_settings.picture())
        done = await job.step("Включить сообщения", cabinet.organization_settings.apply, job.given.box, key=BOX)
        await job.keep(BOX, "after", await cabinet.organization_settings.picture())
        changed += done.changed

    async def grant(cabinet: Cabinet, job: Job, change: RightsChange) -> ItemResult:
        page, key = cabinet.employee_rights, change.request_number
        await job.step("Открыть права", page.read, change.employee.portal_id, key=key)
        await job.keep(key, "before", await page.picture())
        await job.step("Изменить права", page.apply, change.employee.portal_id, change.wanted, key=key)
        await job.keep(key, "after", await page.picture())
        return job.done(change)

    results = await job.each(job.given.rights, grant, parallel=1)
    return changed + sum(result.good for result in results)
