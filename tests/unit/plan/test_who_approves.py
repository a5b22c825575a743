"""One person, two people where the policy asks for two, or the policy itself where it may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from approvals import ANNA, BORIS, DEBT, NO, N, given_by
from plan_samples import NOW, asked, plan_of

from rpa.debts.approval import Choice, How, Signature, approve, approve_automatically, approved_answers, pending_second
from rpa.debts.approval.approve import POLICY
from rpa.debts.policy import DecisionPolicy


def test_a_debt_waits_for_a_second_person_where_the_policy_asks_for_two(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(two_people_for_debt=True))
    first = given_by(plan, ANNA, {N[1]: DEBT, N[2]: NO})
    assert [answer.request_number for answer in approved_answers(plan, first)] == [N[2]]
    assert pending_second(plan, first) == (N[1],)
    for same_person in (ANNA, "  смирнова   АННА "):
        again = given_by(plan, same_person, {N[1]: DEBT}, first)
        assert again.items[N[1]].second is None
        assert [answer.request_number for answer in approved_answers(plan, again)] == [N[2]]
    both = given_by(plan, BORIS, {N[1]: DEBT}, first)
    assert pending_second(plan, both) == ()
    assert approved_answers(plan, both)[0].approvers == (ANNA, BORIS)


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("Королёва Алёна", "КОРОЛЕВА АЛЕНА"),
        ("Королёва А. В.", "Королёва A. B."),
        ("Королёва А. В.", "Kоролёва А. В."),
        ("Сергеев Андрей", "Сергеев Андреи\u0306"),
        ("Сергеев Андрей", "Сергеев\u200b Анд\u00adрей"),
    ],
    ids=["dots", "Latin initials", "a Latin letter", "two signs for one letter", "signs nobody sees"],
)
def test_one_person_whose_name_is_typed_otherwise_is_not_two(tmp_path: Path, name: str, again: str) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(two_people_for_debt=True))
    first = given_by(plan, name, {N[1]: DEBT})
    seen = Signature(again, NOW, How.CLI)
    both = replace(first, items={N[1]: replace(first.items[N[1]], second=seen)})
    assert pending_second(plan, both) == (N[1],) and approved_answers(plan, both) == []


def test_a_second_person_who_chooses_otherwise_begins_anew(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(two_people_for_debt=True))
    first = given_by(plan, ANNA, {N[1]: DEBT})
    other = given_by(plan, BORIS, {N[1]: Choice(DEBT, row_ids=("r2",))}, first)
    assert pending_second(plan, other) == (N[1],)
    assert other.items[N[1]].first.approver == BORIS


def test_one_person_is_enough_where_the_policy_does_not_ask(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    assert pending_second(plan, given_by(plan, ANNA, {N[1]: DEBT})) == ()


@pytest.mark.parametrize(
    ("automatic", "approved"), [("nothing", []), ("no_debt_exact", [N[2]]), ("no_debt", [N[2], N[5]])]
)
def test_the_policy_approves_only_what_it_says(tmp_path: Path, automatic: str, approved: list[str]) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(automatic=automatic))
    answers = approved_answers(plan, approve_automatically(plan, at=NOW))
    assert [answer.request_number for answer in answers] == approved
    assert not any(answer.has_debt for answer in answers)


def test_what_the_policy_approves_is_signed_by_it_with_the_rules_words(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(automatic="no_debt"))
    given = approve_automatically(plan, at=NOW).items[N[2]]
    assert (given.first.approver, given.first.at, given.first.how) == (POLICY, NOW, How.AUTOMATIC)
    assert (given.reason, given.row_ids) == (plan.by_number[N[2]].sentence, ())


def test_a_saved_answer_in_the_cabinet_is_left_to_a_person(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [asked(2, "2", draft=True)], policy=DecisionPolicy(automatic="no_debt"))
    assert approve_automatically(plan, at=NOW).items == {}


def test_what_the_policy_approved_a_person_may_decide_anew(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(automatic="no_debt_exact"))
    by_policy = approve_automatically(plan, at=NOW)
    assert given_by(plan, ANNA, {N[2]: NO}, by_policy).items[N[2]].first.approver == ANNA


def test_an_answer_is_as_old_as_the_earliest_of_its_signatures_and_by_policy_nobody_decided(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(two_people_for_debt=True, automatic="no_debt"))
    later = NOW + timedelta(hours=1)
    first = given_by(plan, ANNA, {N[1]: DEBT}, approve_automatically(plan, at=NOW))
    both = approve(plan, {N[1]: DEBT}, approver=BORIS, at=later, approval=first)
    decided = {answer.request_number: answer.decided_at for answer in approved_answers(plan, both)}
    assert decided == {N[1]: NOW, N[2]: None, N[5]: None}
    again = approve(plan, {N[1]: DEBT}, approver=ANNA, at=later, approval=both)
    assert approved_answers(plan, again)[0].decided_at == later


def test_whoever_approves_again_has_decided_anew(tmp_path: Path) -> None:
    plan, later = plan_of(tmp_path), NOW + timedelta(days=1)
    for who in (ANNA, BORIS):
        again = approve(plan, {N[2]: NO}, approver=who, at=later, approval=given_by(plan, ANNA, {N[2]: NO}))
        [answer] = approved_answers(plan, again)
        assert (answer.decided_at, answer.approvers) == (later, (who,))
