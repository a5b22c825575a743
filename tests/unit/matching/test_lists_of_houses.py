"""One row for several houses («д. 5-9», «д. 5, 7»): whichever of them is asked about, «нет» is not said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_identifiers_and_lists import asked, outcome

from rpa.debts.served_houses import ServedHouse, ServedHousesError, load_served_houses

STREET = "г. Энск, ул. Садовая, д. "
LISTED = tuple(ServedHouse(STREET + house) for house in ("5", "7", "9", "11", "5, корп. 2", "5, корп. 3"))


def of_house(row: str, house: str, served: tuple[ServedHouse, ...] | None = LISTED) -> str:
    return outcome(asked((STREET + row, None), (STREET + house, None), served))


@pytest.mark.parametrize("served", [LISTED, None])
@pytest.mark.parametrize(
    ("row", "houses"),
    [
        ("5-9", ["5", "7", "9"]),
        ("5 – 9", ["5", "7", "9"]),
        ("5, 7", ["5", "7"]),
        ("5; 7", ["5", "7"]),
        ("5, 7, 9", ["5", "7", "9"]),
        ("5-7, 9", ["5", "7", "9"]),
        ("5, корп. 2, 3", ["5, корп. 2", "5, корп. 3"]),
    ],
)
def test_any_house_of_a_list_is_a_doubt(row: str, houses: list[str], served: tuple[ServedHouse, ...] | None) -> None:
    assert {of_house(row, house, served) for house in houses} == {"ambiguous"}


@pytest.mark.parametrize("row", ["5-9", "5, 7", "5-112", "5, корп. 2, 3"])
def test_a_house_beyond_the_list_is_another(row: str) -> None:
    assert of_house(row, "11") == "different"


@pytest.mark.parametrize(("row", "found"), [("5-" + "9" * 5000, "different"), ("9" * 5000 + "-5", "ambiguous")])
def test_digits_without_end_end_no_plan(row: str, found: str) -> None:
    assert of_house(row, "7") == found


def test_a_house_listed_with_its_dash_is_no_list_of_houses() -> None:
    listed = (*LISTED, ServedHouse(STREET + "5-9"))
    assert [of_house("5-9", house, listed) for house in ("5-9", "7")] == ["same", "different"]
    assert of_house("7", "5-9", listed) == "different"


def test_a_flat_without_a_word_is_one_where_no_house_has_its_number() -> None:
    assert of_house("5, 12", "7") == "different"


@pytest.mark.parametrize("address", ["с. Луговое, ул. Мира, д. 5, кв. 1", "г. Энск, ул. Мира, д. 5, ком. 3"])
def test_a_list_by_flats_is_refused_for_it_says_nothing_of_the_other_flats(tmp_path: Path, address: str) -> None:
    file = tmp_path / "houses.csv"
    file.write_text(f"Адрес;ФИАС\nс. Луговое, ул. Мира, д. 7;\n{address};\n", encoding="utf-8")
    with pytest.raises(ServedHousesError, match="строки 3: названа квартира") as caught:
        load_served_houses(file)
    assert "кв." not in str(caught.value)


def test_houses_that_only_look_like_flats_are_listed(tmp_path: Path) -> None:
    addresses = [
        "г. Энск, кв-л 86, д. 5",
        "г. Энск, ул. Мира, 5-12",
        "г. Энск, ул. Мира, 5, 7",
        "г. Энск, Мира ул, 5/1",
    ]
    file = tmp_path / "houses.csv"
    file.write_text("Адрес;ФИАС\n" + "".join(f"{address};\n" for address in addresses), encoding="utf-8")
    assert [house.address for house in load_served_houses(file).houses] == addresses
