"""Carry a person's approvals over to a newer plan, where the very same answer stands on the very same ground.

A plan is made anew every day; what somebody approved in the evening must not wait for a second approval in the
morning. Anything that moved (the answer's content, the decision's rule, what the portal shows) needs a new one.
"""

from __future__ import annotations

from dataclasses import replace

from rpa.debts.approval.answers import approved_answers
from rpa.debts.approval.values import Approval, ApprovedItem, How
from rpa.debts.plan.values import Plan
from rpa.errors import PlanError


def carry_over(before: Plan, given: Approval, plan: Plan, approval: Approval) -> Approval:
    """``approval`` of the new ``plan`` with what still holds of ``given``, the approval of the plan ``before``.

    Signatures stay as they were given. An approval by policy is never carried: the policy looked at the new plan.
    """
    items = dict(approval.items)
    for number, old in given.items.items():
        item = plan.by_number.get(number)
        then = before.by_number.get(number)
        if item is None or then is None or number in items or old.first.how is How.AUTOMATIC:
            continue
        same_ground = not then.ground.moved(item.ground) and then.ground.response_status is item.ground.response_status
        if (then.decision, then.rule) != (item.decision, item.rule) or not same_ground:
            continue
        moved = replace(old, item_sha256=item.sha256)
        if _answer(before, number, old) == _answer(plan, number, moved) is not None:
            items[number] = moved
        elif _half(old, before, number) and _half(moved, plan, number) and then.debtors == item.debtors:
            # The first of two signatures: nothing is sent yet, the debtors it named are the same.
            items[number] = moved
    return replace(approval, items=items)


def _answer(plan: Plan, number: str, given: ApprovedItem) -> str | None:
    """Hash of what would be sent; ``None`` if nothing would."""
    try:
        answers = approved_answers(plan, Approval(plan.sha256, {number: given}))
    except PlanError:
        return None
    return answers[0].content_sha256 if answers else None


def _half(given: ApprovedItem, plan: Plan, number: str) -> bool:
    """A sound approval that waits for a second person."""
    try:
        return not approved_answers(plan, Approval(plan.sha256, {number: given}))
    except PlanError:
        return False
