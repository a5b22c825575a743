"""An honest register that proves nothing yet: the accountant is told the one thing that mends it."""

from __future__ import annotations

from pathlib import Path

import pytest
from registers import TODAY, header, line, load, write_sheets, write_xlsx

from rpa.cli.dataset_shown import show_check, unknown_places
from rpa.debts.dataset import load_dataset, load_mapping
from rpa.debts.served_houses import ServedHouse, ServedHouses, ServedHousesError, load_served_houses
from rpa.errors import DatasetError

HOUSES = ServedHouses((ServedHouse("600100, обл. Заозёрная, г. Энск, ул. Мира, д. 5", None, ("г. Энск, Мира, 5",)),))


def test_rows_that_leave_out_their_only_town_are_told_and_one_line_of_the_mapping_mends_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset = load(tmp_path, line(address="ул. Мира, 5"))
    assert unknown_places(dataset, HOUSES) == {"without_town": 1, "without_street_type": 0}
    show_check(dataset, HOUSES)
    printed = capsys.readouterr()
    assert "settlement: г. Энск" in " ".join((printed.out + printed.err).split())
    mapping = tmp_path / "m.yaml"
    mapping.write_text("constants:\n  settlement: г. Энск\n", encoding="utf-8")
    mended = load_dataset(tmp_path / "register.xlsx", today=TODAY, mapping=load_mapping(mapping))
    assert set(unknown_places(mended, HOUSES).values()) == {0}


def test_rows_without_the_type_of_their_street_are_told_until_the_list_has_their_spelling(tmp_path: Path) -> None:
    dataset = load(tmp_path, line(address="г. Энск, Садовая, 5"), line(address="г. Энск, Мира, 5", flat="13"))
    assert unknown_places(dataset, HOUSES) == {"without_town": 0, "without_street_type": 1}
    assert set(unknown_places(dataset, None).values()) == {0}


def test_an_address_above_each_table_is_to_go_below_its_captions(tmp_path: Path) -> None:
    captions = [caption for caption in header() if caption != "Адрес"]
    row = [cell for cell, caption in zip(line(), header(), strict=True) if caption != "Адрес"]
    sheets = {name: [[f"Дом: г. Энск, ул. Мира, д. {name}"], captions, row] for name in ("5", "7")}
    with pytest.raises(DatasetError) as caught:
        load_dataset(write_sheets(tmp_path / "a.xlsx", sheets), today=TODAY)
    assert "под заголовками" in (caught.value.hint or "")
    moved = {name: [captions, [f"г. Энск, ул. Мира, д. {name}"], row] for name in ("5", "7")}
    found = load_dataset(write_sheets(tmp_path / "b.xlsx", moved), today=TODAY)
    assert [row.address for row in found.rows] == ["г. Энск, ул. Мира, д. 5", "г. Энск, ул. Мира, д. 7"]


def test_a_total_in_the_list_of_houses_is_to_be_deleted(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "h.xlsx", [["№", "Адрес"], [1, "г. Энск, ул. Мира, д. 5"], ["Итого", 1]])
    with pytest.raises(ServedHousesError) as caught:
        load_served_houses(path)
    assert "удалите строку" in caught.value.errors[0].cure
