"""A card that behaves as the cabinet's: saving, sending and withdrawing count its version up; who acts stands on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from protocol import NUMBER

from rpa.cabinet.pages.base import Picture
from rpa.cabinet.pages.windows import Outcome, Seen
from rpa.debts.approval import ApprovedAnswer, content_sha256
from rpa.debts.plan import ground_of
from rpa.job.answers import DebtAnswer
from rpa.job.job import Job
from rpa.model import HousingFundObject, ResponseData, ResponseStatus, Subrequest

US, COLLEAGUE = "Робот Выдуманный", "Коллега Выдуманный"
WAITING = Subrequest(
    NUMBER,
    HousingFundObject("г. Выдуманск, ул. Придуманная, д. 1", "7"),
    ResponseStatus.NOT_SENT,
    portal_id="a",
    version=0,
)
NO = ApprovedAnswer(
    NUMBER, "a", False, (), None, ground_of(WAITING), content_sha256(NUMBER, False, (), None), rule="R01",
    approvers=("Проверка",),
)  # fmt: skip
SUCCESS = Outcome(Seen.SUCCESS)


class Card:
    """The page, with the one card it can open. ``confirms`` is what a click to send seems to return."""

    def __init__(self, shown: Subrequest = WAITING, *, confirms: Outcome = SUCCESS) -> None:
        self.shown, self.confirms = shown, confirms
        self.sends = self.revokes = 0
        self._form: Any = None

    async def open_request(self, _portal_id: str, _number: str | None = None) -> Subrequest:
        return self.shown

    current = open_request

    async def read(self) -> Subrequest:
        return self.shown

    async def add_answer(self, answer: Any) -> None:
        self._form = answer

    async def save(self) -> Outcome:
        self._becomes(draft=True, response_data=ResponseData(self._form.has_debt, (), self._form.description, US))
        return SUCCESS

    async def send(self) -> None:
        """Opens the question; the answer to it sends."""

    async def confirm(self) -> Outcome:
        self.sends += 1
        assert self.shown.response_data is not None
        held = replace(self.shown.response_data, executor=US)
        self._becomes(draft=False, response_status=ResponseStatus.SENT, response_data=held)
        return self.confirms

    async def revoke(self) -> None:
        """Opens the question; the answer to it takes the answer back."""

    async def confirm_revoke(self) -> Outcome:
        self.revokes += 1
        self._becomes(draft=False, response_status=ResponseStatus.NOT_SENT, response_data=None)
        return SUCCESS

    async def picture(self) -> Picture:
        return Picture(None, "без экрана")

    picture_of_form = picture

    def _becomes(self, **changes: Any) -> None:
        self.shown = replace(self.shown, version=(self.shown.version or 0) + 1, **changes)


def drafted_by(who: str) -> Subrequest:
    return replace(WAITING, draft=True, version=1, response_data=ResponseData(False, executor=who))


def answering(job: Job, page: Card, answer: ApprovedAnswer = NO) -> DebtAnswer:
    cabinet: Any = _Pages(page)
    return DebtAnswer(job, cabinet, answer, plan_sha256="p" * 64, acts=Path(), withheld=lambda _answer: ())


class _Pages:
    def __init__(self, page: Card) -> None:
        self.debt_request, self.debt_requests = page, None
