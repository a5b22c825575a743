"""What holds for every dataset, not for a sample of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from decision_samples import IVANOV, PETROVA, TODAY, UNSURE, broken, match, request, row
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.debts.comparison import Outcome
from rpa.debts.dataset.rows import ActKind, ActStatus, AgreementStatus, Blocks, DebtorStatus, DebtRow, IpState
from rpa.debts.decision import Ruling, decide
from rpa.debts.matching import Match
from rpa.debts.policy import DecisionPolicy
from rpa.model import Decision, Person, Subrequest

MONEY = (Decimal(0), Decimal("0.01"), Decimal("10000.00"))
PEOPLE = (IVANOV, PETROVA, Person("Иванов", "Иван"), Person("", ""))
FIRST_DAY, DAYS = date(2022, 1, 1), (date(2026, 12, 31) - date(2022, 1, 1)).days


def together(*choices: Iterable[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """One of each, by a single draw for all: every example draws some forty of them."""
    return st.sampled_from(list(itertools.product(*choices)))


STATES = together(ActKind, ActStatus, AgreementStatus, IpState, DebtorStatus)
SUMS = together(MONEY, (None, *MONEY), (None, *MONEY))
OTHERS = together(
    PEOPLE,
    (TODAY, date(2026, 11, 20), date(2026, 1, 1)),
    (None, row().act_file),
    ((), (), ("Противоречие.",)),
    ("2-1/2025", "2-2/2025"),
)
A_DAY = st.integers(0, DAYS).map(lambda days: FIRST_DAY + timedelta(days=days))


@st.composite
def rows(draw: Any, number: int = 2) -> DebtRow:
    act_kind, act_status, agreement_status, ip_state, debtor_status = draw(STATES)
    rest_main, rest_peni, rest_duty = draw(SUMS)
    person, balance_date, act_file, contradictions, case_number = draw(OTHERS)
    debt_from, debt_to = sorted((draw(A_DAY), draw(A_DAY)))
    return row(
        number,
        person=person,
        act_kind=act_kind,
        act_status=act_status,
        in_force_date=draw(st.none() | A_DAY),
        debt_from=debt_from,
        debt_to=debt_to,
        rest_main=rest_main,
        rest_peni=rest_peni,
        rest_duty=rest_duty,
        balance_date=balance_date,
        agreement_status=agreement_status,
        ip_state=ip_state,
        debtor_status=debtor_status,
        act_file=act_file,
        contradictions=contradictions,
        case_number=case_number,
    )


MANY_ROWS = st.integers(0, 4).flatmap(lambda count: st.tuples(*(rows(number + 2) for number in range(count))))
_CHOICES = {
    "penalties_only": ("review", "debt", "no_debt"),
    "agreement_kept": ("review", "debt"),
    "settlement": ("review", "debt"),
    "act_contested": ("review", "debt"),
    "straddling": ("review", "debt"),
    "bankruptcy": ("review", "no_debt"),
    "debtor_died": ("review", "debt"),
    "not_a_court_act": ("review", "no_debt"),
    "act_file_missing": ("review", "debt"),
}
POLICIES = together(*_CHOICES.values()).map(lambda chosen: DecisionPolicy(**dict(zip(_CHOICES, chosen, strict=True))))
REQUESTS = together((None, None, IVANOV, PETROVA), (None, request().period), (False, True)).map(
    lambda chosen: request(applicant=chosen[0], period=chosen[1], draft=chosen[2])
)


def decided(asked: Subrequest, found: Match | None, policy: DecisionPolicy, age: int | None = 1) -> Ruling:
    return decide(asked, found, policy, today=TODAY, dataset_age_days=age)


@given(REQUESTS, POLICIES, st.integers(-5, 60) | st.none())
def test_no_data_never_gives_no(asked: Subrequest, policy: DecisionPolicy, age: int | None) -> None:
    assert decided(asked, None, policy, age).decision is Decision.REVIEW


@given(REQUESTS, MANY_ROWS, POLICIES, st.integers(-30, -1) | st.integers(31, 400) | st.none())
def test_stale_data_never_answers(asked: Subrequest, found: Any, policy: DecisionPolicy, age: int | None) -> None:
    assert decided(asked, match(*found), policy, age).decision is Decision.REVIEW


@given(REQUESTS, MANY_ROWS, POLICIES)
def test_a_broken_row_of_the_dwelling_leaves_nothing_but_review(
    asked: Subrequest, found: Any, policy: DecisionPolicy
) -> None:
    for base in (match(*found), match(*found, broken_touching=(broken(91),))):
        more = replace(base, broken_touching=(*base.broken_touching, broken()))
        assert decided(asked, more, policy).decision is Decision.REVIEW


@given(REQUESTS, MANY_ROWS, POLICIES, st.sampled_from(Blocks), st.booleans())
def test_adding_any_broken_row_never_gives_no_and_never_makes_a_debt(
    asked: Subrequest, found: Any, policy: DecisionPolicy, blocks: Blocks, known: bool
) -> None:
    added = replace(broken(), blocks=blocks, address=broken().address if known else None)
    before = decided(asked, match(*found), policy).decision
    after = decided(asked, match(*found, broken_touching=(added,)), policy).decision
    assert after is not Decision.NO_DEBT
    assert after is before or after is Decision.REVIEW


@given(REQUESTS, MANY_ROWS, POLICIES, rows(50))
def test_a_doubtful_row_leaves_nothing_but_review(
    asked: Subrequest, found: Any, policy: DecisionPolicy, doubtful: DebtRow
) -> None:
    more = match(*found, ambiguous=((doubtful, UNSURE),))
    assert decided(asked, more, policy).decision is Decision.REVIEW


@given(REQUESTS, MANY_ROWS, POLICIES, st.sampled_from([Outcome.DIFFERENT, Outcome.AMBIGUOUS]))
def test_a_house_not_surely_served_never_gives_no(
    asked: Subrequest, found: Any, policy: DecisionPolicy, served: Outcome
) -> None:
    decision = decided(asked, match(*found, house_served=served), policy).decision
    assert decision is not Decision.NO_DEBT
    assert decision is Decision.REVIEW or served is Outcome.AMBIGUOUS


@given(REQUESTS, MANY_ROWS, POLICIES, rows(50))
def test_one_more_row_never_turns_review_or_debt_into_no(
    asked: Subrequest, found: Any, policy: DecisionPolicy, another: DebtRow
) -> None:
    before = decided(asked, match(*found), policy).decision
    after = decided(asked, match(*found, another), policy).decision
    assert after is not Decision.NO_DEBT or before is Decision.NO_DEBT


@given(REQUESTS, MANY_ROWS, POLICIES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(asked: Subrequest, found: Any, policy: DecisionPolicy, random: Any) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert decided(asked, match(*shuffled), policy) == decided(asked, match(*found), policy)


@given(REQUESTS, MANY_ROWS, POLICIES)
@settings(max_examples=300)
def test_every_no_is_supported_by_every_row_and_every_debt_names_somebody(
    asked: Subrequest, found: Any, policy: DecisionPolicy
) -> None:
    ruling = decided(asked, match(*found), policy)
    if ruling.decision is Decision.NO_DEBT:
        assert all(verdict.decision is Decision.NO_DEBT for verdict in ruling.verdicts)
        assert len(ruling.verdicts) == len(found)
    if ruling.decision is Decision.DEBT:
        assert ruling.debtors
        assert all(debtor.person.last_name and debtor.person.first_name for debtor in ruling.debtors)
        proven = {verdict.row_id for verdict in ruling.verdicts if verdict.decision is Decision.DEBT}
        assert {row_id for debtor in ruling.debtors for row_id in debtor.row_ids} == proven


@given(MANY_ROWS, POLICIES)
def test_showing_a_person_never_makes_an_answer_bolder(found: Any, policy: DecisionPolicy) -> None:
    """Both modes must hold: a person on the page can only turn an answer into review."""
    by_address = decided(request(), match(*found), policy).decision
    by_person = decided(request(applicant=IVANOV), match(*found), policy).decision
    assert by_person in (by_address, Decision.REVIEW)
