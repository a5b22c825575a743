"""Which plan is the newest: the last one that speaks of all requests and that the clock can have seen.

Plans are ordered by the time in their names. That alone is not enough: a correction is later than the plan of the day
and knows one request, and a plan made while the machine's clock ran ahead would stay the last one for as long as it
ran ahead, and be the last one again when that time has come. Each would hide every other request that waits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from loguru import logger

from rpa.audit.backwards import backwards
from rpa.audit.verifier.chain import parse
from rpa.debts.plan import Plan
from rpa.errors import PlanError
from rpa.job.memory import CLOCKS_DIFFER
from rpa.settings import OrganizationFolder


def dated_ahead(moment: datetime, now: datetime) -> bool:
    """Whether something (a plan, a sheet) is dated later than the clock (both aware) says it is now."""
    return moment > now + CLOCKS_DIFFER


def newest_first(folder: OrganizationFolder) -> Iterator[tuple[Path, bool]]:
    """Files of all plans, and whether the journal tells their order; those it does not know come last, by their names.

    A clock that ran ahead for some hours puts a time into a plan's name that is later than that of plans made after
    it, and once those hours have passed nothing but the order of records tells.
    """
    named, told = sorted(folder.plans.glob("*.json"), reverse=True), set[Path]()
    for path in _told(folder.journal, named):
        told.add(path)
        yield path, True
    yield from ((path, False) for path in named if path not in told)


def in_order(folder: OrganizationFolder) -> Iterator[Path]:
    """Files of all plans, the newest first: by their names, except that those the journal knows stand in its order.

    One that it does not know (made on another machine) keeps the place its name gives it. Where the journal cannot be
    read, names alone count. The journal is read as far as the next plan needs.
    """
    named = sorted(folder.plans.glob("*.json"), reverse=True)
    told: list[Path] = []
    placed = 0
    for path in named:
        while path not in told and (found := _nth_told(folder, named, len(told))) is not None:
            told.append(found)
        if path in told:
            path, placed = told[placed], placed + 1
        yield path


_remembered: dict[Path, tuple[tuple[object, ...], list[Path | None]]] = {}
"""By folder: of which plans and which file of the journal, and what that tells; ``None`` ends it.

A page asks for the newest plan many times, and a day of ten thousand answers is eighty megabytes to read through. What
is told of the same plans does not change: a plan is journaled before its file is there.
"""


def _nth_told(folder: OrganizationFolder, named: Sequence[Path], n: int) -> Path | None:
    try:
        of = (folder.journal.stat().st_ino if folder.journal.exists() else None, *named)
        known, told = _remembered.get(folder.root, ((), []))
        if known != of:
            told = []
        if n >= len(told) and None not in told:
            told = [*islice(_told(folder.journal, named), n + 1)]
            if len(told) <= n:
                told.append(None)
            _remembered[folder.root] = of, told
    except OSError:
        return None
    return told[n] if n < len(told) else None


def _told(journal: Path, plans: Sequence[Path]) -> Iterator[Path]:
    """Those of ``plans`` that the journal knows, the last recorded first. Raises ``OSError``."""
    left = {path.stem.rpartition("-")[2]: path for path in reversed(plans)}
    for line in backwards(journal) if left else ():
        record = parse(line) if b'"plan"' in line else None
        if record is not None and record.fields.get("kind") == "plan":
            path = left.pop(str(record.fields.get("plan_sha256"))[:8], None)
            if path is not None:
                yield path
        if not left:
            return


def newest_plan(folder: OrganizationFolder, now: datetime, load: Callable[[Path], Plan]) -> tuple[Path, Plan]:
    """The newest plan of all requests and its file. Raises ``PlanError`` if there is none, and as ``load`` does."""
    ahead = False
    for path in in_order(folder):
        plan = load(path)
        if dated_ahead(plan.built_at, now):
            ahead = True
            logger.warning("План {} построен позже, чем сейчас на часах: взят более ранний.", path.name)
        elif not plan.correction:
            return path, plan
    if ahead:
        raise PlanError(
            "Последний план построен позже, чем сейчас на часах, а более раннего нет.",
            hint="Проверьте часы машины и постройте план заново: `rpa debts plan`.",
        )
    raise PlanError("Плана всех запросов ещё нет.", hint="Постройте его: `rpa debts plan`.")


def newest_names(folder: OrganizationFolder, now: datetime) -> frozenset[str]:
    """Names of the plans that are never destroyed: the last one, and the last that speaks of all requests.

    Also one of another version, which ``newest_plan`` refuses, is the last that the guard can read.
    """
    found: set[str] = set()
    for path in in_order(folder):
        found = found or {path.stem}
        try:
            plan = json.loads(path.read_bytes())["plan"]
            if plan.get("correction") or dated_ahead(datetime.fromisoformat(plan["built_at"]), now):
                continue
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        return frozenset(found | {path.stem})
    return frozenset(found)
