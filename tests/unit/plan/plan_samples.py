"""A small plan over invented requests, built by the product's own code from a matcher that answers by flat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from decision_samples import PETROVA, TODAY, UNSURE, match, request, row

from rpa.debts.calendar import WorkCalendar
from rpa.debts.dataset.rows import ActStatus, Dataset
from rpa.debts.matching import Match
from rpa.debts.plan import ActsFolder, Plan, build_plan
from rpa.debts.policy import DecisionPolicy
from rpa.model import HousingFundObject, Person, Subrequest

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
CALENDAR = WorkCalendar.load()
ADDRESS = "г. Энск, ул. Садовая, д. 5"


class ByFlat:
    """Stands in for the matcher where a test needs a certain match."""

    def __init__(self, matches: Mapping[str, Match]) -> None:
        self._matches = matches

    def match(self, obj: HousingFundObject, applicant: Person | None = None) -> Match:
        return self._matches.get(obj.address_details or "", match())


def dataset(**changes: Any) -> Dataset:
    base = {"rows": (), "broken": (), "sha256": "d" * 64, "loaded_from": "долги.xlsx", "as_of": TODAY}
    return Dataset(**{**base, **changes})


def asked(number: int, flat: str, **changes: Any) -> Subrequest:
    return request(
        request_number=f"99000000{number:02}",
        portal_id=str(1000 + number),
        housing_fund_object=HousingFundObject(ADDRESS, flat),
        **changes,
    )


MATCHES = {
    "1": match(row(2), row(3, person=PETROVA)),
    "2": match(),
    "3": match(row(4, act_status=ActStatus.APPEALED)),
    "4": match(ambiguous=((row(5), UNSURE),)),
    "5": match(row(6, act_status=ActStatus.CANCELLED)),
}
"""Flat 1: debt of two; 2: exact no; 3: review with a debtor; 4: review with a candidate; 5: a cancelled order."""


def acts_folder(tmp_path: Path) -> ActsFolder:
    folder = tmp_path / "acts"
    folder.mkdir(exist_ok=True)
    for number in range(2, 8):
        (folder / f"act{number}.pdf").write_bytes(b"%PDF-1.4 " + str(number).encode())
    return ActsFolder(folder)


def plan_of(
    tmp_path: Path,
    requests: Iterable[Subrequest] | None = None,
    *,
    policy: DecisionPolicy | None = None,
    matches: Mapping[str, Match] | None = None,
    **changes: Any,
) -> Plan:
    arguments: dict[str, Any] = {
        "organization_ogrn": "1234567890123",
        "built_at": NOW,
        "today": TODAY,
        "calendar": CALENDAR,
        "acts": acts_folder(tmp_path),
    }
    data = changes.pop("dataset", dataset())
    return build_plan(
        [asked(number, str(number)) for number in range(1, 6)] if requests is None else requests,
        changes.pop("matcher", None) or ByFlat(MATCHES if matches is None else matches),
        data,
        policy or DecisionPolicy(),
        **{**arguments, **changes},
    )
