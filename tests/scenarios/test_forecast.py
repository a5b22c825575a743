"""Which requests will miss, at the speed this organization's ledger has measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rpa.ledger import IntentKind, Ledger, Outcome
from rpa.operate.forecasting import SECONDS_BY_HAND, misses, seconds_per_answer
from rpa.operate.place import Place
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


def place_of(folder: Path, clock: Clock) -> Place:
    wishes = {
        "organization": {"name": "ООО «Придуманная УК»", "ogrn": "1027700132195"},
        "pacing": {"answers_per_minute": 0},
    }
    found = DataRoot(folder).organization("uk").create()
    settings = OrganizationSettings.model_validate(wishes)
    return Place(found, settings, cheap_vault(found.vault, "a made-up pass phrase"), now=clock)


def plan_of(*days: int) -> Any:
    items = [
        SimpleNamespace(request_number=f"26{n:04d}", due=(NOW + timedelta(days=day)).date())
        for n, day in enumerate(days)
    ]
    return SimpleNamespace(items=items)


def test_before_the_first_answer_the_careful_guess_holds(tmp_path: Path) -> None:
    place = place_of(tmp_path, Clock())
    assert seconds_per_answer(place) == SECONDS_BY_HAND
    # 9 hours of Moscow's day are left: 90 answers of six minutes, not more.
    assert len(misses(place, plan_of(*[0] * 100), now=NOW)) == 100 - 9 * 10 + 1
    assert misses(place, plan_of(*[0] * 80), now=NOW) == []


def test_the_ledgers_own_speed_is_used_once_there_is_one(tmp_path: Path) -> None:
    clock = Clock()
    place = place_of(tmp_path, clock)
    with (
        Ledger.open(place.folder.ledger, now=clock) as ledger,
        ledger.lease(place.settings.organization.ogrn, "test") as lease,
    ):
        for number in range(3):
            intent = ledger.intend(
                organization=place.settings.organization.ogrn,
                request_number=f"26{number:04d}",
                kind=IntentKind.SEND,
                content_sha256="00" * 32,
                plan_sha256="00" * 32,
                run_id="20261124-120000-aaaa",
                fence=lease.fence,
            )
            clock.at += timedelta(seconds=4)
            ledger.conclude(intent, Outcome.DONE)
    assert seconds_per_answer(place) == 4
    assert misses(place, plan_of(*[0] * 100), now=NOW) == []
