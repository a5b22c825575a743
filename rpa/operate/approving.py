"""What ``rpa debts approve`` was asked to do, carried out on a plan and told back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rpa.debts.approval import (
    Approval,
    ApprovedItem,
    Choice,
    FilledRow,
    FilledSheet,
    How,
    approval_sheet,
    approve,
    approve_from_sheet,
    as_planned,
    pending_second,
    plan_of_sheet,
    read_approval_sheet,
    same_person,
    taken_before,
)
from rpa.debts.approval.carry import carry_over
from rpa.debts.plan import Plan
from rpa.errors import BadInput, PlanError, WrongUsage
from rpa.model import Decision
from rpa.operate.newest import dated_ahead
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
    """What came of it. ``waiting`` counts the plan's items that nobody has decided.

    ``overtaken``: the sheet read was of an earlier plan; ``left`` are the sheet's decisions that were not taken.
    ``doubted``: requests that a rule had decided and somebody left to people; no list approves them. ``kept``: those a
    person decided otherwise than planned; a list does not overrule them. ``empty``: the sheet read decides nothing.
    """

    plan: Plan
    approval: Approval
    written: Path | None = None
    overtaken: bool = False
    left: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    empty: bool = False

    @property
    def waiting(self) -> int:
        return len(self.plan.items) - len(self.approval.items)

    def lines(self) -> list[str]:
        told = [f"Таблица для заполнения: {self.written}"] if self.written else []
        if self.empty:
            told.append("В таблице ничего не решено. Если её заполняли, сохраните её и прочтите снова.")
        elif self.overtaken:
            told.append("После этой таблицы построен новый план: перенесены решения, чей ответ остался прежним.")
        if self.left:
            told.append(f"Не перенесены (запрос изменился, отвечен, отозван или решён иначе): {', '.join(self.left)}.")
        if self.doubted:
            told.append(f"Оставлены людьми на проверке, решите по одному: {', '.join(self.doubted)}.")
        if self.kept:
            told.append(f"Решены людьми иначе, списком не меняются: {', '.join(self.kept)}.")
        pending = pending_second(self.plan, self.approval)
        told.append(f"Утверждено: {len(self.approval.items) - len(pending)}. Ждут решения: {self.waiting}.")
        if pending:
            told.append(f"Ждут второго утверждающего: {', '.join(pending)}.")
        return told

    def document(self) -> dict[str, object]:
        return {
            "plan_sha256": self.plan.sha256,
            "approved": sorted(self.approval.items),
            "waiting": self.waiting,
            "pending_second": list(pending_second(self.plan, self.approval)),
            "sheet": str(self.written) if self.written else None,
            "not_carried": list(self.left),
            "left_to_people": list(self.doubted),
            "decided_otherwise": list(self.kept),
            "sheet_empty": self.empty,
        }


def carry_out(
    wish: Wish,
    plan: Plan,
    approval: Approval,
    *,
    at: datetime,
    earlier: Callable[[str], Plan | None] = lambda _: None,
    decided: Callable[[datetime], Mapping[str, str]] = lambda _: {},
    was_read: Callable[[str], bool] = lambda _: False,
    left: Collection[str] = (),
) -> Report:
    """Write or read the sheet, or approve by numbers. Takes nothing if one thing is wrong.

    Raises ``PlanError``, ``WrongUsage``, ``BadInput`` for a file that must not be written over. ``earlier`` finds an
    older plan by its hash: the daily run makes a new plan while the accountant fills the sheet of yesterday's, and what
    she decided holds as any earlier approval does. ``decided`` tells what people decided or took back elsewhere since a
    sheet was written, and what the robot began to send: whoever filled the sheet may not have known, so that stands
    against it. ``was_read`` tells of a sheet, by the hash of its file, whether its decisions were taken. ``left`` are
    numbers that somebody left to people on the review page: they need a decision of their own.
    """
    _refuse_mixed(wish)
    if wish.sheet_out:
        doubted = _doubted(plan, left)
        if wish.sheet_out.is_file() and not _may_be_replaced(wish.sheet_out, plan, earlier, was_read):
            raise BadInput(
                f"{wish.sheet_out}: файл уже есть, и это не пустая и не прочитанная таблица решений.",
                hint="Прочтите его (`rpa debts approve --read-sheet ФАЙЛ.xlsx`), назовите другое имя или удалите его.",
            )
        store_private(wish.sheet_out, approval_sheet(plan, at=at, left=doubted))
        return Report(plan, approval, wish.sheet_out, doubted=doubted)
    if wish.sheet_in:
        return _read(wish.sheet_in, wish.by, plan, approval, at, earlier, decided)
    if not wish.by:
        raise WrongUsage("Не указано, кто утверждает.", hint='Добавьте --by "Фамилия И. О.".')
    doubted = tuple(number for number in _doubted(plan, left) if wish.all_proven and number not in wish.numbers)
    kept = tuple(number for number in _otherwise(plan, approval) if wish.all_proven and number not in wish.numbers)
    chosen = _chosen(wish, plan, {*doubted, *kept})
    if not chosen and not wish.all_proven:
        hint = "Перечислите номера запросов, --all-proven или --read-sheet."
        raise WrongUsage("Не указано, что утвердить.", hint=hint)
    after = approve(plan, chosen, approver=wish.by, at=at, reason=wish.reason, approval=approval)
    return Report(plan, after, doubted=doubted, kept=kept)


def _otherwise(plan: Plan, approval: Approval) -> tuple[str, ...]:
    """Of what a rule decided, what a person decided otherwise: another answer, or other debtors."""
    given = ((item, approval.items.get(item.request_number)) for item in plan.items)
    return tuple(
        item.request_number
        for item, found in given
        if found is not None and found.first.how is not How.AUTOMATIC and not as_planned(item, found)
    )


def _refuse_mixed(wish: Wish) -> None:
    """One thing at a time: of two, one would be done and the other passed over without a word."""
    ways = [bool(wish.numbers or wish.all_proven), wish.sheet_in is not None, wish.sheet_out is not None]
    if sum(ways) > 1:
        raise WrongUsage(
            "Номера (или --all-proven), --read-sheet и --write-sheet вместе не бывают.", hint="Выполните их по одному."
        )
    if wish.all_proven and wish.decision != "as-planned":
        raise WrongUsage(
            "--all-proven утверждает то, что решили правила, и другого решения всем сразу не даёт.",
            hint="Уберите --decision или перечислите номера запросов.",
        )


def _may_be_replaced(
    path: Path, plan: Plan, earlier: Callable[[str], Plan | None], was_read: Callable[[str], bool]
) -> bool:
    """Whether a sheet lies there in which nothing is decided, or whose decisions were taken."""
    try:
        written_of = plan_of_sheet(path)
        of = plan if written_of == plan.sha256 else earlier(written_of)
        sheet = read_approval_sheet(of, path) if of is not None else None
    except PlanError:
        return False
    return sheet is not None and (not sheet.filled or was_read(sheet.sha256))


def _read(
    path: Path,
    by: str | None,
    plan: Plan,
    approval: Approval,
    at: datetime,
    earlier: Callable[[str], Plan | None],
    decided: Callable[[datetime], Mapping[str, str]],
) -> Report:
    written_of = plan_of_sheet(path)
    before = earlier(written_of) if written_of != plan.sha256 else None
    sheet = read_approval_sheet(before or plan, path, approver=by)
    if dated_ahead(sheet.written_at, at):
        raise PlanError(
            f"Таблица {path.name} записана позже, чем сейчас на часах: что решили после неё, не узнать.",
            hint="Проверьте часы машины и запишите таблицу заново: `rpa debts approve --write-sheet ФАЙЛ.xlsx`.",
        )
    elsewhere = decided(sheet.written_at)
    against = {
        filled.request_number
        for filled in sheet.filled
        if (
            elsewhere.get(filled.request_number, filled.choice.decision) != filled.choice.decision
            or _in_another_copy(approval.items.get(filled.request_number), filled, sheet)
        )
        and not taken_before(approval.items.get(filled.request_number), filled, sheet)
    }
    taken = replace(sheet, filled=tuple(filled for filled in sheet.filled if filled.request_number not in against))
    if before is None:
        after = approve_from_sheet(plan, taken, at=at, approval=approval)
        return Report(plan, after, left=tuple(sorted(against)), empty=not sheet.filled)
    after = carry_over(before, approve_from_sheet(before, taken, at=at), plan, approval)
    left = tuple(
        filled.request_number
        for filled in sheet.filled
        if after.items.get(filled.request_number) is (known := approval.items.get(filled.request_number))
        # Carried over with the plan since the sheet was read the last time: it holds.
        and not taken_before(known, filled, sheet)
    )
    return Report(plan, after, overtaken=True, left=left, empty=not sheet.filled)


def _in_another_copy(known: ApprovedItem | None, filled: FilledRow, sheet: FilledSheet) -> bool:
    """Whether somebody else decided otherwise in a sheet read since this one was written: two people fill copies of one
    sheet, and the one that is read last knows nothing of the other."""
    if known is None or known.decision is filled.choice.decision:
        return False
    signed = [one for one in (known.first, known.second) if one is not None]
    return any(one.how is How.SHEET and one.at >= sheet.written_at for one in signed) and not any(
        same_person(one.approver, filled.approver) for one in signed
    )


def settled(before: Approval, after: Approval) -> list[str]:
    """Numbers whose decision ``after`` has changed: nobody's doubt about them stands any more."""
    return [number for number, given in after.items.items() if before.items.get(number) != given]


def _doubted(plan: Plan, left: Collection[str]) -> tuple[str, ...]:
    """Of what a rule decided, in the plan's order; what the rules left to people needs no word more."""
    proven = (item.request_number for item in plan.items if item.decision is not Decision.REVIEW)
    return tuple(number for number in proven if number in left)


def _chosen(wish: Wish, plan: Plan, passed: Collection[str]) -> dict[str, Choice]:
    wanted = set(wish.numbers)
    if wish.all_proven:
        proven = {item.request_number for item in plan.items if item.decision is not Decision.REVIEW}
        wanted |= proven.difference(passed)
    if unknown := wanted - set(plan.by_number):
        raise PlanError(
            f"В плане нет запросов: {', '.join(sorted(unknown))}.",
            hint="Проверьте номер: отвеченных в плане нет. О новых план узнаёт заново: `rpa debts plan`.",
        )
    return {number: Choice(_decision(wish, plan, number)) for number in sorted(wanted)}


def _decision(wish: Wish, plan: Plan, number: str) -> Decision:
    if wish.decision != "as-planned":
        try:
            return Decision(wish.decision)
        except ValueError:
            hint = "Есть: as-planned, debt, no_debt, review."
            raise WrongUsage(f"Нет решения {wish.decision!r}.", hint=hint) from None
    planned = plan.by_number[number].decision
    if planned is Decision.REVIEW:
        raise PlanError(
            f"По запросу {number} правила ничего не решили.", hint="Назовите решение: --decision и --reason."
        )
    return planned
