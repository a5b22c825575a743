"""Addresses whose parts run together, or whose house number looks like something else: a doubt, never another house."""

from __future__ import annotations

import pytest

from rpa.debts.address import compare_dwellings, parse_address, parse_house
from rpa.debts.comparison import Outcome

MIRA = "г. Энск, мкр. Южный, ул. Мира, д. 5"


def outcome(one: str, other: str) -> Outcome:
    return compare_dwellings(parse_address(one, "12"), parse_address(other, "12")).outcome


@pytest.mark.parametrize(
    ("row", "request_"),
    [
        # the word of a district between two names belongs to either
        ("Энск Южный мкр Мира 5", MIRA),
        ("г. Энск Южный мкр Мира д 5", MIRA),
        ("Энск мкр Южный Мира ул 5", MIRA),
        ("Ромашка СНТ Мира ул. 5", "г. Энск, тер. СНТ Ромашка, ул. Мира, д. 5"),
        ("г.о. Энск Красное с Ромашка СНТ Мира 5", "с. Красное, тер. СНТ Ромашка, ул. Мира, д. 5"),
        ("Весна тер. СНТ, 61А, 12", "тер. СНТ Весна, д. 61А"),
        # the number of the quarter, or the house
        ("г. Энск 7 квартал Мира ул 5", "г. Энск, кв-л. 7, ул. Мира, д. 5"),
        # a house with a letter that is written like an ordinal, and the flat after it
        ("ул. Мира 44-Е, 12", "г. Энск, ул. Мира, д. 44Е"),
        ("Мира ул 44-е, 12", "г. Энск, ул. Мира, д. 44Е"),
        ("г. Энск, Марта 8, д. 44-Е", "г. Энск, ул. Марта 8-я, д. 44Е"),
    ],
)
def test_what_runs_together_is_a_doubt(row: str, request_: str) -> None:
    assert outcome(row, request_) is outcome(request_, row) is Outcome.AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("д. 44-Е", ("44", "Е", "", "")),
        ("д.44-е к. 2", ("44", "Е", "2", "")),
        ("44-Е корп. 2", ("44", "Е", "2", "")),
        ("44-Е кв. 12", ("44", "Е", "", "12")),
        ("д.44-Е, кв. 12", ("44", "Е", "", "12")),
        ("д. 44-Е к. А", ("44", "Е", "А", "")),
        ("д.5кв12", ("5", "", "", "12")),
        ("5кв.12", ("5", "", "", "12")),
        ("12кВ", ("12", "", "В", "")),
        ("12 А кБ", ("12", "А", "Б", "")),
        ("12 А кв 5", ("12", "А", "", "5")),
    ],
)
def test_a_number_is_read_with_what_clings_to_it(text: str, parts: tuple[str, str, str, str]) -> None:
    read = parse_house(f"г. Энск, ул. Мира, {text}")
    house = read.house
    assert (house.number, house.letter, house.corpus, read.flat.number) == parts
    assert not read.house_problems


def test_an_ordinal_stays_one() -> None:
    for text, words in (("ул. 1-я Луговая", ("1", "ЛУГОВАЯ")), ("ул. Луговая 1-я", ("ЛУГОВАЯ", "1"))):
        read = parse_house(f"г. Энск, {text}, 5")
        assert (read.street and read.street.words, read.house.number, read.house_problems) == (words, "5", ())
    village = parse_house("д. 1-я Луговая, д. 5")
    assert (village.settlement and village.settlement.words, village.house.number) == (("1", "ЛУГОВАЯ"), "5")


def test_districts_that_commas_part_are_read_as_before() -> None:
    for text in (
        "Энск г, Южный мкр, Мира ул, 5",
        "г Энск, мкр Южный, ул Мира, 5",
        "г. Энск мкр. Южный, ул. Мира, д. 5",
    ):
        assert outcome(text, MIRA) is Outcome.SAME, text
