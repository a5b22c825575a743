"""Which answers of a plan that somebody names have been overtaken by a newer plan of the same requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from loguru import logger

from rpa.debts.approval import Approval, ApprovedAnswer, approved_answers
from rpa.debts.approval.carry import carry_over
from rpa.debts.plan import Plan
from rpa.errors import PlanError
from rpa.operate.newest import newest_first
from rpa.operate.place import Place
from rpa.operate.planning import open_plan, plan_id
from rpa.operate.waiting import decided_meanwhile


@dataclass(frozen=True, slots=True)
class _Newer:
    plan: Plan
    approval: Approval
    contents: dict[str, str]


def overtaken(place: Place, plan: Plan, given: Approval) -> Callable[[ApprovedAnswer], tuple[str, ...]]:
    """Why an answer that ``given`` approves must not leave any more (Russian sentences); empty if it may.

    The newest plan that knows the request has the word. It lets an answer go that it approves itself; and one that
    people approved after it was made, where nothing moved since or what they approved is a correction. Newer plans are
    read once, when the first answer is asked about; one that cannot be read says nothing. What people change in them on
    the review page while the run holds the journal is asked for each answer.
    """
    newer: list[_Newer] | None = None

    def reasons(answer: ApprovedAnswer) -> tuple[str, ...]:
        nonlocal newer
        number = answer.request_number
        newer = _newer(place, plan) if newer is None else newer
        found = next((one for one in newer if number in one.plan.by_number), None)
        if found is not None and number in decided_meanwhile(place.folder, plan_id(found.plan)):
            return (
                f"Решение по этому запросу в более новом плане ({plan_id(found.plan)}) изменили и ещё не записали.",
            )
        if found is None or found.contents.get(number) == answer.content_sha256:
            return ()
        later = answer.decided_at is not None and answer.decided_at > found.plan.built_at
        if later and number not in found.approval.items and (plan.correction or _stands(plan, given, found, number)):
            return ()
        return (f"Запрос есть в более новом плане ({plan_id(found.plan)}), и такой ответ там не утверждён.",)

    return reasons


def _stands(plan: Plan, given: Approval, found: _Newer, number: str) -> bool:
    only = Approval(plan.sha256, {number: given.items[number]})
    return number in carry_over(plan, only, found.plan, Approval(found.plan.sha256)).items


def _newer(place: Place, plan: Plan) -> list[_Newer]:
    """Plans made after ``plan``, the newest first."""
    found = []
    for path in _files(place, plan):
        try:
            other, approval = open_plan(place, path.stem)
            contents = {one.request_number: one.content_sha256 for one in approved_answers(other, approval)}
        except PlanError as error:
            logger.warning("План {} не прочитан: {}", path.name, error.what)
            continue
        found.append(_Newer(other, approval, contents))
    return found


def _files(place: Place, plan: Plan) -> list[Path]:
    """By the names where the journal does not know ``plan``."""
    later: list[Path] = []
    for path, told in newest_first(place.folder):
        if not told:
            break
        if path.stem == plan_id(plan):
            return later
        later.append(path)
    return [path for path in sorted(place.folder.plans.glob("*.json"), reverse=True) if path.stem > plan_id(plan)]
