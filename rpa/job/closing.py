"""Ending by a person's word what no reading can end: an answer was clicked, and what it held is not known any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rpa.cabinet import Cabinet
from rpa.debts.approval import ApprovedAnswer
from rpa.errors import PlanError
from rpa.job.answers import open_card, says_the_same
from rpa.job.checking import held_by
from rpa.job.commitment import Cause
from rpa.ledger import Intent, IntentKind, Outcome, Record
from rpa.model import ResponseStatus, Subrequest

if TYPE_CHECKING:
    from rpa.job.job import Job


@dataclass(frozen=True, slots=True)
class Closing:
    """What ``settle_answer`` is given: how a person says that it ended, and why; without both the card is only read.

    ``remembered``: as in ``rpa.job.answers.Approved``.
    """

    request_number: str
    outcome: Outcome | None = None
    cause: Cause | None = None
    remembered: Callable[[Intent], ApprovedAnswer | None] = lambda _intent: None


@dataclass(frozen=True, slots=True)
class Closed:
    """The card (``None``: the portal has it no more), how the last act stands now, and what a person may say of it."""

    card: Subrequest | None
    record: Record
    possible: tuple[Outcome, ...]


async def close(job: Job, cabinet: Cabinet, given: Closing) -> Closed:
    """Read the card and, if a person said how it ended and the card does not say otherwise, record that.

    What is known already stays as it is. Raises ``PlanError`` if there is nothing to be said, or the card contradicts.
    """
    number = given.request_number
    # What was on its way when another run died is there by now, or never comes.
    await job.settle(number)
    card = await job.step("Прочитать карточку", open_card, cabinet, number, None, key=number)
    record = _last(job, number)
    sending = record.intent.kind is IntentKind.SEND
    planned = held_by(record.intent, given.remembered) if sending else None
    possible = _possible(card, planned) if record.open and sending else ()
    if given.outcome is None or given.cause is None or not record.open:
        return Closed(card, record, possible)
    if not sending:
        raise PlanError(
            f"Запрос {number}: не завершён отзыв ответа, а его исход робот читает с карточки сам.",
            hint="Повторите, когда карточка открывается: `rpa debts verify`.",
        )
    if given.outcome not in possible:
        raise PlanError(
            f"Запрос {number}: карточка показывает другое, исход не записан.",
            hint=f"Посмотрите, что на портале: `rpa debts settle {number}`.",
        )
    if card is not None:
        await job.keep(number, "settled", await cabinet.debt_request.picture())
    job.conclude(record.intent, given.outcome, given.cause.closes())
    return Closed(card, _last(job, number), ())


def _last(job: Job, number: str) -> Record:
    history = job.history(number)
    if not history:
        raise PlanError(f"Запрос {number}: робот на него не отвечал.", hint="Проверьте номер.")
    return history[-1]


def _possible(card: Subrequest | None, planned: ApprovedAnswer | None) -> tuple[Outcome, ...]:
    """How an answer may have ended, by what the card shows. ``planned`` is what it held; ``None``: that is lost.

    A bare «нет» is known by its hash whatever is lost, so what is lost said «имеется».
    """
    if card is None:
        return Outcome.DONE, Outcome.NOT_SENT, Outcome.ANSWERED_BY_OTHER
    if card.response_status is not ResponseStatus.SENT:
        return (Outcome.NOT_SENT,)
    shown = card.response_data
    if shown is not None and not (says_the_same(planned, shown) if planned else shown.has_debt):
        return (Outcome.ANSWERED_BY_OTHER,)
    return Outcome.DONE, Outcome.ANSWERED_BY_OTHER
