"""Runs that stand still: parked, cancelled, or bound to a version nobody works any more."""

from __future__ import annotations

from collections.abc import Sequence

from rpa.fleet.configuration import APPLICATION_VERSION
from rpa.fleet.engine import Console, log_leftovers
from rpa.fleet.records import Records
from rpa.fleet.stages import SCENARIOS

RESUMABLE = ("CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


def return_to_queue(records: Records, console: Console, slugs: Sequence[str]) -> list[str]:
    """Unpark organizations and resume the newest stopped run of each; ids of the runs resumed."""
    stopped: dict[str, str] = {}
    for run in console.runs(RESUMABLE):
        if run.organization in slugs and run.version == APPLICATION_VERSION:
            stopped.setdefault(run.organization, run.id)
    for slug in slugs:
        records.unpark(slug)
    console.resume(list(stopped.values()))
    return list(stopped.values())


def restart_stale(console: Console) -> list[str]:
    """Ask anew, from its beginning, for each unfinished run of another version, and cancel that; the new ids.

    Beginning anew is safe: the ledger knows what was sent. A run some old worker still has in hand ends after its
    present stage, and the organization's lease keeps the two apart. Drain the old workers first all the same.
    """
    stale = log_leftovers(console.runs())
    plans = console.plans_of([run.id for run in stale])
    asked: list[str] = []
    for run in stale:
        slug, scenario, tick = run.id.split(":", 2)
        again = f"{tick}@{APPLICATION_VERSION}"
        asked.append(console.enqueue(slug, scenario, again, SCENARIOS[scenario], plans.get(run.id)))
    # Last: what was cancelled is stale no more, and where this breaks off nobody would ever ask for it.
    console.cancel([run.id for run in stale])
    return asked
