"""What one database remembers of an organization, taken over into another; what is there already stays as it is.

Without it the new database would forget what was withdrawn, what may have been sent, and by whom a request was
answered. The card shows most of that, not all: once the draft that a withdrawal leaves is deleted, it looks as if
nobody had ever answered; and a send cut short may still be on its way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from rpa.ledger import reading, rules
from rpa.ledger.tables import intents, outcomes, runs
from rpa.ledger.values import Outcome

_NAMED_BY = ("run_id", "request_number", "kind", "at")
"""An intent's number is its database's own; these are the same in both."""

Row = sa.Row[Any]
Lacking = tuple[Row, int | None, Sequence[Row]]
"""An intent of the source, its number in the target if it is there, and its outcomes that are not."""


def lacking(source: sa.Connection, target: sa.Connection, organization: str) -> Iterator[Lacking]:
    """What the target does not know yet, in the order it happened."""
    known = {_name(row): row.id for row in _intents(target, organization)}
    told = _outcomes(target, organization)
    ended = _outcomes(source, organization)
    for row in _intents(source, organization):
        identity = known.get(_name(row))
        there = told[identity] if identity is not None else []
        if any(one.outcome != Outcome.UNKNOWN.value for one in there):
            continue  # settled there; nothing changes that
        new = [one for one in ended[row.id] if (one.outcome, one.at) not in {(had.outcome, had.at) for had in there}]
        if identity is None or new:
            yield row, identity, new


def carry(source: sa.Connection, target: sa.Connection, organization: str) -> int:
    """Write it there; how many intents. The rules of the database hold for it as for everything else."""
    found = list(lacking(source, target, organization))
    for row, identity, new in found:
        if identity is None:
            identity = _begin(source, target, row)
        for one in new:
            values = {name: value for name, value in one._mapping.items() if name not in ("id", "intent_id")}
            target.execute(outcomes.insert().values(intent_id=identity, **values))
            record = reading.record(target, identity)
            assert record is not None
            rules.let_go(target, record.intent, Outcome(one.outcome))
    return len(found)


def _begin(source: sa.Connection, target: sa.Connection, row: Row) -> int:
    if target.scalar(sa.select(runs.c.run_id).where(runs.c.run_id == row.run_id)) is None:
        run = source.execute(sa.select(runs).where(runs.c.run_id == row.run_id)).one()
        target.execute(runs.insert().values(**run._mapping))
    values = {name: value for name, value in row._mapping.items() if name != "id"} | {"holds": True}
    identity = target.execute(intents.insert().values(**values)).inserted_primary_key
    assert identity is not None
    return int(identity[0])


def _name(row: Row) -> tuple[Any, ...]:
    return tuple(row._mapping[name] for name in _NAMED_BY)


def _intents(connection: sa.Connection, organization: str) -> Sequence[Row]:
    query = sa.select(intents).where(intents.c.organization == organization).order_by(intents.c.id)
    return connection.execute(query).all()


def _outcomes(connection: sa.Connection, organization: str) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    query = (
        sa.select(outcomes)
        .join(intents, intents.c.id == outcomes.c.intent_id)
        .where(intents.c.organization == organization)
        .order_by(outcomes.c.id)
    )
    for row in connection.execute(query):
        found[row.intent_id].append(row)
    return found
