"""Columns «Дом», «Корпус» and «Строение» beside an address or a group that names a house: they never vanish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, load, only, only_broken, only_row, write_xlsx

from rpa.debts.address import parse_address
from rpa.debts.dataset import Blocks, Dataset, load_dataset

GUID = "5f1d2a34-0000-4000-8000-00000000000a"
HOUSE, BLOCK, STRUCTURE = "Дом", "Корпус", "Строение"


def loaded(folder: Path, columns: dict[str, Any], *, group: str | None = None, **cells: Any) -> Dataset:
    lines = [[*header(), *columns]]
    if group is not None:
        cells["address"] = None
        lines.append([*only(account=group)])
    lines.append([*line(**cells), *columns.values()])
    return load_dataset(write_xlsx(folder / "a.xlsx", lines), today=TODAY)


@pytest.mark.parametrize("in_group", [False, True])
@pytest.mark.parametrize(
    ("address", "columns", "key"),
    [
        ("г. Энск, ул. Мира, д. 5", {BLOCK: "2"}, ("5", "2", "")),
        ("г. Энск, ул. Мира, д. 5", {STRUCTURE: "3"}, ("5", "", "3")),
        ("г. Энск, ул. Мира, д. 5", {HOUSE: 5.0, BLOCK: "А", STRUCTURE: "3"}, ("5", "А", "3")),
        ("г. Энск, ул. Мира, д. 5, корп. 2", {HOUSE: "5", BLOCK: "2"}, ("5", "2", "")),
        ("г. Энск, ул. Мира, д. 5к2", {HOUSE: "5", BLOCK: "2"}, ("5", "2", "")),
        ("г. Энск, ул. Мира, д. 5 корп. 2", {HOUSE: "5"}, ("5", "2", "")),
        ("г. Энск, ул. Мира, 5", {HOUSE: "05"}, ("5", "", "")),
        ("г. Энск, ул. Мира", {HOUSE: "5 корп. 2"}, ("5", "2", "")),
        ("г. Энск, мкр. 3", {HOUSE: "5", BLOCK: "2"}, ("5", "2", "")),
    ],
)
def test_what_the_columns_add_is_part_of_the_address(
    tmp_path: Path, address: str, columns: dict[str, Any], key: tuple[str, str, str], in_group: bool
) -> None:
    where = {"group": address} if in_group else {"address": address}
    read = parse_address(only_row(loaded(tmp_path, columns, **where)).address)
    assert (read.house.number, read.house.corpus, read.house.building) == key
    assert not read.house_problems


@pytest.mark.parametrize("in_group", [False, True])
@pytest.mark.parametrize(
    ("address", "columns", "column"),
    [
        ("г. Энск, ул. Мира, д. 5", {HOUSE: "7"}, "house"),
        ("г. Энск, ул. Мира, д. 5", {HOUSE: "5А"}, "house"),
        ("г. Энск, ул. Мира, д. 5", {HOUSE: "5/2"}, "house"),
        ("г. Энск, ул. Мира, д. 5", {HOUSE: "5 корп. 2"}, "house"),
        ("г. Энск, ул. Мира, д. 5", {HOUSE: "б/н"}, "house"),
        ("г. Энск, ул. Мира, д. 5, корп. 2", {HOUSE: "5", BLOCK: None}, "house"),
        ("г. Энск, ул. Мира, д. 5, корп. 2", {BLOCK: "3"}, "block"),
        ("г. Энск, ул. Мира, д. 5, стр. 2", {STRUCTURE: "3"}, "structure"),
        ("г. Энск, ул. Мира, д. 5/2", {BLOCK: "2"}, "block"),
        ("г. Энск, ул. Мира, д. 5А", {BLOCK: "А"}, "block"),
        ("г. Энск, ул. Мира", {BLOCK: "2"}, "block"),
        ("г. Энск, ул. Мира", {STRUCTURE: "2"}, "structure"),
    ],
)
def test_a_row_whose_columns_and_address_do_not_make_one_house_blocks_every_address(
    tmp_path: Path, address: str, columns: dict[str, Any], column: str, in_group: bool
) -> None:
    where = {"group": address} if in_group else {"address": address}
    row = only_broken(loaded(tmp_path, columns, house_fias_guid=GUID, **where))
    assert (row.blocks, row.address, row.errors[0].column) == (Blocks.ALL, None, column)


def test_an_unreadable_house_cell_is_not_taken_for_the_house_of_the_group(tmp_path: Path) -> None:
    row = only_broken(loaded(tmp_path, {HOUSE: "05.фев"}, group="г. Энск, ул. Мира, д. 5"))
    assert (row.blocks, row.address) == (Blocks.ALL, None)


@pytest.mark.parametrize("letter", ["А", "а"])
def test_a_letter_of_the_number_in_a_column_of_its_own_belongs_to_the_number(tmp_path: Path, letter: str) -> None:
    dataset = loaded(tmp_path, {"Улица": "ул. Мира", HOUSE: "5", "Буква": letter, BLOCK: "2"}, address=None)
    assert only_row(dataset).address == f"ул. Мира, д. 5{letter}, корп. 2"
    read = parse_address(only_row(dataset).address)
    assert (read.house.number, read.house.letter, read.house.liter, read.house.corpus) == ("5", "А", "", "2")


@pytest.mark.parametrize(
    ("address", "columns", "liter"),
    [
        ("г. Энск, ул. Мира, д. 5", {"Буква": "А"}, "А"),
        ("г. Энск, ул. Мира, д. 5", {HOUSE: "5", "Буква": "А"}, "А"),
        ("г. Энск, ул. Мира", {HOUSE: "5/2", "Буква": "А"}, None),
        ("г. Энск, ул. Мира, д. 5", {"Буква": "А", "Литера": "Б"}, None),
    ],
)
def test_beside_another_word_on_the_house_a_letter_may_be_a_liter(
    tmp_path: Path, address: str, columns: dict[str, Any], liter: str | None
) -> None:
    dataset = loaded(tmp_path, columns, address=address)
    if liter is None:
        assert only_broken(dataset).blocks is Blocks.ALL
    else:
        assert parse_address(only_row(dataset).address).house.liter == liter


@pytest.mark.parametrize("in_group", [False, True])
@pytest.mark.parametrize(
    ("address", "town", "expected"),
    [
        ("ул. Мира, д. 5", "г. Энск", "г. Энск, ул. Мира, д. 5"),
        ("ул. Мира, д. 5", "Энск", "Энск, ул. Мира, д. 5"),
        ("г. Энск, ул. Мира, д. 5", "Энск", "г. Энск, ул. Мира, д. 5"),
        ("г. Энск, п. Лесной, ул. Мира, д. 5", "г. Энск", "г. Энск, п. Лесной, ул. Мира, д. 5"),
        ("г.о. Энск, п. Лесной, ул. Мира, д. 5", "г. Энск", "г.о. Энск, п. Лесной, ул. Мира, д. 5"),
        ("ул. Мира, д. 5", None, "ул. Мира, д. 5"),
    ],
)
def test_the_column_of_the_town_is_part_of_the_address(
    tmp_path: Path, address: str, town: str | None, expected: str, in_group: bool
) -> None:
    where = {"group": address} if in_group else {"address": address}
    assert only_row(loaded(tmp_path, {"Город": town}, **where)).address == expected


def test_another_town_in_its_column_makes_it_a_debt_of_any_house(tmp_path: Path) -> None:
    row = only_broken(loaded(tmp_path, {"Город": "п. Лесной"}, address="г. Энск, ул. Мира, д. 5"))
    assert ([error.column for error in row.errors], row.blocks) == (["settlement"], Blocks.ALL)


def test_a_street_that_looks_like_a_village_does_not_contradict_the_town(tmp_path: Path) -> None:
    row = only_row(loaded(tmp_path, {"Город": "г. Энск"}, address="Д. Донского, 5"))
    assert row.address == "г. Энск, Д. Донского, 5"


def test_a_line_whose_cells_slid_over_its_house_may_be_of_any_house(tmp_path: Path) -> None:
    # The number of the house was deleted: that of the flat stands in its place, and the debtor in the flat's.
    captions = ["Улица", "Дом", "Кв.", "ФИО", *header()[5:]]
    good = ["г. Энск, ул. Мира", "5", "12", *line()[4:]]
    slid = [good[0], *good[2:], None]
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", [captions, good, slid]), today=TODAY)
    assert [row.flat for row in dataset.rows] == ["12"]
    assert [(row.address, row.blocks) for row in dataset.broken] == [(None, Blocks.ALL)]


def test_a_line_whose_cells_slid_to_the_right_may_be_of_any_flat(tmp_path: Path) -> None:
    # A cell was put in: the account stands in the place of the flat, the flat in the debtor's.
    captions = ["№ п/п", "Лицевой счет", "Кв.", "ФИО", *header()[5:]]
    good = [1, "0010", "12", *line()[4:]]
    group = [only(account="г. Энск, ул. Мира, д. 5")[0]]
    slid = [None, *good]
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", [captions, group, good, slid, good]), today=TODAY)
    assert [row.flat for row in dataset.rows] == ["12", "12"]
    assert [(row.address, row.blocks) for row in dataset.broken] == [(None, Blocks.ALL)]


def test_remarks_in_cells_of_two_kinds_leave_the_line_its_dwelling(tmp_path: Path) -> None:
    broken = only_broken(load(tmp_path, line(rest_main="уточнить", in_force_date="неизвестно")))
    assert broken.blocks is Blocks.DWELLING
