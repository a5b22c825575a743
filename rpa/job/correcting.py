"""A correction: the answer taken back, its withdrawal and the answer sent instead, linked in one journal record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rpa.audit.backwards import backwards
from rpa.audit.verifier.chain import parse
from rpa.debts.approval import ApprovedAnswer
from rpa.job.answers import says_the_same
from rpa.job.checking import standing, withdrawals
from rpa.job.commitment import Cause
from rpa.job.results import Ending, ItemResult
from rpa.job.withdrawal import Withdrawal
from rpa.ledger import Record
from rpa.model import ResponseStatus

if TYPE_CHECKING:
    from rpa.job.job import Job


async def already_corrected(job: Job, work: Withdrawal) -> ItemResult | None:
    """``ALREADY`` if the answer that is to stand instead stands there: an earlier correction died after it was sent.

    Withdrawing it would only send the right answer a second time. What that correction did not journal is journaled.
    """
    number, instead, sent = work.request_number, work.instead, work.sent
    if instead is None or sent is None or sent.intent.content_sha256 != instead.content_sha256 or job.uncertain(number):
        return None
    card = await job.step("Прочитать карточку", work.open, key=number)
    if card is None or card.response_status is not ResponseStatus.SENT or card.response_data is None:
        return None
    if not says_the_same(instead, card.response_data):
        return None
    result = ItemResult(number, Ending.ALREADY, "Верный ответ уже отправлен: отзывать нечего.")
    if _linked(job.history(number), result)["withdrawal"] and not _journaled(job, sent):
        approved = job.given.remembered(sent.intent) or instead
        record_correction(job, approved, result, work.reason)
    return result


def record_correction(job: Job, approved: ApprovedAnswer, result: ItemResult, reason: Cause | None) -> None:
    """Link the answer that was taken back, its withdrawal and the answer sent instead."""
    linked = _linked(job.history(approved.request_number), result)
    job.journal.record(
        "correction",
        durable=True,
        request_number=approved.request_number,
        approvers=list(approved.approvers),
        ending=result.ending.value,
        **(reason.fields() if reason else {}),
        **{f"{name}_intent": [found.intent.id for found in records] for name, records in linked.items()},
        **{f"{name}_evidence": [h for found in records for h in found.evidence] for name, records in linked.items()},
    )


def _linked(history: list[Record], result: ItemResult) -> dict[str, list[Record]]:
    """What stands now, the last withdrawal before it, and what had stood until then; nothing where there is none."""
    now = standing(history) if result.good else None
    earlier = [found for found in history if now is None or found.intent.id < now.intent.id]
    revoke = next(iter(withdrawals(earlier)[-1:]), None)
    until = earlier if revoke is None else [found for found in earlier if found.intent.id < revoke.intent.id]
    taken = standing(until)
    return {
        "withdrawn": [taken] if taken else [],
        "withdrawal": [revoke] if revoke else [],
        "sent": [now] if now else [],
    }


def _journaled(job: Job, sent: Record) -> bool:
    """Whether a correction links this answer already: if so, after the record of its intent."""
    for line in backwards(job.journal.path):
        found = parse(line) if b'"correction"' in line or b'"intent"' in line else None
        if found is not None and _links(found.fields, sent):
            return True
        if found is not None and _begins(found.fields, sent):
            return False
    return False


def _links(fields: dict[str, Any], sent: Record) -> bool:
    return fields.get("kind") == "correction" and fields.get("sent_intent") == [sent.intent.id]


def _begins(fields: dict[str, Any], sent: Record) -> bool:
    return fields.get("kind") == "intent" and fields.get("intent") == sent.intent.id
