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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # the letter behind the block, beside it or left out
        ("12/14, лит. А", "12/14А"),
        ("12/14, лит. А", '12/14 "А"'),
        ("12/14", "12/14А"),
        ("12, корп. 1А", "12, корп. 1, лит. А"),
        ("12, корп. 1А", "12 к. 1 А"),
        ("12, стр. 1А", "12, стр. 1"),
        # of «12 к. 1 А» the letter is the house's or the block's
        ("12А, корп. 1", "12 к. 1 А"),
        ("12/14", "12-14/45"),
        # letters that look like digits
        ("12, корп. 3", "12 корп. З"),
        ("12/30", "12/ЗО"),
        ("12, стр. 3", "12с З"),
    ],
)
def test_a_letter_written_elsewhere_makes_no_other_house_and_no_same_one(one: str, other: str) -> None:
    a, b = (parse_address(f"г. Энск, ул. Мира, д. {text}", "5") for text in (one, other))
    assert compare_dwellings(a, b).outcome is compare_dwellings(b, a).outcome is Outcome.AMBIGUOUS


@pytest.mark.parametrize(
    ("one", "other"), [("12/14А", "12/14Б"), ("12/14А", "12/16А"), ("12, корп. 1А", "12, корп. 2А")]
)
def test_other_letters_and_other_blocks_stay_other_houses(one: str, other: str) -> None:
    a, b = (parse_address(f"г. Энск, ул. Мира, д. {text}", "5") for text in (one, other))
    assert compare_dwellings(a, b).outcome is Outcome.DIFFERENT


@pytest.mark.parametrize("text", ["6 А мкр, 10", "6-а мкр., д. 10", '6 "А" мкр-н, д. 10', "мкр. 6А, д. 10"])
def test_the_letter_of_a_district_may_stand_apart(text: str) -> None:
    a, b = parse_address(f"г. Энск, {text}", "5"), parse_address("г. Энск, мкр. 6а, д. 10", "5")
    assert compare_dwellings(a, b).outcome is Outcome.SAME
