"""Whom an answer names, with which acts; and the answer a hash stands for, found in its plan alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from approvals import ANNA, N, given_by
from decision_samples import PETROVA, UNSURE, match, row
from plan_samples import MATCHES, asked, plan_of

from rpa.debts.approval import ApprovedAnswer, Choice, answer_of_content, approved_answers
from rpa.debts.plan import Plan
from rpa.model import Decision, Person

NAMESAKE = row(5, person=PETROVA)


def answered(plan: Plan, number: str, *row_ids: str) -> ApprovedAnswer:
    """The answer «имеется» that names the people of these rows."""
    choice = {number: Choice(Decision.DEBT, row_ids=row_ids)}
    [answer] = approved_answers(plan, given_by(plan, ANNA, choice, reason="сверено"))
    return answer


def rows_offered(plan: Plan, number: str) -> list[tuple[str, ...]]:
    item = plan.by_number[number]
    return [*(one.row_ids for one in item.debtors), *((one.row_id,) for one in item.candidates)]


def shared_flat(tmp_path: Path, *candidates: Person) -> Plan:
    """One proven debt of Петрова (row 3), and rows that may be of the same flat."""
    unsure = tuple((row(number, person=person), UNSURE) for number, person in enumerate(candidates, 4))
    return plan_of(tmp_path, [asked(1, "1")], matches={"1": match(row(3, person=PETROVA), ambiguous=unsure)})


def test_a_candidate_of_the_very_name_adds_acts_and_no_second_person(tmp_path: Path) -> None:
    plan = shared_flat(tmp_path, PETROVA)
    answer = answered(plan, N[1], "r4", "r3")
    [named] = answer.debtors
    assert named.person == Person("Петрова", "Анна", PETROVA.middle_name)
    assert [file.path for file in named.files] == ["act3.pdf", "act4.pdf"]
    assert named.row_ids == ("r3", "r4")
    assert named.files == tuple(file for one in ("r3", "r4") for file in answered(plan, N[1], one).debtors[0].files)


@pytest.mark.parametrize(
    "other",
    [
        replace(PETROVA, last_name="Петренко"),
        replace(PETROVA, first_name="Алла"),
        replace(PETROVA, middle_name="Юрьевна"),
        replace(PETROVA, middle_name=None),
    ],
)
def test_who_differs_in_one_word_is_another_person(tmp_path: Path, other: Person) -> None:
    named = answered(shared_flat(tmp_path, other), N[1], "r3", "r4").debtors
    assert [(one.last_name, one.first_name, one.middle_name) for one in named] == [
        (one.last_name, one.first_name, one.middle_name) for one in (PETROVA, other)
    ]
    assert [[file.path for file in one.files] for one in named] == [["act3.pdf"], ["act4.pdf"]]


def test_who_was_not_chosen_is_not_named(tmp_path: Path) -> None:
    plan = shared_flat(tmp_path, replace(PETROVA, first_name="Алла"))
    assert [one.first_name for one in answered(plan, N[1], "r4").debtors] == ["Алла"]


def test_a_no_says_nothing_beyond_itself_and_a_debt_what_the_plan_says(tmp_path: Path) -> None:
    made = plan_of(tmp_path)
    items = tuple(replace(one, description="Долг взыскан приказом.") for one in made.items)
    plan = replace(made, items=items)
    choices = {N[1]: Decision.DEBT, N[2]: Decision.NO_DEBT}
    debt, no_debt = approved_answers(plan, given_by(plan, ANNA, choices, reason="сверено"))
    assert (debt.has_debt, debt.description) == (True, "Долг взыскан приказом.")
    assert (no_debt.has_debt, no_debt.debtors, no_debt.description) == (False, (), None)


def test_every_answer_a_plan_could_give_is_found_again_by_its_hash(tmp_path: Path) -> None:
    made = plan_of(tmp_path, matches=MATCHES | {"4": match(row(3), ambiguous=((row(5), UNSURE), (NAMESAKE, UNSURE)))})
    plan = replace(
        made, items=tuple(replace(one, description=f"Пояснение {one.request_number}.") for one in made.items)
    )
    tried = 0
    for number in plan.by_number:
        offered = rows_offered(plan, number)
        for size in range(1, len(offered) + 1):
            for chosen in combinations(offered, size):
                answer = answered(plan, number, *(row_id for rows in chosen for row_id in rows))
                found = answer_of_content(plan, number, answer.content_sha256)
                assert found == replace(answer, approvers=(), decided_at=None)
                tried += 1
    assert tried > 5


@pytest.mark.parametrize(("people", "found"), [(8, True), (9, False)])
def test_of_too_many_people_not_every_choice_is_tried(tmp_path: Path, people: int, found: bool) -> None:
    names = ("Анна", "Алла", "Вера", "Галина", "Дарья", "Елена", "Зоя", "Инна", "Клара")
    rows = tuple(row(number, person=replace(PETROVA, first_name=names[number])) for number in range(people))
    plan = plan_of(tmp_path, [asked(1, "1")], matches={"1": match(*rows)})
    answer = answered(plan, N[1], "r0")
    assert (answer_of_content(plan, N[1], answer.content_sha256) is not None) is found


def test_a_request_that_is_not_in_the_plan_has_no_answer(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    assert answer_of_content(plan, "нет такого", answered(plan, N[1], "r2").content_sha256) is None
