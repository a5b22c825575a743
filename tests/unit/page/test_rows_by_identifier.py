"""Rows beside a request are looked for as the plan looked for them: by the house's identifier, too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rpa.debts.matching import Match
from rpa.debts.plan import load_plan
from rpa.debts.policy import DecisionPolicy
from rpa.model import HousingFundObject, Person
from rpa.operate.planning import Prepared
from rpa.web.data import Loaded
from tests.web.conftest import item, keep, make_place

GUID = "0c5b2444-70a0-4932-980c-b4dc0d3f02b5"


class Asked:
    """A matcher that remembers what it was asked about."""

    def __init__(self) -> None:
        self.about: list[HousingFundObject] = []

    def match(self, obj: HousingFundObject, _applicant: Person | None = None) -> Match:
        self.about.append(obj)
        return Match()


@pytest.mark.parametrize("guid", [GUID, None])
def test_the_identifier_of_the_house_is_kept_in_the_plan_and_asked_with(tmp_path: Path, guid: str | None) -> None:
    """Without it the page said «строк по этому жилью нет» of a row the plan itself had found."""
    place = make_place(tmp_path)
    given = replace(item("100000000001"), fias_house_guid=guid)
    keep(place, (given,), DecisionPolicy())
    (path,) = place.folder.plans.glob("*.json")
    (found,) = load_plan(path).items
    assert found == given and found.sha256 == given.sha256
    assert (b"fias_house_guid" in path.read_bytes()) is (guid is not None), "other plans are written as before"
    matcher: Any = Asked()
    Loaded(Prepared(None, None, matcher, None)).match(found)
    assert matcher.about == [HousingFundObject(given.address, given.address_details, guid)]
