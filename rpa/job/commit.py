"""The commit protocol: at most one click, an intent on disk before it, the site read back after it.

    look            what does the site show now? already sent, changed, somebody else's → no click
    withheld?       may it still be begun today? data grow old between the approval and this moment
    intent          on disk (fsync) before anything is filled
    prepare         fill, keep a picture, save as a draft; repeatable, nothing is sent yet
    look again      the draft must be exactly what was approved, the ground unmoved
    withheld?       once more: filling takes minutes, and somebody may have taken the approval back meanwhile
    lease, act      we still hold the organization; the journal says that the click comes now
    fire            one click; whatever happens here, only the site knows
    look            what the site shows decides the outcome, never what the click seemed to return

An intent without an outcome is *uncertain* (``rpa.job.settling`` solves it by reading). A browser may repeat a POST by
itself when the connection drops, so "clicked once" is not "received once": that is why only reading back counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rpa.errors import AnswerRejected, RpaError, Temporary, UnknownOutcome
from rpa.job.commitment import LEAVE_ALONE, NOT_SENT_STATES, Commitment, Fired, Look, Shot, State, left_alone
from rpa.job.results import Ending, ItemResult
from rpa.job.settling import settle_earlier
from rpa.job.stop import ENDS_THE_RUN
from rpa.ledger import Intent, IntentKind, Outcome

if TYPE_CHECKING:
    from rpa.job.job import Job

__all__ = ["Commitment", "Fired", "Look", "Shot", "State", "commit"]

_CONCLUDES = {Ending.ANSWERED_BY_OTHER: Outcome.ANSWERED_BY_OTHER, Ending.STALE: Outcome.STALE}
_PREPARATIONS = 2
_ROUNDS = 2


async def commit(job: Job, work: Commitment) -> ItemResult:
    """Carry one commitment through the protocol above.

    A version conflict at the click is a definite "no": the card is read and decided anew, once. Raises
    ``UnknownOutcome`` if the site cannot be read back (the intent stays uncertain), ``OrganizationBusy`` if the
    lease was lost before the click, and whatever ended the preparation (nothing was clicked then).
    """
    for round_ in range(1, _ROUNDS + 1):
        result = await _round(job, work, last=round_ == _ROUNDS)
        if result is not None:
            return result
    raise AssertionError("the last round always ends")


async def _round(job: Job, work: Commitment, *, last: bool) -> ItemResult | None:
    """One pass of the protocol. ``None``: the site refused because of a version, yet shows the same ground."""
    number = work.request_number
    look = await job.step("Прочитать карточку", work.look, key=number)
    settled = await settle_earlier(job, work, look)
    if settled is not None:
        return settled
    if look.state in LEAVE_ALONE:
        return left_alone(work, look)
    if look.state is State.DONE:
        return ItemResult(number, Ending.ALREADY, look.detail or "Такой ответ уже отправлен.")

    await job.pace()
    if reasons := work.withheld():
        return ItemResult(number, Ending.SKIPPED, " ".join(reasons))
    intent = intend(job, work)
    try:
        look = await _prepared(job, work)
        ready = look.state is State.DRAFT and look.complete
        reasons = work.withheld() if ready else ()
        if ready and not reasons:
            job.lease.check()
            job.journal.record("act", durable=True, request_number=number, action=work.kind.value, intent=intent.id)
    except AnswerRejected as error:
        job.conclude(intent, Outcome.REFUSED, error.site_message)
        return ItemResult(number, Ending.REFUSED, f"{error.what} Слова сайта: «{error.site_message}»")
    except BaseException as error:
        # Nothing was clicked yet, and this process knows it.
        job.conclude(intent, Outcome.NOT_SENT, f"до отправки: {type(error).__name__}")
        raise
    if not ready:
        return _conclude_moved(job, work, intent, look)
    if reasons:
        return _conclude_withheld(job, work, intent, reasons)
    shot = await _fire(job, work)
    return await _read_back(job, work, intent, look, shot, last=last)


def intend(job: Job, work: Commitment) -> Intent:
    """Tell the ledger, and then the journal, what is to be done now."""
    intent = job.intend(work)
    why: dict[str, Any] = work.reason.fields() if work.reason else {}
    # The ledger has it on disk already; the journal's line gets there with the «act», which comes before the click.
    job.journal.record(
        "intent",
        request_number=work.request_number,
        action=work.kind.value,
        content_sha256=work.content_sha256,
        plan_sha256=work.plan_sha256,
        intent=intent.id,
        **why,
    )
    return intent


async def _prepared(job: Job, work: Commitment) -> Look:
    """Prepare and look; once more if the site took the draft and does not show it, or refused it for its version.

    It may show somebody else's then, with files of the same names.
    """
    for _ in range(_PREPARATIONS):
        await job.step("Заполнить и сохранить", work.prepare, key=work.request_number)
        look = await job.step("Сверить перед отправкой", work.look, key=work.request_number)
        if look.state is not State.ABSENT and look.complete:
            break
    return look


async def _fire(job: Job, work: Commitment) -> Shot:
    """One click. A cancellation inside goes through: the intent stays uncertain, and reading will tell."""
    job.clicked(work.request_number)
    try:
        return await work.fire()
    except RpaError as error:
        return Shot(Fired.UNCLEAR, type(error).__name__, error)
    finally:
        job.clicked(work.request_number)


async def _read_back(
    job: Job, work: Commitment, intent: Intent, before: Look, shot: Shot, *, last: bool
) -> ItemResult | None:
    number = work.request_number
    try:
        look = await job.step("Прочитать карточку после отправки", work.look, key=number)
        if look.state in NOT_SENT_STATES and shot.fired in (Fired.UNCLEAR, Fired.CONFIRMED):
            # On its way still, or not shown yet: believe it only when it can no longer arrive.
            await job.settle(number)
            look = await job.step("Убедиться, что ответ не отправлен", work.look, key=number)
    except Temporary as error:
        raise UnknownOutcome(
            f"Запрос {number}: после отправки карточка не читается ({type(error).__name__})."
        ) from error
    job.journal.record(
        "read_back",
        durable=True,
        request_number=number,
        intent=intent.id,
        shows=look.state.value,
        click=shot.fired.value,
    )
    if look.state is State.DONE and shot.fired is not Fired.CONFIRMED and look.differs_in_executor(before):
        job.conclude(intent, Outcome.ANSWERED_BY_OTHER, "такой же ответ отправил другой сотрудник")
        return ItemResult(number, Ending.ANSWERED_BY_OTHER, "Такой же ответ успел отправить другой сотрудник.")
    if look.state is State.DONE:
        await job.keep_result(work)
        job.conclude(intent, Outcome.DONE, "")
        return ItemResult(number, Ending.DONE)
    sent_otherwise = look.state is State.OTHER and shot.fired is Fired.CONFIRMED
    if look.state in (State.OTHER, State.AUTOMATIC) and not sent_otherwise:
        job.conclude(intent, Outcome.ANSWERED_BY_OTHER, look.detail)
        return left_alone(work, look)
    if look.state in NOT_SENT_STATES:
        return _conclude_not_sent(job, work, intent, look, shot, last=last)
    # Gone; or our click was confirmed and something else than was approved stands there: whose that is, a person finds.
    return _conclude_unknown(job, work, intent, look, shot)


def _conclude_not_sent(
    job: Job, work: Commitment, intent: Intent, look: Look, shot: Shot, *, last: bool
) -> ItemResult | None:
    """The site shows that nothing was sent: say so, unless it had confirmed the opposite."""
    number = work.request_number
    if shot.fired is Fired.CONFIRMED:
        # The site said "done" and shows otherwise: a person looks, nobody resends.
        return _conclude_unknown(job, work, intent, look, shot)
    if look.state in LEAVE_ALONE:
        job.conclude(intent, Outcome.STALE, look.detail)
        return left_alone(work, look)
    if shot.fired is Fired.CONFLICT and not last:
        job.conclude(intent, Outcome.NOT_SENT, f"сайт отказал: {shot.said}")
        return None
    if shot.fired in (Fired.REFUSED, Fired.CONFLICT):
        job.conclude(intent, Outcome.REFUSED, shot.said)
        return ItemResult(number, Ending.REFUSED, f"Сайт отказал: «{shot.said}»")
    job.conclude(intent, Outcome.NOT_SENT, f"сайт не принял нажатие: {shot.said}")
    if isinstance(shot.error, ENDS_THE_RUN):
        raise shot.error
    return ItemResult(number, Ending.NOT_SENT, "Сайт не принял нажатие; на карточке всё по-прежнему.")


def _conclude_unknown(job: Job, work: Commitment, intent: Intent, look: Look, shot: Shot) -> ItemResult:
    job.conclude(intent, Outcome.UNKNOWN, f"сайт показывает {look.state.value} после {shot.fired.value}")
    said = "Сайт подтвердил действие" if shot.fired is Fired.CONFIRMED else "Кнопка нажата"
    return ItemResult(
        work.request_number, Ending.UNKNOWN, f"{said}, но карточка показывает другое. Проверьте запрос в кабинете."
    )


def _conclude_moved(job: Job, work: Commitment, intent: Intent, look: Look) -> ItemResult:
    """Before the click the card did not show our draft."""
    number = work.request_number
    if look.state in LEAVE_ALONE:
        result = left_alone(work, look)
    elif look.state is State.DONE and work.kind is not IntentKind.SEND:
        # Withdrawn, or given to the same executor, by somebody's hand: that is all that was wanted.
        result = ItemResult(number, Ending.ALREADY, look.detail or "Это успел сделать другой сотрудник.")
    elif look.state is State.DONE:
        result = ItemResult(number, Ending.ANSWERED_BY_OTHER, "Такой же ответ успел отправить другой сотрудник.")
    else:
        result = ItemResult(number, Ending.STALE, "Сайт не сохраняет ответ: карточка показывает прежнее.")
    job.conclude(intent, _CONCLUDES.get(result.ending, Outcome.NOT_SENT), result.detail)
    return result


def _conclude_withheld(job: Job, work: Commitment, intent: Intent, reasons: tuple[str, ...]) -> ItemResult:
    """While the form was filled the approval was taken back, or its data grew old."""
    job.conclude(intent, Outcome.NOT_SENT, "до отправки: утверждение больше не действует")
    told = (*reasons, "Заполненный ответ остался в кабинете неотправленным.")
    return ItemResult(work.request_number, Ending.SKIPPED, " ".join(told))
