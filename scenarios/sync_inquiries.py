"""Прочитать вкладку «Обращения»: весь список, затем новые и изменившиеся карточки."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.inquiries import InquiryFilter
from rpa.job.inquiries import Row, read_card
from rpa.job.job import Job
from rpa.job.results import ItemResult


async def run(cabinet: Cabinet, job: Job) -> int:
    """``job.given`` is ``rpa.job.inquiries.ReadInquiries``. Returns how many обращения the register holds."""
    wanted = InquiryFilter(created_from=job.given.since)
    listed = await job.step("Прочитать список обращений", cabinet.inquiries.read, wanted)

    async def read(cabinet: Cabinet, job: Job, row: Row) -> ItemResult:
        job.given.keep(await read_card(cabinet, job, row.inquiry, job.given.file_limit_bytes))
        return job.done(row)

    await job.each([Row(row) for row in listed if not job.given.is_known(row)], read)
    return len(listed)
