"""Identifiers of houses against their texts, and lists that name one house twice: neither hides a debt or moves it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from rpa.debts.address import compare_houses, parse_house
from rpa.debts.comparison import Outcome
from rpa.debts.dataset.rows import ActKind, ActStatus, Blocks, BrokenRow, DebtRow
from rpa.debts.matching import Match, Matcher
from rpa.debts.served_houses import ServedHouse, ServedHouses
from rpa.model import HousingFundObject, Person

GARDEN, LENIN, NEW_NAME = "г. Энск, ул. Садовая, д. 5", "г. Энск, ул. Ленина, д. 7", "г. Энск, ул. Вымышленная, д. 5"
ONE, TWO, FOREIGN = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "123")
LISTED = (ServedHouse(GARDEN, ONE), ServedHouse(LENIN, TWO))


def asked(
    row: tuple[str, str | None], request: tuple[str, str | None], served: tuple[ServedHouse, ...] | None = LISTED
) -> Match:
    """What a register of one row at flat 12 says of flat 12 of the house in ``request``; each is text and GUID."""
    debt = DebtRow(
        row=2, row_id="2", address=row[0], house_fias_guid=row[1], flat="12",
        person=Person("Вымыслов", "Пётр", "Ильич"),
        act_kind=ActKind.COURT_ORDER, act_status=ActStatus.IN_FORCE, court="Суд", case_number="2-1/2026",
        act_date=date(2026, 1, 12), debt_from=date(2025, 1, 1), debt_to=date(2025, 6, 1),
        awarded_main=Decimal(100), rest_main=Decimal(100), balance_date=date(2026, 3, 2),
    )  # fmt: skip
    matcher = Matcher([debt], (), ServedHouses(served) if served is not None else None)
    return matcher.match(HousingFundObject(request[0], "12", request[1]))


def outcome(found: Match) -> str:
    return "same" if found.same else "ambiguous" if found.ambiguous else "different"


@pytest.mark.parametrize("served", [LISTED, (ServedHouse(GARDEN), ServedHouse(LENIN)), None])
@pytest.mark.parametrize(
    ("row", "request_", "expected"),
    [
        # a column of identifiers copied down: the row of «Ленина, 7» carries the identifier of «Садовая, 5»
        ((LENIN, ONE), (GARDEN, ONE), "ambiguous"),
        ((LENIN, ONE), (LENIN, TWO), "ambiguous"),
        # identifiers of streets, flats or another reference book
        ((GARDEN, FOREIGN), (GARDEN, ONE), "ambiguous"),
        (("ул. Садовая, д. 5", FOREIGN), (GARDEN, ONE), "ambiguous"),
        ((GARDEN, FOREIGN), (LENIN, TWO), "different"),
        # they decide what the texts leave open
        (("ул. Садовая, 5", ONE), (GARDEN, ONE), "same"),
        ((LENIN, TWO), (GARDEN, ONE), "different"),
    ],
)
def test_an_identifier_decides_what_the_text_leaves_open_and_nothing_against_it(
    row: tuple[str, str], request_: tuple[str, str], expected: str, served: tuple[ServedHouse, ...] | None
) -> None:
    assert outcome(asked(row, request_, served)) == expected


def test_a_request_without_an_identifier_has_the_one_of_the_list() -> None:
    assert outcome(asked((LENIN, ONE), (GARDEN, None))) == "ambiguous"
    assert outcome(asked((LENIN, ONE), (LENIN, None))) == "ambiguous"
    assert outcome(asked((GARDEN, ONE), (GARDEN, None))) == "same"


def test_an_identifier_of_the_neighbour_with_a_letter_proves_nothing() -> None:
    lettered = "г. Энск, ул. Садовая, д. 5А"
    served = (ServedHouse(GARDEN, ONE), ServedHouse(lettered, TWO))
    assert outcome(asked((lettered, ONE), (GARDEN, ONE), served)) == "ambiguous"
    assert outcome(asked((lettered, ONE), (lettered, TWO), served)) == "ambiguous"
    assert outcome(asked((lettered, TWO), (GARDEN, ONE), served)) == "different"


def test_another_name_in_the_list_joins_a_renamed_street_with_its_identifier() -> None:
    served = (ServedHouse(NEW_NAME, ONE, aliases=(GARDEN,)),)
    found = asked((GARDEN, ONE), (NEW_NAME, ONE), served)
    assert (outcome(found), found.house_served) == ("same", Outcome.SAME)


def test_a_request_whose_identifier_the_list_gives_to_another_text_is_not_surely_served() -> None:
    assert asked((GARDEN, None), (NEW_NAME, ONE)).house_served is Outcome.AMBIGUOUS


def test_a_broken_row_with_nothing_but_an_identifier_touches_its_house_alone() -> None:
    broken = BrokenRow(row=9, errors=(), house_fias_guid=ONE, flat="12", blocks=Blocks.DWELLING)
    matcher = Matcher([], [broken], ServedHouses(LISTED))
    assert matcher.match(HousingFundObject(GARDEN, "12", ONE)).broken_touching == (broken,)
    assert matcher.match(HousingFundObject(LENIN, "12", TWO)).broken_touching == ()


@pytest.mark.parametrize("served", [LISTED, (ServedHouse(GARDEN), ServedHouse(LENIN))])
def test_a_broken_row_whose_identifier_no_house_has_may_be_of_any(served: tuple[ServedHouse, ...]) -> None:
    # «5/2» became a date, and the identifier beside it is the flat's
    broken = BrokenRow(row=9, errors=(), house_fias_guid=FOREIGN, flat="12", blocks=Blocks.DWELLING)
    matcher = Matcher([], [broken], ServedHouses(served))
    for text, guid in ((GARDEN, ONE), (LENIN, TWO), (LENIN, None)):
        (found,) = matcher.match(HousingFundObject(text, "12", guid)).broken_touching
        assert (found.row, found.blocks) == (9, Blocks.ALL)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (GARDEN, "ул. Садовая, д. 5"),
        (GARDEN, "г. Энск, Садовая, 5"),
        ("г. Энск, ул. Садовая, д. 5/2", "г. Энск, ул. Садовая, д. 5, корп. 2"),
        ("г. Энск, ул. Садовая, д. 5А", "г. Энск, ул. Садовая, д. 5, лит. А"),
        ("г. Энск, ул. Садовая, д. 5/2А", "г. Энск, ул. Садовая, д. 5/2, лит. А"),
        ("г. Энск, ул. Жукова, д. 5", "г. Энск, ул. Маршала Жукова, д. 5"),
        ("г. Энск, Ал. Невского, 5", "г. Энск, ул. Александра Невского, д. 5"),
        ("г. Энск, ул. К. Маркса, д. 5", "г. Энск, ул. Карла Маркса, д. 5"),
        ("г. Энск, пр. Мира, д. 5", "г. Энск, пр-кт Мира, д. 5"),
    ],
)
def test_a_house_listed_twice_in_two_spellings_hides_no_debt(one: str, other: str) -> None:
    served = (ServedHouse(one), ServedHouse(other))
    assert outcome(asked((one, None), (other, None), served)) == "ambiguous"
    assert outcome(asked((other, None), (one, None), served)) == "ambiguous"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (GARDEN, "г. Энск, ул. Садовая, д. 5А"),
        (GARDEN, "г. Энск, ул. Садовая, д. 5, корп. 2"),
        ("г. Энск, ул. Советская, д. 5", "г. Энск, ул. 1-я Советская, д. 5"),
        ("г. Энск, ул. Садовая, д. 5/2", "г. Энск, ул. Садовая, д. 5, корп. 3"),
        ("г. Энск, ул. Садовая, д. 5/2", "г. Энск, ул. Садовая, д. 5/2А"),
    ],
)
def test_two_houses_of_the_list_are_told_apart(one: str, other: str) -> None:
    assert outcome(asked((one, None), (other, None), (ServedHouse(one), ServedHouse(other)))) == "different"


@pytest.mark.parametrize("guid", [None, FOREIGN])
@pytest.mark.parametrize(
    "former", ["г. Энск, ул. Заводская, д. 5", "г. Энск, пер. Садовая, д. 5", "ул. Заводская, 5", "Заводская, 5"]
)
def test_a_street_the_list_does_not_know_may_be_the_former_name_of_one_it_knows(former: str, guid: str | None) -> None:
    assert outcome(asked((former, guid), (GARDEN, ONE))) == "ambiguous"
    assert outcome(asked((former, guid), (GARDEN, None), (ServedHouse(GARDEN), ServedHouse(LENIN)))) == "ambiguous"


@pytest.mark.parametrize(
    "other",
    [
        LENIN,
        "г. Энск, ул. Заводская, д. 7",
        "г. Заречинск, ул. Заводская, д. 5",
        "г. Энск, ул. Заводская",
    ],
)
def test_a_former_name_is_suspected_only_where_all_the_rest_agrees(other: str) -> None:
    assert outcome(asked((other, None), (GARDEN, ONE))) == "different"


def test_a_street_of_the_list_is_no_former_name_of_another() -> None:
    served = (*LISTED, ServedHouse("г. Энск, пер. Садовый, д. 5", FOREIGN))
    assert outcome(asked(("г. Энск, пер. Садовый, д. 5", None), (GARDEN, ONE), served)) == "different"


@pytest.mark.parametrize("guids", [(None, None), (ONE, TWO)])
@pytest.mark.parametrize(
    ("one", "other", "bare"),
    [
        ("г. Энск, Кировский р-н, ул. Мира, д. 5", "г. Энск, Ленинский р-н, ул. Мира, д. 5", "г. Энск, ул. Мира, д. 5"),
        ("м.о. Луговой, с. Красное, д. 5", "м.о. Горный, с. Красное, д. 5", "с. Красное, д. 5"),
    ],
)
def test_an_address_without_the_district_that_parts_two_listed_houses_is_neither(
    one: str, other: str, bare: str, guids: tuple[str | None, str | None]
) -> None:
    served = (ServedHouse(one, guids[0]), ServedHouse(other, guids[1]))
    for text, guid in zip((one, other), guids, strict=True):
        assert outcome(asked((bare, None), (text, guid), served)) == "ambiguous"
        assert outcome(asked((text, None), (bare, None), served)) == "ambiguous"
        assert outcome(asked((text, None), (text, guid), served)) == "same"
    # One house that two lines of the list name stays one.
    assert outcome(asked((bare, None), (one, guids[0]), (ServedHouse(one, guids[0]), ServedHouse(bare)))) == "same"


def test_villages_whose_names_differ_in_an_ending_are_two() -> None:
    one, other = "д. Верхняя, ул. Мира, д. 5", "д. Верхнее, ул. Мира, д. 5"
    assert outcome(asked((one, None), (other, None), (ServedHouse(one), ServedHouse(other)))) == "different"
    assert outcome(asked((one, None), (other, None), (ServedHouse(other),))) == "ambiguous"
    short, full = "д. Б. Луговая, д. 5", "д. Большая Луговая, д. 5"
    assert compare_houses(parse_house(short), parse_house(full)).outcome is Outcome.SAME


@pytest.mark.parametrize("text", ["Заозёрная обл.", "???", "обл. Заозёрная, Луговой р-н"])
def test_an_identifier_that_no_listed_house_has_places_no_row_without_an_address(text: str) -> None:
    assert outcome(asked((text, FOREIGN), (GARDEN, ONE))) == "ambiguous"
    assert outcome(asked((text, TWO), (GARDEN, ONE))) == "different"
