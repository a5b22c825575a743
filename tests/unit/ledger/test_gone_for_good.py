"""A send whose request is gone from the portal waits for nobody: neither doctor nor status speaks of it for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.ledger import GONE, IntentKind, Ledger, Outcome
from rpa.operate.doctor import work
from rpa.operate.place import Place
from rpa.operate.standing import standing
from tests.scenarios.conftest import place_without_site


@pytest.mark.parametrize(("detail", "waits"), [(GONE, False), ("сайт показывает absent после confirmed", True)])
def test_what_is_told_of_a_send_of_unknown_outcome(tmp_path: Path, detail: str, waits: bool) -> None:
    place = place_without_site(tmp_path)
    unknown(place, detail)
    [complaint] = work.ledger(place)
    assert (complaint.state, complaint.code) == (("wrong", 77) if waits else ("fine", 0))
    found = standing(place.folder, place.now())
    assert (found.uncertain, found.read_by) == ((1, ("rpa debts verify",)) if waits else (0, ()))


def unknown(place: Place, detail: str) -> None:
    organization = place.settings.organization.ogrn
    with Ledger.open(place.folder.ledger, now=place.now) as ledger, ledger.lease(organization, "run") as lease:
        intent = ledger.intend(
            organization=organization, request_number="1", kind=IntentKind.SEND, content_sha256="c",
            plan_sha256=None, run_id="run", fence=lease.fence,
        )  # fmt: skip
        ledger.conclude(intent, Outcome.UNKNOWN, detail)
