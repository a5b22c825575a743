"""Продлить срок рассмотрения обращения."""

from __future__ import annotations

from pydantic import Field

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.inquiries import InquiryFilter
from rpa.job.asked import Asked, Day
from rpa.job.job import Job
from rpa.job.results import Ending, ItemResult


class Asks(Asked):
    number: str = Field(description="номер обращения")
    until: Day = Field(description="новый срок")
    comment: str = Field(min_length=20, max_length=1000, description="основание продления, от 20 до 1000 знаков")


async def run(cabinet: Cabinet, job: Job) -> list[ItemResult]:
    """Reads before the click, so a run after a broken one finds the term extended; clicks once, believes the card."""

    async def extend(cabinet: Cabinet, job: Job, asked: Asks) -> ItemResult:
        register, page, number = cabinet.inquiries, cabinet.inquiry, asked.number
        listed = await job.step("Найти обращение", register.read, InquiryFilter(number=number), key=number)
        found = next((one.portal_id for one in listed if one.number == number and one.portal_id), None)
        if found is None:
            return job.skip(asked, "Обращения с таким номером в кабинете нет.")
        term = (await job.step("Прочитать карточку", page.open_inquiry, found, key=number)).execution_end_date
        if term and term >= asked.until:
            return ItemResult(number, Ending.ALREADY, f"Срок уже {term:%d.%m.%Y}.")
        await job.keep(number, "before", await page.picture())
        clicked = await page.extend(asked.until, asked.comment)
        term = (await job.step("Прочитать карточку", page.read, key=number)).execution_end_date
        await job.keep(number, "after", await page.picture())
        ending = Ending.DONE if term == asked.until else Ending.REFUSED if clicked.refused else Ending.UNKNOWN
        job.journal.record("extension", durable=True, request_number=number, until=f"{term}", ending=ending.value)
        return ItemResult(number, ending, "" if ending is Ending.DONE else clicked.text)

    return await job.each([job.given], extend)
