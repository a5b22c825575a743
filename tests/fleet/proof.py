"""What must hold whatever happened to the workers: read from the stand, the ledger, the journals and the storage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from fleet_under_test import Fleet, Stand

from rpa.audit.verify import verify_journal
from rpa.fleet.publishing import fetch_organization
from rpa.ledger.engine import open_engine
from rpa.ledger.tables import intents, outcomes, runs


@dataclass(frozen=True)
class Totals:
    organizations: int
    requests: int
    sent: int
    received_twice: int
    done_in_ledger: int
    overlaps: int
    interrupted_runs: int


def begun(location: str | Path) -> int:
    """Runs that the ledger knows to have begun and not to have ended."""
    with _ledger(location) as connection:
        query = sa.select(sa.func.count()).select_from(runs).where(runs.c.finished_at.is_(None))
        return int(connection.execute(query).scalar_one())


def totals(fleet: Fleet, stand: Stand) -> Totals:
    """Counts of the whole proof. ``sent`` and ``received_twice`` are the stand's own record."""
    requests = stand.requests()
    tried = [request for request in requests if request["send_attempts"]]
    done, lived, fences = [], [], []
    for location in fleet.ledgers():
        found = _read(location)
        done += found[0]
        lived += found[1]
        fences += found[2]
    assert sorted(done) == sorted(request["request_number"] for request in tried), "the ledger says what the stand says"
    return Totals(
        organizations=len({request["ogrn"] for request in requests}),
        requests=len(requests),
        sent=sum(request["sends"] for request in tried),
        received_twice=sum(request["send_attempts"] > 1 for request in tried),
        done_in_ledger=len(done),
        overlaps=_overlaps(lived) + _went_back(fences),
        interrupted_runs=sum(row.finished_at is None for row in lived),
    )


def _read(location: str | Path) -> tuple[list[str], list[Any], list[Any]]:
    """Request numbers whose answer is done, runs in the order they began, intents in the order they were written."""
    with _ledger(location) as connection:
        ended = connection.execute(sa.select(outcomes.c.intent_id, outcomes.c.outcome).order_by(outcomes.c.id))
        last = {row.intent_id: row.outcome for row in ended}
        done = [
            row.request_number
            for row in connection.execute(sa.select(intents.c.id, intents.c.request_number))
            if last.get(row.id) == "done"
        ]
        lived = connection.execute(
            sa.select(runs.c.organization, runs.c.started_at, runs.c.finished_at).order_by(runs.c.started_at)
        ).all()
        fences = connection.execute(
            sa.select(intents.c.organization, intents.c.run_id, intents.c.fence).order_by(intents.c.id)
        ).all()
    return done, list(lived), list(fences)


@contextmanager
def _ledger(location: str | Path) -> Iterator[sa.Connection]:
    engine = open_engine(location)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _overlaps(lived: list[Any]) -> int:
    """Runs of one organization that began before an earlier one had noted its end.

    A killed run never notes one: it ends, for this count, when its lease could be taken by the next.
    """
    found, by_organization = 0, Counter(row.organization for row in lived)
    for organization in by_organization:
        mine = [row for row in lived if row.organization == organization]
        found += sum((before.finished_at or "") > after.started_at for before, after in pairwise(mine))
    return found


def _went_back(fences: list[Any]) -> int:
    """Intents written with an older fence than one already used for the organization."""
    highest: dict[str, int] = {}
    found = 0
    for row in fences:
        found += row.fence < highest.get(row.organization, 0)
        highest[row.organization] = max(row.fence, highest.get(row.organization, 0))
    return found


def journals_hold(fleet: Fleet, slugs: list[str]) -> int:
    """Fetch journals and pictures from the shared storage and verify them as a stranger would; records checked."""
    crew, checked = fleet.crew(), 0
    for slug in slugs:
        fetched = fetch_organization(crew, slug)
        folder = crew.folder(slug)
        verdict = verify_journal(folder.journal, evidence_root=folder.evidence)
        assert verdict.ok, f"{slug}: {[finding.sentence for finding in verdict.findings]}"
        checked += fetched.records
    crew.records.close()
    return checked
