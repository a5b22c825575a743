from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from approvals import ANNA, BORIS, DEBT, NO, N
from decision_samples import IVANOV, PETROVA, UNSURE, broken, match, row
from plan_samples import MATCHES, NOW, asked, plan_of

from rpa.debts.approval import Approval, Choice, approve, approve_automatically, approved_answers, pending_second
from rpa.debts.approval.carry import carry_over
from rpa.debts.dataset.rows import ActStatus, Blocks
from rpa.debts.matching import Match
from rpa.debts.plan import Plan, PlanItem
from rpa.debts.policy import DecisionPolicy
from rpa.model import Decision, Person

EVERYTHING: dict[str, Any] = {N[1]: DEBT, N[2]: NO, N[3]: DEBT, N[4]: Choice(NO, "Другое жильё."), N[5]: NO}


def later(tmp_path: Path, **changes: Any) -> Plan:
    """The same world an hour later: another plan with other hashes."""
    return plan_of(tmp_path, built_at=NOW + timedelta(hours=1), **changes)


def carried(before: Plan, given: Approval, after: Plan) -> Approval:
    return carry_over(before, given, after, Approval(after.sha256))


def test_what_people_approved_stands_for_the_same_items_of_a_newer_plan(tmp_path: Path) -> None:
    before, after = plan_of(tmp_path), later(tmp_path)
    given = approve(before, EVERYTHING, approver=ANNA, at=NOW)
    found = carried(before, given, after)
    assert before.sha256 != after.sha256 and set(found.items) == set(EVERYTHING)
    contents = lambda plan, approval: {one.content_sha256 for one in approved_answers(plan, approval)}  # noqa: E731
    assert contents(after, found) == contents(before, given)
    assert all(found.items[number].first == given.items[number].first for number in EVERYTHING)


def test_what_moved_without_being_shown_asks_nobody_and_is_approved_as_it_stands_now(tmp_path: Path) -> None:
    """A deadline or a number of a row: another item, and the same before the approver's eyes."""
    before = plan_of(tmp_path)
    moved = later(tmp_path)
    after = replace(
        moved, items=tuple(replace(one, due=one.due_counted, overdue=not one.overdue) for one in moved.items)
    )
    assert not {one.sha256 for one in before.items} & {one.sha256 for one in after.items}
    found = carried(before, approve(before, EVERYTHING, approver=ANNA, at=NOW), after)
    assert {number: given.item_sha256 for number, given in found.items.items()} == {
        number: after.by_number[number].sha256 for number in EVERYTHING
    }
    assert len(approved_answers(after, found)) == len(EVERYTHING)


def test_carrying_over_does_not_go_through_the_whole_plan_for_every_approval(tmp_path: Path) -> None:
    """Ten thousand approvals took two minutes, and nobody could decide on the page meanwhile."""
    walks = 0

    class Counted(tuple[PlanItem, ...]):
        def __iter__(self) -> Iterator[PlanItem]:
            nonlocal walks
            walks += 1
            return super().__iter__()

    before, after = (replace(plan, items=Counted(plan.items)) for plan in (plan_of(tmp_path), later(tmp_path)))
    given = approve(before, EVERYTHING, approver=ANNA, at=NOW)
    walks = 0
    assert set(carried(before, given, after).items) == set(EVERYTHING)
    assert walks < len(EVERYTHING)


@pytest.mark.parametrize(
    ("flat", "changes"),
    [
        (1, {"matches": {**MATCHES, "1": match(row(2))}}),
        (1, {"matches": {**MATCHES, "1": match(row(2), row(3, person=PETROVA), row(7))}}),
        (2, {"matches": {**MATCHES, "2": match(row(7))}}),
        (3, {"matches": {**MATCHES, "3": match(row(4))}}),
        (4, {"matches": {**MATCHES, "4": match()}}),
        (5, {"requests": [asked(5, "5", version=99)]}),
        (5, {"requests": [asked(5, "5", draft=True)]}),
        (5, {"requests": [asked(5, "1")]}),
    ],
    ids=["a debtor less", "an act more", "a debt appeared", "the appeal is over", "the candidate is gone",
         "another version", "a draft appeared", "another flat"],
)  # fmt: skip
def test_anything_the_approver_had_not_seen_asks_again(tmp_path: Path, flat: int, changes: dict[str, Any]) -> None:
    before = plan_of(tmp_path, [asked(number, str(number), version=1) for number in range(1, 6)])
    requests = [asked(number, str(number), version=1) for number in range(1, 6)]
    after = later(tmp_path, **{"requests": requests, **changes})
    assert N[flat] not in carried(before, approve(before, EVERYTHING, approver=ANNA, at=NOW), after).items


def test_an_approval_by_policy_is_not_carried_and_one_already_given_is_not_replaced(tmp_path: Path) -> None:
    policy = DecisionPolicy(automatic="no_debt")
    before, after = plan_of(tmp_path, policy=policy), later(tmp_path, policy=policy)
    by_policy = approve_automatically(before, at=NOW)
    assert by_policy.items and carried(before, by_policy, after).items == {}
    fresh = approve(after, {N[1]: DEBT}, approver=BORIS, at=NOW)
    old = approve(before, {N[1]: DEBT}, approver=ANNA, at=NOW)
    assert carry_over(before, old, after, fresh).items == fresh.items


def test_what_a_person_decided_is_not_lost_to_the_policy_of_the_next_plan(tmp_path: Path) -> None:
    policy = DecisionPolicy(automatic="no_debt")
    before, after = plan_of(tmp_path, policy=policy), later(tmp_path, policy=policy)
    by_person = approve(before, {N[2]: NO}, approver=ANNA, at=NOW, approval=approve_automatically(before, at=NOW))
    both = carry_over(before, by_person, after, approve_automatically(after, at=NOW))
    assert both.items[N[2]].first.approver == ANNA
    assert N[5] in both.items


def test_what_the_policy_approved_and_a_person_took_back_is_not_approved_again_by_the_next_plan(tmp_path: Path) -> None:
    policy = DecisionPolicy(automatic="no_debt")
    before, after = plan_of(tmp_path, policy=policy), later(tmp_path, policy=policy)
    left = approve(
        before, {N[2]: Decision.REVIEW}, approver=ANNA, at=NOW, approval=approve_automatically(before, at=NOW)
    )
    fresh = approve_automatically(after, at=NOW)
    found = carry_over(before, left, after, fresh)
    assert set(fresh.items) - set(found.items) == {N[2]}
    again = plan_of(tmp_path, policy=policy, built_at=NOW + timedelta(hours=2))
    assert N[2] not in carry_over(after, found, again, approve_automatically(again, at=NOW)).items, "nor by a later one"
    assert N[2] in carry_over(before, left, after, fresh, settled={N[2]}).items, "a newer plan knew better"


def test_a_request_that_came_anew_is_the_policys_again(tmp_path: Path) -> None:
    policy = DecisionPolicy(automatic="no_debt")
    before = plan_of(tmp_path, policy=policy)
    moved = [asked(2, "2", version=99)]
    after = later(tmp_path, policy=policy, requests=moved)
    assert N[2] in carry_over(before, Approval(before.sha256), after, approve_automatically(after, at=NOW)).items


def test_a_request_that_is_gone_carries_nothing(tmp_path: Path) -> None:
    before, after = plan_of(tmp_path), later(tmp_path, requests=[asked(2, "2")])
    assert set(carried(before, approve(before, EVERYTHING, approver=ANNA, at=NOW), after).items) == {N[2]}


def test_the_first_of_two_signatures_is_carried_and_still_waits_for_the_second(tmp_path: Path) -> None:
    policy = DecisionPolicy(two_people_for_debt=True)
    before, after = plan_of(tmp_path, policy=policy), later(tmp_path, policy=policy)
    found = carried(before, approve(before, {N[1]: DEBT}, approver=ANNA, at=NOW), after)
    assert pending_second(after, found) == (N[1],) and approved_answers(after, found) == []
    complete = approve(after, {N[1]: DEBT}, approver=BORIS, at=NOW, approval=found)
    assert [answer.request_number for answer in approved_answers(after, complete)] == [N[1]]


def test_a_changed_approval_is_not_carried(tmp_path: Path) -> None:
    before, after = plan_of(tmp_path), later(tmp_path)
    given = approve(before, {N[1]: DEBT}, approver=ANNA, at=NOW)
    forged = replace(given.items[N[1]], item_sha256="0" * 64)
    assert carried(before, replace(given, items={N[1]: forged}), after).items == {}


def test_an_approval_no_plan_could_send_is_not_taken_for_one_that_waits_for_its_second(tmp_path: Path) -> None:
    before, after = plan_of(tmp_path), later(tmp_path)
    given = approve(before, {N[2]: NO}, approver=ANNA, at=NOW)
    named_nobody = replace(given.items[N[2]], decision=DEBT)
    assert carried(before, replace(given, items={N[2]: named_nobody}), after).items == {}


@pytest.mark.parametrize(
    ("flat", "now"),
    [
        ("3", match(row(4, act_status=ActStatus.APPEALED, person=PETROVA))),
        ("3", match(row(4, act_status=ActStatus.APPEALED, act_file=Path("act5.pdf")))),
        ("4", match(ambiguous=((row(5, person=PETROVA), UNSURE),))),
    ],
    ids=["another debtor", "another act", "another candidate"],
)
def test_a_no_given_against_the_plan_asks_again_when_other_people_are_shown(
    tmp_path: Path, flat: str, now: Match
) -> None:
    """The «no» itself is the same; whoever gave it had looked at somebody else."""
    number = N[int(flat)]
    before, after = plan_of(tmp_path), later(tmp_path, matches={**MATCHES, flat: now})
    given = approve(before, {number: Choice(NO, "Погашен.")}, approver=ANNA, at=NOW)
    assert carried(before, given, later(tmp_path)).items.keys() == {number}
    assert carried(before, given, after).items == {}


NO_FILE: dict[str, Any] = {"act_file": None}
CONTESTED: dict[str, Any] = {"act_status": ActStatus.APPEALED}
SAME_ACT = {**CONTESTED, "act_file": Path("act4.pdf")}
MORE_ROWS = {
    "another case of the same debtor": (match(row(4, **NO_FILE)), match(row(4, **NO_FILE), row(6, **NO_FILE))),
    "another case under the same act": (
        match(row(4, **CONTESTED)),
        match(row(4, **CONTESTED), row(6, act_file=Path("act4.pdf"), **CONTESTED)),
    ),
    "a row whose debtor cannot be named": (
        match(row(4, **CONTESTED)),
        match(row(4, **CONTESTED), row(6, person=Person("Орлов и др.", "Пётр"))),
    ),
    "a broken row in the house": (
        match(row(4, **CONTESTED)),
        match(row(4, **CONTESTED), broken_touching=(replace(broken(), blocks=Blocks.HOUSE),)),
    ),
    "a second broken row": (
        match(row(4, **CONTESTED), broken_touching=(broken(),)),
        match(row(4, **CONTESTED), broken_touching=(broken(), broken(91))),
    ),
    "a case of one debtor that is the other's now": (
        match(*(row(one, person=who, **SAME_ACT) for one, who in ((4, IVANOV), (6, IVANOV), (7, PETROVA)))),
        match(*(row(one, person=who, **SAME_ACT) for one, who in ((4, IVANOV), (6, PETROVA), (7, PETROVA)))),
    ),
    "another act at the similar address": (
        match(ambiguous=((row(5), UNSURE),)),
        match(ambiguous=((row(5), UNSURE), (row(6, act_file=Path("act5.pdf")), UNSURE))),
    ),
}


@pytest.mark.parametrize(("then", "now"), MORE_ROWS.values(), ids=list(MORE_ROWS))
def test_a_no_on_a_persons_word_asks_again_when_the_new_data_hold_a_row_more(
    tmp_path: Path, then: Match, now: Match
) -> None:
    """«Погашена» was said of one case; the rule and the debtor shown are the same, the second case nobody had seen."""
    before, after = plan_of(tmp_path, matches={"3": then}), later(tmp_path, matches={"3": now})
    assert before.by_number[N[3]].rule == after.by_number[N[3]].rule
    given = approve(before, {N[3]: Choice(NO, "Погашена."), N[5]: NO}, approver=ANNA, at=NOW)
    assert carried(before, given, later(tmp_path, matches={"3": then})).items.keys() == {N[3], N[5]}
    assert carried(before, given, after).items.keys() == {N[5]}


def test_a_no_on_a_persons_word_holds_when_a_fresh_export_counts_the_same_rows_anew(tmp_path: Path) -> None:
    def rows(*numbers: int) -> Match:
        told = [row(number, act_file=Path(f"act{place}.pdf"), **CONTESTED) for place, number in enumerate(numbers, 2)]
        return match(*told, broken_touching=(broken(90 + numbers[0]),))

    before, after = plan_of(tmp_path, matches={"3": rows(4, 5)}), later(tmp_path, matches={"3": rows(7, 6)})
    given = approve(before, {N[3]: Choice(NO, "Погашена.")}, approver=ANNA, at=NOW)
    assert before.by_number[N[3]].notes != after.by_number[N[3]].notes
    assert carried(before, given, after).items.keys() == {N[3]}


def test_one_item_that_moved_does_not_keep_the_others_from_being_carried(tmp_path: Path) -> None:
    before, after = plan_of(tmp_path), later(tmp_path, matches={**MATCHES, "1": match(row(2))})
    found = carried(before, approve(before, EVERYTHING, approver=ANNA, at=NOW), after)
    assert set(found.items) == set(EVERYTHING) - {N[1]}


def test_half_of_two_signatures_is_not_carried_to_rows_it_did_not_name(tmp_path: Path) -> None:
    policy = DecisionPolicy(two_people_for_debt=True)
    before = plan_of(tmp_path, policy=policy, matches={"1": match(row(2))})
    after = later(tmp_path, policy=policy, matches={"1": match(row(2, row_id="counted anew"))})
    given = approve(before, {N[1]: DEBT}, approver=ANNA, at=NOW)
    assert before.items[0].debtors != after.items[0].debtors
    assert carried(before, given, after).items == {}
