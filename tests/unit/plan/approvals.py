"""Who approves what in the tests of approvals."""

from __future__ import annotations

from typing import Any

from plan_samples import NOW

from rpa.debts.approval import Approval, approve
from rpa.debts.plan import Plan
from rpa.model import Decision

DEBT, NO, REVIEW = Decision.DEBT, Decision.NO_DEBT, Decision.REVIEW
ANNA, BORIS = "Смирнова Анна", "Орлов Борис"
N = {flat: f"99000000{flat:02}" for flat in range(1, 6)}
"""The number of the request about each flat of the plan."""


def given_by(plan: Plan, who: str, choices: Any, approval: Approval | None = None, reason: str = "") -> Approval:
    return approve(plan, choices, approver=who, at=NOW, approval=approval, reason=reason)
