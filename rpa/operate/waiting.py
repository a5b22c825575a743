"""Decisions of the review page that wait: taken while a run held the journal, they take effect once they are journaled.

Until then the approval in the organization's folder is not what people want any more for these requests, so nothing is
sent and nothing carried over on the strength of it. The files are written by ``rpa.web.desk``; the page may be closed
or idle when the run ends, so whoever sends or plans next lets them take effect first (``settle_waiting``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import filelock
from loguru import logger

from rpa.audit.journal import is_held
from rpa.debts.approval import Approval, load_approval
from rpa.debts.plan import load_plan
from rpa.errors import OrganizationBusy, PlanError
from rpa.operate.newest import newest_plan
from rpa.operate.place import Place
from rpa.operate.recording import record_approval
from rpa.private_files import store_private
from rpa.settings import OrganizationFolder

_WAIT_SECONDS = 10.0


@contextmanager
def deciding(folder: OrganizationFolder) -> Iterator[None]:
    """Nobody else, on the page or in the terminal, changes an approval while the body runs.

    May be entered again inside itself. Raises ``OrganizationBusy`` if somebody holds it for long.
    """
    lock = filelock.FileLock(str(folder.root / "review.lock"), timeout=_WAIT_SECONDS, mode=0o600, is_singleton=True)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise OrganizationBusy("Утверждение этой организации сейчас меняет кто-то другой.") from error
    try:
        yield
    finally:
        lock.release()


def waiting_paths(folder: OrganizationFolder, plan: str) -> tuple[Path, Path]:
    """Where the approval of a plan as people want it lies while it waits, and the one they changed it from."""
    review = folder.review
    return review / f"{plan}.waiting", review / f"{plan}.before"


def decided_meanwhile(folder: OrganizationFolder, plan: str) -> frozenset[str]:
    """Numbers of the requests whose decision waits. Raises ``PlanError`` if the files are damaged."""
    waiting, before = waiting_paths(folder, plan)
    if not waiting.exists():
        return frozenset()
    wanted: Approval = load_approval(waiting)
    known = load_approval(before).items if before.exists() else {}
    return frozenset(number for number in {*known, *wanted.items} if known.get(number) != wanted.items.get(number))


def still_waits(folder: OrganizationFolder, now: datetime) -> str | None:
    """The plan whose decisions wait and can still take effect, as ``settle_waiting`` has it; ``None`` without any.
    ``now`` is aware."""
    if not any(folder.review.glob("*.waiting")):
        return None
    try:
        plan = newest_plan(folder, now, load_plan)[0].stem
        return plan if decided_meanwhile(folder, plan) else None
    except PlanError:
        return None


def told_path(folder: OrganizationFolder, plan: str) -> Path:
    """Where it is kept who decided what waits."""
    return waiting_paths(folder, plan)[0].with_suffix(".told")


def who_decided(folder: OrganizationFolder, plan: str) -> dict[str, str]:
    """Who decided what waits, by request number."""
    path = told_path(folder, plan)
    told = json.loads(path.read_bytes()) if path.exists() else {}
    # A file of an earlier version holds the note beside the name; it goes nowhere.
    return {number: by if isinstance(by, str) else by[0] for number, by in told.items()}


def merged(main: Approval, before: Approval, wanted: Approval) -> Approval:
    """What was decided while the journal was held, onto what the approval is by now; a change made there wins."""
    items = dict(main.items)
    for number in {*before.items, *wanted.items}:
        then, now = before.items.get(number), wanted.items.get(number)
        if then != now and main.items.get(number) == then:
            items.pop(number, None)
            if now is not None:
                items[number] = now
    return replace(main, items=items)


def settle_waiting(place: Place) -> bool:
    """Journal what waits and let it take effect; ``False`` if a run still holds the journal.

    What waited for a plan that is damaged or of other rules can take no effect any more. Raises as ``record_approval``.
    """
    folder = place.folder
    if not any(folder.review.glob("*.waiting")):
        return True
    with deciding(folder):
        try:
            path, plan = newest_plan(folder, place.now(), load_plan)
            waiting, before = waiting_paths(folder, path.stem)
            if not (waiting.exists() and before.exists()):
                return True
            if is_held(folder.journal):
                return False
            approved = folder.approvals / path.name
            main = load_approval(approved) if approved.exists() else Approval(plan.sha256)
            after = merged(main, load_approval(before), load_approval(waiting))
        except PlanError as error:
            logger.warning("Решения, принятые во время прогона, не вступили в силу: {}", error.what)
            return True
        # Broken off before the files are gone, it is all done once more, and changes nothing.
        record_approval(place, plan, main, after, who_decided(folder, path.stem))
        store_private(approved, after.to_bytes())
        for done in (waiting, before, told_path(folder, path.stem)):
            done.unlink(missing_ok=True)
    return True
