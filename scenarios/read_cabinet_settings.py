"""Прочитать, включены ли почтовые сообщения и у кого какие права."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.inquiries.notification import CabinetState
from rpa.job.job import Job

READ_ONLY = True


async def run(cabinet: Cabinet, job: Job) -> CabinetState:
    await job.step("Открыть кабинет", cabinet.home.open)
    user = await job.step("Узнать, кто мы", cabinet.home.user)
    box = await job.step("Прочитать настройки организации", cabinet.organization_settings.read)
    employees = await job.step("Прочитать сотрудников", cabinet.employees.read)
    return CabinetState(box, employees, user)
