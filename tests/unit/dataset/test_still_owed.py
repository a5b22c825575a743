"""Another act, or «не погашено», beside a row that says «нет» by the act it names."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, load, load_dataset, only_broken, only_row, write_xlsx

from rpa.debts.dataset import Blocks, Dataset

CANCELLED = {"act_status": "отменён", "ip_number": None}
YOUNG = {
    "act_status": "не вступил в силу", "ip_number": None, "in_force_date": None, "act_kind": "Решение суда",
    "act_date": date(2026, 10, 5),
}  # fmt: skip
CLAIM = {"act_kind": "Иск", "act_status": "не вступил в силу", "in_force_date": None, "ip_number": None}
DEFAULT = CANCELLED | {"act_kind": "Заочное решение"}
PAID = {"rest_main": 0}


def beside(folder: Path, caption: str, cell: Any, **cells: Any) -> Dataset:
    return load_dataset(write_xlsx(folder / "a.xlsx", [[*header(), caption], [*line(**cells), cell]]), today=TODAY)


@pytest.mark.parametrize(
    ("cells", "caption", "cell"),
    [
        (CANCELLED, "Решение суда", "2-555/2025 от 01.02.2026"),
        (CANCELLED, "№ решения", "2-555/2025"),
        (CANCELLED, "Новый акт", "дело № 02-0555/2025"),
        (CANCELLED, "Примечание", "подан иск, решение вступило в силу 01.03.2026"),
        (CANCELLED, "Примечание", "Взыскано по иску"),
        (CANCELLED, "Решение вступило в силу", date(2026, 3, 1)),
        (CANCELLED, "Решение вынесено", "да"),
        (CANCELLED, "Решение", "иск удовлетворён"),
        (YOUNG, "Примечание", "вступило в силу 10.11.2026"),
        (YOUNG, "История", "2-100/2025, после апелляции 2-9/2026"),
        (CANCELLED, "Примечание", "дело № 2 - 555/2026"),
        (CANCELLED, "Новый акт", "2-555 / 2026"),
        (DEFAULT, "Примечание", "отменено, 05.06.2026 вынесено новое решение"),
        (DEFAULT, "Дата нового решения", date(2026, 3, 1)),
        (CLAIM, "Примечание", "вынесено решение"),
        (CLAIM, "Итог", "приказ 2-7/2026"),
    ],
)
def test_another_act_beside_one_that_confirms_nothing_is_a_persons(
    tmp_path: Path, cells: dict[str, Any], caption: str, cell: Any
) -> None:
    row = only_broken(beside(tmp_path, caption, cell, **cells))
    assert (row.blocks, row.flat) == (Blocks.DWELLING, "12")
    assert [(error.letter, error.header) for error in row.errors] == [("W", caption)]
    assert "другое дело или решение" in row.errors[0].message


@pytest.mark.parametrize(
    ("cells", "caption", "cell"),
    [
        (CANCELLED, "Примечание", "отменён по заявлению должника"),
        (CANCELLED, "Примечание", "определение об отмене по делу 2-100/25"),
        (CANCELLED, "Материал", "13-45/2026"),
        (CANCELLED, "№ договора управления", "2-45/2015"),
        (CANCELLED, "Решение суда", "-"),
        (CANCELLED, "Решение суда", "нет"),
        (CANCELLED, "Примечание", "решение не вынесено"),
        (CANCELLED, "Примечание", "в иске отказано решением"),
        (CANCELLED, "Основание", "решение общего собрания"),
        (CANCELLED, "Примечание", "определение по делу № 2 - 100 / 2025"),
        (DEFAULT, "Примечание", "решение отменено, новое решение не вынесено"),
        (CANCELLED | PAID, "Решение суда", "2-555/2025"),
        (YOUNG, "Примечание", "решение вступит в силу 10.12.2026"),
        (YOUNG, "Примечание", "не вступило"),
        ({}, "Примечание", "взыскано решением 2-555/2025"),
    ],
)
def test_what_says_nothing_of_another_act_leaves_the_row_as_it_is(
    tmp_path: Path, cells: dict[str, Any], caption: str, cell: Any
) -> None:
    assert only_row(beside(tmp_path, caption, cell, **cells)).flat == "12"


@pytest.mark.parametrize(
    "case",
    ["2-100/2025, 2-200/2026", "2 - 100/2025, 2 - 200/2026", "2-100/2025\n2-200/2026", "2-100/2025 (отм.); 2-200/2026"],
)
def test_one_state_of_two_cases_in_a_cell_is_a_persons(tmp_path: Path, case: str) -> None:
    row = only_broken(load(tmp_path, line(case_number=case, **CANCELLED)))
    assert {error.column for error in row.errors} == {"case_number"}
    assert "несколько дел" in row.errors[-1].message


def test_one_case_in_two_writings_is_one(tmp_path: Path) -> None:
    assert only_row(load(tmp_path, line(case_number="2-100/2025 (02-0100/25)", **CANCELLED))).flat == "12"


@pytest.mark.parametrize(
    ("caption", "cell"),
    [
        ("Примечание", "Долг не погашен"),
        ("Состояние оплаты", "не оплачено"),
        ("Статус", "погашено частично"),
        ("Погашен полностью", "нет"),
        ("Долг погашен", False),
    ],
)
def test_a_rest_of_nought_beside_a_word_that_it_is_owed_is_a_persons(tmp_path: Path, caption: str, cell: Any) -> None:
    row = only_broken(beside(tmp_path, caption, cell, **PAID))
    assert "долг не погашен" in row.errors[0].message


@pytest.mark.parametrize(
    ("caption", "cell"),
    [("Примечание", "погашен"), ("Погашено за месяц", "нет"), ("Долг погашен", "да"), ("Жалоба", "нет")],
)
def test_a_paid_debt_stays_paid_beside_other_words(tmp_path: Path, caption: str, cell: Any) -> None:
    assert only_row(beside(tmp_path, caption, cell, **PAID)).rest_main == 0
