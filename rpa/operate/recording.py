"""Journals what people and rules decided outside of a run: the plan, its decisions, the approvals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rpa.audit import Journal, Redactor
from rpa.audit.backwards import backwards
from rpa.audit.fields import as_content
from rpa.audit.verifier.chain import parse
from rpa.debts.approval import Approval, ApprovedItem, ground_fields
from rpa.debts.plan import NotPlanned, Plan, PlanItem
from rpa.job.keeping import signer_of
from rpa.job.runner import new_run_id
from rpa.operate.place import Place


@contextmanager
def journal_of(place: Place) -> Iterator[Journal]:
    """The organization's journal, opened for a few records under a run id of their own, signed at the end.

    Where machines share it, the records are stored there, too: the next run may have another worker.
    """
    with Journal.open(
        place.folder.journal,
        organization=place.settings.organization.ogrn,
        run_id=new_run_id(place.now()),
        signer=signer_of(place.secrets),
        redactor=place.redactor,
        now=place.now,
        shared=place.shared_files(),
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
            fields = _approval_fields(plan, number, given)
            left = "утверждение снято" if number in before.items else "оставлено на проверке"
            fields |= ground_fields(given) if given else {"reason": left}
            if told is not None:
                fields["by"] = told.get(number, fields["approvers"][-1] if given else "")
            journal.record("approval", **fields)


def record_unknown(place: Place, plan: Plan, approval: Approval) -> None:
    """As ``record_approval``, what ``approval`` holds and the journal does not know: given on another machine, it was
    journaled there, and that journal is not the one that tells what is sent because of it."""
    if not _unknown(place.folder.journal, plan, approval):
        return
    with journal_of(replace(place, redactor=Redactor())) as journal:
        # Once more: opened, it has what every machine stored.
        for number, given in sorted(_unknown(place.folder.journal, plan, approval).items()):
            journal.record("approval", **(_approval_fields(plan, number, given) | ground_fields(given)))


def _unknown(journal: Path, plan: Plan, approval: Approval) -> dict[str, ApprovedItem]:
    """What of ``approval`` is not the journal's last word on its request, read back to the plan."""
    left, seen = dict(approval.items), set[str]()
    for line in backwards(journal):
        if not left:
            break
        record = parse(line) if b'"kind":"approval"' in line or b'"kind":"plan"' in line else None
        if record is None or record.fields.get("plan_sha256") != plan.sha256:
            continue
        if record.fields["kind"] == "plan":
            break
        number = str(record.fields.get("request_number"))
        if number not in seen and number in left:
            told = as_content(_approval_fields(plan, number, left[number]), Redactor())
            if all(record.fields.get(name) == value for name, value in told.items()):
                del left[number]
        seen.add(number)
    return left


def _approval_fields(plan: Plan, number: str, given: ApprovedItem | None) -> dict[str, Any]:
    signatures = [one for one in (given.first, given.second) if one] if given else []
    return {
        "request_number": number,
        "plan_sha256": plan.sha256,
        "item_sha256": given.item_sha256 if given else "",
        "decision": given.decision.value if given else "",
        "approvers": [one.approver for one in signatures],
        "how": [one.how.value for one in signatures],
    }


def _changed(before: Mapping[str, ApprovedItem], after: Mapping[str, ApprovedItem]) -> dict[str, ApprovedItem | None]:
    numbers = set(before) | set(after)
    return {number: after.get(number) for number in numbers if before.get(number) != after.get(number)}
