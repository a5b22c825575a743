"""Queries of the ledger: an intent joined with the last outcome recorded for it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime

import sqlalchemy as sa

from rpa.ledger.tables import intents, outcomes
from rpa.ledger.values import Intent, IntentKind, Outcome, Record

_newer = outcomes.alias("newer")
_last_outcome = (
    sa.select(sa.func.max(_newer.c.id)).where(_newer.c.intent_id == intents.c.id).correlate(intents).scalar_subquery()
)

_joined = (
    sa.select(
        intents,
        outcomes.c.outcome,
        outcomes.c.detail,
        outcomes.c.evidence,
        outcomes.c.at.label("concluded_at"),
    )
    .select_from(intents.outerjoin(outcomes, outcomes.c.id == _last_outcome))
    .order_by(intents.c.id)
)


def record(connection: sa.Connection, intent_id: int) -> Record | None:
    row = connection.execute(_joined.where(intents.c.id == intent_id)).first()
    return None if row is None else _record(row)


def history(connection: sa.Connection, organization: str, request_number: str) -> list[Record]:
    query = _joined.where(intents.c.organization == organization, intents.c.request_number == request_number)
    return [_record(row) for row in connection.execute(query)]


def everything(connection: sa.Connection, organization: str) -> list[Record]:
    return [_record(row) for row in connection.execute(_joined.where(intents.c.organization == organization))]


def outcomes_of(connection: sa.Connection, organization: str, ids: Collection[int]) -> dict[int, Outcome | None]:
    """The last outcome of each of these intents that the organization has."""
    query = _joined.where(intents.c.organization == organization, intents.c.id.in_(ids))
    return {found.intent.id: found.outcome for found in map(_record, connection.execute(query))}


def concluded(connection: sa.Connection, organization: str, newest: int) -> list[Record]:
    """The newest outcomes recorded, each with its intent, the oldest first; an intent may have had several."""
    query = (
        sa.select(
            intents, outcomes.c.outcome, outcomes.c.detail, outcomes.c.evidence, outcomes.c.at.label("concluded_at")
        )
        .select_from(intents.join(outcomes, outcomes.c.intent_id == intents.c.id))
        .where(intents.c.organization == organization)
        .order_by(outcomes.c.id.desc())
        .limit(newest)
    )
    return [_record(row) for row in reversed(connection.execute(query).all())]


def standing(connection: sa.Connection, organization: str, request_number: str) -> list[Record]:
    """Records that hold their place: open ones, and the answer that was sent."""
    query = _joined.where(
        intents.c.organization == organization, intents.c.request_number == request_number, intents.c.holds
    )
    return [_record(row) for row in connection.execute(query)]


def uncertain(connection: sa.Connection, organization: str) -> list[Record]:
    open_ended = sa.or_(outcomes.c.outcome.is_(None), outcomes.c.outcome == Outcome.UNKNOWN.value)
    query = _joined.where(intents.c.organization == organization, intents.c.holds, open_ended)
    return [_record(row) for row in connection.execute(query)]


def answered(connection: sa.Connection, organization: str) -> Iterator[Record]:
    query = _joined.where(
        intents.c.organization == organization,
        intents.c.kind == IntentKind.SEND.value,
        intents.c.holds,
        outcomes.c.outcome == Outcome.DONE.value,
    )
    for row in connection.execution_options(yield_per=500).execute(query):
        yield _record(row)


def _record(row: sa.Row[tuple[object, ...]]) -> Record:
    found = row._mapping
    outcome = Outcome(found["outcome"]) if found["outcome"] else None
    return Record(
        intent=Intent(
            id=found["id"],
            organization=found["organization"],
            request_number=found["request_number"],
            kind=IntentKind(found["kind"]),
            content_sha256=found["content_sha256"],
            plan_sha256=found["plan_sha256"],
            run_id=found["run_id"],
            fence=found["fence"],
            at=datetime.fromisoformat(found["at"]),
            outcome=outcome,
        ),
        outcome=outcome,
        detail=found["detail"] or "",
        evidence=tuple(json.loads(found["evidence"])) if found["evidence"] else (),
        concluded_at=datetime.fromisoformat(found["concluded_at"]) if found["concluded_at"] else None,
    )
