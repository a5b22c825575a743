"""One approved answer as a commitment: what the card must show, how the form is filled, what was really sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.answer_form import Answer, AnswerDebtor, AnswerFile
from rpa.cabinet.pages.debt_request import CardGone
from rpa.cabinet.pages.debt_requests import DebtRequests
from rpa.cabinet.pages.windows import Outcome as Clicked
from rpa.cabinet.pages.windows import Seen
from rpa.debts.approval import ApprovedAnswer
from rpa.debts.plan import ground_of
from rpa.errors import AnswerRejected, SiteUnavailable
from rpa.job.commitment import Cause, Fired, Look, Shot, State
from rpa.job.memory import CLOCKS_DIFFER, ended_at, older_than_its_date
from rpa.ledger import Intent, IntentKind, Record
from rpa.model import ResponseData, ResponseStatus, Subrequest

if TYPE_CHECKING:
    from rpa.job.job import Job

_CONFLICT = 409
_SAVED_OTHERWISE = "Сайт сохранил не то, что утверждено; ответ лежит в кабинете неотправленным. Проверьте его там."


@dataclass(frozen=True, slots=True)
class Approved:
    """What ``answer_debt_requests`` is given: answers of one plan, and the folder their court acts lie in.

    ``withheld`` says why an answer must not leave any more (its data grew old); it is asked right before each intent.
    ``remembered`` finds the answer a recorded intent stands for among all plans kept, ``None`` if it is not there.
    ``reason`` is why an answer is sent anew after a withdrawal, ``after`` the intent of that withdrawal: a person
    decided knowing of it and of all before it, whatever the clocks say.
    """

    plan_sha256: str
    answers: tuple[ApprovedAnswer, ...]
    acts: Path
    withheld: Callable[[ApprovedAnswer], tuple[str, ...]]
    remembered: Callable[[Intent], ApprovedAnswer | None] = lambda _intent: None
    reason: Cause | None = None
    after: int | None = None

    def commitment(self, job: Job, cabinet: Cabinet, answer: ApprovedAnswer) -> DebtAnswer:
        return DebtAnswer(
            job,
            cabinet,
            answer,
            plan_sha256=self.plan_sha256,
            acts=self.acts,
            withheld=self.withheld,
            reason=self.reason,
            after=self.after,
        )


class DebtAnswer:
    """Send one approved answer."""

    kind = IntentKind.SEND

    def __init__(
        self,
        job: Job,
        cabinet: Cabinet,
        answer: ApprovedAnswer,
        *,
        plan_sha256: str | None,
        acts: Path,
        withheld: Callable[[ApprovedAnswer], tuple[str, ...]],
        reason: Cause | None = None,
        after: int | None = None,
    ) -> None:
        self.request_number = answer.request_number
        self.content_sha256 = answer.content_sha256
        self.plan_sha256, self.reason = plan_sha256, reason
        self._job, self._page, self._answer, self._acts = job, cabinet.debt_request, answer, acts
        self._requests = cabinet.debt_requests
        self._portal_id, self._withheld, self._after = answer.portal_id, withheld, after
        self._seen: Look | None = None
        self._version: int | None = None
        self._filled_over: int | None = None
        self._saved = self._heard = False
        for debtor in answer.debtors:
            job.redactor.learn_person(debtor.last_name, debtor.first_name, debtor.middle_name)

    def withheld(self) -> tuple[str, ...]:
        return self._withheld(self._answer)

    def decided_since(self, found: Record) -> bool:
        if self._after is not None and found.intent.id <= self._after:
            return True
        decided, now, journal = self._answer.decided_at, self._job.now(), self._job.journal.path
        ended = ended_at(journal, found, now)
        # A decision dated ahead was made under another clock, and may be older than it says.
        if decided is None or ended is None or not ended < decided <= now + CLOCKS_DIFFER:
            return False
        return not older_than_its_date(journal, found.intent.id, decided, now)

    async def look(self) -> Look:
        self._portal_id = self._portal_id or await portal_id_of(self._requests, self.request_number)
        if self._portal_id is None:
            return Look(State.GONE)
        try:
            shown = await self._page.current(self._portal_id, self.request_number)
        except CardGone:
            return Look(State.GONE)
        learn_people(self._job, shown)
        saved = self._saved and self._stored(shown.version)
        self._seen, self._version = judge(self._answer, shown), shown.version
        if self._seen.state is State.FOREIGN_DRAFT and saved:
            self._seen = replace(self._seen, detail=_SAVED_OTHERWISE)
        if self._seen.state is State.DRAFT:
            # What we saved just now holds the approved bytes; of any other draft the names of its files tell nothing.
            # A form without acts was saved without files, whatever the card does not tell of them.
            whole = saved or self._seen.complete or (self._saved and not _has_acts(self._answer))
            self._seen = replace(self._seen, complete=whole, executor=self._seen.executor if saved else None)
        return self._seen

    async def prepare(self) -> None:
        # On a second try the card is loaded anew: the first may have left its form open, or its draft saved.
        seen, self._seen = self._seen or await self.look(), None
        self._saved, self._filled_over = False, self._version
        if seen.state is State.DRAFT and seen.complete:
            await self._job.keep(self.request_number, "filled", await self._page.picture())
            return
        if seen.state not in (State.ABSENT, State.DRAFT):
            # Somebody was here meanwhile. The look before the click says so.
            return
        await self._page.add_answer(self._to_fill())
        await self._job.keep(self.request_number, "filled", await self._page.picture_of_form())
        saved = await self._page.save()
        if saved.seen is Seen.REFUSED and saved.status != _CONFLICT:
            raise AnswerRejected(f"Сайт не сохранил ответ на запрос {self.request_number}.", site_message=saved.text)
        if saved.seen is Seen.UNCLEAR:
            raise SiteUnavailable(f"Сайт не подтвердил сохранение ответа на запрос {self.request_number}.")
        self._saved, self._heard = saved.seen is Seen.SUCCESS, saved.status is not None

    async def fire(self) -> Shot:
        # Whoever saves after a click, it was not in this round.
        self._saved = False
        await self._page.send()
        # The question may have come late, or the machine have slept meanwhile; it is this click that sends.
        self._job.lease.check()
        return shot_of(await self._page.confirm())

    async def keep_result(self) -> None:
        await self._job.keep(self.request_number, "result", await self._page.picture())

    def _stored(self, version: int | None) -> bool:
        """Whether what the card shows was stored by our save, and is no older draft with files of the same names.

        A save that was stored counts the version up; where none is told, the site was heard to take it.
        """
        if None in (version, self._filled_over):
            return self._heard
        return version != self._filled_over

    def _to_fill(self) -> Answer:
        debtors = tuple(
            AnswerDebtor(
                debtor.person,
                tuple(AnswerFile(self._acts / file.path, file.name, file.sha256) for file in debtor.files),
            )
            for debtor in self._answer.debtors
        )
        return Answer(self._answer.has_debt, debtors, self._answer.description)


async def portal_id_of(register: DebtRequests, number: str) -> str | None:
    """The id of a request's card, ``None`` if the register has the request no more."""
    listed = await register.find_request(number)
    return listed.portal_id if listed else None


async def open_card(cabinet: Cabinet, number: str, portal_id: str | None) -> Subrequest | None:
    """A card loaded anew, found by its number where its id is not known; ``None`` if it is not shown any more."""
    known = portal_id or await portal_id_of(cabinet.debt_requests, number)
    try:
        return await cabinet.debt_request.open_request(known, number) if known else None
    except CardGone:
        return None


def learn_people(job: Job, card: Subrequest) -> None:
    """Hide whom the card names in all that is written from now on: the site's words of it may repeat them."""
    named = [info.person for info in card.response_data.debt_info] if card.response_data else []
    for person in [*named, card.applicant] if card.applicant else named:
        job.redactor.learn_person(person.last_name, person.first_name, person.middle_name)


def shot_of(clicked: Clicked) -> Shot:
    """What a click that cannot be unclicked seemed to return."""
    if clicked.seen is Seen.REFUSED and clicked.status == _CONFLICT:
        return Shot(Fired.CONFLICT, clicked.text)
    fired = {Seen.SUCCESS: Fired.CONFIRMED, Seen.REFUSED: Fired.REFUSED, Seen.UNCLEAR: Fired.UNCLEAR}
    return Shot(fired[clicked.seen], clicked.text)


def judge(answer: ApprovedAnswer, shown: Subrequest) -> Look:
    """What the card means for this answer. Pure.

    A draft that shows exactly the approved content is resumed, whoever saved it; its files are only names, so one
    that has any, or may have (beside the debtors, unseen), is filled anew. A draft that already lay there when the
    answer was approved may be replaced; one that came later is somebody else's work and is left alone.
    """
    executor = shown.response_data.executor if shown.response_data else None
    if shown.response_status is ResponseStatus.AUTO_GENERATED:
        return Look(State.AUTOMATIC)
    same = shown.response_data is not None and says_the_same(answer, shown.response_data)
    if shown.response_status is ResponseStatus.SENT:
        return Look(State.DONE if same else State.OTHER, executor=executor)
    now = ground_of(shown)
    if same:
        now = replace(now, version=answer.ground.version, draft=answer.ground.draft)
    moved = answer.ground.moved(now)
    if not moved:
        unseen = shown.response_data is not None and shown.response_data.additional_files is None
        complete = not (_has_acts(answer) or unseen)
        return Look(State.DRAFT if same else State.ABSENT, executor=executor, complete=complete)
    if shown.draft and not same:
        return Look(State.FOREIGN_DRAFT)
    return Look(State.CHANGED, f"После утверждения изменилось: {', '.join(moved)}.")


def _has_acts(answer: ApprovedAnswer) -> bool:
    return any(debtor.files for debtor in answer.debtors)


def says_the_same(answer: ApprovedAnswer, shown: ResponseData) -> bool:
    """Whether the card holds the approved content: the answer, every debtor with as many files, the text, no more.

    A file beside the debtors is in no approval: whoever put it there meant another answer.
    """
    wanted = Counter(
        (
            _name(debtor.last_name, debtor.first_name, debtor.middle_name),
            tuple(sorted(words(file.name) for file in debtor.files)),
        )
        for debtor in answer.debtors
    )
    found = Counter(
        (
            _name(info.person.last_name, info.person.first_name, info.person.middle_name),
            tuple(sorted(map(words, info.files))),
        )
        for info in shown.debt_info
    )
    return (
        answer.has_debt == shown.has_debt
        and (not answer.has_debt or wanted == found)
        and words(answer.description) == words(shown.description)
        and not shown.additional_files
    )


def _name(*parts: str | None) -> str:
    return words(" ".join(part for part in parts if part))


def words(text: str | None) -> str:
    """A text without the blanks that a screen drops or merges; names of files have them, too."""
    return " ".join((text or "").split())
