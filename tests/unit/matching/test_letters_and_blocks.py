"""A house with the letter К and a block, a lettered district, an address without commas: never certainly another."""

from __future__ import annotations

import pytest

from rpa.debts.address import compare_dwellings, parse_address, parse_house
from rpa.debts.comparison import Outcome


@pytest.mark.parametrize("text", ["74К, корп. 3", "74к к.3", "74 К к 3", "74КК3", "74Кк3"])
def test_the_letter_k_before_a_block_is_the_letter_of_the_house(text: str) -> None:
    house = parse_house(f"г. Энск, ул. Мира, д. {text}").house
    assert (house.number, house.letter, house.corpus, house.second) == ("74", "К", "3", "")


def test_the_letter_k_before_a_structure_is_the_letter_of_the_house() -> None:
    house = parse_house("г. Энск, ул. Мира, 10Кс2, к.3").house
    assert (house.letter, house.building, house.corpus) == ("К", "2", "3")


def test_a_block_k_and_a_block_with_a_letter_are_read_as_before() -> None:
    read = [parse_house(f"г. Энск, ул. Мира, д. {text}").house for text in ("16к к. А", "16 к К", "16кА", "16К")]
    assert [(house.letter, house.corpus) for house in read] == [("К", "А"), ("", "К"), ("", "А"), ("К", "")]


@pytest.mark.parametrize("text", ["г. Энск, 7А мкр, 12", "г. Энск, 7А микрорайон, д. 12", "г. Энск, мкр. 7А, д. 12"])
def test_a_lettered_district_may_stand_before_its_word(text: str) -> None:
    read = parse_house(text)
    assert ([place.words for place in read.planning], read.house.number, read.house.letter) == ([("7А",)], "12", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("д. Дубровка Северный мкр. б-р Солнечный 152", "д. Дубровка Северный мкр-н Солнечный бульвар 152"),
        ("г. Энск, мкр 12, ул. 1-я Советская, 5", "г. Энск, мкр 12 1-я Советская ул, д. 5"),
        ("обл. Энская Энский район ст. Луговая ш 50 лет Мая д.16", "обл. Энская ст. Луговая 50 лет Мая ш. д 16"),
        ("с. Красное Северный кв-л 18", "с. Красное, кв-л Северный, д. 18"),
        ("п. Лесной 7А кв-л 29", "п. Лесной, квартал 7А, д. 29"),
    ],
)  # fmt: skip
def test_an_address_without_commas_that_was_cut_otherwise_is_not_another(one: str, other: str) -> None:
    assert compare_dwellings(parse_address(one, "5"), parse_address(other, "5")).outcome is Outcome.AMBIGUOUS
