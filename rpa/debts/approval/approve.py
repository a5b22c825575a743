"""Give approvals: by a person (command line, page, spreadsheet) or by the organization's policy.

A person may decide anything the plan leaves possible, with a reason; the policy only a «нет» that the plan has proven.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from rpa.debts.approval.values import Approval, ApprovedItem, Choice, How, Signature
from rpa.debts.decision import rules
from rpa.debts.plan.values import Plan, PlanItem
from rpa.debts.text import normal
from rpa.errors import PlanError
from rpa.model import Decision

POLICY = "политика организации"
"""Stands for the approver where no person approved."""

_NAME_LIMIT = 255


def approve(
    plan: Plan,
    choices: Mapping[str, Choice | Decision],
    *,
    approver: str,
    at: datetime,
    reason: str = "",
    how: How = How.CLI,
    approval: Approval | None = None,
    source_sha256: str | None = None,
) -> Approval:
    """Add one person's choices to ``approval`` (or begin a new one) and return it; nothing is taken if one is wrong.

    ``reason`` is used where a choice brings none. A «нет» for an item the plan did not prove needs a reason.
    Where two people are asked for, a ``debt`` approved by one waits for another: the same choice by somebody else
    completes it, a different one replaces it. Approving the same again renews the signature: a decision is as old as
    its last time, and only one younger than a withdrawal or an unknown outcome lets an answer go.

    Raises ``PlanError``: unknown request, «имеется» without debtors, a row that is not in the item, no name, no reason.
    """
    signature = Signature(checked_name(approver), _with_zone(at), how, source_sha256)
    if how is How.AUTOMATIC or person_key(approver) == person_key(POLICY):
        raise PlanError("Утвердить от имени политики может только сама политика.", hint="Укажите своё имя.")
    base = approval or Approval(plan.sha256)
    _require_same_plan(plan, base)
    items = dict(base.items)
    for number, given in choices.items():
        choice = given if isinstance(given, Choice) else Choice(given)
        item = plan.by_number.get(number)
        if item is None:
            raise PlanError(f"Запроса № {number} нет в плане.", hint="Проверьте номер: `rpa debts plan`.")
        if choice.decision is Decision.REVIEW:
            items.pop(number, None)
            continue
        items[number] = _merged(
            items.get(number), _approved(item, choice, choice.reason.strip() or reason.strip(), signature), plan
        )
    return replace(base, items=items)


def approve_automatically(plan: Plan, *, at: datetime, left: Collection[str] = ()) -> Approval:
    """What the policy the plan was built under approves by itself.

    Neither a debt nor a review is ever approved here; nor a request whose card already holds a saved answer, nor one
    of ``left``: those somebody left to people.
    """
    signature = Signature(POLICY, _with_zone(at), How.AUTOMATIC)
    items = {
        item.request_number: ApprovedItem(item.sha256, Decision.NO_DEBT, item.sentence, (), signature)
        for item in plan.items
        if automatic(plan, item) and item.request_number not in left
    }
    return Approval(plan.sha256, items)


def automatic(plan: Plan, item: PlanItem) -> bool:
    """Whether the policy of ``plan`` may approve ``item`` without a person."""
    if item.decision is not Decision.NO_DEBT or item.ground.draft:
        return False
    wished = plan.policy.automatic
    return wished == "no_debt" or (wished == "no_debt_exact" and item.rule == rules.NO_ROWS.number)


def pending_second(plan: Plan, approval: Approval) -> tuple[str, ...]:
    """Numbers approved as ``debt`` by one person that wait for another, in the plan's order."""
    found = ((item.request_number, approval.items.get(item.request_number)) for item in plan.items)
    return tuple(number for number, given in found if given is not None and not complete(plan, given))


def complete(plan: Plan, given: ApprovedItem) -> bool:
    """Whether nobody else has to approve."""
    if given.decision is not Decision.DEBT or not plan.policy.two_people_for_debt:
        return True
    return given.second is not None and person_key(given.second.approver) != person_key(given.first.approver)


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, however they were typed."""
    return person_key(one) == person_key(other)


def as_planned(item: PlanItem, given: ApprovedItem) -> bool:
    """Whether it says what a list says of the item: the plan's answer, naming all of the plan's debtors."""
    rows = tuple(sorted({row_id for debtor in item.debtors for row_id in debtor.row_ids}))
    return given.decision is item.decision and (given.decision is not Decision.DEBT or given.row_ids == rows)


def checked_name(name: str) -> str:
    """An approver's name, blanks put in order. Raises ``PlanError`` if it is too long, unprintable or without a letter:
    a dash is no second person."""
    clean = " ".join(name.split())
    if not any(map(str.isalpha, clean)) or len(clean) > _NAME_LIMIT or not clean.isprintable():
        raise PlanError("Не указано, кто утверждает.", hint="Укажите фамилию и имя того, кто принял решение.")
    return clean


def _approved(item: PlanItem, choice: Choice, reason: str, signature: Signature) -> ApprovedItem:
    number = item.request_number
    if choice.decision is Decision.NO_DEBT:
        if item.decision is not Decision.NO_DEBT and not reason:
            raise PlanError(
                f"Запрос № {number}: план не доказал отсутствие долга, для ответа «нет» нужно основание.",
                hint="Укажите, почему долга нет (--reason): погашен, приказ отменён, другое жильё.",
            )
        return ApprovedItem(item.sha256, Decision.NO_DEBT, reason, (), signature)
    offered = {row_id for debtor in item.debtors for row_id in debtor.row_ids}
    proposed = tuple(sorted(offered)) if choice.row_ids is None else tuple(sorted(set(choice.row_ids)))
    allowed = offered | {candidate.row_id for candidate in item.candidates}
    if not proposed:
        raise PlanError(
            f"Запрос № {number}: ответить «имеется» нельзя, в плане нет должников по этому жилью.",
            hint="Добавьте строку с должником и актом в данные (или подтвердите адрес похожей строки) "
            "и постройте план заново.",
        )
    if not set(proposed) <= allowed:
        raise PlanError(
            f"Запрос № {number}: выбранной строки нет среди должников плана.",
            hint="Выберите из предложенных или постройте план заново.",
        )
    people = [*item.debtors, *(candidate.debtor for candidate in item.candidates)]
    chosen = [debtor for debtor in people if set(proposed) & set(debtor.row_ids)]
    if any(not debtor.last_name.strip() or not debtor.first_name.strip() for debtor in chosen):
        raise PlanError(
            f"Запрос № {number}: у выбранного должника нет фамилии или имени, назвать его в ответе нельзя.",
            hint="Исправьте строку данных и постройте план заново.",
        )
    # A debtor is chosen whole, with every act of theirs.
    rows = tuple(sorted({row_id for debtor in chosen for row_id in debtor.row_ids}))
    return ApprovedItem(item.sha256, Decision.DEBT, reason, rows, signature)


def _merged(before: ApprovedItem | None, now: ApprovedItem, plan: Plan) -> ApprovedItem:
    """The new approval, or the earlier one kept, or the earlier one completed by a second person."""
    same = before is not None and (before.item_sha256, before.decision, before.row_ids) == (
        now.item_sha256,
        now.decision,
        now.row_ids,
    )
    if before is None or not same:
        return now
    if before.first.how is How.AUTOMATIC:
        return now
    if person_key(before.first.approver) == person_key(now.first.approver):
        return replace(before, first=now.first, reason=now.reason or before.reason)
    if before.second is None and complete(plan, before):
        return now
    if before.second is None or person_key(before.second.approver) == person_key(now.first.approver):
        return replace(before, second=now.first)
    return before


def _require_same_plan(plan: Plan, approval: Approval) -> None:
    if approval.plan_sha256 != plan.sha256:
        raise PlanError("Утверждение относится к другому плану.")


def _with_zone(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("the time of an approval needs a zone")
    return at


def person_key(name: str) -> str:
    """One person however the name is typed: «Иванова  А.» and «иванова а.» are not two people, nor is one whose «А» is
    Latin or whose «й» is of two signs."""
    return "".join(letter for letter in normal(name).casefold() if letter.isalnum())
