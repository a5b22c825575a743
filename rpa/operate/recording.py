"""Journals what people and rules decided outside of a run: the plan, its decisions, the approvals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from rpa.audit import Journal, Redactor
from rpa.debts.approval import Approval, ApprovedItem, ground_fields
from rpa.debts.plan import NotPlanned, Plan, PlanItem
from rpa.job.keeping import signer_of
from rpa.job.runner import new_run_id
from rpa.operate.place import Place


@contextmanager
def journal_of(place: Place) -> Iterator[Journal]:
    """The organization's journal, opened for a few records under a run id of their own, signed at the end."""
    with Journal.open(
        place.folder.journal,
        organization=place.settings.organization.ogrn,
        run_id=new_run_id(place.now()),
        signer=signer_of(place.secrets),
        redactor=place.redactor,
        now=place.now,
    ) as journal:
        yield journal


def record_plan(place: Place, plan: Plan) -> None:
    """One record of the plan with everything it rests on, one decision a request: rules and dates, no people.

    A request that needs no answer (answered already, or by the system itself) has a record of its own kind.
    """
    with journal_of(place) as journal:
        basis = plan.basis
        journal.record(
            "plan",
            durable=True,
            plan_sha256=plan.sha256,
            correction=plan.correction,
            **_changed_later(plan),
            dataset_sha256=basis.dataset_sha256,
            dataset_as_of=basis.dataset_as_of,
            served_houses_sha256=basis.served_houses_sha256,
            **({"mapping_sha256": basis.mapping_sha256} if basis.mapping_sha256 else {}),
            policy_sha256=basis.policy_sha256,
            rules_version=basis.rules_version,
            items=len(plan.items),
            not_planned=len(plan.not_planned),
        )
        for item in plan.items:
            journal.record("decision", **decision_fields(plan, item))
        for skipped in plan.not_planned:
            journal.record("not_planned", **not_planned_fields(plan, skipped))


def decision_fields(plan: Plan, item: PlanItem) -> dict[str, Any]:
    """What a decision record holds."""
    return {
        "request_number": item.request_number,
        "plan_sha256": plan.sha256,
        "item_sha256": item.sha256,
        "decision": item.decision.value,
        "rule": item.rule,
        "sentence": item.sentence,
        "due": item.due,
        "sent_date": item.ground.sent_date,
        "overdue": item.overdue,
        "response_status": item.ground.response_status.value,
        **_changed_later(plan),
    }


def _changed_later(plan: Plan) -> dict[str, Any]:
    """When the requests were read, where that was not for this plan: it says nothing new of what the portal shows."""
    return {} if plan.read_at is None else {"read_at": plan.read_at}


def not_planned_fields(plan: Plan, skipped: NotPlanned) -> dict[str, Any]:
    """What the record of a request that needs no answer holds."""
    return {
        "request_number": skipped.request_number,
        "plan_sha256": plan.sha256,
        "rule": skipped.rule,
        "sentence": skipped.sentence,
        "due": skipped.response_date,
        "response_status": skipped.response_status.value,
        **_changed_later(plan),
    }


def record_approval(
    place: Place, plan: Plan, before: Approval, after: Approval, told: Mapping[str, str] | None = None
) -> None:
    """One record for every approval that is new, changed or taken back, under the approver's name; on disk when this
    returns. ``told``: who decided on the review page, by number, also where a request was left to people as it was.

    Of a ground that a person typed it holds the hash alone; the text stays in the approval.
    """
    changed = _changed(before.items, after.items) | {number: after.items.get(number) for number in told or ()}
    if not changed:
        return
    # Names read from the register or the cabinet are masked in the journal; who decided must stay readable there.
    with journal_of(replace(place, redactor=Redactor())) as journal:
        for number, given in sorted(changed.items()):
            signatures = [signed for signed in (given.first, given.second) if signed] if given else []
            left = "утверждение снято" if number in before.items else "оставлено на проверке"
            last = signatures[-1].approver if signatures else ""
            why: dict[str, Any] = {**ground_fields(given)} if given else {"reason": left}
            by: dict[str, Any] = {} if told is None else {"by": told.get(number, last)}
            journal.record(
                "approval",
                request_number=number,
                plan_sha256=plan.sha256,
                item_sha256=given.item_sha256 if given else "",
                decision=given.decision.value if given else "",
                **why,
                approvers=[signed.approver for signed in signatures],
                how=[signed.how.value for signed in signatures],
                **by,
            )


def _changed(before: Mapping[str, ApprovedItem], after: Mapping[str, ApprovedItem]) -> dict[str, ApprovedItem | None]:
    numbers = set(before) | set(after)
    return {number: after.get(number) for number in numbers if before.get(number) != after.get(number)}
