"""What an earlier run left uncertain is solved by reading the site, never by sending.

An earlier process is dead or fenced out before this one may start, so a request it had on its way arrives within
``settle_seconds`` of our start, or never. Both are counted by the clock that cannot be set.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from rpa.cabinet import Cabinet
from rpa.errors import RpaError, UnknownOutcome
from rpa.job.checking import standing, withdrawals
from rpa.job.commitment import NOT_SENT_STATES, Commitment, Look, State, left_alone
from rpa.job.results import Ending, ItemResult
from rpa.job.stop import ends_the_run
from rpa.ledger import ANSWERING, GONE, Intent, IntentKind, Outcome, Record

if TYPE_CHECKING:
    from rpa.job.job import Job

Recall = Callable[[Cabinet, Intent], Commitment | None]
"""Makes the commitment of a recorded intent again; ``None`` if what it held is not known any more."""


async def settle_earlier(job: Job, work: Commitment, look: Look) -> ItemResult | None:
    """Judge ``work`` by what the ledger remembers of its request. ``None``: the way is free.

    Raises ``UnknownOutcome`` when something else was begun for this request and its end is not known.
    """
    number = work.request_number
    history = job.history(number)
    if not history:
        return None
    earlier = history[-1]
    if earlier.outcome in (None, Outcome.UNKNOWN):
        if earlier.intent.kind is not work.kind:
            raise UnknownOutcome(
                f"Запрос {number}: прошлое действие другого рода не завершено.",
                hint=f"Чем оно кончилось, прочтёт `rpa debts verify`; если не сможет — `rpa debts settle {number}`.",
            )
        ended = await settle(job, work, look, earlier.intent, decided=work.decided_since(earlier))
        if ended is not None:
            return ended
    if work.kind is not IntentKind.SEND:
        return None
    if _withdrawn(history, work):
        return ItemResult(number, Ending.SKIPPED, "Ответ на этот запрос отозван: нужно новое решение (correct).")
    # Also where a withdrawal came to nothing since: it may have arrived late.
    if standing(history) is not None and look.state is not State.DONE:
        return ItemResult(
            number, Ending.STALE, "Ответ был отправлен раньше, но сайт показывает другое: нужна сверка (verify)."
        )
    return None


def _withdrawn(history: list[Record], work: Commitment) -> bool:
    """Whether an answer was withdrawn and nobody decided ``work`` since: no approval before it counts."""
    return any(not work.decided_since(found) for found in withdrawals(history))


async def settle(job: Job, work: Commitment, look: Look, intent: Intent, *, decided: bool = False) -> ItemResult | None:
    """End ``intent`` by what the card shows. ``None``: it surely was not sent, and may be.

    ``decided``: a person decided ``work`` knowing of the outcome that ``intent`` has so far. Raises ``UnknownOutcome``
    when the card does not tell.
    """
    number = work.request_number
    if look.state in NOT_SENT_STATES:
        if intent.outcome is Outcome.UNKNOWN and intent.kind is IntentKind.SEND and not decided:
            # The site once said "done" and shows otherwise. Only a person's new decision lets it be sent again: a new
            # plan alone carries the old one over, or approves by policy.
            return ItemResult(number, Ending.SKIPPED, "Исход прошлой отправки неизвестен: нужен новый план и решение.")
        # Look again once a request that was on its way when the process died can no longer arrive.
        await job.settle(number)
        look = await job.step("Убедиться, что ответ не отправлен", work.look, key=number)
    if look.state in (State.DONE, State.OTHER) and intent.content_sha256 != work.content_sha256:
        # The card was compared with ``work``, which is not what had been on its way: what stands there may be ours.
        raise UnknownOutcome(
            f"Запрос {number}: прошлое действие было с другим содержанием, и карточка не говорит, чем оно кончилось."
        )
    if look.state is State.DONE:
        await job.keep_result(work)
        job.conclude(intent, Outcome.DONE, "прочитано на сайте после прерванного прогона")
        return ItemResult(number, Ending.DONE, "Отправлен прерванным прогоном, подтверждён чтением.")
    if look.state in (State.OTHER, State.AUTOMATIC):
        job.conclude(intent, Outcome.ANSWERED_BY_OTHER, look.detail)
        return left_alone(work, look)
    if look.state in NOT_SENT_STATES:
        job.conclude(intent, Outcome.NOT_SENT, "сайт показывает, что ответ не отправлен")
        return None
    raise UnknownOutcome(
        f"Запрос {number}: прошлый прогон прервался при отправке, а карточка не говорит, чем кончилось."
    )


async def settle_leftover(job: Job, recall: Recall, intent: Intent) -> ItemResult | None:
    """Settle one uncertain intent that is no item of this run. Raises only what no other item could survive.

    ``None``: its request is not shown any more. That is recorded, and nobody waits for it from then on; the intent
    stays, should the request come back. ``verify`` says what became of the request.
    """
    number = intent.request_number
    work = recall(job.cabinets[0], intent)
    if work is None:
        # `debts settle` knows answers alone.
        answer = intent.kind in ANSWERING
        by_hand = f"закройте исход, `rpa debts settle {number}`" if answer else "посмотрите в кабинете"
        return ItemResult(number, Ending.UNKNOWN, f"Исход неизвестен, а его план не найден: {by_hand}.")
    seconds = job.settings.pacing.item_timeout_seconds
    try:
        with job.watchdog.limit(seconds * 2, number):
            async with asyncio.timeout(seconds):
                look = await job.step("Прочитать карточку", work.look, key=number)
                gone = look.state is State.GONE
                if gone is not job.history(number)[-1].gone:
                    job.conclude(intent, Outcome.UNKNOWN, GONE if gone else "запрос снова показан")
                if gone:
                    return None
                result = await settle(job, work, look, intent)
    except (RpaError, TimeoutError) as error:
        if ends_the_run(error):
            raise
        return ItemResult(number, Ending.UNKNOWN, f"Исход неизвестен: карточка не прочитана ({type(error).__name__}).")
    return result or ItemResult(number, Ending.NOT_SENT, "Прерванная отправка до сайта не дошла.")
