"""What one row of the dataset says by itself: the first rule of the table that fits it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rpa.debts.comparison import Outcome
from rpa.debts.dataset.rows import (
    NO_ACTS_OF_COURT,
    ActKind,
    ActStatus,
    AgreementStatus,
    DebtorStatus,
    DebtRow,
    IpState,
)
from rpa.debts.decision import rules
from rpa.debts.decision.ruling import RowVerdict, Rule
from rpa.debts.person import compare_persons
from rpa.debts.policy import DecisionPolicy
from rpa.debts.window import Placement, Window, place
from rpa.model import Decision


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a row is judged against.

    ``answer_by`` is the last day the answer may leave (the deadline, at least today). ``age_days`` gives the age
    of a date in working days, negative for the future. ``act_problem`` says in Russian why a row's act file
    cannot be attached, ``None`` if it can.
    """

    window: Window | None
    today: date
    answer_by: date
    policy: DecisionPolicy
    age_days: Callable[[date], int]
    act_problem: Callable[[DebtRow], str | None]

    def placement(self, row: DebtRow) -> Placement:
        return place(self.window, row.debt_from, row.debt_to)


# A month for the appeal and the months a court may take over it; after that «не вступил в силу» is likely forgotten.
_LONGEST_OUT_OF_FORCE = timedelta(days=183)


def judge_row(row: DebtRow, around: Circumstances) -> RowVerdict:
    """Try the rules of a row in the order of the table. Never silent: where none fits, ``R99`` gives ``review``."""
    passed: list[Rule] = []
    for rule in rules.ROW_RULES:
        if not _FITS[rule.number](row, around):
            continue
        outcome = rule.decided(around.policy)
        if rule.setting is not None and outcome is Decision.DEBT:
            passed.append(rule)
            continue
        # A case the organization chose to call a debt is reported under its own number, not as an ordinary debt.
        named = passed[0] if passed and outcome is Decision.DEBT else rule
        return RowVerdict(row.row_id, row.row, named, outcome, tuple(passed), tuple(_details(row, rule, around)))
    return RowVerdict(row.row_id, row.row, rules.NO_RULE, Decision.REVIEW, tuple(passed))


def nameable(row: DebtRow) -> bool:
    """Whether the row's person can be named in an answer: a last and a first name that read one way only."""
    person = replace(row.person, snils=None)  # a number proves who it is, not that the cell holds a name
    parts = (person.last_name, person.first_name, person.middle_name or "-")
    if not all(part.strip() and len(part) <= 255 for part in parts):
        return False
    return compare_persons(person, person).outcome is Outcome.SAME


def _details(row: DebtRow, rule: Rule, around: Circumstances) -> Iterator[str]:
    if rule is rules.ROW_CONTRADICTORY:
        yield from row.contradictions
    problem = around.act_problem(row) if rule is rules.ACT_FILE_MISSING else None
    if problem is not None:
        yield f"{problem}."


def _paid(row: DebtRow, _: Circumstances) -> bool:
    """Nothing is left. Penalties that were awarded and whose rest is not given are not taken as paid."""
    rests = ((row.rest_peni, row.awarded_peni), (row.rest_duty, row.awarded_duty))
    return row.rest_main == 0 and all(rest == 0 if rest is not None else not awarded for rest, awarded in rests)


def _stale(row: DebtRow, around: Circumstances) -> bool:
    return not 0 <= around.age_days(row.balance_date) <= around.policy.balance_max_age_days


def _not_in_force(row: DebtRow, around: Circumstances) -> bool:
    # An act that enters into force before the last day of the answer may be in force when the answer leaves.
    entered = row.in_force_date
    if row.act_status is not ActStatus.NOT_IN_FORCE:
        return False
    if entered is None:
        return around.today - row.act_date <= _LONGEST_OUT_OF_FORCE
    return entered > around.answer_by


def _force_unclear(row: DebtRow, around: Circumstances) -> bool:
    entered = row.in_force_date
    return row.act_status is ActStatus.NOT_IN_FORCE or entered is None or entered > around.today


def _owed(row: DebtRow, around: Circumstances) -> bool:
    """Everything the law asks for at once; rules that end in «имеется» all contain it, so that none says it alone."""
    entered = row.in_force_date
    return (
        entered is not None
        and entered <= around.today
        and row.act_status not in (ActStatus.CANCELLED, ActStatus.NOT_IN_FORCE)
        and row.act_kind not in NO_ACTS_OF_COURT
        and around.placement(row) in (Placement.INSIDE, Placement.STRADDLING)
        and (row.rest_main > 0 or bool(row.rest_peni) or bool(row.rest_duty))
    )


_Fits = Callable[[DebtRow, Circumstances], bool]
_FITS: Mapping[str, _Fits] = {
    rules.ROW_CONTRADICTORY.number: lambda row, _: bool(row.contradictions) or row.rest_main < 0,
    rules.NOT_COURT_ACT.number: lambda row, _: row.act_kind in NO_ACTS_OF_COURT,
    rules.ACT_CANCELLED.number: lambda row, _: row.act_status is ActStatus.CANCELLED,
    rules.PERIOD_OLDER.number: lambda row, around: around.placement(row) is Placement.OLDER,
    rules.BALANCE_STALE.number: _stale,
    rules.NOT_IN_FORCE.number: _not_in_force,
    rules.PAID.number: _paid,
    rules.FORCE_UNCLEAR.number: _force_unclear,
    rules.DEBTOR_DIED.number: lambda row, _: row.debtor_status is DebtorStatus.DECEASED,
    rules.BANKRUPT.number: lambda row, _: row.debtor_status is DebtorStatus.BANKRUPT,
    rules.CONTESTED.number: lambda row, _: row.act_status in (ActStatus.APPEALED, ActStatus.SUSPENDED),
    rules.ONLY_PENALTIES.number: lambda row, _: row.rest_main == 0,
    rules.COLLECTED_BUT_OWED.number: lambda row, _: row.ip_state is IpState.ENDED_PAID,
    rules.ENDED_OTHERWISE.number: lambda row, _: row.ip_state in (IpState.ENDED_OTHER, IpState.UNREADABLE),
    rules.SETTLEMENT.number: lambda row, _: row.act_kind is ActKind.SETTLEMENT,
    rules.AGREEMENT_KEPT.number: lambda row, _: row.agreement_status is AgreementStatus.KEPT,
    rules.PERIOD_UNKNOWN.number: lambda row, around: around.placement(row) is Placement.UNKNOWN,
    rules.PERIOD_LATER.number: lambda row, around: around.placement(row) is Placement.LATER,
    rules.STRADDLING.number: lambda row, around: around.placement(row) is Placement.STRADDLING,
    rules.NAME_INCOMPLETE.number: lambda row, _: not nameable(row),
    rules.ACT_FILE_MISSING.number: lambda row, around: around.act_problem(row) is not None,
    rules.AGREEMENT_BROKEN.number: lambda row, around: (
        row.agreement_status is AgreementStatus.BROKEN and _owed(row, around)
    ),
    rules.NOT_COLLECTED.number: lambda row, around: row.ip_state is IpState.ENDED_NOT_COLLECTED and _owed(row, around),
    rules.PARTLY_PAID.number: lambda row, around: row.rest_main < row.awarded_main and _owed(row, around),
    rules.UNPAID.number: _owed,
    rules.NO_RULE.number: lambda row, _: True,
}
