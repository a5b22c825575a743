"""The matcher: rows, broken rows, served houses, confirmed spellings. People and places are invented."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rpa.debts.address import compare_dwellings, parse_address
from rpa.debts.aliases import Alias
from rpa.debts.comparison import Outcome
from rpa.debts.dataset.rows import ActKind, ActStatus, Blocks, BrokenRow, DebtRow
from rpa.debts.matching import Match, Matcher
from rpa.debts.served_houses import ServedHouse, ServedHouses
from rpa.debts.served_index import ServedIndex
from rpa.model import HousingFundObject, Person

HOUSE = "г. Энск, ул. Садовая, д. 5"
GUID = "11111111-1111-4111-8111-111111111111"
PYOTR = Person("Вымыслов", "Пётр", "Ильич")


def row(address: str = HOUSE, flat: str | None = "12", **more: Any) -> DebtRow:
    number = more.pop("row", 2)
    defaults: dict[str, Any] = {
        "person": PYOTR,
        "act_kind": ActKind.COURT_ORDER,
        "act_status": ActStatus.IN_FORCE,
        "court": "Суд",
        "case_number": "2-1/2026",
        "act_date": date(2026, 1, 12),
        "debt_from": date(2025, 1, 1),
        "debt_to": date(2025, 6, 1),
        "awarded_main": Decimal("100.00"),
        "rest_main": Decimal("100.00"),
        "balance_date": date(2026, 3, 2),
    }
    return DebtRow(row=number, row_id=str(number), address=address, flat=flat, **(defaults | more))


def broken(address: str | None, flat: str | None, blocks: Blocks = Blocks.DWELLING, **more: Any) -> BrokenRow:
    return BrokenRow(row=9, errors=(), address=address, flat=flat, blocks=blocks, **more)


def ask(
    matcher: Matcher, address: str = HOUSE, flat: str | None = "12", guid: str | None = None, who: Person | None = None
) -> Match:
    return matcher.match(HousingFundObject(address, flat, guid), who)


def listed(*houses: ServedHouse) -> ServedHouses:
    return ServedHouses(houses or (ServedHouse(HOUSE),))


def test_a_row_without_a_guid_is_compared_by_text() -> None:
    assert ask(Matcher([row()], (), listed(ServedHouse(HOUSE, GUID))), guid=GUID).same


def test_a_house_outside_the_list_is_not_served() -> None:
    assert ask(Matcher([], (), listed()), "г. Энск, ул. Садовая, д. 7").house_served is Outcome.DIFFERENT


def test_a_house_that_may_be_in_the_list_is_ambiguous() -> None:
    assert ask(Matcher([], (), listed()), "ул. Садовая, д. 5").house_served is Outcome.AMBIGUOUS


def test_without_a_list_no_house_is_known_to_be_served() -> None:
    assert ask(Matcher([row()], (), None)).house_served is Outcome.AMBIGUOUS


def test_a_line_repeated_in_the_list_is_still_one_house() -> None:
    assert (
        ask(Matcher([], (), listed(ServedHouse(HOUSE), ServedHouse("Энск г, Садовая ул, 5")))).house_served
        is Outcome.SAME
    )


def test_two_alike_streets_of_the_list_are_told_apart() -> None:
    served = listed(ServedHouse(HOUSE), ServedHouse("г. Энск, ул. Содовая, д. 5"))
    rows = [row("г. Энск, ул. Содовая, д. 5")]
    assert ask(Matcher(rows, (), served)).ambiguous == ()
    assert len(ask(Matcher(rows, (), listed())).ambiguous) == 1


def test_another_name_in_the_list_joins_a_renamed_street() -> None:
    served = listed(ServedHouse(HOUSE, aliases=("г. Энск, ул. Вымышленная, д. 5",)))
    assert ask(Matcher([row("г. Энск, ул. Вымышленная, д. 5")], (), served)).same


def test_a_confirmed_spelling_joins_a_house_the_text_does_not() -> None:
    alias = Alias(
        "Энск, Садовая 5 (у рынка)",
        HOUSE,
        None,
        "Придумкина А. А.",
        datetime(2026, 3, 2, tzinfo=ZoneInfo("Europe/Moscow")),
    )
    rows = [row("ЭНСК, САДОВАЯ 5 (У РЫНКА)")]
    assert ask(Matcher(rows, (), listed(), [])).same == ()
    assert ask(Matcher(rows, (), listed(), [alias])).same


def test_a_confirmed_spelling_of_a_house_that_left_the_list_is_reported_unused() -> None:
    alias = Alias(
        "Энск 5",
        "г. Энск, ул. Лесная, д. 1",
        None,
        "Придумкина А. А.",
        datetime(2026, 3, 2, tzinfo=ZoneInfo("Europe/Moscow")),
    )
    assert ServedIndex(listed().houses, [alias]).unused_aliases == (alias,)


@pytest.mark.parametrize("flat", [None, "", "-", "0"])
def test_a_private_house_needs_no_flat(flat: str | None) -> None:
    matcher = Matcher([row(flat="0")], (), listed(ServedHouse(HOUSE, private=True)))
    found = ask(matcher, flat=flat)
    assert (len(found.same), found.dwelling_problems) == (1, ())


def test_a_house_not_known_to_be_private_needs_a_flat() -> None:
    found = ask(Matcher([row(flat="0")], (), listed()), flat=None)
    assert (found.same, len(found.ambiguous)) == ((), 1)
    assert found.dwelling_problems


def test_a_flat_asked_for_in_a_private_house_is_a_contradiction() -> None:
    assert ask(Matcher([], (), listed(ServedHouse(HOUSE, private=True)))).dwelling_problems


def test_a_flat_cell_against_the_address_is_a_problem() -> None:
    assert ask(Matcher([], (), listed()), HOUSE + ", кв. 14", "12").dwelling_problems


def test_a_row_without_a_flat_touches_every_flat_of_its_house() -> None:
    matcher = Matcher([row(flat=None)], (), listed())
    assert len(ask(matcher, flat="12").ambiguous) == len(ask(matcher, flat="77").ambiguous) == 1


@pytest.mark.parametrize(
    ("unusable", "touches", "spares"),
    [
        (broken(HOUSE, "12"), [(HOUSE, "12"), (HOUSE, None)], [(HOUSE, "13"), ("г. Энск, ул. Садовая, д. 7", "12")]),
        (broken(HOUSE, "12/3"), [(HOUSE, "12"), (HOUSE, "3")], [(HOUSE, "14")]),
        (broken(HOUSE, None), [(HOUSE, "12"), (HOUSE, "13")], [("г. Энск, ул. Садовая, д. 7", "12")]),
        (broken(HOUSE, "12", Blocks.HOUSE), [(HOUSE, "13")], [("г. Энск, ул. Садовая, д. 7", "12")]),
        (broken("ул. Садовая, д. 5", "12"), [(HOUSE, "12")], [(HOUSE, "13")]),
        (broken("г. Энск, ул. Садовая", "12"), [(HOUSE, "12"), ("г. Энск, ул. Лесная, д. 1", "1")], []),
        (broken(None, None, Blocks.ALL), [(HOUSE, "12"), ("г. Энск, ул. Лесная, д. 1", "1")], []),
        (broken("???", "12"), [("г. Энск, ул. Лесная, д. 1", "1")], []),
        (broken("Участок № 1", "12"), [(HOUSE, "12"), ("г. Энск, ул. Лесная, д. 2", "1")], []),
    ],
)
def test_a_broken_row_touches_what_it_may_speak_of(
    unusable: BrokenRow, touches: list[tuple[str, str | None]], spares: list[tuple[str, str | None]]
) -> None:
    matcher = Matcher([], [unusable], listed())
    assert all(ask(matcher, *place).broken_touching == (unusable,) for place in touches)
    assert all(ask(matcher, *place).broken_touching == () for place in spares)


def test_a_row_broken_for_its_room_speaks_of_its_flat_and_blocks_the_house() -> None:
    unusable = broken(HOUSE, "12", Blocks.HOUSE)
    matcher = Matcher([], [unusable], listed())
    meant = {flat: [row.blocks for row in ask(matcher, HOUSE, flat).broken_touching] for flat in ("12", "12/3", "13")}
    assert meant == {"12": [Blocks.DWELLING], "12/3": [Blocks.DWELLING], "13": [Blocks.HOUSE]}


def test_an_applicant_parts_the_rows_of_one_dwelling() -> None:
    rows = [
        row(),
        row(row=3, person=Person("Вымыслов", "П.", "И.")),
        row(row=4, person=Person("Вымыслова", "Анна", "Сергеевна")),
    ]
    found = ask(Matcher(rows, (), listed()), who=PYOTR)
    assert [[r.row for r in found.same], [r.row for r, _ in found.ambiguous], [r.row for r in found.other_persons]] == [
        [2],
        [3],
        [4],
    ]
    assert len(ask(Matcher(rows, (), listed())).same) == 3


def test_candidates_are_offered_only_where_a_person_has_to_look() -> None:
    rows = [row("г. Энск, ул. Содовая, д. 5"), row("г. Энск, ул. Полевая, д. 31", "40", row=3)]
    doubtful = ask(Matcher(rows, (), listed()))
    assert [candidate.row.row for candidate in doubtful.candidates] == [2]
    assert ask(Matcher(rows[1:], (), listed())).candidates == ()


@pytest.mark.parametrize("other", ["д. 87", "д. 51", "д. 5, корп. 2"])
def test_a_house_of_another_number_is_no_candidate_however_alike_its_street(other: str) -> None:
    alike = [row(f"г. Энск, ул. Садовая, {other}", row=number) for number in range(3, 12)]
    asked = "г. Энск, ул. Садовая, д. 5, корп. 1" if "корп" in other else HOUSE
    found = ask(Matcher([*alike, row("г. Энск, ул. Содовая, д. 5", row=2)], (), listed()), asked)
    assert [candidate.row.row for candidate in found.candidates] == [2]


def test_the_index_loses_nothing_that_a_full_comparison_finds() -> None:
    texts = [
        HOUSE,
        "Энск г, Садовая ул, 5",
        "ул. Садовая, 5",
        "Садовая, 5",
        "г. Энск, ул. Содовая, д. 5",
        "г. Энск, ул. Садовая, 5-12",
        "Энск Садовая 5",
        "г. Энск, ул. Садовая, д. 5, корп. 1",
        "г. Энск, ул. Садовая, вл. 5",
        "г. Энск, ул. Садовая, 05.12.2024",
        "г. Энск, ул. Садовая",
        "",
        "???",
        "г. Энск, ул. Садовая, д. 83",
        "г. Энск, ул. Садовая, д. 8З",
        "г. Энск, ул. Садовая, 7, вход со двора",
        "г. Энск, ул. Садовая, д. 5 / д. 7",
        "г. Энск, мкр. 5, д. 12",
        "г. Энск, ул. Садовая, 5, 7",
        "г. Энск, ул. Лесная, д. 5, кв. 12",
        "с. Красное, д. 5",
    ]
    flats = ["12", "кв. 12", "12а", "12О", "120", "12/3", "12 ком. 3", "ком. 12", "", "5-12", "12, 13", "пом. 12", "13"]
    places = list(product(texts, flats))
    rows = [row(text, flat, row=number) for number, (text, flat) in enumerate(places)]
    matcher = Matcher(rows, (), None)
    dwellings = [parse_address(text, flat) for text, flat in places]
    for (text, flat), asked in zip(places[::3], dwellings[::3], strict=True):
        outcomes = {number: compare_dwellings(asked, dwelling).outcome for number, dwelling in enumerate(dwellings)}
        found = ask(matcher, text, flat)
        assert {r.row for r in found.same} == {n for n, outcome in outcomes.items() if outcome is Outcome.SAME}
        assert {r.row for r, _ in found.ambiguous} == {
            n for n, outcome in outcomes.items() if outcome is Outcome.AMBIGUOUS
        }
