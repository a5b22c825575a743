"""Сверить selectors.yaml с экранами кабинета: только чтение."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.cabinet.selector_check import KeyCheck, check_page
from rpa.job.job import Job


async def run(cabinet: Cabinet, job: Job) -> list[KeyCheck]:
    """Every key of the screens that can be opened without changing anything."""
    found: list[KeyCheck] = []
    await job.step("Открыть кабинет", cabinet.home.open)
    found += await job.step("Сверить главную", check_page, cabinet.home)
    requests = await job.step("Открыть запросы", cabinet.debt_requests.read)
    found += await job.step("Сверить список запросов", check_page, cabinet.debt_requests)
    for request in requests[:1]:
        await job.step("Открыть карточку", cabinet.debt_request.open_request, request.portal_id)
        found += await job.step("Сверить карточку", check_page, cabinet.debt_request)
    await job.step("Открыть обращения", cabinet.inquiries.open)
    found += await job.step("Сверить обращения", check_page, cabinet.inquiries)
    await job.step("Открыть настройки", cabinet.organization_settings.open)
    found += await job.step("Сверить настройки", check_page, cabinet.organization_settings)
    await job.step("Открыть сотрудников", cabinet.employees.open)
    found += await job.step("Сверить сотрудников", check_page, cabinet.employees)
    return found
