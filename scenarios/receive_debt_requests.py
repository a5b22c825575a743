"""Прочитать полученные запросы о задолженности, которые ждут ответа."""

from __future__ import annotations

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.debt_requests import Filter
from rpa.job.job import Job
from rpa.job.results import ItemResult
from rpa.model import ResponseStatus, Subrequest

WAITING = Filter(statuses=frozenset({ResponseStatus.NOT_SENT}))

READ_ONLY = True


async def run(cabinet: Cabinet, job: Job) -> list[Subrequest]:
    """Every waiting request (or those ``job.given`` filters) with its whole card.

    A card that cannot be read is a failed item, never a lost one.
    """
    listed = await job.step("Прочитать список запросов", cabinet.debt_requests.read, job.given or WAITING)
    cards: list[Subrequest] = []

    async def read(cabinet: Cabinet, job: Job, request: Subrequest) -> ItemResult:
        page, number = cabinet.debt_request, request.request_number
        card = await job.step("Прочитать карточку", page.open_request, request.portal_id, number)
        cards.append(card)
        return job.done(request)

    await job.each(listed, read)
    return sorted(cards, key=lambda card: card.request_number)
