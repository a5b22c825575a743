"""Decisions of the review page that wait: taken while a run held the journal, they take effect once they are journaled.

Until then the approval in the organization's folder is not what people want any more for these requests, so nothing is
sent and nothing carried over on the strength of it. The files are written by ``rpa.web.desk``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from rpa.debts.approval import Approval, load_approval
from rpa.errors import OrganizationBusy
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
