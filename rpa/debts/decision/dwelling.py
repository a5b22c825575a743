"""Decide one request from everything known of its dwelling.

The order is the safety: first the gates, each of which makes ``review`` of whatever the rows say, then the rows.
``no_debt`` is reached only at the very end, when no gate closed and no row was left unresolved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from rpa.debts.address import parse_address
from rpa.debts.comparison import Outcome
from rpa.debts.dataset.rows import Blocks, BrokenRow, DebtRow
from rpa.debts.dataset.vocabulary import case_key
from rpa.debts.decision import rules
from rpa.debts.decision.debtors import debtors_of, unclear
from rpa.debts.decision.notes import notes_of, sentence_of
from rpa.debts.decision.row import Circumstances, judge_row, nameable
from rpa.debts.decision.ruling import RowVerdict, Rule, Ruling
from rpa.debts.matching import Match
from rpa.debts.person import compare_persons
from rpa.debts.policy import DecisionPolicy
from rpa.debts.window import window_of
from rpa.model import Decision, ResponseStatus, Subrequest

_PLACES = {rule.number: place for place, rule in enumerate(rules.RULES)}
_ANSWERED = {ResponseStatus.SENT: rules.ALREADY_SENT, ResponseStatus.AUTO_GENERATED: rules.AUTO_GENERATED}


def decide(
    subrequest: Subrequest,
    match: Match | None,
    policy: DecisionPolicy,
    *,
    today: date,
    dataset_age_days: int | None,
    age_days: Callable[[date], int] | None = None,
    deadline_countable: bool = True,
    leaves_by: date | None = None,
    act_problem: Callable[[DebtRow], str | None] | None = None,
) -> Ruling:
    """The ruling for ``subrequest``.

    ``match`` is what the matcher found, ``None`` if there is no dataset. ``dataset_age_days`` is the dataset's age in
    working days (``None``: unknown). ``age_days`` measures a row's balance date the same way; without it calendar days
    count, which is stricter. ``deadline_countable``: the calendar knows the days until the answer is due.
    ``leaves_by``: the last day the answer may leave (default: the deadline the card shows). ``act_problem`` says why a
    row's act file cannot be attached; without it a row that names a file is believed. Raises nothing: what cannot be
    decided is ``review``.
    """
    answered = _ANSWERED.get(subrequest.response_status)
    if answered is not None:
        return Ruling(Decision.REVIEW, answered.number, answered.sentence, answerable=False)
    around = Circumstances(
        window=window_of(subrequest, today),
        today=today,
        answer_by=max(today, leaves_by or subrequest.response_date or today),
        policy=policy,
        age_days=age_days or (lambda day: (today - day).days),
        act_problem=act_problem or (lambda row: None if row.act_file is not None else "файл не указан"),
    )
    # A row of another person at this very dwelling counts too: the request asks about the dwelling.
    at_dwelling = (*match.same, *match.other_persons) if match is not None else ()
    rows = sorted(at_dwelling, key=lambda row: (row.sheet, row.row, row.row_id))
    verdicts = tuple(judge_row(row, around) for row in rows)
    open_rows = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict.decision is not Decision.NO_DEBT]
    proven = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict.decision is Decision.DEBT]
    gates = list(_closed_gates(subrequest, match, policy, dataset_age_days))
    if not deadline_countable:
        gates.append(rules.DEADLINE_UNKNOWN)
    closed = list(dict.fromkeys([*gates, *_closed_by_rows(subrequest, rows, verdicts, open_rows, proven)]))
    no_forbidden = list(_no_forbidden(match))
    decision, deciding = (Decision.REVIEW, closed[0]) if closed else _combine(verdicts)
    if decision is Decision.NO_DEBT and no_forbidden:
        decision, deciding = Decision.REVIEW, no_forbidden[0]
    named = proven if decision is Decision.DEBT else [row for row in open_rows if nameable(row)]
    return Ruling(
        decision,
        deciding.number,
        sentence_of(deciding, decision),
        debtors=debtors_of(named),
        notes=tuple(notes_of(subrequest, match, deciding, [*closed, *no_forbidden], verdicts)),
        proposal=Decision.DEBT if proven and decision is Decision.REVIEW else None,
        verdicts=verdicts,
    )


def _closed_gates(
    subrequest: Subrequest, match: Match | None, policy: DecisionPolicy, age: int | None
) -> Iterator[Rule]:
    """What forbids any answer, whatever the rows say."""
    if match is None:
        yield rules.NO_DATASET
        return
    if age is None or not 0 <= age <= policy.dataset_max_age_days:
        yield rules.DATASET_STALE
    if match.house_served is Outcome.DIFFERENT:
        yield rules.HOUSE_NOT_SERVED
    if match.dwelling_problems:
        yield rules.ADDRESS_INCOMPLETE
    if any(_of_this_dwelling(broken) for broken in match.broken_touching):
        yield rules.BROKEN_ROW
    by_person = [_differs(subrequest, row) for row, _ in match.ambiguous]
    if not all(by_person):
        yield rules.ROWS_AMBIGUOUS
    if any(by_person):
        yield rules.APPLICANT_DIFFERS


def _no_forbidden(match: Match | None) -> Iterator[Rule]:
    """What leaves a proven debt proven, but lets nobody say «нет»."""
    if match is None:
        return
    if match.house_served is Outcome.AMBIGUOUS:
        yield rules.HOUSE_AMBIGUOUS
    if not all(_of_this_dwelling(broken) for broken in match.broken_touching):
        yield rules.BROKEN_ELSEWHERE


def _of_this_dwelling(broken: BrokenRow) -> bool:
    """Whether a broken row that touches the request speaks of its very dwelling, not just of its house."""
    if broken.blocks is not Blocks.DWELLING:
        return False
    return broken.address is None or _readable(broken.address, broken.flat, broken.room)


@lru_cache(maxsize=10_000)
def _readable(address: str, flat: str | None, room: str | None) -> bool:
    return not parse_address(address, flat, room).problems


def _closed_by_rows(
    subrequest: Subrequest,
    rows: Sequence[DebtRow],
    verdicts: Sequence[RowVerdict],
    open_rows: Sequence[DebtRow],
    proven: Sequence[DebtRow],
) -> Iterator[Rule]:
    """What the rows of the dwelling forbid together, though each may be clear by itself."""
    if any(_differs(subrequest, row) for row in open_rows):
        yield rules.APPLICANT_DIFFERS
    said: dict[tuple[object, ...], set[Decision]] = defaultdict(set)
    for row, verdict in zip(rows, verdicts, strict=True):
        if row.case_number.strip():
            said[_same_claim(row)].add(verdict.decision)
    if any(len(decisions) > 1 for decisions in said.values()):
        yield rules.ROWS_CONTRADICT
    if unclear(debtors_of(proven)):
        yield rules.DEBTORS_UNCLEAR


def _differs(subrequest: Subrequest, row: DebtRow) -> bool:
    """Whether the request shows a person who is not surely the row's."""
    shown = subrequest.applicant
    return shown is not None and compare_persons(shown, row.person).outcome is not Outcome.SAME


def _same_claim(row: DebtRow) -> tuple[object, ...]:
    """One debtor, one case, one period. A case split into periods is two claims, of which one may be paid."""
    person = row.person
    names = (person.last_name, person.first_name, person.middle_name or "")
    return (
        *(name.strip().casefold() for name in names),
        case_key(row.case_number),
        row.debt_from,
        row.debt_to,
    )


def _combine(verdicts: Sequence[RowVerdict]) -> tuple[Decision, Rule]:
    """One unresolved row makes review; else one proven debt makes debt; else every row says no."""
    if not verdicts:
        return rules.NO_ROWS.outcome, rules.NO_ROWS
    for decision in (Decision.REVIEW, Decision.DEBT, Decision.NO_DEBT):
        those = [verdict for verdict in verdicts if verdict.decision is decision]
        if those:
            return decision, min((verdict.rule for verdict in those), key=lambda rule: _PLACES[rule.number])
    raise AssertionError("a verdict has one of three decisions")
