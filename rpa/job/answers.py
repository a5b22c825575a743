"""One approved answer as a commitment: what the card must show, how the form is filled, what was really sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.answer_form import Answer, AnswerDebtor, AnswerFile
from rpa.cabinet.pages.windows import Seen
from rpa.debts.approval import ApprovedAnswer
from rpa.debts.plan import ground_of
from rpa.errors import AnswerRejected, SiteUnavailable
from rpa.job.commit import Fired, Look, Shot, State
from rpa.ledger import IntentKind
from rpa.model import ResponseData, ResponseStatus, Subrequest

if TYPE_CHECKING:
    from rpa.job.job import Job


@dataclass(frozen=True, slots=True)
class Approved:
    """What ``answer_debt_requests`` is given: answers of one plan, and the folder their court acts lie in."""

    plan_sha256: str
    answers: tuple[ApprovedAnswer, ...]
    acts: Path


class DebtAnswer:
    """Send one approved answer."""

    kind = IntentKind.SEND

    def __init__(self, job: Job, cabinet: Cabinet, answer: ApprovedAnswer, given: Approved) -> None:
        self.request_number = answer.request_number
        self.content_sha256 = answer.content_sha256
        self.plan_sha256 = given.plan_sha256
        self._job, self._page, self._answer, self._acts = job, cabinet.debt_request, answer, given.acts
        self._requests = cabinet.debt_requests
        self._portal_id = answer.portal_id
        self._state: State | None = None
        for debtor in answer.debtors:
            job.redactor.learn_person(debtor.last_name, debtor.first_name, debtor.middle_name)

    async def look(self) -> Look:
        if self._portal_id is None:
            listed = await self._requests.find_request(self.request_number)
            if listed is None or listed.portal_id is None:
                return Look(State.GONE)
            self._portal_id = listed.portal_id
        look = judge(self._answer, await self._page.open_request(self._portal_id))
        self._state = look.state
        return look

    async def prepare(self) -> None:
        # On a second try the card is loaded anew: the first may have left its form open, or its draft saved.
        state, self._state = self._state or (await self.look()).state, None
        if state is State.DRAFT:
            await self._job.keep(self.request_number, "filled", await self._page.picture())
            return
        await self._page.add_answer(self._to_fill())
        await self._job.keep(self.request_number, "filled", await self._page.picture_of_form())
        saved = await self._page.save()
        if saved.seen is Seen.REFUSED:
            raise AnswerRejected(f"Сайт не сохранил ответ на запрос {self.request_number}.", site_message=saved.text)
        if saved.seen is Seen.UNCLEAR:
            raise SiteUnavailable(f"Сайт не подтвердил сохранение ответа на запрос {self.request_number}.")

    async def fire(self) -> Shot:
        await self._page.send()
        seen = await self._page.confirm()
        return Shot(_FIRED[seen.seen], seen.text)

    async def keep_result(self) -> None:
        await self._job.keep(self.request_number, "result", await self._page.picture())

    def _to_fill(self) -> Answer:
        debtors = tuple(
            AnswerDebtor(
                debtor.person,
                tuple(AnswerFile(self._acts / file.path, file.name, file.sha256) for file in debtor.files),
            )
            for debtor in self._answer.debtors
        )
        return Answer(self._answer.has_debt, debtors, self._answer.description)


_FIRED = {Seen.SUCCESS: Fired.CONFIRMED, Seen.REFUSED: Fired.REFUSED, Seen.UNCLEAR: Fired.UNCLEAR}


def judge(answer: ApprovedAnswer, shown: Subrequest) -> Look:
    """What the card means for this answer. Pure.

    A draft that holds exactly the approved content is resumed, whoever saved it. A draft that already lay there when
    the answer was approved may be replaced; one that came later is somebody else's work and is left alone.
    """
    if shown.response_status is ResponseStatus.AUTO_GENERATED:
        return Look(State.AUTOMATIC)
    same = shown.response_data is not None and says_the_same(answer, shown.response_data)
    if shown.response_status is ResponseStatus.SENT:
        return Look(State.DONE if same else State.OTHER)
    now = ground_of(shown)
    if same:
        now = replace(now, version=answer.ground.version, draft=answer.ground.draft)
    moved = answer.ground.moved(now)
    if not moved:
        return Look(State.DRAFT if same else State.ABSENT)
    if shown.draft and not same:
        return Look(State.FOREIGN_DRAFT)
    return Look(State.CHANGED, f"После утверждения изменилось: {', '.join(moved)}.")


def says_the_same(answer: ApprovedAnswer, shown: ResponseData) -> bool:
    """Whether the card holds the approved content: the answer, every debtor with as many files, the text."""
    wanted = Counter(
        (
            _name(debtor.last_name, debtor.first_name, debtor.middle_name),
            tuple(sorted(file.name for file in debtor.files)),
        )
        for debtor in answer.debtors
    )
    found = Counter(
        (_name(info.person.last_name, info.person.first_name, info.person.middle_name), tuple(sorted(info.files)))
        for info in shown.debt_info
    )
    return (
        answer.has_debt == shown.has_debt
        and (not answer.has_debt or wanted == found)
        and _words(answer.description) == _words(shown.description)
    )


def _name(*parts: str | None) -> str:
    return _words(" ".join(part for part in parts if part))


def _words(text: str | None) -> str:
    return " ".join((text or "").split())
