"""What holds for every dataset, not for a sample of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
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

MONEY = st.sampled_from([Decimal(0), Decimal("0.01"), Decimal("10000.00")])
PEOPLE = st.sampled_from([IVANOV, PETROVA, Person("Иванов", "Иван"), Person("", "")])
DAYS = st.dates(date(2022, 1, 1), date(2026, 12, 31))


@st.composite
def rows(draw: Any, number: int = 2) -> DebtRow:
    debt_from, debt_to = sorted((draw(DAYS), draw(DAYS)))
    return row(
        number,
        person=draw(PEOPLE),
        act_kind=draw(st.sampled_from(ActKind)),
        act_status=draw(st.sampled_from(ActStatus)),
        in_force_date=draw(st.none() | DAYS),
        debt_from=debt_from,
        debt_to=debt_to,
        rest_main=draw(MONEY),
        rest_peni=draw(st.none() | MONEY),
        rest_duty=draw(st.none() | MONEY),
        balance_date=draw(st.sampled_from([TODAY, date(2026, 11, 20), date(2026, 1, 1)])),
        agreement_status=draw(st.sampled_from(AgreementStatus)),
        ip_state=draw(st.sampled_from(IpState)),
        debtor_status=draw(st.sampled_from(DebtorStatus)),
        act_file=draw(st.sampled_from([None, row().act_file])),
        contradictions=draw(st.sampled_from([(), (), ("Противоречие.",)])),
        case_number=draw(st.sampled_from(["2-1/2025", "2-2/2025"])),
    )


MANY_ROWS = st.integers(0, 4).flatmap(lambda count: st.tuples(*(rows(number + 2) for number in range(count))))
POLICIES = st.builds(
    DecisionPolicy,
    penalties_only=st.sampled_from(["review", "debt", "no_debt"]),
    agreement_kept=st.sampled_from(["review", "debt"]),
    settlement=st.sampled_from(["review", "debt"]),
    act_contested=st.sampled_from(["review", "debt"]),
    straddling=st.sampled_from(["review", "debt"]),
    bankruptcy=st.sampled_from(["review", "no_debt"]),
    debtor_died=st.sampled_from(["review", "debt"]),
    not_a_court_act=st.sampled_from(["review", "no_debt"]),
    act_file_missing=st.sampled_from(["review", "debt"]),
)
REQUESTS = st.builds(
    request,
    applicant=st.sampled_from([None, None, IVANOV, PETROVA]),
    period=st.sampled_from([None, request().period]),
    draft=st.booleans(),
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
