"""Are two addresses one dwelling? Each component is compared by itself; a part that one side lacks is never equal.

Rules: domain notes §4.3. The region, the postcode and administrative units around a town may be left out by one side.
"""

from __future__ import annotations

from collections.abc import Iterator

from rpa.debts.address.compare_numbers import flat_findings, house_findings
from rpa.debts.address.compare_places import place_findings
from rpa.debts.address.dwelling import Dwelling, Flat
from rpa.debts.comparison import Comparison, Outcome, combine

SAME_HOUSE = "Дом совпадает во всех частях адреса"
SAME_DWELLING = "Дом и квартира совпадают во всех частях"
GUID = "guid"
"""The component of a verdict that rests on identifiers."""


def compare_dwellings(a: Dwelling, b: Dwelling, *, private_house: bool = False) -> Comparison:
    """Compare two dwellings; symmetric.

    ``private_house`` says that the house is known to have no flats (served houses list): only then do two absent flats
    agree.
    """
    house = compare_houses(a, b)
    private = private_house or (a.private and b.private)
    findings = [*(house.findings or (house,)), *flat_findings(a.flat, b.flat, private)]
    return combine(findings, SAME_DWELLING)


def compare_houses(a: Dwelling, b: Dwelling, *, a_guid: str | None = None, b_guid: str | None = None) -> Comparison:
    """The same for the house alone, whatever the flats.

    House GUIDs, when both are given, decide what the texts leave open. Against the texts they prove nothing: a column
    copied down, or filled with identifiers of flats or streets, is as likely.
    """
    by_text = combine(_house_findings(a, b), SAME_HOUSE)
    if not (a_guid and b_guid):
        return by_text
    if _guid(a_guid) == _guid(b_guid):
        if by_text.outcome is Outcome.DIFFERENT:
            return Comparison(Outcome.AMBIGUOUS, "Идентификатор дома (ФИАС) совпадает, а адрес разный", GUID)
        return Comparison(Outcome.SAME, "Идентификатор дома (ФИАС) совпадает", GUID)
    if by_text.outcome is Outcome.SAME:
        return Comparison(Outcome.AMBIGUOUS, "Идентификатор дома (ФИАС) разный, а адрес тот же", GUID)
    if by_text.outcome is Outcome.DIFFERENT:
        return Comparison(Outcome.DIFFERENT, "Идентификатор дома (ФИАС) разный", GUID)
    return by_text


def differing_house(a: Dwelling, b: Dwelling) -> Comparison | None:
    """The first certain difference between two houses, or ``None``; the quick half of :func:`compare_houses`."""
    return next((found for found in _house_findings(a, b) if found.outcome is Outcome.DIFFERENT), None)


def compare_flats(a: Flat, b: Flat, *, private_house: bool = False) -> Comparison:
    """The same for flat and rooms within one house."""
    return combine(flat_findings(a, b, private_house), "Квартира совпадает")


def _house_findings(a: Dwelling, b: Dwelling) -> Iterator[Comparison]:
    yield from place_findings(a, b)
    yield from house_findings(a, b)
    for problem in dict.fromkeys(a.house_problems + b.house_problems):
        yield Comparison(Outcome.AMBIGUOUS, problem, "problem")


def _guid(text: str) -> str:
    return text.strip().strip("{}").lower()
