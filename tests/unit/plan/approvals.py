"""Who approves what in the tests of approvals, and what may leave of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plan_samples import NOW

from rpa.debts.approval import Approval, approve, approved_answers
from rpa.debts.plan import Plan
from rpa.model import Decision
from rpa.operate.answering import withheld_today
from rpa.operate.place import Place

DEBT, NO, REVIEW = Decision.DEBT, Decision.NO_DEBT, Decision.REVIEW
ANNA, BORIS = "Смирнова Анна", "Орлов Борис"
N = {flat: f"99000000{flat:02}" for flat in range(1, 6)}
"""The number of the request about each flat of the plan."""


def given_by(plan: Plan, who: str, choices: Any, approval: Approval | None = None, reason: str = "") -> Approval:
    return approve(plan, choices, approver=who, at=NOW, approval=approval, reason=reason)


def reasons_of(place: Place, plan: Plan, approval: Approval) -> Callable[[str], tuple[str, ...]]:
    """Why the approved answer to a request would not leave; asked anew at each call."""
    answers = {one.request_number: one for one in approved_answers(plan, approval)}
    why = withheld_today(place, plan, approval)
    return lambda number: why(answers[number])
