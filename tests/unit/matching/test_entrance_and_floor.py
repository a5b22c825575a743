"""An entrance and a floor beside a house or a flat: their numbers are never taken for the one asked about."""

from __future__ import annotations

import pytest

from rpa.debts.address import compare_dwellings, parse_address
from rpa.debts.address.flat import parse_flat
from rpa.debts.comparison import Outcome

HOUSE = "г. Энск, ул. Мира, д. 5"


@pytest.mark.parametrize(
    "text",
    [
        "кв. 12 подъезд 3", "кв. 12 под. 3 эт. 2", "кв 12, 3 подъезд, 2 этаж", "кв 12 5 подъезд 3 этаж", "№ 12 эт. 2",
        "2 подъезд кв 12", "2-й подъезд, кв. 12", "подъезд 3, этаж 2, кв. 12", "1 под, 2 этаж, кв. 12", "12, подъезд 3",
        "12, 2 этаж", "этаж 1, 12", "2-й подъезд 12",
    ],
)  # fmt: skip
def test_a_flat_keeps_its_number_beside_an_entrance_or_a_floor(text: str) -> None:
    flat = parse_flat(text)
    assert (flat.number, flat.problem) == ("12", "")


def test_a_room_keeps_its_number_beside_a_floor() -> None:
    assert parse_flat("кв. 12 ком. 3 эт. 2").rooms == {"3"}
    assert parse_flat("ком. 3 этаж 2").rooms == {"3"}


@pytest.mark.parametrize(
    ("text", "possible"),
    [("12 эт 2", {"12", "2"}), ("12 под. 3", {"12", "3"}), ("12 этаж, 2", {"12", "2"}), ("7 подъезд 1", {"7", "1"}),
     ("12 под 3 эт 2", {"12", "3", "2"})],
)  # fmt: skip
def test_a_word_between_two_numbers_leaves_open_which_is_the_flat(text: str, possible: set[str]) -> None:
    flat = parse_flat(text)
    assert flat.problem
    assert (flat.number, flat.possible) == ("", possible)


@pytest.mark.parametrize(
    "text",
    [
        "ул. Мира 5 подъезд 3", "ул. Мира, 5 этаж 2 кв 12", "ул. Мира, 5 под. 3, кв. 12", "ул. Мира, 5 подъезд № 3",
        "ул. Мира, 5 подъезд 2 этаж 3, кв. 12", "ул. Мира 7 этаж, д. 5", "ул. Мира, 5, 2 подъезд, кв. 12",
        "ул. Мира, д. 5, 2 подъезд 3 этаж, кв. 12", "ул. Мира, д. 5, кв. 12 эт. 2",
    ],
)  # fmt: skip
def test_a_house_keeps_its_number_beside_an_entrance_or_a_floor(text: str) -> None:
    dwelling = parse_address(f"г. Энск, {text}")
    assert (dwelling.house.number, dwelling.problems) == ("5", ())
    assert dwelling.flat.number in ("", "12")


@pytest.mark.parametrize("text", ["ул. Мира, 5 подъезд", "ул. Мира, 5 подъезд, 3", "ул. Мира, 3 подъезд, 5"])
def test_a_number_that_may_be_the_house_or_the_entrance_proves_nothing(text: str) -> None:
    written = parse_address(f"г. Энск, {text}", "12")
    for house in (3, 5):
        asked = parse_address(f"г. Энск, ул. Мира, д. {house}", "12")
        assert compare_dwellings(written, asked).outcome is Outcome.AMBIGUOUS


def test_a_flat_with_its_entrance_is_that_flat_and_not_the_flat_of_the_entrances_number() -> None:
    written = parse_address(HOUSE, "кв. 12 подъезд 3")
    assert compare_dwellings(written, parse_address(HOUSE, "12")).outcome is Outcome.SAME
    assert compare_dwellings(written, parse_address(HOUSE, "3")).outcome is Outcome.DIFFERENT
