"""Finding, among thousands of houses, the few an address may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rpa.debts.address import Dwelling, compare_houses, differing_house, parse_house
from rpa.debts.address.compare_numbers import house_findings
from rpa.debts.comparison import Comparison, Outcome

_DIGIT_LIKE = {"З": "3", "О": "0"}


@dataclass(frozen=True, slots=True)
class HouseText:
    """One way a house is written: its text and, where known, its ФИАС GUID (lower case)."""

    text: str
    guid: str | None

    @property
    def dwelling(self) -> Dwelling:
        return parse_house(self.text)


def house_text(text: str | None, guid: str | None) -> HouseText:
    return HouseText(text or "", clean_guid(guid))


def clean_guid(guid: str | None) -> str | None:
    return (guid or "").strip().strip("{}").lower() or None


class HouseIndex:
    """House texts by house number. Complete: whatever is left out of ``near`` is certainly another house."""

    def __init__(self, houses: Iterable[HouseText]) -> None:
        self._by_number: dict[str, list[HouseText]] = defaultdict(list)
        self._by_guid: dict[str, list[HouseText]] = defaultdict(list)
        self._anywhere: list[HouseText] = []
        self.all = tuple(dict.fromkeys(houses))
        for house in self.all:
            if house.guid:
                self._by_guid[house.guid].append(house)
            if house.dwelling.number_certain:
                for number in _numbers(house.dwelling):
                    self._by_number[number].append(house)
            else:
                self._anywhere.append(house)

    def near(self, house: HouseText) -> Iterable[HouseText]:
        """Every indexed house that ``house`` may be, each once."""
        if not house.dwelling.number_certain:
            return self.all
        found = dict.fromkeys(self._by_guid.get(house.guid, ()) if house.guid else ())
        found.update(dict.fromkeys(self.of_number(house)))
        found.update(dict.fromkeys(self._anywhere))
        return found

    def mirrored(self, house: HouseText) -> Iterator[HouseText]:
        """Those whose number is the other way round, as that of a corner is on its other street."""
        for other in self._by_number.get(house.dwelling.house.fraction, ()):
            if is_mirrored(house, other):
                yield other

    def of_number(self, house: HouseText) -> Iterator[HouseText]:
        """Those that bear a number of ``house``, for certain; one may come twice."""
        for number in _numbers(house.dwelling):
            yield from self._by_number.get(number, ())


def compare_texts(a: HouseText, b: HouseText) -> Comparison:
    """Compare two houses by text and GUID. Most pairs differ, and for those the first difference is enough."""
    one, two = a.dwelling, b.dwelling
    if not a.guid or a.guid != b.guid:
        difference = differing_house(one, two)
        if difference is not None:
            return difference
    return compare_houses(one, two, a_guid=a.guid, b_guid=b.guid)


def is_mirrored(a: HouseText, b: HouseText) -> bool:
    """Whether «5/7» stands against «7/5»: the house at a corner has both numbers on either street."""
    one, two = a.dwelling.house, b.dwelling.house
    return bool(one.number and two.number) and (one.number, one.fraction) == (two.fraction, two.number)


def other_number(a: HouseText, b: HouseText) -> bool:
    """Whether a part of the number (block, letter and so on) proves two houses, whatever their streets are called."""
    return any(found.outcome is Outcome.DIFFERENT for found in house_findings(a.dwelling, b.dwelling))


def _numbers(dwelling: Dwelling) -> Iterator[str]:
    """The number; the one it looks like when its letter looks like a digit (8З and 83); a second one («5, 12»); all
    of a row («5-9»)."""
    yield dwelling.house.number
    yield from dwelling.house.spanned
    if dwelling.house.letter in _DIGIT_LIKE:
        yield dwelling.house.number + _DIGIT_LIKE[dwelling.house.letter]
    if dwelling.house.second:
        yield dwelling.house.second
