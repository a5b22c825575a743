"""Закрыть исход отправки, которого не узнать с карточки: словом человека."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.job.closing import Closed, close
from rpa.job.job import Job
from rpa.job.recalling import recaller

COMMAND = "rpa debts settle"


async def run(cabinet: Cabinet, job: Job) -> Closed:
    """``job.given`` is ``rpa.job.closing.Closing``. What reading can tell is not left to a person's word."""
    async with job.settling(recaller(job, job.given)):
        return await close(job, cabinet, job.given)
