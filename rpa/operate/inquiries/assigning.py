"""Give new обращения to executors: rules propose, a person approves by name, the commit protocol assigns.

Plans lie in ``inquiries/assignments/<plan>.json``, with who approved them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from loguru import logger

from rpa.errors import BadInput, PlanError
from rpa.inquiries.assignment import Unassigned, propose
from rpa.inquiries.assignment_plan import AssignmentPlan, PlannedAssignment, build, parse
from rpa.job.assignments import ApprovedAssignments
from rpa.job.results import RunSummary
from rpa.ledger import Intent, IntentKind
from rpa.operate.cabinet_settings import read_state
from rpa.operate.inquiries.store import InquiryStore
from rpa.operate.place import Listener, Place, silent
from rpa.operate.planning import work_calendar
from rpa.operate.recorded import recorded
from rpa.operate.recording import journal_of
from rpa.private_files import store_private


@dataclass(frozen=True, slots=True)
class AssignmentsMade:
    """A plan on disk (only if it holds anything), and what no rule can give to anybody."""

    plan: AssignmentPlan
    left: tuple[Unassigned, ...]


def plan_assignments(place: Place) -> AssignmentsMade:
    """What the rules of the settings would assign, from the stored обращения and the cabinet's employees."""
    stored = [one.inquiry for one in InquiryStore(place.folder.inquiries) if not one.gone]
    now, rules = place.moscow_now(), place.settings.inquiries.assign
    employees, calendar = read_state(place).employees, work_calendar(place)
    given, left = propose(stored, rules, employees, today=now.date(), calendar=calendar)
    plan = build(place.settings.organization.ogrn, now, given)
    if plan.items:
        with journal_of(place) as journal:
            journal.record("assignment_plan", durable=True, plan_sha256=plan.sha256, items=len(plan.items))
        _keep(place, plan)
    return AssignmentsMade(plan, left)


def open_assignments(place: Place, name: str) -> AssignmentPlan:
    """A plan kept earlier, by its id. Raises ``PlanError``."""
    known = {path.stem: path for path in _folder(place).glob("*.json")}
    if name not in known:
        raise PlanError(f"Нет плана назначений {name!r}.", hint="Постройте его: `rpa inquiries assign`.")
    plan = parse(known[name].read_bytes())
    if plan.organization_ogrn != place.settings.organization.ogrn:
        raise PlanError("План назначений построен для другой организации.")
    return plan


def approve_assignments(place: Place, plan: AssignmentPlan, approver: str) -> AssignmentPlan:
    """Put a person's name under a plan, in its file and in the journal. Raises ``BadInput`` without a name."""
    if not approver.strip():
        raise BadInput("Не указано, кто утверждает.", hint='Добавьте --approve "Фамилия И. О.".')
    approved = replace(plan, approver=approver.strip(), approved_at=place.now())
    with journal_of(place) as journal:
        for item in approved.items:
            journal.record(
                "assignment_approved",
                durable=True,
                request_number=item.request_number,
                plan_sha256=approved.sha256,
                content_sha256=item.content_sha256,
                approver=approved.approver,
            )
    _keep(place, approved)
    return approved


def assign(place: Place, plan: AssignmentPlan, on_progress: Listener = silent) -> RunSummary | None:
    """Assign what was approved, and read what became of assignments that were broken off.

    ``None`` if there was neither. Raises ``PlanError`` without an approval.
    """
    if not plan.items and not broken_off(place):
        return None
    if plan.items and plan.approver is None:
        raise PlanError("План назначений не утверждён.", hint='Утвердите: `rpa inquiries assign --approve "…"`.')
    given = ApprovedAssignments(plan.sha256, plan.items, _remembered(place))
    return place.run("assign_inquiries", given=given, on_progress=on_progress).summary


def broken_off(place: Place) -> bool:
    """Whether an assignment of an earlier run waits to be read. A plan made since no longer holds it."""
    with recorded(place.folder, place.settings, place.now) as ledger:
        left = ledger.uncertain(place.settings.organization.ogrn) if ledger else ()
    return any(intent.kind is IntentKind.ASSIGN for intent in left)


def _remembered(place: Place) -> Callable[[Intent], PlannedAssignment | None]:
    """Finds, among the plans kept, the assignment a recorded intent stands for."""
    known: dict[str, PlannedAssignment] = {}
    unread = sorted(_folder(place).glob("*.json"), reverse=True)

    def find(intent: Intent) -> PlannedAssignment | None:
        while intent.content_sha256 not in known and unread:
            path = unread.pop(0)
            try:
                known.update({item.content_sha256: item for item in parse(path.read_bytes()).items})
            except PlanError as error:
                logger.warning("План {} не прочитан: {}", path.name, error.what)
        return known.get(intent.content_sha256)

    return find


def _keep(place: Place, plan: AssignmentPlan) -> None:
    """After the journal, as plans of answers are: what was broken off in between is not there."""
    store_private(_folder(place) / f"{plan.plan_id}.json", plan.to_bytes())


def _folder(place: Place) -> Path:
    return place.folder.inquiries / "assignments"
