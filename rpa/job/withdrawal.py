"""Withdrawing an answer that was sent, as a commitment: intent, one click, read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rpa.cabinet import Cabinet
from rpa.debts.approval import ApprovedAnswer
from rpa.job.answers import learn_people, open_card, shot_of
from rpa.job.checking import Finding, compared, held_by, standing, withdrawals
from rpa.job.commit import intend
from rpa.job.commitment import Cause, Look, Shot, State
from rpa.job.results import Ending, ItemResult
from rpa.ledger import Intent, IntentKind, Outcome, Record
from rpa.model import ResponseStatus, Subrequest

if TYPE_CHECKING:
    from rpa.job.job import Job


@dataclass(frozen=True, slots=True)
class Withdraw:
    """What ``withdraw_answers`` is given, one per request. Without ``reason`` it may only be looked at, not begun.

    ``instead`` is the answer that is to be sent afterwards; where it stands already, nothing is withdrawn.
    """

    request_number: str
    reason: Cause | None
    instead: ApprovedAnswer | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The card as it is afterwards. ``intent`` is the last withdrawal the ledger holds as done, whoever began it.

    ``replaced``: nothing was withdrawn, the answer that was to stand instead stands there.
    """

    card: Subrequest
    intent: int | None
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """``remembered``: as in ``rpa.job.answers.Approved``."""

    wanted: tuple[Withdraw, ...]
    remembered: Callable[[Intent], ApprovedAnswer | None] = lambda _intent: None


_NOT_OURS = (
    "На портале стоит не тот ответ, который отправил робот: его он не отзывает. Если и этот ответ неверен, отзовите его"
    " в кабинете сами и повторите."
)


class Withdrawal:
    """Withdraw one sent answer. Its content hash is that of the answer it takes back.

    ``remembered`` (as in ``rpa.job.answers.Approved``) tells what that answer held: who asks for it back means that
    one, and not whatever a colleague put in its place. Of a request that the robot never answered the person's word is
    all.
    """

    kind = IntentKind.REVOKE

    def __init__(
        self,
        job: Job,
        cabinet: Cabinet,
        wanted: Withdraw,
        remembered: Callable[[Intent], ApprovedAnswer | None] | None = None,
    ) -> None:
        self.request_number, self.reason = wanted.request_number, wanted.reason
        history = job.history(wanted.request_number)
        self.sent = standing(history)
        self._gone = self.sent is None and bool(withdrawals(history)) and remembered is not None
        self._held = held_by(self.sent.intent, remembered) if self.sent and remembered else None
        self.content_sha256 = self.sent.intent.content_sha256 if self.sent else ""
        self.plan_sha256 = self.sent.intent.plan_sha256 if self.sent else None
        self._job, self._page, self._cabinet = job, cabinet.debt_request, cabinet
        self.instead = wanted.instead
        self._portal_id: str | None = None

    def withheld(self) -> tuple[str, ...]:
        return ()

    def decided_since(self, found: Record) -> bool:
        # Asked for by a person's command of this moment.
        return True

    async def open(self) -> Subrequest | None:
        """The card; ``None`` if the request is not shown any more."""
        card = await open_card(self._cabinet, self.request_number, self._portal_id)
        if card is not None:
            learn_people(self._job, card)
            self._portal_id = card.portal_id
        return card

    async def look(self) -> Look:
        """``DRAFT`` means «sent, may be withdrawn», ``DONE`` «not sent any more»: the words of the protocol."""
        shown = await self.open()
        if shown is None:
            return Look(State.GONE)
        if shown.response_status is ResponseStatus.AUTO_GENERATED:
            return Look(State.AUTOMATIC, "Ответ сформирован системой: отозвать его нельзя.")
        if shown.response_status is ResponseStatus.SENT:
            return Look(State.OTHER, _NOT_OURS) if self._of_another(shown) else Look(State.DRAFT)
        return Look(State.DONE, "Отправленного ответа нет: отзывать нечего.")

    def _of_another(self, shown: Subrequest) -> bool:
        """Whether the answer on the card is surely another one; without one of its acts it still is ours."""
        if self._held is None:
            return self._gone
        return compared(self._held, shown.response_data) not in (Finding.RIGHT, Finding.MISSING_ACT)

    async def prepare(self) -> None:
        await self._job.keep(self.request_number, "before-withdrawal", await self._page.picture())

    async def fire(self) -> Shot:
        await self._page.revoke()
        # As with an answer: the question may have come late, or the machine have slept meanwhile.
        self._job.lease.check()
        return shot_of(await self._page.confirm_revoke())

    async def keep_result(self) -> None:
        await self._job.keep(self.request_number, "withdrawn", await self._page.picture())


def acknowledge(job: Job, work: Withdrawal, result: ItemResult) -> ItemResult:
    """Bring the ledger in line when a person had already withdrawn in the cabinet the answer we once sent."""
    if result.ending is not Ending.ALREADY or work.sent is None or standing(job.history(work.request_number)) is None:
        return result
    intent = intend(job, work)
    job.conclude(intent, Outcome.DONE, "ответ уже отозван в кабинете без робота")
    return result


def last_withdrawal(job: Job, number: str) -> int | None:
    """The intent of the last withdrawal that was done."""
    done = withdrawals(job.history(number))
    return done[-1].intent.id if done else None
