"""The commit protocol: at most one click, an intent on disk before it, the site read back after it.

    look            what does the site show now? already sent, changed, somebody else's → no click
    intent          on disk (fsync) before anything is filled
    prepare         fill, keep a picture, save as a draft; repeatable, nothing is sent yet
    look again      the draft must be exactly what was approved, the ground unmoved
    lease, act      we still hold the organization; the journal says that the click comes now
    fire            one click; whatever happens here, only the site knows
    look            what the site shows decides the outcome, never what the click seemed to return

An intent without an outcome is *uncertain*. The next run looks first: sent → done; surely absent → it may send;
cannot tell → a person. A browser may repeat a POST by itself when the connection drops, so "clicked once" is not
"received once": that is why only reading the site back counts.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from rpa.errors import RpaError, Temporary, UnknownOutcome
from rpa.job.results import Ending, ItemResult
from rpa.ledger import Intent, IntentKind, Outcome, Record

if TYPE_CHECKING:
    from rpa.job.job import Job


class State(StrEnum):
    """What the site shows about the thing to be committed."""

    ABSENT = "absent"
    DRAFT = "draft"
    DONE = "done"
    OTHER = "other"
    AUTOMATIC = "automatic"
    FOREIGN_DRAFT = "foreign_draft"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Look:
    """One reading of the site. ``detail`` is Russian, without personal data."""

    state: State
    detail: str = ""


class Fired(StrEnum):
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Shot:
    """What the click seemed to return. ``said`` holds the site's own words when it refused."""

    fired: Fired
    said: str = ""


class Commitment(Protocol):
    """One unrepeatable act, as the protocol needs to see it."""

    request_number: str
    kind: IntentKind
    content_sha256: str
    plan_sha256: str

    async def look(self) -> Look:
        """Read the site. Repeatable."""

    async def prepare(self) -> None:
        """Bring the form to the state right before the click. Repeatable; sends nothing."""

    async def fire(self) -> Shot:
        """Click once."""

    async def keep_result(self) -> None:
        """Keep a picture of what the site shows now."""


_LEAVE_ALONE = {
    State.OTHER: (Ending.ANSWERED_BY_OTHER, "На запрос уже ответили иначе, чем утверждено."),
    State.AUTOMATIC: (Ending.SKIPPED, "Срок прошёл: система ответила сама."),
    State.FOREIGN_DRAFT: (Ending.SKIPPED, "В кабинете лежит чужой неотправленный ответ."),
    State.CHANGED: (Ending.STALE, "Карточка изменилась после утверждения."),
    State.GONE: (Ending.SKIPPED, "Запрос больше не показывается (отозван?)."),
}
_CONCLUDES = {Ending.ANSWERED_BY_OTHER: Outcome.ANSWERED_BY_OTHER, Ending.STALE: Outcome.STALE}


async def commit(job: Job, work: Commitment) -> ItemResult:
    """Carry one commitment through the protocol above.

    Raises ``UnknownOutcome`` if the site cannot be read back (the intent stays uncertain), ``OrganizationBusy`` if the
    lease was lost before the click, and whatever ended the preparation (nothing was clicked then).
    """
    look = await job.step("Прочитать карточку", work.look)
    settled = await _settle_earlier(job, work, look)
    if settled is not None:
        return settled
    if look.state in _LEAVE_ALONE:
        return _left_alone(work, look)
    if look.state is State.DONE:
        return ItemResult(work.request_number, Ending.ALREADY, "Такой ответ уже отправлен.")

    intent = _intend(job, work)
    try:
        await job.step("Заполнить и сохранить", work.prepare)
        look = await job.step("Сверить перед отправкой", work.look)
        if look.state is not State.DRAFT:
            return _conclude_moved(job, work, intent, look)
        job.lease.check()
    except BaseException as error:
        # Nothing was clicked yet, and this process knows it.
        _conclude(job, work, intent, Outcome.NOT_SENT, f"до отправки: {type(error).__name__}")
        raise
    shot = await _fire(job, work)
    return await _read_back(job, work, intent, shot)


async def _settle_earlier(job: Job, work: Commitment, look: Look) -> ItemResult | None:
    """Solve what an earlier run left uncertain, by what the site shows. ``None``: the way is free."""
    earlier = job.ledger.last(job.organization, work.request_number)
    if earlier is None:
        return None
    uncertain = earlier.outcome in (None, Outcome.UNKNOWN)
    if earlier.intent.kind is not work.kind:
        if uncertain:
            raise UnknownOutcome(f"Запрос {work.request_number}: прошлое действие другого рода не завершено.")
        return None
    if uncertain:
        return await _settle_uncertain(job, work, look, earlier)
    if earlier.outcome is Outcome.DONE and look.state is not State.DONE:
        return ItemResult(
            work.request_number,
            Ending.STALE,
            "Ответ был отправлен раньше, но сайт показывает другое: нужна сверка (verify).",
        )
    return None


async def _settle_uncertain(job: Job, work: Commitment, look: Look, earlier: Record) -> ItemResult | None:
    number = work.request_number
    if look.state in (State.ABSENT, State.DRAFT):
        if earlier.outcome is Outcome.UNKNOWN and earlier.intent.plan_sha256 == work.plan_sha256:
            # The site once said "done" and shows otherwise. Only a person's new decision lets it be sent again.
            return ItemResult(number, Ending.SKIPPED, "Исход прошлой отправки неизвестен: нужен новый план и решение.")
        look = await _still_absent(job, work, earlier.intent)
    if look.state is State.DONE:
        await work.keep_result()
        _conclude(job, work, earlier.intent, Outcome.DONE, "прочитано на сайте после прерванного прогона")
        return ItemResult(number, Ending.DONE, "Отправлен прерванным прогоном, подтверждён чтением.")
    if look.state in (State.OTHER, State.AUTOMATIC):
        _conclude(job, work, earlier.intent, Outcome.ANSWERED_BY_OTHER, look.detail)
        return _left_alone(work, look)
    if look.state in (State.ABSENT, State.DRAFT):
        _conclude(job, work, earlier.intent, Outcome.NOT_SENT, "сайт показывает, что ответ не отправлен")
        return None
    raise UnknownOutcome(
        f"Запрос {number}: прошлый прогон прервался при отправке, а карточка не говорит, чем кончилось."
    )


async def _still_absent(job: Job, work: Commitment, intent: Intent) -> Look:
    """Look again once a request that was on its way when the process died can no longer arrive."""
    await job.pause_until(intent.at, job.settings.pacing.settle_seconds)
    return await job.step("Убедиться, что ответ не отправлен", work.look)


def _left_alone(work: Commitment, look: Look) -> ItemResult:
    ending, reason = _LEAVE_ALONE[look.state]
    return ItemResult(work.request_number, ending, look.detail or reason)


def _intend(job: Job, work: Commitment) -> Intent:
    intent = job.ledger.intend(
        organization=job.organization,
        request_number=work.request_number,
        kind=work.kind,
        content_sha256=work.content_sha256,
        plan_sha256=work.plan_sha256,
        run_id=job.run_id,
        fence=job.lease.fence,
    )
    job.journal.record(
        "intent",
        durable=True,
        request=work.request_number,
        action=work.kind.value,
        content_sha256=work.content_sha256,
        plan_sha256=work.plan_sha256,
        intent=intent.id,
    )
    return intent


async def _fire(job: Job, work: Commitment) -> Shot:
    job.journal.record("act", durable=True, request=work.request_number, action=work.kind.value)
    try:
        return await work.fire()
    except asyncio.CancelledError:
        # Left uncertain on purpose: the next run reads the site.
        raise
    except RpaError as error:
        return Shot(Fired.UNCLEAR, type(error).__name__)


async def _read_back(job: Job, work: Commitment, intent: Intent, shot: Shot) -> ItemResult:
    try:
        look = await job.step("Прочитать карточку после отправки", work.look)
        if shot.fired is Fired.UNCLEAR and look.state in (State.DRAFT, State.ABSENT):
            look = await _still_absent(job, work, intent)
    except Temporary as error:
        raise UnknownOutcome(
            f"Запрос {work.request_number}: после отправки карточка не читается ({type(error).__name__})."
        ) from error
    job.journal.record(
        "read_back", durable=True, request=work.request_number, shows=look.state.value, click=shot.fired.value
    )
    number = work.request_number
    if look.state is State.DONE:
        await work.keep_result()
        _conclude(job, work, intent, Outcome.DONE, "")
        return ItemResult(number, Ending.DONE)
    if look.state in (State.OTHER, State.AUTOMATIC):
        _conclude(job, work, intent, Outcome.ANSWERED_BY_OTHER, look.detail)
        return _left_alone(work, look)
    if look.state in (State.DRAFT, State.ABSENT) and shot.fired is Fired.REFUSED:
        _conclude(job, work, intent, Outcome.REFUSED, shot.said)
        return ItemResult(number, Ending.REFUSED, f"Сайт отклонил ответ: «{shot.said}»")
    if look.state in (State.DRAFT, State.ABSENT) and shot.fired is Fired.UNCLEAR:
        _conclude(job, work, intent, Outcome.NOT_SENT, "сайт не принял отправку")
        return ItemResult(number, Ending.NOT_SENT, "Сайт не принял отправку; ответ остался неотправленным.")
    # The site said "done" and shows otherwise, or shows something that fits nothing: a person looks, nobody resends.
    _conclude(job, work, intent, Outcome.UNKNOWN, f"сайт показывает {look.state.value} после {shot.fired.value}")
    return ItemResult(
        number, Ending.UNKNOWN, "Сайт подтвердил отправку, но показывает другое. Проверьте запрос в кабинете."
    )


def _conclude_moved(job: Job, work: Commitment, intent: Intent, look: Look) -> ItemResult:
    result = (
        _left_alone(work, look)
        if look.state in _LEAVE_ALONE
        else ItemResult(
            work.request_number, Ending.STALE, "Перед отправкой карточка показала не то, что было сохранено."
        )
    )
    _conclude(job, work, intent, _CONCLUDES.get(result.ending, Outcome.NOT_SENT), result.detail)
    return result


def _conclude(job: Job, work: Commitment, intent: Intent, outcome: Outcome, detail: str) -> None:
    job.ledger.conclude(intent, outcome, detail=detail, evidence=job.evidence_of(work.request_number))
    job.journal.record(
        "outcome", durable=True, request=work.request_number, intent=intent.id, outcome=outcome.value, detail=detail
    )
