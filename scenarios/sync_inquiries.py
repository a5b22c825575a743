"""Прочитать вкладку «Обращения»: весь список, затем новые и изменившиеся карточки."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.job.inquiries import ROUNDS, Register, Row, note_register, read_card
from rpa.job.job import Job
from rpa.job.results import ItemResult

READ_ONLY = True


async def run(cabinet: Cabinet, job: Job) -> Register:
    """``job.given`` is ``rpa.job.inquiries.ReadInquiries``.

    The register is listed until a listing holds nothing that was not read, and lacks nothing that was.
    """
    given, opened = job.given, 0

    async def read(cabinet: Cabinet, job: Job, row: Row) -> ItemResult:
        given.keep(await read_card(cabinet, job, row.inquiry, given))
        return job.done(row)

    for rounds in range(1, ROUNDS + 1):
        listed = await job.step("Прочитать список обращений", job.cabinet.inquiries.read, given.wanted)
        unknown, vanished = given.unknown(listed), given.vanished(listed)
        register = Register(len(listed), rounds, not unknown, vanished)
        if not (unknown or vanished) or job.stop:
            break
        opened += len(await job.each(unknown, read))
    return note_register(job, register, opened)
