"""Whether the ledger still knows what the journal saw it do: a ledger put back from an older copy would click again.

The ledger is always written before the journal, and both in one order. So a crash between the two, at any place, leaves
the ledger ahead; a ledger that lacks what the journal tells of lost it afterwards. Because of the order, whatever is
missing is missing at the end, and the newest records tell: a long journal is not read whole.

The other way round the journal lacks what the ledger was told last, and without that outcome a report would call our
answer somebody else's: ``untold`` finds it, so that the next run journals it.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from rpa.audit import Journal
from rpa.audit.backwards import backwards
from rpa.errors import BadSettings, EvidenceBroken
from rpa.ledger import Intent, Ledger, Outcome, Record
from rpa.settings import OrganizationFolder, OrganizationSettings

NEWEST = 1000
"""So many records of intents are compared: what a run settles by reading before its first intent must not hide it."""

LATE = 20
"""So many outcomes are looked for in the journal: as many as a crash or a full disk can keep out of it, and more."""

CLOCKS_DIFFER = timedelta(minutes=10)
"""Clocks of two machines, one of which decided and the other sends, differ so much; and the review page dates a changed
plan a second after the one before."""

_KINDS = frozenset({"intent", "act", "read_back", "outcome"})
_HINT = (
    "Ничего не отправлено. Верните ту базу намерений (ledger.db или ledger_url), которая работала с этим журналом, в "
    "последнем её виде. Если её больше нет: сверьте отправленное в кабинете и только потом уберите journal.jsonl из "
    "папки организации в надёжное место, не удаляя."
)


def require_own(settings: OrganizationSettings, journal: Path) -> None:
    """Raises ``BadSettings`` where this machine's own ledger is not all that is known: workers of a fleet, which the
    folder of ``journal`` was handed over to, do not see it, and may be sending the same at this moment."""
    mark = OrganizationFolder(journal.parent).handed_over
    if settings.ledger_url is None and mark.exists():
        raise BadSettings(
            "Организация передана парку: отправляют его работники, а эта машина не знает, что они отправили.",
            hint="Ничего не отправлено. Утвердите здесь, выложите `rpa fleet publish` и поставьте в очередь `rpa fleet "
            f"enqueue`. Если парк с этой организацией больше не работает, уберите файл {mark}.",
        )


def require_memory(journal: Path, ledger: Ledger, organization: str) -> None:
    """Raises ``EvidenceBroken`` if the journal knows an intent or an outcome that the ledger does not."""
    told = list(islice(_told(journal, organization), NEWEST))
    known = ledger.outcomes(organization, {record["intent"] for record in told})
    for record in told:
        number, identity = record.get("request_number"), record["intent"]
        if identity not in known:
            raise EvidenceBroken(
                f"Журнал помнит намерение {identity} (запрос {number}), а база намерений о нём не знает: она старее "
                "журнала.",
                hint=_HINT,
            )
        if record["kind"] == "outcome" and _lacks(known[identity], record.get("outcome")):
            raise EvidenceBroken(
                f"Журнал помнит исход намерения {identity} (запрос {number}), а база намерений — нет: она старее "
                "журнала.",
                hint=_HINT,
            )


def record_outcome(journal: Journal, intent: Intent, outcome: Outcome, detail: str, **fields: Any) -> None:
    """Journal how an intent ended, after the ledger was told."""
    journal.record(
        "outcome",
        durable=True,
        request_number=intent.request_number,
        intent=intent.id,
        action=intent.kind.value,
        outcome=outcome.value,
        detail=detail,
        **fields,
    )


def tell_journal(journal: Journal, ledger: Ledger, organization: str) -> None:
    """Journal what a run that died in between, or whose disk was full, had told the ledger alone."""
    for found in _untold(journal.path, ledger, organization):
        if found.outcome is not None:
            record_outcome(journal, found.intent, found.outcome, found.detail, concluded_at=found.concluded_at)


def was_clicked(journal: Path, intent: Intent) -> bool:
    """Whether the click of an intent was begun: its «act» is on disk before that."""
    for record in _told(journal, intent.organization):
        if record["intent"] == intent.id and record["kind"] in ("act", "intent"):
            return bool(record["kind"] == "act")
    return False


def ended_at(journal: Path, found: Record, now: datetime) -> datetime | None:
    """When it ended, by a clock that ``now`` (aware) is of: what is dated ahead would let no decision count until that
    day comes."""
    ended = found.concluded_at
    if ended is None or ended <= now + CLOCKS_DIFFER:
        return ended
    try:
        return _ended_by(journal, found.intent.id, now) or ended
    except OSError:
        return ended


def _ended_by(journal: Path, intent: int, now: datetime) -> datetime | None:
    """When an intent had surely ended whose outcome is dated ahead: the clock ran ahead then, the order of records not.

    It is the first record after the outcome that is not dated ahead of ``now`` (aware); or the last one before it, if
    the clock was set back too far in between. ``None``: the journal does not tell.
    """
    after: datetime | None = None
    passed = False
    for line in backwards(journal):
        try:
            record = json.loads(line)
            at = datetime.fromisoformat(record["at"])
            if not passed and record["kind"] == "outcome" and record["intent"] == intent:
                passed = True
            elif at <= now and not passed:
                after = at
            elif at <= now:
                return max(at, after) if after is not None else None
        except (ValueError, KeyError, TypeError):
            continue
    return after if passed else None


def older_than_its_date(journal: Path, intent: int, decided: datetime, now: datetime) -> bool:
    """Whether something written before an intent ended is dated at or after ``decided``, and not ahead of ``now``.

    Then the clock ran behind when it ended, and what was decided may be older although its date is later. An outcome
    that the journal was told of late says nothing: the last that was written of its intent before does.
    """
    decided, ended = decided.replace(microsecond=decided.microsecond // 1000 * 1000), False
    for line in backwards(journal):
        try:
            record = json.loads(line)
            if ended and decided <= datetime.fromisoformat(record["at"]) <= now:
                return True
            its_own = record["kind"] in _KINDS and record.get("intent") == intent and "concluded_at" not in record
            ended = ended or its_own
        except (ValueError, KeyError, TypeError):
            continue
    return False


def _untold(journal: Path, ledger: Ledger, organization: str) -> list[Record]:
    """The newest outcomes that the ledger holds and the journal lacks, though it knows their intents; oldest first."""
    recent = ledger.concluded(organization, LATE)
    lacking = {(found.intent.id, str(found.outcome)) for found in recent}
    begun: set[int] = set()
    for record in _told(journal, organization):
        if not any(identity not in begun for identity, _ in lacking):
            break
        if record["kind"] == "outcome":
            lacking.discard((record["intent"], str(record.get("outcome"))))
        elif record["kind"] == "intent":
            begun.add(record["intent"])
    return [found for found in recent if found.intent.id in begun and (found.intent.id, str(found.outcome)) in lacking]


def _lacks(known: Outcome | None, told: object) -> bool:
    """An end never changes: another one was read from the cabinet into an older copy, which had lost this one."""
    return known is None or told not in (Outcome.UNKNOWN.value, known.value)


def _told(journal: Path, organization: str) -> Any:
    """Records of intents, the newest first. What is no record is the verifier's business."""
    for line in backwards(journal):
        if b'"intent":' not in line:
            continue
        try:
            record = json.loads(line)
        except ValueError:
            continue
        ours = record.get("organization") == organization and record.get("kind") in _KINDS
        if ours and type(record.get("intent")) is int:
            yield record
