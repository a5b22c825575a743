"""Carry a person's approvals over to a newer plan, where the very same answer stands on the very same ground.

A plan is made anew every day; what somebody approved in the evening must not wait for a second approval in the
morning. Anything that moved (the answer's content, the rule and its sentence, the people the item shows, what the
portal shows) needs a new one: whoever approved had not seen it. What people answered on their own word, against the
plan or in review, no rule proves anew: there a row more, though of the same debtor, needs a new one, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from rpa.debts.approval.answers import answer_ready
from rpa.debts.approval.approve import as_planned, automatic
from rpa.debts.approval.values import Approval, ApprovedItem, How
from rpa.debts.decision.notes import without_numbers
from rpa.debts.plan.values import Plan, PlanItem, PlannedDebtor
from rpa.errors import PlanError


def carry_over(
    before: Plan, given: Approval, plan: Plan, approval: Approval, *, settled: Collection[str] = ()
) -> Approval:
    """``approval`` of the new ``plan`` with what still holds of ``given``, the approval of the plan ``before``.

    Signatures stay as they were given. An approval by policy is never carried: the policy looked at the new plan.
    It gives way to a person's, which may be what lets an answer go after a withdrawal or an unknown outcome; and what
    the policy approved and a person took back stays taken back while the portal shows the same request.
    ``settled`` are numbers a plan newer than ``before`` has already spoken of.
    """
    items = dict(approval.items)
    for item in plan.items:
        number = item.request_number
        then, old = before.by_number.get(number), given.items.get(number)
        if number in settled or then is None or _by_person(items.get(number)):
            continue
        same_ground = not then.ground.moved(item.ground) and then.ground.response_status is item.ground.response_status
        if old is None and same_ground and automatic(before, then):
            # The policy approved it there: that it is not approved any more is a person's word.
            items.pop(number, None)
        if old is None or not _by_person(old) or not same_ground or _shown(then) != _shown(item):
            continue
        if not as_planned(then, old) and _told(then) != _told(item):
            continue
        moved = replace(old, item_sha256=item.sha256)
        if _answer(before, number, old) == _answer(plan, number, moved) is not None:
            items[number] = moved
        elif _half(old, before, number) and _half(moved, plan, number) and then.debtors == item.debtors:
            # The first of two signatures: nothing would be sent yet, and the debtors it named are the same.
            items[number] = moved
    return replace(approval, items=items)


def _by_person(given: ApprovedItem | None) -> bool:
    return given is not None and given.first.how is not How.AUTOMATIC


def _shown(item: PlanItem) -> tuple[object, ...]:
    """What the approver had before their eyes, apart from numbers of rows: a fresh export counts them anew."""
    people = {_who(debtor) for debtor in item.debtors}
    maybe = Counter((candidate.address, candidate.flat, _who(candidate.debtor)) for candidate in item.candidates)
    return item.decision, item.rule, item.sentence, item.description, people, maybe


def _told(item: PlanItem) -> tuple[object, ...]:
    """What the item says of its rows, each of which has a note where there are several, and of the broken ones."""
    return item.proposal, Counter(without_numbers(item.notes)), {_who(one): len(one.row_ids) for one in item.debtors}


def _who(debtor: PlannedDebtor) -> tuple[object, ...]:
    acts = tuple(sorted(file.sha256 for file in debtor.files))
    return debtor.last_name, debtor.first_name, debtor.middle_name, acts


def _answer(plan: Plan, number: str, given: ApprovedItem) -> str | None:
    """Hash of what would be sent; ``None`` if nothing would."""
    try:
        answer = answer_ready(plan, number, given)
    except PlanError:
        return None
    return answer.content_sha256 if answer is not None else None


def _half(given: ApprovedItem, plan: Plan, number: str) -> bool:
    """A sound approval that waits for a second person."""
    try:
        return answer_ready(plan, number, given) is None
    except PlanError:
        return False
