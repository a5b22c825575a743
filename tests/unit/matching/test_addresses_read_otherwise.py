"""Addresses without commas, types or towns, as registers have them: what may be one house is never surely another."""

from __future__ import annotations

import pytest

from rpa.debts.address import compare_dwellings, compare_flats, parse_address, parse_flat, parse_house
from rpa.debts.address.flat import merge
from rpa.debts.comparison import Outcome
from rpa.debts.house_index import HouseIndex, house_text


def outcome(one: str, other: str) -> Outcome:
    return compare_dwellings(parse_address(one, "12"), parse_address(other, "12")).outcome


@pytest.mark.parametrize(
    ("row", "request_"),
    [
        # the number before the word is the quarter's, or the house's
        ("г. Энск 18 кв-л 65", "г. Энск, кв-л. 18, д. 65"),
        ("г. Энск 18 кв-л 65", "г. Энск, кв-л. 65, д. 18"),
        ("пгт Лесной 5 мкр № 78", "пгт. Лесной, мкр. 5, д. 78"),
        ("г. Энск 3-я линия 31", "г. Энск, линия. 3-я, д. 31"),
        # a street without its type that begins with a number, or its letter
        ("г. Энск, 3-я, д. 22А", "г. Энск, линия. 3-я, д. 22А"),
        ("Энск, Мира, 140 секция 3", "г. Энск, ул. Мира, д. 140"),
        ("г. Энск, Ш. Руставели, 5", "г. Энск, ул. Шота Руставели, д. 5"),
        ("г Энск С. Разина улица 5", "г. Энск, ул. Степана Разина, д. 5"),
        ("С. Разина. Дом 5", "г. Энск, ул. С. Разина, д. 5"),
        # initials read like a town, and a shortened town like the street whose initial is a village's letter
        ("Г.К. Жукова, дом 5", "г. Энск, ул. Маршала Жукова, д. 5"),
        ("ул. Чайковского П.И. 5", "г. Энск, ул. Петра Чайковского, д. 5"),
        ("Н. Луг ул. С. Разина 5", "г. Нижний Луг, ул. Степана Разина, д. 5"),
        ("ст. Луговская ул. П. Морозова д. 5", "ст-ца. Луговская, ул. Павлика Морозова, д. 5"),
        # the other number of the house stands in brackets, or behind the slash of a corner
        ("г. Энск, ул. Мира, д. 7 (ныне д. 5)", "г. Энск, ул. Мира, д. 5"),
        ("г. Энск, ул. Мира, 7 (5)", "г. Энск, ул. Мира, д. 5"),
        ("г. Энск, ул. Ленина, д. 7 (ныне ул. Мира, д. 5)", "г. Энск, ул. Мира, д. 5"),
        ("г. Энск, ул. Ленина/Мира, 7/5", "г. Энск, ул. Мира, д. 5/7"),
        ("г. Энск, ул. Ленина / ул. Мира, 7/5А", "г. Энск, ул. Мира, д. 5А"),
        # «к.» behind a number that has its block already is the room; so it is behind a block in brackets
        ("г. Энск, ул. Мира, 28/1, к. 12", "г. Энск, ул. Мира, д. 28, корп. 1"),
        ("г. Энск, ул. Мира, 28-1, к. 12", "г. Энск, ул. Мира, д. 28, корп. 1"),
        ("г. Энск, ул. Мира, 28 (корп. А), к. 12", "г. Энск, ул. Мира, д. 28, корп. А"),
        # what stands before the street is no town
        ("Общежитие, ул. Мира, д. 5", "г. Энск, ул. Мира, д. 5"),
        ("Центральный, ул. Мира, д. 5", "г. Энск, ул. Мира, д. 5"),
        # the village taken for its district
        ("обл. Энская Луговой р-н Лесной п. Победы д 38", "р-н Луговой, п. Лесной, пр-кт. Победы, д. 38"),
        # without a street the number before the slash or the dash may be the quarter's
        ("г. Энск, д. 12/5", "г. Энск, мкр. 12, д. 5"),
        ("г. Энск, дом 12-5", "г. Энск, мкр. 12, д. 5"),
        # the letter of the house, or the ordinal of the quarter
        ("г. Энск 3 мкр 5-е", "г. Энск, мкр. 3, д. 5Е"),
        ("г. Энск 3-й мкр 5-е", "г. Энск, мкр. 3, д. 5Е"),
        # the street's former name had another type
        ("г. Энск, ул. Мира (ныне пр-кт Мира), д. 5", "г. Энск, пр-кт. Мира, д. 5"),
        ("г. Энск, пр-кт Мира (ул. Мира), д. 5", "г. Энск, ул. Мира, д. 5"),
        # a letter before the number that may be a digit of it
        ("г. Энск, ул. Мира, д. l2", "г. Энск, ул. Мира, д. 12"),
        ("г. Энск, ул. Мира l2", "г. Энск, ул. Мира, д. 12"),
        ("г. Энск, ул. Мира, д. О5", "г. Энск, ул. Мира, д. 5"),
        # villages of one name: the units above them are of two kinds, and of two names
        ("Луговой р-н, Горный с/с, с. Красное, д. 5", "р-н Луговой, с.п. Красносельское, с. Красное, д. 5"),
        ("м.о. Горный, с. Красное, д. 5", "г.о. Луговой, с. Красное, д. 5"),
    ],
)
def test_what_may_be_read_otherwise_is_a_doubt(row: str, request_: str) -> None:
    assert outcome(row, request_) is outcome(request_, row) is Outcome.AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("г. Энск, ул. Мира, 53А/к2", ("53", "А", "2", "", "")),
        ("Мира, 53 а/к2", ("53", "А", "2", "", "")),
        ("г. Энск, ул. Мира, 46 Б/корп. А с 1", ("46", "Б", "А", "1", "")),
        ("г. Энск, ул. Мира, 28 литБ", ("28", "", "", "", "Б")),
        ("г. Энск, ул. Мира, 28 С литБ", ("28", "С", "", "", "Б")),
        ("МКД, г. Энск, ул. Мира, д. 28", ("28", "", "", "", "")),
    ],
)
def test_what_clings_to_a_number_is_read_with_it(text: str, parts: tuple[str, ...]) -> None:
    read = parse_house(text)
    house = read.house
    assert (house.number, house.letter, house.corpus, house.building, house.liter) == parts
    assert not read.house_problems


@pytest.mark.parametrize(
    "text", ["г. Энск, СНТ Весна тер., 61", "г. Энск, СНТ Весна тер., д. 61", "г. Энск СНТ Весна тер. 61"]
)
def test_the_number_after_the_word_of_a_territory_is_the_house(text: str) -> None:
    assert outcome(text, "г. Энск, тер. СНТ Весна, д. 61") is Outcome.SAME
    assert outcome(text, "г. Энск, тер. СНТ Весна, д. 62") is Outcome.DIFFERENT


def test_what_is_another_house_stays_another() -> None:
    for row, request_ in (
        ("г. Заречинск, ул. Мира, д. 5", "г. Энск, ул. Мира, д. 5"),
        ("Заречинск, ул. Мира, д. 5", "Энск, ул. Мира, д. 5"),
        ("г. Энск, кв-л 18, 65", "г. Энск, кв-л 65, д. 18"),
        ("г. Энск, 5 мкр, 78", "г. Энск, мкр. 78, д. 5"),
        ("г. Энск, ш. Энтузиастов, 5", "г. Энск, ул. Мира, д. 5"),
        ("г. Энск, ул. Мира, д. 7 (ныне д. 5)", "г. Энск, ул. Мира, д. 9"),
        ("г. Энск, ул. Мира, 7/5", "г. Энск, ул. Мира, д. 5"),
        ("г. Энск, ул. Ленина/Мира, 7/5", "г. Энск, ул. Садовая, д. 5"),
        ("г. Энск, ул. Мира, д. 28, корп. 2", "г. Энск, ул. Мира, д. 28, корп. 1"),
        ("г. Н. Луг, ул. Мира, д. 5", "г. Энск, ул. Мира, д. 5"),
        ("п. Строитель, д. 12", "п. Строитель, д. 5"),
        ("г. Энск, ул. Мира, д. 12/5", "г. Энск, ул. Мира, д. 5"),
    ):
        assert outcome(row, request_) is Outcome.DIFFERENT, row


def test_endless_brackets_are_read_in_one_go() -> None:
    assert parse_house("г. Энск, ул. Мира, д. 7 " + "(" * 5000 + "5").house.number == "7"


def test_a_request_for_the_number_in_brackets_meets_the_row() -> None:
    index = HouseIndex([house_text("г. Энск, ул. Мира, д. 7 (ныне д. 5)", None)])
    assert list(index.near(house_text("г. Энск, ул. Мира, д. 5", None)))


def test_a_number_in_other_digits_is_the_same_number() -> None:
    assert outcome("г. Энск, ул. Мира, д. ５", "г. Энск, ул. Мира, д. 5") is Outcome.SAME
    assert compare_flats(parse_flat("１２"), parse_flat("12")).outcome is Outcome.SAME


def test_units_of_one_village_may_be_of_two_kinds_and_of_one_name() -> None:
    row, request_ = (
        "Луговой р-н, Красносельский с/с, с. Красное, д. 5",
        "р-н Луговой, с.п. Красносельское, с. Красное, д. 5",
    )
    assert outcome(row, request_) is Outcome.SAME
    assert outcome("м.о. Луговой, с. Красное, д. 5", "г.о. Луговой, с. Красное, д. 5") is Outcome.SAME


def test_what_k_stands_for_may_be_the_room_of_another_flat() -> None:
    for text in ("к. 12", "12к"):
        assert compare_flats(parse_flat(text), parse_flat("кв. 7, ком. 12")).outcome is Outcome.AMBIGUOUS
        assert compare_flats(parse_flat(text), parse_flat("кв. 7, ком. 13")).outcome is Outcome.DIFFERENT
        assert compare_flats(parse_flat(text), parse_flat("7")).outcome is Outcome.DIFFERENT


@pytest.mark.parametrize("rooms", ["ком. 3-4", "ком. 12/3", "комнаты 3/4"])
def test_rooms_that_read_two_ways_say_nothing_of_the_flat_they_are_in(rooms: str) -> None:
    alone, seventh = parse_flat(rooms), parse_flat("7")
    for flat in ("7", "кв. 7, ком. 3", "ком. 3"):
        assert compare_flats(alone, parse_flat(flat)).outcome is Outcome.AMBIGUOUS
    within, _ = merge(seventh, alone)
    assert compare_flats(within, seventh).outcome is Outcome.AMBIGUOUS
    assert compare_flats(within, parse_flat("8")).outcome is Outcome.DIFFERENT


@pytest.mark.parametrize("row", ["г. Энск, кв. 86, д. 5, 12", "г. Энск кв 86 д 5 12"])
def test_a_flat_before_the_house_may_be_the_quarter_where_a_number_follows(row: str) -> None:
    """«кв. 86» is written for «кв-л 86», and the flat is the bare number at the end."""
    for request in ("г. Энск, кв-л 86, д. 5, кв. 12", "г. Энск, д. 5, кв. 86"):
        assert compare_dwellings(parse_address(row), parse_address(request)).outcome is Outcome.AMBIGUOUS
    assert compare_flats(parse_address(row).flat, parse_flat("13")).outcome is Outcome.DIFFERENT
