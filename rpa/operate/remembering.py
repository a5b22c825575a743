"""Finds, among the plans kept, the approved answer a recorded intent stands for."""

from __future__ import annotations

from collections.abc import Callable

from loguru import logger

from rpa.debts.approval import Approval, ApprovedAnswer, answer_of_content, approved_answers, load_approval
from rpa.debts.plan import Plan, load_plan
from rpa.errors import PlanError
from rpa.ledger import Intent
from rpa.operate.place import Place


def remembered(place: Place) -> Callable[[Intent], ApprovedAnswer | None]:
    """A lookup that reads each plan at most once, and only when it is asked. Damaged files are told in the log.

    Plans made by other rules, before an upgrade, tell what was sent as well as today's.
    """
    known: dict[str, ApprovedAnswer] = {}
    plans: dict[str, Plan] = {}
    read: set[str] = set()

    def find(intent: Intent) -> ApprovedAnswer | None:
        for path in sorted(place.folder.plans.glob("*.json"), reverse=True):
            if intent.content_sha256 in known:
                break
            if path.name in read:
                continue
            read.add(path.name)
            try:
                plan = load_plan(path, any_rules=True)
                plans[plan.sha256] = plan
                for answer in approved_answers(plan, _approval(place, path.name, plan)):
                    known.setdefault(answer.content_sha256, answer)
            except PlanError as error:
                logger.warning("План {} не прочитан: {}", path.name, error.what)
        plan_sent = plans.get(intent.plan_sha256 or "")
        if intent.content_sha256 not in known and plan_sent is not None:
            # Its approval was changed since.
            return answer_of_content(plan_sent, intent.request_number, intent.content_sha256)
        return known.get(intent.content_sha256)

    return find


def _approval(place: Place, name: str, plan: Plan) -> Approval:
    path = place.folder.approvals / name
    return load_approval(path) if path.exists() else Approval(plan.sha256)
