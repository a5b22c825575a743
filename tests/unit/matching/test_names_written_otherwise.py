"""Names cut short, types that are the beginning of a name, regions within regions: a doubt, never another house."""

from __future__ import annotations

import pytest

from rpa.debts.address import compare_dwellings, parse_address, parse_house
from rpa.debts.comparison import Outcome


def outcome(one: str, other: str) -> Outcome:
    first, second = parse_address(one, "12"), parse_address(other, "12")
    assert compare_dwellings(first, second).outcome is compare_dwellings(second, first).outcome
    return compare_dwellings(first, second).outcome


@pytest.mark.parametrize(
    ("row", "request_"),
    [
        # a type in short, or the beginning of a name
        ("г. Энск, Ал. Невского, 5", "г. Энск, ул. Александра Невского, д. 5"),
        ("г. Энск, ул. Ал. Невского, 5", "г. Энск, ул. Александра Невского, д. 5"),
        ("г. Энск, Пл. Вымыслова, 5", "г. Энск, ул. Платона Вымыслова, д. 5"),
        ("г. Энск, Ш Интернационала, 5", "г. Энск, ул. 3-го Интернационала, д. 5"),
        # no vowels, initials
        ("г. Екб, ул. Мира, 5", "г. Екатеринбург, ул. Мира, д. 5"),
        ("г. Энск, ул. ЖД, 5", "г. Энск, ул. Железнодорожная, д. 5"),
        ("г. ПК, ул. Мира, 5", "г. Петропавловск-Камчатский, ул. Мира, д. 5"),
        ("СПб, 7-я линия ВО, 30", "г. Санкт-Петербург, линия 7-я Васильевского острова, д. 30"),
        # «имени» and «героя» are no ranks
        ("г. Энск, ул. имени Вымыслова, 5", "г. Энск, ул. Академика Вымыслова, д. 5"),
        ("г. Энск, ул. Героя Вымыслова, 5", "г. Энск, ул. Генерала Вымыслова, д. 5"),
        ("г. Энск, ул. им. Вымыслова, 5", "г. Энск, Вымыслова Академика ул, д. 5"),
        # a region that is, or was, a part of another
        ("ХМАО-Югра, г. Энск, ул. Мира, 5", "обл. Тюменская, г. Энск, ул. Мира, д. 5"),
        ("Читинская обл., г. Энск, ул. Мира, 5", "край Забайкальский, г. Энск, ул. Мира, д. 5"),
        # two names around one street
        ("г. Энск, ЖК Солнечный, ул. Мира, 5", "г. Энск, мкр. Южный, ул. Мира, д. 5"),
        ("г. Энск, мкр. 5, ул. Мира, 5", "г. Энск, мкр. Южный, ул. Мира, д. 5"),
        # without commas: the region for the street, the town for the district
        ("Саха (Якутия),С. Разина,12", "Респ. Саха /Якутия/, г. Энск, ул. Степана Разина, д. 12"),
        ("У-Вымысел С. Разина 12", "г. Усть-Вымысел, ул. Степана Разина, д. 12"),
        ("РТ аул В. Новая ул 12", "Респ. Татарстан, аул Верхний, ул. Новая, д. 12"),
        ("Энск кв-л 12А, 10", "г. Энск, кв-л 12А, д. 10"),
        ("Энск кв-л 12 А д.10", "г. Энск, кв-л 12А, д. 10"),
    ],
)
def test_what_may_be_one_name_is_a_doubt(row: str, request_: str) -> None:
    assert outcome(row, request_) is Outcome.AMBIGUOUS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ул. Льва Толстого", "ул. Льва Яшина"),
        ("ул. Маршала Жукова", "ул. Генерала Жукова"),
        ("Ал. Невского", "ул. Мира"),
        ("аллея Героев", "ул. Героев"),
        ("мкр. Южный, ул. Мира", "мкр. Северный, ул. Мира"),
        ("мкр. 5", "кв-л 7"),
    ],
)
def test_other_names_stay_others(one: str, other: str) -> None:
    assert outcome(f"г. Энск, {one}, д. 5", f"г. Энск, {other}, д. 5") is Outcome.DIFFERENT
    assert outcome("ХМАО, п. Лесной, ул. Мира, 5", "обл. Омская, п. Лесной, ул. Мира, д. 5") is Outcome.DIFFERENT


@pytest.mark.parametrize(
    "text",
    [
        "628000, АО. Ханты-Мансийский Автономный округ - Югра, г. Энск, ул. Мира, д. 5",
        "Ханты-Мансийский автономный округ - Югра АО, г. Энск, ул. Мира, д. 5",
        "677000, Респ. Саха /Якутия/, г. Энск, ул. Мира, д. 5",
        "обл. Кемеровская область - Кузбасс, г. Энск, ул. Мира, д. 5",
        "обл. Саратовская, г. Энск, ул. им Вымыслова Н.Г., д. 5",
        "обл. Саратовская, г. Энск, ул. им Вымыслова Г., д. 5",
    ],
)
def test_a_name_as_the_register_prints_it_is_read_in_full(text: str) -> None:
    read = parse_house(text)
    assert read.settlement is not None and read.settlement.words == ("ЭНСК",)
    assert (read.house.number, read.house_problems) == ("5", ())


@pytest.mark.parametrize("text", ["г. Энск, улицаКарлаВымыслова, 5", "г.Энск,ул.КарлаВымыслова,д.5"])
def test_a_capital_letter_begins_a_word(text: str) -> None:
    assert outcome(text, "г. Энск, ул. Карла Вымыслова, д. 5") is Outcome.SAME


def test_a_district_in_an_address_that_was_not_read_proves_nothing() -> None:
    row, request_ = "Луго8ской район, с. Красное, ул. Мира, д. 5", "р-н Луговской, с. Красное, ул. Мира, д. 5"
    assert outcome(row, request_) is Outcome.AMBIGUOUS


@pytest.mark.parametrize("region", ["Татарстан", "Саха (Якутия)", "Якутия"])
def test_a_republic_before_a_town_is_no_town(region: str) -> None:
    # what follows the town without a comma may be cut otherwise
    assert outcome(f"{region} г. Усть Вымысел Мира ул 5", "г. Усть-Вымысел, ул. Мира, д. 5") is Outcome.AMBIGUOUS
    assert parse_house("Алтай с, Мира ул, 5").settlement == parse_house("с. Алтай, ул. Мира, д. 5").settlement
