"""Apply: send what was approved, and only that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rpa.debts.approval import Approval, ApprovedAnswer, approved_answers, parse_approval, same_person
from rpa.debts.approval.approve import complete
from rpa.debts.plan import Plan, PlanItem, withheld
from rpa.job.answers import Approved
from rpa.job.results import RunSummary
from rpa.model import Decision
from rpa.operate.inputs import Inputs
from rpa.operate.overtaken import overtaken
from rpa.operate.place import Listener, Place, silent
from rpa.operate.planning import acts_folder, open_approval, plan_id, work_calendar
from rpa.operate.remembering import remembered
from rpa.operate.waiting import decided_meanwhile


@dataclass(frozen=True, slots=True)
class Applied:
    """``unapproved`` are the plan's numbers that nobody decided: they stay in review."""

    summary: RunSummary | None
    unapproved: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        code = self.summary.exit_code if self.summary else 0
        return code or (1 if self.unapproved else 0)


def apply_plan(place: Place, plan: Plan, approval: Approval, on_progress: Listener = silent) -> Applied:
    """Send the approved answers of a plan. Without an approval nothing is opened and nothing is sent."""
    answers = tuple(approved_answers(plan, approval))
    chosen = {answer.request_number for answer in answers}
    unapproved = tuple(item.request_number for item in plan.items if item.request_number not in chosen)
    if not answers:
        return Applied(None, unapproved)
    reasons = withheld_today(place, plan, approval)
    finished = place.run(
        "answer_debt_requests",
        given=Approved(plan.sha256, answers, acts_folder(place), reasons, remembered(place)),
        on_progress=on_progress,
        pages=min(place.settings.browser.pages, len(answers)),
    )
    return Applied(finished.summary, unapproved)


def withheld_today(place: Place, plan: Plan, given: Approval) -> Callable[[ApprovedAnswer], tuple[str, ...]]:
    """Why an answer of ``plan`` must not leave any more: the date, newer plans, newer data, decisions of the moment.

    A run takes hours; meanwhile data grow old, and somebody may take an approval back on the review page. It may also
    have been taken back between the moment ``given`` was read and the one the run got hold of the journal. From then
    on approvals wait, so what lies there is read once; but what another machine publishes waits for nothing.
    """
    calendar, name, newer = work_calendar(place), plan_id(plan), overtaken(place, plan, given)
    inputs = Inputs(place)
    published = place.published_approval(name)
    now: list[Approval] = []

    def changed_elsewhere(number: str) -> bool:
        later = place.published_approval(name)
        if later is None or later == published:
            return False
        found = parse_approval(later, name)
        before = parse_approval(published, name) if published is not None else Approval(plan.sha256)
        return found.items.get(number) != before.items.get(number) and not _still(plan, given, found, number)

    def why(answer: ApprovedAnswer) -> tuple[str, ...]:
        if not now:
            now.append(open_approval(place, plan))
        if not _still(plan, given, now[0], answer.request_number):
            return ("Перед самым прогоном решение по этому запросу изменили.",)
        if answer.request_number in decided_meanwhile(place.folder, name):
            return ("Пока шёл прогон, решение по этому запросу изменили на странице проверки.",)
        if changed_elsewhere(answer.request_number):
            return ("Пока шёл прогон, решение по этому запросу изменили на другой машине.",)
        if reasons := newer(answer):
            return reasons
        item = plan.by_number[answer.request_number]
        if reasons := _unproven(inputs, plan, item, answer):
            return reasons
        if answer.has_debt and place.settings.decision.two_people_for_debt and not _of_two(answer):
            return ("После построения плана включено two_people_for_debt, а утвердил один: постройте план заново.",)
        return withheld(plan, item, answer.decision, today=place.moscow_now().date(), calendar=calendar)

    return why


def _unproven(inputs: Inputs, plan: Plan, item: PlanItem, answer: ApprovedAnswer) -> tuple[str, ...]:
    """Why the rules might say otherwise by now. What a person answered on their own word does not rest on them; nor is
    a debt kept back, for which silence would be a wrong «нет»."""
    if answer.has_debt or item.decision is not Decision.NO_DEBT:
        return ()
    return inputs.moved(plan, by_policy=answer.decided_at is None)


def _of_two(answer: ApprovedAnswer) -> bool:
    return any(not same_person(answer.approvers[0], one) for one in answer.approvers[1:])


def _still(plan: Plan, given: Approval, now: Approval, number: str) -> bool:
    """Whether the same answer is approved, by as many as have to; whoever signed it again, or as the second, changed
    nothing. Two signatures that were taken back are not there again with the first of them."""
    then, found = given.items.get(number), now.items.get(number)
    if then is None or found is None or not complete(plan, found):
        return False
    return (then.item_sha256, then.decision, then.row_ids) == (found.item_sha256, found.decision, found.row_ids)
