"""Decisions of the review page that wait: taken while a run held the journal, they take effect once they are journaled.

Until then the approval in the organization's folder is not what people want any more for these requests, so nothing is
sent and nothing carried over on the strength of it. The files are written by ``rpa.web.desk``.
"""

from __future__ import annotations

from pathlib import Path

from rpa.debts.approval import Approval, load_approval
from rpa.settings import OrganizationFolder


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
