"""Finds, among the plans kept, the approved answer a recorded intent stands for."""

from __future__ import annotations

from collections.abc import Callable

from loguru import logger

from rpa.debts.approval import ApprovedAnswer, approved_answers, load_approval
from rpa.debts.plan import load_plan
from rpa.errors import PlanError
from rpa.ledger import Intent
from rpa.operate.place import Place


def remembered(place: Place) -> Callable[[Intent], ApprovedAnswer | None]:
    """A lookup that reads each plan at most once, and only when it is asked. Damaged files are told in the log."""
    known: dict[str, ApprovedAnswer] = {}
    read: set[str] = set()

    def find(intent: Intent) -> ApprovedAnswer | None:
        for path in sorted(place.folder.plans.glob("*.json"), reverse=True):
            if intent.content_sha256 in known:
                break
            if path.name in read:
                continue
            read.add(path.name)
            approval = place.folder.approvals / path.name
            if not approval.exists():
                continue
            try:
                for answer in approved_answers(load_plan(path), load_approval(approval)):
                    known.setdefault(answer.content_sha256, answer)
            except PlanError as error:
                logger.warning("План {} не прочитан: {}", path.name, error.what)
        return known.get(intent.content_sha256)

    return find
