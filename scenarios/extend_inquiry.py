"""Продлить срок рассмотрения обращения."""

from __future__ import annotations

from pydantic import Field

from rpa.cabinet import Cabinet
from rpa.inquiries.words import OPEN
from rpa.job.asked import Asked, Day
from rpa.job.inquiries import find_card
from rpa.job.job import Job
from rpa.job.results import Ending, ItemResult


class Asks(Asked):
    number: str = Field(description="номер обращения")
    until: Day = Field(description="новый срок")
    comment: str = Field(min_length=20, max_length=1000, description="основание продления, от 20 до 1000 знаков")


async def run(cabinet: Cabinet, job: Job) -> list[ItemResult]:
    """Reads before the click, so a run after a broken one finds the term extended; clicks once, believes the card."""

    async def extend(cabinet: Cabinet, job: Job, asked: Asks) -> ItemResult:
        page, number = cabinet.inquiry, asked.number
        card = await find_card(cabinet, job, number)
        if card is None or card.status not in OPEN:
            return job.skip(asked, "Обращения с таким номером, которое ждёт ответа, нет: продлевать нечего.")
        if (term := card.execution_end_date) and term >= asked.until:
            return ItemResult(number, Ending.ALREADY, f"Срок уже {term:%d.%m.%Y}.")
        await job.keep(number, "before", await page.picture())
        clicked = await page.extend(asked.until, asked.comment, sure=job.lease.check)
        term = (await job.step("Прочитать карточку", page.read, key=number)).execution_end_date
        await job.keep(number, "after", await page.picture())
        ending = Ending.DONE if term == asked.until else Ending.REFUSED if clicked.refused else Ending.UNKNOWN
        job.journal.record("extension", durable=True, request_number=number, until=f"{term}", ending=ending.value)
        return ItemResult(number, ending, "" if ending is Ending.DONE else clicked.text)

    return await job.each([job.given], extend)
