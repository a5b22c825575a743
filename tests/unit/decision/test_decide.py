from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from decision_samples import IVANOV, PAID, PETROVA, TODAY, UNSURE, broken, request, row, ruling

from rpa.debts.comparison import Outcome
from rpa.debts.dataset.rows import ActKind, ActStatus, AgreementStatus, Blocks, DebtorStatus, IpState
from rpa.debts.decision import RULES, decide
from rpa.debts.decision.ruling import Kind
from rpa.debts.policy import DecisionPolicy
from rpa.model import Decision, Period, Person, ResponseStatus

D = date
DEBT, NO, REVIEW = Decision.DEBT, Decision.NO_DEBT, Decision.REVIEW
ZERO = Decimal(0)

# What differs from the ordinary debt, the rule, the decision: every rule of a row, and the nearest case past its edge.
ROWS: list[tuple[dict[str, Any], str, Decision]] = [
    ({}, "R53", DEBT),
    ({"contradictions": ("Дата акта позже даты вступления в силу.",)}, "R21", REVIEW),
    ({"rest_main": Decimal("-0.01")}, "R21", REVIEW),
    ({"act_kind": ActKind.NOT_COURT}, "R22", NO),
    ({"act_kind": ActKind.DEFAULT_DECISION}, "R53", DEBT),
    ({"act_status": ActStatus.CANCELLED}, "R23", NO),
    ({"act_status": ActStatus.CANCELLED, "balance_date": D(2026, 1, 1)}, "R23", NO),
    ({"debt_from": D(2022, 1, 1), "debt_to": D(2023, 10, 31)}, "R24", NO),
    ({"debt_from": D(2022, 1, 1), "debt_to": D(2023, 11, 1)}, "R39", REVIEW),
    ({"debt_from": D(2023, 12, 1)}, "R53", DEBT),
    ({"balance_date": D(2026, 11, 21)}, "R53", DEBT),
    ({"balance_date": D(2026, 11, 20)}, "R25", REVIEW),
    ({"balance_date": D(2026, 11, 25)}, "R25", REVIEW),
    ({**PAID, "balance_date": D(2026, 11, 20)}, "R25", REVIEW),
    (PAID, "R26", NO),
    ({**PAID, "rest_main": Decimal("0.01")}, "R52", DEBT),
    ({**PAID, "rest_peni": None}, "R32", REVIEW),
    ({**PAID, "rest_peni": None, "awarded_peni": None}, "R26", NO),
    ({**PAID, "rest_peni": None, "awarded_peni": ZERO}, "R26", NO),
    ({"act_status": ActStatus.NOT_IN_FORCE, "in_force_date": None, "act_date": D(2026, 5, 25)}, "R27", NO),
    ({"act_status": ActStatus.NOT_IN_FORCE, "in_force_date": None, "act_date": D(2026, 5, 24)}, "R28", REVIEW),
    ({"act_status": ActStatus.NOT_IN_FORCE, "in_force_date": D(2026, 11, 28)}, "R27", NO),
    ({"act_status": ActStatus.NOT_IN_FORCE, "in_force_date": D(2026, 11, 27)}, "R28", REVIEW),
    ({"act_status": ActStatus.NOT_IN_FORCE, "in_force_date": D(2025, 7, 1)}, "R28", REVIEW),
    ({"in_force_date": None}, "R28", REVIEW),
    ({"in_force_date": D(2026, 11, 24)}, "R53", DEBT),
    ({"in_force_date": D(2026, 11, 25)}, "R28", REVIEW),
    ({"debtor_status": DebtorStatus.DECEASED}, "R29", REVIEW),
    ({"debtor_status": DebtorStatus.BANKRUPT}, "R30", REVIEW),
    ({"act_status": ActStatus.APPEALED}, "R31", REVIEW),
    ({"act_status": ActStatus.SUSPENDED}, "R31", REVIEW),
    ({**PAID, "rest_peni": Decimal("0.01")}, "R32", REVIEW),
    ({**PAID, "rest_duty": Decimal("0.01")}, "R32", REVIEW),
    ({"ip_state": IpState.ENDED_PAID}, "R33", REVIEW),
    ({**PAID, "ip_state": IpState.ENDED_PAID}, "R26", NO),
    ({"ip_state": IpState.ENDED_OTHER}, "R34", REVIEW),
    ({"ip_state": IpState.UNREADABLE}, "R34", REVIEW),
    ({"ip_state": IpState.OPEN}, "R53", DEBT),
    ({"act_kind": ActKind.SETTLEMENT}, "R35", REVIEW),
    ({"agreement_status": AgreementStatus.KEPT}, "R36", REVIEW),
    ({"agreement_status": AgreementStatus.BROKEN}, "R50", DEBT),
    ({"debt_from": D(2025, 4, 1)}, "R37", REVIEW),
    ({"debt_from": D(2026, 11, 21), "debt_to": D(2026, 11, 30)}, "R38", REVIEW),
    ({"debt_from": D(2023, 11, 1)}, "R39", REVIEW),
    ({"debt_from": D(2023, 11, 20)}, "R53", DEBT),
    ({"person": Person("Иванов", "")}, "R40", REVIEW),
    ({"person": Person("Иванов", "Иван")}, "R53", DEBT),
    ({"person": Person("И" * 256, "Иван")}, "R40", REVIEW),
    ({"act_file": None}, "R41", REVIEW),
    ({"ip_state": IpState.ENDED_NOT_COLLECTED}, "R51", DEBT),
    ({"ip_state": IpState.ENDED_NOT_COLLECTED, "debt_from": D(2021, 1, 1), "debt_to": D(2022, 1, 1)}, "R24", NO),
    ({"rest_main": Decimal("9999.99")}, "R52", DEBT),
]


@pytest.mark.parametrize(("changes", "rule", "decision"), ROWS)
def test_each_rule_of_a_row_on_both_sides_of_its_edge(changes: dict[str, Any], rule: str, decision: Decision) -> None:
    found = ruling(row(**changes))
    assert (found.rule, found.decision) == (rule, decision)


@pytest.mark.parametrize(
    ("setting", "choice", "changes", "rule", "decision"),
    [
        ("not_a_court_act", "review", {"act_kind": ActKind.NOT_COURT}, "R22", REVIEW),
        ("debtor_died", "debt", {"debtor_status": DebtorStatus.DECEASED}, "R29", DEBT),
        ("bankruptcy", "no_debt", {"debtor_status": DebtorStatus.BANKRUPT}, "R30", NO),
        ("act_contested", "debt", {"act_status": ActStatus.SUSPENDED}, "R31", DEBT),
        ("penalties_only", "debt", {"rest_main": ZERO}, "R32", DEBT),
        ("penalties_only", "no_debt", {"rest_main": ZERO}, "R32", NO),
        ("settlement", "debt", {"act_kind": ActKind.SETTLEMENT}, "R35", DEBT),
        ("agreement_kept", "debt", {"agreement_status": AgreementStatus.KEPT}, "R36", DEBT),
        ("straddling", "debt", {"debt_from": D(2020, 1, 1)}, "R39", DEBT),
        ("act_file_missing", "debt", {"act_file": None}, "R41", DEBT),
    ],
)
def test_a_case_left_to_a_lawyer_follows_its_setting(
    setting: str, choice: str, changes: dict[str, Any], rule: str, decision: Decision
) -> None:
    found = ruling(row(**changes), policy=DecisionPolicy(**{setting: choice}))
    assert (found.rule, found.decision) == (rule, decision)
    if decision is not REVIEW:
        assert "По настройке организации" in found.sentence


def test_every_setting_of_a_rule_is_a_field_of_the_policy_and_review_by_default_where_a_lawyer_is_asked() -> None:
    for rule in RULES:
        if rule.setting is not None:
            assert rule.decided(DecisionPolicy()) is rule.outcome
            if "юрист" in rule.basis:
                assert rule.outcome is REVIEW


def test_a_setting_turned_to_debt_does_not_hide_a_later_doubt() -> None:
    both = row(act_kind=ActKind.SETTLEMENT, debt_from=D(2020, 1, 1))
    found = ruling(both, policy=DecisionPolicy(settlement="debt"))
    assert (found.decision, found.rule) == (REVIEW, "R39")


def test_every_rule_of_a_row_is_tested_above_but_the_last_resort() -> None:
    tested = {rule for _, rule, _ in ROWS}
    assert {rule.number for rule in RULES if rule.kind is Kind.ROW} - tested == {"R99"}


def test_numbers_of_rules_are_unique_and_sentences_end() -> None:
    assert len({rule.number for rule in RULES}) == len(RULES)
    assert all(rule.sentence.endswith(".") for rule in RULES)


# --- gates ------------------------------------------------------------------------------------------------------------


def test_no_rows_at_a_served_house_with_fresh_data_is_the_exact_no() -> None:
    found = ruling()
    assert (found.decision, found.rule, found.debtors) == (NO, "R20", ())


@pytest.mark.parametrize("rows", [(), (row(),), (row(**PAID),)])
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"dataset_age_days": 4}, "R04"),
        ({"dataset_age_days": None}, "R04"),
        ({"dataset_age_days": -1}, "R04"),
        ({"house_served": Outcome.DIFFERENT}, "R05"),
        ({"dwelling_problems": ("Номер помещения не указан.",)}, "R07"),
        ({"broken_touching": (broken(),)}, "R08"),
        ({"broken_touching": (replace(broken(), address=None),)}, "R08"),
        ({"ambiguous": ((row(7), UNSURE),)}, "R09"),
    ],
)
def test_a_closed_gate_makes_review_of_whatever_the_rows_say(
    changes: dict[str, Any], rule: str, rows: tuple[Any, ...]
) -> None:
    found = ruling(*rows, **changes)
    assert (found.decision, found.rule) == (REVIEW, rule)


SOMEWHERE = replace(broken(), blocks=Blocks.ALL, address=None, flat=None)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"house_served": Outcome.AMBIGUOUS}, "R06"),
        ({"broken_touching": (SOMEWHERE,)}, "R13"),
        ({"broken_touching": (replace(broken(), blocks=Blocks.HOUSE),)}, "R13"),
        ({"broken_touching": (replace(broken(), flat="12 или 13"),)}, "R13"),
        ({"broken_touching": (replace(broken(), room="??"),)}, "R13"),
    ],
)
def test_what_only_forbids_no_leaves_a_proven_debt_proven(changes: dict[str, Any], rule: str) -> None:
    for rows in ((), (row(**PAID),)):
        assert (ruling(*rows, **changes).decision, ruling(*rows, **changes).rule) == (REVIEW, rule)
    found = ruling(row(), **changes)
    assert found.decision is DEBT
    assert any(note.startswith(rule) for note in found.notes)


def test_rows_with_errors_are_named_by_number() -> None:
    found = ruling(broken_touching=tuple(broken(number) for number in range(30, 42)))
    assert "Строки с ошибками: 30, 31, 32, 33, 34, 35, 36, 37, 38, 39 и ещё 2." in found.notes


def test_the_details_of_a_verdict_reach_the_reviewer() -> None:
    assert "Строка 2: Спор." in ruling(row(contradictions=("Спор.",))).notes
    assert "Строка 2: файл акта пуст." in ruling(row(), act_problem=lambda _: "файл акта пуст").notes


def test_data_of_the_last_permitted_day_is_fresh() -> None:
    assert ruling(dataset_age_days=3).decision is NO
    assert ruling(dataset_age_days=4, policy=DecisionPolicy(dataset_max_age_days=4)).decision is NO


def test_without_a_dataset_nothing_is_answered() -> None:
    found = decide(request(), None, DecisionPolicy(), today=TODAY, dataset_age_days=None)
    assert (found.decision, found.rule) == (REVIEW, "R03")


@pytest.mark.parametrize(("status", "rule"), [(ResponseStatus.SENT, "R01"), (ResponseStatus.AUTO_GENERATED, "R02")])
def test_what_is_answered_already_is_not_answered_again(status: ResponseStatus, rule: str) -> None:
    found = ruling(row(), response_status=status)
    assert (found.decision, found.rule, found.answerable, found.debtors) == (REVIEW, rule, False, ())


def test_a_saved_but_unsent_answer_is_decided_and_flagged() -> None:
    found = ruling(draft=True)
    assert found.decision is NO
    assert any("не отправленный ответ" in note for note in found.notes)


def test_a_request_without_any_period_is_review_only_if_there_are_rows_to_place() -> None:
    assert ruling(row(), period=None, sent_date=None).rule == "R37"
    assert ruling(period=None, sent_date=None).rule == "R20"
    assert ruling(row(), period=Period(D(2026, 2, 1), D(2026, 1, 1))).rule == "R37"


# --- the person, when the page shows one ------------------------------------------------------------------------------


def test_a_shown_person_who_is_the_debtor_gives_debt() -> None:
    assert ruling(row(), applicant=IVANOV).decision is DEBT


def test_a_shown_person_at_a_dwelling_with_somebody_elses_debt_is_review_and_never_no() -> None:
    found = ruling(other_persons=(row(),), applicant=PETROVA)
    assert (found.decision, found.rule, found.proposal) == (REVIEW, "R10", DEBT)


def test_a_shown_person_who_may_be_the_debtor_is_review() -> None:
    found = ruling(ambiguous=((row(), UNSURE),), applicant=Person("Иванов", "Иван"))
    assert (found.decision, found.rule) == (REVIEW, "R10")


def test_a_paid_debt_of_somebody_else_does_not_concern_the_shown_person() -> None:
    assert ruling(other_persons=(row(**PAID),), applicant=PETROVA).decision is NO


# --- whom an answer may name ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "Данные собственника отсутствуют", "Администрация города Энска", "Муниципальная собственность города",
        "Наследственное имущество Иванова", "Неизвестный собственник квартиры", "Иван Иванович Иванов",
        "Иванов Пётр Иван", "Иванов Петров Сидоров", "Иванов Иванович Иван", "Иван Иванов Иванович",
        "Анна Петровна Петрова",
        "МКУ УЖКХ Города", "Российская Федерация -", "Министерство обороны РФ", "Не определён -", "Без имени -",
        "ГСК Мотор -", "Фонд капитального ремонта", "Сбербанк России -", "Бюджетное учреждение культуры",
    ],
)  # fmt: skip
@pytest.mark.parametrize("snils", [None, "11223344595"])
def test_a_cell_that_is_no_name_or_a_name_in_another_order_is_never_named(cell: str, snils: str | None) -> None:
    last, first, middle = cell.split()
    found = ruling(row(person=Person(last, first, middle, snils)))
    assert (found.decision, found.rule) == (REVIEW, "R40")


@pytest.mark.parametrize(
    "person",
    [
        Person("Мамедов", "Рашид", "Али оглы"), Person("Гасанов", "Рашид", "Али"), Person("Ли", "Ван"),
        Person("Роман", "Игорь", "Петрович"), Person("Иван", "Пётр", "Ильич"), Person("Ким", "Александр"),
        Person("Алиева", "Лейла", "Вагиф кызы"), Person("Кузьмич", "Пётр", "Фомич"),
        Person("Данилович", "Анна", "Ильинична"), Person("Собственников", "Иван", "Иванович"),
        Person("фон Вымыслов", "Пётр", "Ильич"),
        Person("Мухаммадиев", "Фаррух", "Саидович"), Person("Ахмедов", "Муса", "Ахмед"), Person("Ибн Сина", "Абу"),
    ],
)  # fmt: skip
def test_real_names_of_any_people_are_named(person: Person) -> None:
    assert ruling(row(person=person)).decision is DEBT
