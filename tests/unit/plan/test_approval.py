from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from decision_samples import UNSURE, match, row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_samples import NOW, asked, plan_of

from rpa.debts.approval import (
    Approval,
    Choice,
    How,
    approve,
    approve_automatically,
    approved_answers,
    content_sha256,
    load_approval,
    pending_second,
)
from rpa.debts.approval.approve import POLICY
from rpa.debts.canonical import canonical_bytes, digest
from rpa.debts.plan import Plan
from rpa.debts.policy import DecisionPolicy
from rpa.errors import PlanError
from rpa.model import Decision, Person

DEBT, NO, REVIEW = Decision.DEBT, Decision.NO_DEBT, Decision.REVIEW
ANNA, BORIS = "Смирнова Анна", "Орлов Борис"
N = {flat: f"99000000{flat:02}" for flat in range(1, 6)}


def given_by(plan: Plan, who: str, choices: Any, approval: Approval | None = None, reason: str = "") -> Approval:
    return approve(plan, choices, approver=who, at=NOW, approval=approval, reason=reason)


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


def test_a_candidate_without_a_name_cannot_be_named(tmp_path: Path) -> None:
    nameless = {"4": match(ambiguous=((row(5, person=Person("", "")), UNSURE),))}
    plan = plan_of(tmp_path, [asked(4, "4")], matches=nameless)
    with pytest.raises(PlanError, match="нет фамилии или имени"):
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
    approval = given_by(plan, BORIS, {N[2]: REVIEW}, given_by(plan, ANNA, {N[2]: NO}))
    assert approved_answers(plan, approval) == []


@pytest.mark.parametrize("name", ["", "  ", "я" * 256, "Анна\x00", "политика организации"])
def test_an_approver_has_a_persons_name(tmp_path: Path, name: str) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError):
        given_by(plan, name, {N[2]: NO})


def test_a_person_cannot_sign_as_the_policy(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError):
        approve(plan, {N[2]: NO}, approver=ANNA, at=NOW, how=How.AUTOMATIC)


# --- two people -------------------------------------------------------------------------------------------------------


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


def test_a_second_person_who_chooses_otherwise_begins_anew(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(two_people_for_debt=True))
    first = given_by(plan, ANNA, {N[1]: DEBT})
    other = given_by(plan, BORIS, {N[1]: Choice(DEBT, row_ids=("r2",))}, first)
    assert pending_second(plan, other) == (N[1],)
    assert other.items[N[1]].first.approver == BORIS


def test_one_person_is_enough_where_the_policy_does_not_ask(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    assert pending_second(plan, given_by(plan, ANNA, {N[1]: DEBT})) == ()


# --- the policy -------------------------------------------------------------------------------------------------------


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


def test_the_policy_does_not_touch_what_a_person_decided(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(automatic="no_debt_exact"))
    by_person = given_by(plan, ANNA, {N[2]: NO})
    assert approve_automatically(plan, at=NOW, approval=by_person).items[N[2]].first.approver == ANNA
    by_policy = approve_automatically(plan, at=NOW)
    assert given_by(plan, ANNA, {N[2]: NO}, by_policy).items[N[2]].first.approver == ANNA


# --- the file and what it may not say ---------------------------------------------------------------------------------


def written(approval: Approval, tmp_path: Path) -> Path:
    path = tmp_path / "approval.json"
    path.write_bytes(approval.to_bytes())
    return path


def test_an_approval_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    approval = given_by(plan, ANNA, {N[1]: DEBT, N[3]: Choice(NO, "Погашен.")})
    again = load_approval(written(approval, tmp_path))
    assert again == approval
    assert approved_answers(plan, again) == approved_answers(plan, approval)


def test_an_approval_changed_by_hand_is_refused(tmp_path: Path) -> None:
    path = written(given_by(plan_of(tmp_path), ANNA, {N[2]: NO}), tmp_path)
    path.write_bytes(path.read_bytes().replace(ANNA.encode(), BORIS.encode()))
    with pytest.raises(PlanError, match=r"контрольная сумма не сходится\. Утвердите план заново"):
        load_approval(path)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"approval":{},"sha256":"0"}', b"PK"])
def test_what_is_no_approval_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "approval.json"
    path.write_bytes(data)
    with pytest.raises(PlanError, match=r"approval\.json .*Утвердите план заново"):
        load_approval(path)


def test_an_approval_that_is_missing_or_of_another_version_says_so_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"none\.json не читается: FileNotFoundError\. Утвердите план заново"):
        load_approval(tmp_path / "none.json")
    plain = json.loads(given_by(plan_of(tmp_path), ANNA, {N[2]: NO}).to_bytes())["approval"] | {"format": 99}
    path = tmp_path / "newer.json"
    path.write_bytes(canonical_bytes({"approval": plain, "sha256": digest(plain)}))
    with pytest.raises(PlanError, match=r"newer\.json записан другой версией программы\. Утвердите план заново"):
        load_approval(path)


def forged(approval: Approval, tmp_path: Path, number: str, **changes: Any) -> Approval:
    """The approval with one item rewritten and the hash put right, as somebody with an editor could."""
    plain = json.loads(approval.to_bytes())["approval"]
    plain["items"][number].update(changes)
    path = tmp_path / "forged.json"
    path.write_bytes(canonical_bytes({"approval": plain, "sha256": digest(plain)}))
    return load_approval(path)


@pytest.mark.parametrize(
    ("flat", "changes", "said"),
    [
        (1, {"item_sha256": "0" * 64}, "не то, что стоит в плане"),
        (1, {"row_ids": ["r2", "r99"]}, "которого нет в плане"),
        (1, {"row_ids": []}, "никого не называет"),
        (1, {"decision": "review"}, "только ответ"),
        (1, {"decision": "no_debt", "reason": ""}, "не указано основание"),
    ],
)
def test_a_forged_approval_never_exceeds_the_plan(
    tmp_path: Path, flat: int, changes: dict[str, Any], said: str
) -> None:
    plan = plan_of(tmp_path)
    approval = forged(given_by(plan, ANNA, {N[flat]: DEBT}), tmp_path, N[flat], **changes)
    with pytest.raises(PlanError, match=said):
        approved_answers(plan, approval)


@pytest.mark.parametrize("flat", [1, 3])
def test_nobody_can_write_the_policys_name_under_a_debt_or_a_review(tmp_path: Path, flat: int) -> None:
    plan = plan_of(tmp_path, policy=DecisionPolicy(automatic="no_debt"))
    approval = given_by(plan, ANNA, {N[flat]: DEBT})
    signature = {"approver": "x", "at": "2026-11-24T06:30:00Z", "how": "automatic", "source_sha256": None}
    for changes in ({"first": signature}, {"first": signature, "decision": "no_debt", "reason": "x"}):
        with pytest.raises(PlanError, match="без человека"):
            approved_answers(plan, forged(approval, tmp_path, N[flat], **changes))


def test_an_approval_of_another_plan_is_refused(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    other = plan_of(tmp_path, built_at=NOW + timedelta(minutes=1))
    approval = given_by(plan, ANNA, {N[2]: NO})
    with pytest.raises(PlanError, match="другому плану"):
        approved_answers(other, approval)
    with pytest.raises(PlanError, match="другому плану"):
        given_by(other, ANNA, {N[2]: NO}, approval)


def test_the_time_of_an_approval_has_a_zone(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        approve(plan_of(tmp_path), {}, approver=ANNA, at=datetime(2026, 11, 24))


# --- content ----------------------------------------------------------------------------------------------------------


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


@given(
    steps=st.lists(st.tuples(st.sampled_from([ANNA, BORIS]), CHOICES), max_size=4),
    two=st.booleans(),
    auto=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_approved_the_answers_never_exceed_the_plan(
    tmp_path: Path, steps: list[tuple[str, dict[str, Choice]]], two: bool, auto: bool
) -> None:
    policy = DecisionPolicy(two_people_for_debt=two, automatic="no_debt_exact" if auto else "nothing")
    plan = plan_of(tmp_path, policy=policy)
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
