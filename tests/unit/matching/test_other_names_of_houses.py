"""A debt under another name of a listed house: «нет» is never said because the register writes that name otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from test_matcher import row

from rpa.debts.aliases import Alias
from rpa.debts.comparison import Outcome
from rpa.debts.dataset.rows import DebtRow
from rpa.debts.matching import Match, Matcher
from rpa.debts.served_houses import ServedHouse, ServedHouses
from rpa.model import HousingFundObject

NOW = "г. Энск, пр-кт Мира, д. 5"
FORMER = "г. Энск, ул. Победы, д. 5"
GUID = "11111111-1111-4111-8111-111111111111"
OF_A_FLAT = "22222222-2222-4222-8222-222222222222"


def ask(
    houses: list[ServedHouse], debt: DebtRow, *aliases: Alias, address: str = NOW, guid: str | None = None
) -> Match:
    served = ServedHouses(tuple(houses))
    return Matcher([debt], (), served, aliases).match(HousingFundObject(address, "12", guid))


def doubtful(found: Match) -> bool:
    return found.house_served is Outcome.SAME and not found.same and len(found.ambiguous) == 1


@pytest.mark.parametrize(
    ("other", "address", "more"),
    [
        (FORMER, "ул. Победы, д. 5", {}),
        (FORMER, "г. Энск, Победы, д. 5", {}),
        (FORMER, FORMER, {"house_fias_guid": OF_A_FLAT}),
        ("ул. Победы, д. 5", FORMER, {}),
        ("ул. Победы", FORMER, {}),
        ("г. Энск, ул. Победы, д. 7", "ул. Победы, д. 7", {}),
    ],
)
def test_a_name_of_the_list_written_otherwise_is_a_doubt(other: str, address: str, more: dict[str, Any]) -> None:
    houses = [ServedHouse(NOW, GUID, (other,))]
    assert doubtful(ask(houses, row(address=address, **more), guid=GUID))


def test_the_name_as_the_list_has_it_is_the_house() -> None:
    assert ask([ServedHouse(NOW, None, (FORMER,))], row(address=FORMER)).same


@pytest.mark.parametrize("address", ["г. Энск, ул. Победы, д. 7", "ул. Победы, д. 7", "г. Энск, пр-кт Мира, д. 7"])
def test_a_former_street_alone_makes_no_doubt_of_its_other_houses(address: str) -> None:
    houses = [ServedHouse(f"г. Энск, пр-кт Мира, д. {number}", None, ("ул. Победы",)) for number in (5, 7)]
    found = ask(houses, row(address=address))
    assert not found.same
    assert not found.ambiguous


@pytest.mark.parametrize("address", ["ул. Победы, д. 5", "ул. Победы, д. 7", "Общежитие на Победе"])
def test_a_confirmed_spelling_beside_the_identifier_of_a_flat_is_a_doubt(address: str) -> None:
    alias = Alias(address, NOW, None, "Вымыслова А. П.", datetime(2026, 11, 2, 10))
    debt = row(address=address, house_fias_guid=OF_A_FLAT)
    assert doubtful(ask([ServedHouse(NOW, GUID)], debt, alias, guid=GUID))


@pytest.mark.parametrize(
    ("houses", "debt", "asked"),
    [
        ([ServedHouse(NOW, None, (FORMER,)), ServedHouse(FORMER)], row(address=FORMER), NOW),
        ([ServedHouse(NOW, None, ("ул. Победы, д. 5",)), ServedHouse(FORMER)], row(address=FORMER), NOW),
        (
            [ServedHouse(NOW, None, (FORMER,)), ServedHouse(FORMER, GUID)],
            row(address=FORMER, house_fias_guid=GUID),
            NOW,
        ),
        (
            [ServedHouse(NOW, None, (FORMER,)), ServedHouse("пр-кт Мира, д. 5")],
            row(address="пр-кт Мира, д. 5"),
            FORMER,
        ),
    ],
)
def test_a_house_listed_again_under_its_other_name_hides_no_debt(
    houses: list[ServedHouse], debt: DebtRow, asked: str
) -> None:
    assert doubtful(ask(houses, debt, address=asked))


def test_houses_of_two_names_each_are_two() -> None:
    houses = [
        ServedHouse(NOW, None, (FORMER,)),
        ServedHouse("г. Энск, пр-кт Мира, д. 7", None, ("г. Энск, ул. Победы, д. 7",)),
        ServedHouse("г. Энск, ул. Садовая, д. 5", None, ("г. Энск, ул. Луговая, д. 5",)),
    ]
    for address in ("г. Энск, ул. Победы, д. 7", "г. Энск, ул. Луговая, д. 5"):
        found = ask(houses, row(address=address))
        assert not found.same
        assert not found.ambiguous


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("п. Лесной, ул. Мира, д. 5", "г. Энск, ул. Мира, д. 5"),
        ("Лесной р-н, с. Луговое, ул. Мира, д. 5", "Полевой р-н, с. Луговое, ул. Мира, д. 5"),
        ("Энская обл., г. Энск, ул. Мира, д. 5", "Вымысловская обл., г. Энск, ул. Мира, д. 5"),
        ("г. Энск, ул. Ленина, д. 7/5", "г. Энск, ул. Мира, д. 5/7"),
    ],
)
def test_a_house_the_list_does_not_know_may_be_the_asked_one_under_a_former_name(address: str, asked: str) -> None:
    assert doubtful(ask([ServedHouse(asked)], row(address=address), address=asked))
    both = ask([ServedHouse(asked), ServedHouse(address)], row(address=address), address=asked)
    assert not both.same
    assert not both.ambiguous


@pytest.mark.parametrize(
    "address",
    [
        "п. Лесной, ул. Садовая, д. 5",
        "п. Лесной, ул. Мира, д. 7",
        "г. Энск, ул. Ленина, д. 7/6",
        "г. Энск, ул. Ленина, д. 7",
    ],
)
def test_a_house_that_differs_in_more_than_that_is_another(address: str) -> None:
    found = ask([ServedHouse("г. Энск, ул. Мира, д. 5/7")], row(address=address), address="г. Энск, ул. Мира, д. 5/7")
    assert not found.same
    assert not found.ambiguous
