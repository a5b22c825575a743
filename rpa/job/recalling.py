"""Makes the commitment of a recorded intent again, so that its end can be read from the card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rpa.cabinet import Cabinet
from rpa.debts.approval import ApprovedAnswer
from rpa.job.answers import DebtAnswer
from rpa.job.checking import held_by
from rpa.job.commitment import Commitment
from rpa.job.settling import Recall
from rpa.job.withdrawal import Withdraw, Withdrawal
from rpa.ledger import Intent, IntentKind

if TYPE_CHECKING:
    from rpa.job.job import Job


class Remembering(Protocol):
    @property
    def remembered(self) -> Callable[[Intent], ApprovedAnswer | None]: ...


def recaller(job: Job, given: Remembering) -> Recall:
    """A ``Recall`` for answers and their withdrawals; other kinds of intents are not its business (``None``)."""

    def recall(cabinet: Cabinet, intent: Intent) -> Commitment | None:
        if intent.kind is IntentKind.REVOKE:
            return Withdrawal(job, cabinet, Withdraw(intent.request_number, None))
        if intent.kind is not IntentKind.SEND:
            return None
        answer = held_by(intent, given.remembered)
        if answer is None:
            return None
        # Only ever read with, never filled or begun: neither the folder of the acts nor the age of the data matters.
        return DebtAnswer(
            job, cabinet, answer, plan_sha256=intent.plan_sha256, acts=Path(), withheld=lambda _answer: ()
        )

    return recall
