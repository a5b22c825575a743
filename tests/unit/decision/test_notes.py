"""What a reviewer is told besides the deciding sentence: all of it, each thing once, and nothing else."""

from __future__ import annotations

import pytest
from decision_samples import PETROVA, TODAY, broken, row, ruling

from rpa.debts.dataset.rows import ActKind, ActStatus, DebtorStatus
from rpa.debts.decision import rules
from rpa.debts.policy import DecisionPolicy
from rpa.model import Person


def test_one_row_whose_rule_decides_needs_no_more_words() -> None:
    assert ruling(row()).notes == ()


def test_of_several_rows_each_is_told() -> None:
    assert ruling(row(2), row(3, person=PETROVA)).notes == (
        f"Строка 2 (R53): {rules.UNPAID.sentence}",
        f"Строка 3 (R53): {rules.UNPAID.sentence}",
    )


def test_a_row_that_a_gate_overruled_is_told() -> None:
    assert ruling(row(), dataset_age_days=99).notes == (f"Строка 2 (R53): {rules.UNPAID.sentence}",)


def test_rules_a_setting_let_through_are_told_and_the_named_one_is_not_repeated() -> None:
    policy = DecisionPolicy(debtor_died="debt", settlement="debt")
    found = ruling(row(debtor_status=DebtorStatus.DECEASED, act_kind=ActKind.SETTLEMENT), policy=policy)
    assert found.rule == rules.DEBTOR_DIED.number
    assert found.notes == (f"Строка 2 ({rules.SETTLEMENT.number}): {rules.SETTLEMENT.sentence}",)


def test_a_paper_that_is_no_court_act_asks_whether_there_is_one_too() -> None:
    asked = "Проверьте, что по этому долгу нет и судебного акта."
    assert ruling(row(act_kind=ActKind.NOT_COURT)).notes == (asked,)
    assert asked not in ruling(row(act_status=ActStatus.CANCELLED)).notes


def test_a_saved_answer_in_the_cabinet_is_told() -> None:
    assert ruling(row(), draft=True).notes == (
        "В кабинете уже есть добавленный, но не отправленный ответ на этот запрос.",
    )


@pytest.mark.parametrize(("count", "more"), [(10, ""), (11, " и ещё 1")])
def test_ten_broken_rows_are_named_and_the_others_counted(count: int, more: str) -> None:
    found = ruling(broken_touching=tuple(broken(30 + place) for place in range(count)))
    assert f"Строки с ошибками: 30, 31, 32, 33, 34, 35, 36, 37, 38, 39{more}." in found.notes


def test_an_act_file_that_ails_is_told_only_where_it_decides() -> None:
    found = ruling(row(act_status=ActStatus.CANCELLED), act_problem=lambda _row: "файл акта пуст")
    assert not any("файл акта пуст" in note for note in found.notes)


def test_a_balance_of_today_is_fresh_in_the_rules_too() -> None:
    assert ruling(row(balance_date=TODAY)).rule == rules.UNPAID.number


@pytest.mark.parametrize(("length", "rule"), [(255, rules.UNPAID), (256, rules.NAME_INCOMPLETE)])
def test_a_name_as_long_as_the_form_takes_can_be_named(length: int, rule: rules.Rule) -> None:
    assert ruling(row(person=Person("И" + "в" * (length - 1), "Иван", "Иванович"))).rule == rule.number


def test_a_person_without_a_patronymic_can_be_named() -> None:
    assert ruling(row(person=Person("Иванов", "Иван", None))).rule == rules.UNPAID.number


def test_each_verdict_says_of_which_row_it_is() -> None:
    found = ruling(row(2), row(7, person=PETROVA)).verdicts
    assert [(verdict.row, verdict.row_id) for verdict in found] == [(2, "r2"), (7, "r7")]
