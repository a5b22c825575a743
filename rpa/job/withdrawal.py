"""Withdrawing an answer that was sent, as a commitment: intent, one click, read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rpa.cabinet import Cabinet
from rpa.cabinet.pages.debt_request import CardGone
from rpa.debts.approval import ApprovedAnswer
from rpa.job.answers import shot_of
from rpa.job.commitment import Look, Shot, State
from rpa.ledger import Intent, IntentKind, Record
from rpa.model import ResponseStatus

if TYPE_CHECKING:
    from rpa.job.job import Job


@dataclass(frozen=True, slots=True)
class Withdraw:
    """What ``withdraw_answers`` is given, one per request. ``reason`` says why and who decided; no personal data."""

    request_number: str
    portal_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """``remembered``: as in ``rpa.job.answers.Approved``."""

    wanted: tuple[Withdraw, ...]
    remembered: Callable[[Intent], ApprovedAnswer | None] = lambda _intent: None


class Withdrawal:
    """Withdraw one sent answer. Its content hash is that of the answer it takes back."""

    kind = IntentKind.REVOKE

    def __init__(self, job: Job, cabinet: Cabinet, wanted: Withdraw) -> None:
        self.request_number, self.reason = wanted.request_number, wanted.reason
        self.sent = _standing(job, wanted.request_number)
        self.content_sha256 = self.sent.intent.content_sha256 if self.sent else ""
        self.plan_sha256 = self.sent.intent.plan_sha256 if self.sent else None
        self._job, self._page, self._requests = job, cabinet.debt_request, cabinet.debt_requests
        self._portal_id = wanted.portal_id

    async def look(self) -> Look:
        """``DRAFT`` means «sent, may be withdrawn», ``DONE`` «not sent any more»: the words of the protocol."""
        if self._portal_id is None:
            listed = await self._requests.find_request(self.request_number)
            if listed is None or listed.portal_id is None:
                return Look(State.GONE)
            self._portal_id = listed.portal_id
        try:
            shown = await self._page.open_request(self._portal_id)
        except CardGone:
            return Look(State.GONE)
        if shown.response_status is ResponseStatus.AUTO_GENERATED:
            return Look(State.AUTOMATIC, "Ответ сформирован системой: отозвать его нельзя.")
        if shown.response_status is ResponseStatus.SENT:
            return Look(State.DRAFT)
        return Look(State.DONE, "Отправленного ответа нет: отзывать нечего.")

    async def prepare(self) -> None:
        await self._job.keep(self.request_number, "before-withdrawal", await self._page.picture())

    async def fire(self) -> Shot:
        return shot_of(await self._page.revoke())

    async def keep_result(self) -> None:
        await self._job.keep(self.request_number, "withdrawn", await self._page.picture())


def _standing(job: Job, number: str) -> Record | None:
    """The sent answer the ledger knows of, if it still stands."""
    answers = [found for found in job.ledger.history(job.organization, number) if found.intent.kind is IntentKind.SEND]
    return answers[-1] if answers else None
