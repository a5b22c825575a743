"""A column of an address that nothing reads would make one dwelling of two; Latin look-alikes hide no caption."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, only, only_row, write_xlsx

from rpa.debts.address import parse_address
from rpa.debts.dataset import ColumnMapping, Dataset, DebtorStatus, load_dataset
from rpa.errors import DatasetError


def loaded(folder: Path, caption: str, *cells: Any, mapping: ColumnMapping | None = None) -> Dataset:
    """The good row once for each of ``cells``, in a column of its own under ``caption``."""
    lines = [[*line(case_number=f"2-{number}/2025"), cell] for number, cell in enumerate(cells, 1)]
    path = write_xlsx(folder / "a.xlsx", [[*header(), caption], *lines, only(account="Итого", rest_main=1)])
    return load_dataset(path, today=TODAY, mapping=mapping)


@pytest.mark.parametrize("caption", ["Комнаты", "Корпус/строение", "Дом, корпус", "№ блок"])
def test_a_column_of_an_address_that_is_not_understood_refuses_the_file(tmp_path: Path, caption: str) -> None:
    with pytest.raises(DatasetError, match="похож на часть адреса") as caught:
        loaded(tmp_path, caption, None, "2")
    assert "столбец W" in caught.value.what
    assert caught.value.hint


@pytest.mark.parametrize(
    ("caption", "cell"),
    [("Комнаты", None), ("Комнаты", "-"), ("Комнаты", 0), ("Количество комнат", 2), ("Площадь квартиры", 40.5),
     ("Тип помещения", "жилое"), ("Подъезд", 3)],
)  # fmt: skip
def test_an_empty_column_and_one_that_is_no_part_of_an_address_are_left_out(
    tmp_path: Path, caption: str, cell: Any
) -> None:
    assert only_row(loaded(tmp_path, caption, cell)).flat == "12"


def test_what_a_mapping_says_of_such_a_column_is_done(tmp_path: Path) -> None:
    named = loaded(tmp_path, "Комнаты", "2", mapping=ColumnMapping(columns={"room": "W"}))
    assert only_row(named).room == "2"
    left_out = loaded(tmp_path, "Корпус", "2", mapping=ColumnMapping(columns={"block": None}))
    assert only_row(left_out).address == "г. Энск, ул. Мира, д. 5"


@pytest.mark.parametrize("caption", ["Литера", "Буква дома", "Лит."])
def test_the_letter_of_a_house_in_a_column_of_its_own_is_part_of_the_address(tmp_path: Path, caption: str) -> None:
    house = parse_address(only_row(loaded(tmp_path, caption, "А")).address).house
    assert (house.number, house.liter) == ("5", "А")


def test_a_letter_that_stands_in_the_number_already_is_not_said_twice(tmp_path: Path) -> None:
    lines = [[*header(), "Литера"], [*line(address="г. Энск, ул. Мира, д. 5а"), "А"]]
    row = only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", lines), today=TODAY))
    assert row.address == "г. Энск, ул. Мира, д. 5а"


def test_a_caption_with_latin_look_alikes_is_read(tmp_path: Path) -> None:
    assert only_row(loaded(tmp_path, "Kopпус", "2")).address.endswith("корп. 2")
    assert only_row(loaded(tmp_path, "Cтатус должника", "умер")).debtor_status is DebtorStatus.DECEASED
