"""What a person may approve, and that the answers never exceed the plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from approvals import ANNA, BORIS, DEBT, NO, REVIEW, N, given_by
from decision_samples import UNSURE, match, row
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_samples import NOW, asked, plan_of

from rpa.debts.approval import Approval, Choice, How, approve, approve_automatically, approved_answers, content_sha256
from rpa.debts.plan import Plan
from rpa.debts.policy import DecisionPolicy
from rpa.errors import PlanError
from rpa.model import Decision, Person


def test_an_approved_debt_names_exactly_the_plans_debtors(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    (answer,) = approved_answers(plan, given_by(plan, ANNA, {N[1]: DEBT}))
    assert (answer.request_number, answer.portal_id, answer.has_debt) == (N[1], "1001", True)
    assert answer.debtors == plan.items[0].debtors
    assert answer.ground == plan.items[0].ground
    assert answer.approvers == (ANNA,)


def test_what_is_not_approved_is_not_answered(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    assert approved_answers(plan, Approval(plan.sha256)) == []
    assert approved_answers(plan, given_by(plan, ANNA, {N[2]: NO, N[5]: REVIEW}))[0].request_number == N[2]


def test_a_review_becomes_no_only_with_a_persons_reason(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError, match="основание"):
        given_by(plan, ANNA, {N[3]: NO}, reason="   ")
    approval = given_by(plan, ANNA, {N[3]: Choice(NO, "Приказ отменён 20.11.2026.")})
    (answer,) = approved_answers(plan, approval)
    assert (answer.has_debt, answer.debtors) == (False, ())
    assert approval.items[N[3]].reason == "Приказ отменён 20.11.2026."


def test_debt_without_debtors_is_refused_with_what_to_do(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError, match=r"нет должников.*постройте план заново"):
        given_by(plan, ANNA, {N[2]: DEBT})
    with pytest.raises(PlanError, match="нет должников"):
        given_by(plan, ANNA, {N[4]: DEBT})


def test_a_candidate_may_be_chosen_by_a_person_and_only_from_the_item(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    (answer,) = approved_answers(plan, given_by(plan, ANNA, {N[4]: Choice(DEBT, row_ids=("r5",))}))
    assert [debtor.row_ids for debtor in answer.debtors] == [("r5",)]
    with pytest.raises(PlanError, match="нет среди должников"):
        given_by(plan, ANNA, {N[4]: Choice(DEBT, row_ids=("r2",))})
    with pytest.raises(PlanError, match="нет должников"):
        given_by(plan, ANNA, {N[1]: Choice(DEBT, row_ids=())})


@pytest.mark.parametrize("person", [Person("", ""), Person("Иванов", " "), Person(" ", "Иван")])
def test_a_candidate_without_a_whole_name_cannot_be_named(tmp_path: Path, person: Person) -> None:
    nameless = {"4": match(ambiguous=((row(5, person=person), UNSURE),))}
    plan = plan_of(tmp_path, [asked(4, "4")], matches=nameless)
    with pytest.raises(PlanError, match=f"{N[4]}: у выбранного должника нет фамилии или имени"):
        given_by(plan, ANNA, {N[4]: Choice(DEBT, row_ids=("r5",))})


def test_one_of_two_debtors_may_be_chosen(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    (answer,) = approved_answers(plan, given_by(plan, ANNA, {N[1]: Choice(DEBT, row_ids=("r3",))}))
    assert [debtor.last_name for debtor in answer.debtors] == ["Петрова"]


def test_nothing_is_taken_if_one_choice_is_wrong(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    before = given_by(plan, ANNA, {N[2]: NO})
    with pytest.raises(PlanError, match="9999"):
        given_by(plan, ANNA, {N[5]: NO, "9999": NO}, before)
    assert set(before.items) == {N[2]}


def test_an_approval_can_be_taken_back(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    approval = given_by(plan, BORIS, {N[2]: REVIEW, N[5]: NO}, given_by(plan, ANNA, {N[2]: NO}))
    assert [answer.request_number for answer in approved_answers(plan, approval)] == [N[5]], "and the next is taken"


@pytest.mark.parametrize("name", ["", "  ", "я" * 256, "Анна\x00", "политика организации"])
def test_an_approver_has_a_persons_name(tmp_path: Path, name: str) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError):
        given_by(plan, name, {N[2]: NO})


def test_a_name_may_be_as_long_as_the_portals_own_field(tmp_path: Path) -> None:
    assert given_by(plan_of(tmp_path), "я" * 255, {N[2]: NO}).items[N[2]].first.approver == "я" * 255


def test_a_person_cannot_sign_as_the_policy(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError):
        approve(plan, {N[2]: NO}, approver=ANNA, at=NOW, how=How.AUTOMATIC)


def test_the_content_hash_is_of_what_is_sent_and_of_nothing_else(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    (answer,) = approved_answers(plan, given_by(plan, ANNA, {N[1]: DEBT}))
    debtors = answer.debtors
    assert answer.content_sha256 == content_sha256(N[1], True, debtors[::-1], None)
    moved = replace(
        debtors[0], row_ids=("elsewhere",), files=(replace(debtors[0].files[0], path="x/y.pdf", name="y.pdf"),)
    )
    assert answer.content_sha256 == content_sha256(N[1], True, (moved, debtors[1]), None)
    different = [
        content_sha256(N[2], True, debtors, None),
        content_sha256(N[1], False, debtors, None),
        content_sha256(N[1], True, debtors[:1], None),
        content_sha256(N[1], True, (replace(debtors[0], middle_name=None), debtors[1]), None),
        content_sha256(N[1], True, (replace(debtors[0], files=()), debtors[1]), None),
        content_sha256(N[1], True, debtors, "Дополнительно."),
    ]
    assert len({answer.content_sha256, *different}) == 7


CHOICES = st.dictionaries(
    st.sampled_from([*N.values(), "9900000077"]),
    st.builds(
        Choice,
        st.sampled_from(Decision),
        st.sampled_from(["", "Погашен."]),
        st.none() | st.lists(st.sampled_from(["r2", "r3", "r4", "r5", "r9"]), max_size=3).map(tuple),
    ),
)


def test_whatever_is_approved_the_answers_never_exceed_the_plan(tmp_path: Path) -> None:
    plans = {
        (two, auto): plan_of(
            tmp_path, policy=DecisionPolicy(two_people_for_debt=two, automatic="no_debt_exact" if auto else "nothing")
        )
        for two in (True, False)
        for auto in (True, False)
    }

    @given(
        steps=st.lists(st.tuples(st.sampled_from([ANNA, BORIS]), CHOICES), max_size=4),
        two=st.booleans(),
        auto=st.booleans(),
    )
    @settings(deadline=None)
    def whoever_approves(steps: list[tuple[str, dict[str, Choice]]], two: bool, auto: bool) -> None:
        _never_exceeds(plans[two, auto], steps, two)

    whoever_approves()


def _never_exceeds(plan: Plan, steps: list[tuple[str, dict[str, Choice]]], two: bool) -> None:
    approval = approve_automatically(plan, at=NOW)
    decided: set[str] = set(approval.items)
    for who, choices in steps:
        try:
            approval = given_by(plan, who, choices, approval)
            decided |= set(choices)
        except PlanError:
            continue
    answers = approved_answers(plan, approval)
    assert {answer.request_number for answer in answers} <= decided & set(plan.by_number)
    for answer in answers:
        item, given_item = plan.by_number[answer.request_number], approval.items[answer.request_number]
        people = {*item.debtors, *(candidate.debtor for candidate in item.candidates)}
        assert set(answer.debtors) <= people
        assert answer.has_debt == bool(answer.debtors)
        if answer.has_debt:
            assert len(set(answer.approvers)) == (2 if two else 1)
        elif item.decision is not NO:
            assert given_item.reason and given_item.first.how is not How.AUTOMATIC
