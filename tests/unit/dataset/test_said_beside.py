"""A word against a debt in a column nobody reads, and a sum that stands with the first debtor only."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, load, load_dataset, only_broken, only_row, write_sheets, write_xlsx

from rpa.debts.dataset import Blocks, Dataset


def beside(folder: Path, caption: str, cell: Any, **cells: Any) -> Dataset:
    return load_dataset(write_xlsx(folder / "a.xlsx", [[*header(), caption], [*line(**cells), cell]]), today=TODAY)


AGAINST = [
    ("Статус", "Погашено"),
    ("Примечание", "Долг погашен полностью 12.11.2026"),
    ("Работа с долгом", "отозван"),
    ("Тип записи", "Сторно"),
    ("Операция", "Оплата"),
    ("Вид задолженности", "Пени"),
    ("Вид начисления", "Гос. пошлина"),
    ("Долг погашен", "да"),
    ("Долг погашен", date(2026, 11, 12)),
    ("Архив", True),
    ("Примечание", "Долга нет"),
    ("Примечание", "задолженность отсутствует"),
    ("Статус дела", "Дело закрыто"),
    ("Состояние", "Исполнено"),
    ("Исход", "В иске отказано"),
    ("Примечание", "Отмена судебного приказа 20.05.2026"),
    ("Отмена приказа судом", date(2026, 5, 20)),
    ("Долг погашен", "✓"),
    ("Примечание", "Оплачено 20.05.26"),
    ("Примечание", "оплатила полностью"),
    ("Примечание", "погасил долг"),
    ("Примечание", "умер"),
    ("Примечание", "Должник умер 12.05.25"),
    ("Статус", "Признан банкротом"),
    ("Примечание", "дубль"),
]


@pytest.mark.parametrize(("caption", "cell"), AGAINST)
def test_a_word_against_a_debt_leaves_its_dwelling_to_a_person(tmp_path: Path, caption: str, cell: Any) -> None:
    row = only_broken(beside(tmp_path, caption, cell))
    assert (row.blocks, row.flat) == (Blocks.DWELLING, "12")
    assert [(error.letter, error.header) for error in row.errors] == [("W", caption)]


@pytest.mark.parametrize(
    ("caption", "cell"),
    [
        ("Примечание", "погашено 500 руб. из 12 345,67"),
        ("Статус", "не погашен"),
        ("Долг погашен", "нет"),
        ("Не погашен", "да"),
        ("Вид долга", "Основной долг"),
        ("Услуга", "Отопление"),
        ("Примечание", "пени"),
        ("Примечание", "оплатил 5000"),
        ("Примечание", "умер отец"),
        ("Примечание", "дубликат"),
        ("Списано", "12,00"),
        ("Состояние лицевого счёта", "Закрыт"),
        ("Возражения", "об отмене не просил"),
    ],
)
def test_other_words_say_nothing(tmp_path: Path, caption: str, cell: str) -> None:
    only_row(beside(tmp_path, caption, cell))


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("act_status", "исполнен"),
        ("act_status", "Погашено 12.11.2026"),
        ("case_number", "2-100/2025 (отменён)"),
        ("case_number", "2-100/2025, приказ отм. 20.05.2026"),
        ("court", "Судебный участок № 1; погашено"),
    ],
)
def test_a_column_of_the_act_that_says_it_is_over_leaves_its_dwelling_to_a_person(
    tmp_path: Path, name: str, cell: str
) -> None:
    row = only_broken(load(tmp_path, line(**{name: cell})))
    assert (row.blocks, row.flat, [error.column for error in row.errors]) == (Blocks.DWELLING, "12", [name])
    only_row(load(tmp_path, line(**{name: cell}, rest_main=0)))


def test_an_act_that_is_being_carried_out_or_was_not_cancelled_is_a_debt(tmp_path: Path) -> None:
    only_row(load(tmp_path, line(act_status="исполняется", case_number="2-100/2025 (не отменён)")))


@pytest.mark.parametrize("name", ["Погашено", "Архив 2025", "Отменённые приказы", "закрытые"])
def test_a_sheet_named_for_debts_that_are_over_leaves_its_dwellings_to_a_person(tmp_path: Path, name: str) -> None:
    over = [line(flat="14", case_number="2-14/2025"), line(flat="15", case_number="2-15/2025", rest_main=0)]
    sheets = {"Долги": [header(), line()], name: [header(), *over]}
    dataset = load_dataset(write_sheets(tmp_path / "a.xlsx", sheets), today=TODAY)
    assert [row.flat for row in dataset.rows] == ["12", "15"]
    assert [(row.flat, row.blocks, row.errors[0].sheet) for row in dataset.broken] == [("14", Blocks.DWELLING, name)]


@pytest.mark.parametrize("cells", [{"rest_main": 0}, {"act_status": "отменён"}])
def test_a_row_that_says_the_same_itself_is_read(tmp_path: Path, cells: dict[str, Any]) -> None:
    only_row(beside(tmp_path, "Статус", "Погашено", **cells))


def test_a_sum_that_stands_with_the_first_debtor_only_is_not_paid_by_the_second(tmp_path: Path) -> None:
    captions = [*header(), "Присуждено госпошлина"]
    second = line(fio="Петрова Анна Сергеевна", awarded_main=0, rest_main=0)
    path = write_xlsx(tmp_path / "a.xlsx", [captions, [*line(), 0], [*second, 200]])
    rows = load_dataset(path, today=TODAY).rows
    assert [row.contradictions[0][:47] for row in rows] == ["По одному делу основной долг присуждён только с"] * 2
