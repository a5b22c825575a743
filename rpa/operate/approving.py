"""What ``rpa debts approve`` was asked to do, carried out on a plan and told back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rpa.debts.approval import (
    Approval,
    Choice,
    approval_sheet,
    approve,
    approve_from_sheet,
    pending_second,
    read_approval_sheet,
)
from rpa.debts.plan import Plan
from rpa.errors import BadInput, PlanError
from rpa.model import Decision
from rpa.private_files import store_private


@dataclass(frozen=True, slots=True)
class Wish:
    """The command's arguments as typed."""

    numbers: tuple[str, ...]
    by: str | None
    decision: str
    reason: str
    sheet_out: Path | None
    sheet_in: Path | None
    all_proven: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it. ``waiting`` counts the plan's items that nobody has decided."""

    plan: Plan
    approval: Approval
    written: Path | None = None

    @property
    def waiting(self) -> int:
        return len(self.plan.items) - len(self.approval.items)

    def lines(self) -> list[str]:
        told = [f"Таблица для заполнения: {self.written}"] if self.written else []
        told.append(f"Утверждено: {len(self.approval.items)}. Ждут решения: {self.waiting}.")
        if pending := pending_second(self.plan, self.approval):
            told.append(f"Ждут второго утверждающего: {', '.join(pending)}.")
        return told

    def document(self) -> dict[str, object]:
        return {
            "plan_sha256": self.plan.sha256,
            "approved": sorted(self.approval.items),
            "waiting": self.waiting,
            "pending_second": list(pending_second(self.plan, self.approval)),
            "sheet": str(self.written) if self.written else None,
        }


def carry_out(wish: Wish, plan: Plan, approval: Approval, *, at: datetime) -> Report:
    """Write or read the sheet, or approve by numbers. Raises ``BadInput`` and takes nothing if one thing is wrong."""
    if wish.sheet_out:
        store_private(wish.sheet_out, approval_sheet(plan))
        return Report(plan, approval, wish.sheet_out)
    if wish.sheet_in:
        sheet = read_approval_sheet(plan, wish.sheet_in, approver=wish.by)
        return Report(plan, approve_from_sheet(plan, sheet, at=at, approval=approval))
    if not wish.by:
        raise BadInput("Не указано, кто утверждает.", hint='Добавьте --by "Фамилия И. О.".')
    chosen = _chosen(wish, plan)
    if not chosen:
        raise BadInput("Не указано, что утвердить.", hint="Перечислите номера запросов, --all-proven или --read-sheet.")
    return Report(plan, approve(plan, chosen, approver=wish.by, at=at, reason=wish.reason, approval=approval))


def _chosen(wish: Wish, plan: Plan) -> dict[str, Choice]:
    wanted = set(wish.numbers)
    if wish.all_proven:
        wanted |= {item.request_number for item in plan.items if item.decision is not Decision.REVIEW}
    if unknown := wanted - set(plan.by_number):
        raise PlanError(f"В плане нет запросов: {', '.join(sorted(unknown))}.")
    return {number: Choice(_decision(wish, plan, number)) for number in sorted(wanted)}


def _decision(wish: Wish, plan: Plan, number: str) -> Decision:
    if wish.decision != "as-planned":
        try:
            return Decision(wish.decision)
        except ValueError:
            raise BadInput(f"Нет решения {wish.decision!r}.", hint="Есть: as-planned, debt, no_debt, review.") from None
    planned = plan.by_number[number].decision
    if planned is Decision.REVIEW:
        raise PlanError(
            f"По запросу {number} правила ничего не решили.", hint="Назовите решение: --decision и --reason."
        )
    return planned
