"""Сверить selectors.yaml с экранами кабинета: только чтение."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.cabinet.selector_check import ScreenCheck, check_screens
from rpa.job.job import Job

COMMAND = "rpa selectors check"


async def run(cabinet: Cabinet, job: Job) -> list[ScreenCheck]:
    """Every key of the screens that can be opened without changing anything; ``job.given``: only these screens."""
    return await job.step("Сверить экраны", check_screens, cabinet, tuple(job.given or ()), job.keep_screen)
