"""Lines between the rows and titles that say of what the rows below them are: none of these is «имеется» in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, load, only, only_row, write_sheets, write_xlsx

from rpa.debts.dataset import Blocks, Dataset, load_dataset
from rpa.errors import DatasetError


def row(flat: str, **cells: Any) -> list[Any]:
    return line(flat=flat, case_number=f"2-{flat}/2025", **cells)


def known(dataset: Dataset) -> tuple[list[str | None], list[tuple[str | None, Blocks]]]:
    return [found.flat for found in dataset.rows], [(found.flat, found.blocks) for found in dataset.broken]


@pytest.mark.parametrize("column", ["account", "address", "fio", "court"])
@pytest.mark.parametrize(
    "text", ["Отменённые приказы", "Погашено:", "Архив", "Исполненные приказы", "Умершие", "Должники-банкроты"]
)
def test_a_line_that_names_debts_that_are_over_leaves_those_below_it_to_a_person(
    tmp_path: Path, text: str, column: str
) -> None:
    dataset = load(
        tmp_path, row("1"), only(**{column: text}), row("2"), only(account="прочее"), row("3", rest_main=0), row("4"),
        only(account="Действующие приказы"), row("5"),
    )  # fmt: skip
    rows, broken = known(dataset)
    assert rows == ["1", "3", "5"]
    assert [found for found in broken if found[0]] == [("2", Blocks.DWELLING), ("4", Blocks.DWELLING)]


@pytest.mark.parametrize("text", ["Непогашенные долги", "Не погашенные", "Действующие"])
def test_a_line_that_names_debts_that_stand_says_nothing_against_them(tmp_path: Path, text: str) -> None:
    assert known(load(tmp_path, row("1"), only(account=text), row("2")))[0] == ["1", "2"]


def test_a_debtor_whose_state_is_told_in_its_column_needs_no_other_word(tmp_path: Path) -> None:
    captions = [*header(), "Статус должника", "Примечание"]
    lines = [captions, [*only(account="Умершие"), "", ""], [*row("1"), "умер", "умер 12.05.2026"], [*row("2"), "", ""]]
    rows, broken = known(load_dataset(write_xlsx(tmp_path / "a.xlsx", lines), today=TODAY))
    assert (rows, broken[1:]) == (["1"], [("2", Blocks.DWELLING)])


GONE = [
    "Реестр отменённых судебных приказов", "Список должников-банкротов", "Реестр погашенной задолженности",
    "Отменённые судебные приказы", "Погашенная задолженность на 20.11.2026", "Умершие должники", "Архив",
]  # fmt: skip


@pytest.mark.parametrize("title", GONE)
def test_a_register_of_debts_that_are_over_is_no_whole_register(tmp_path: Path, title: str) -> None:
    with pytest.raises(DatasetError, match="с отбором"):
        load_dataset(write_xlsx(tmp_path / "a.xlsx", [[title], header(), line()]), today=TODAY)


@pytest.mark.parametrize("title", GONE)
def test_beside_another_sheet_its_rows_are_for_a_person(tmp_path: Path, title: str) -> None:
    sheets = {"Лист1": [header(), row("1")], "Лист2": [[title], header(), row("2")]}
    dataset = load_dataset(write_sheets(tmp_path / "a.xlsx", sheets), today=TODAY)
    assert known(dataset) == (["1"], [("2", Blocks.DWELLING)])


@pytest.mark.parametrize(
    "title", ["Реестр непогашенной задолженности", "Реестр долгов без отменённых приказов", "Погашено за месяц: 5 000"]
)
def test_other_titles_pass(tmp_path: Path, title: str) -> None:
    only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", [[title], header(), line()]), today=TODAY))


@pytest.mark.parametrize("told", [["Погашенная задолженность", 5000], ["Отменённые приказы в реестр не входят"]])
def test_a_sum_or_a_word_about_them_above_the_register_is_no_title(tmp_path: Path, told: list[Any]) -> None:
    only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", [told, header(), line()]), today=TODAY))
    sheets = {"Лист1": [header(), row("1")], "Лист2": [told, header(), row("2")]}
    assert known(load_dataset(write_sheets(tmp_path / "b.xlsx", sheets), today=TODAY))[0] == ["1", "2"]
