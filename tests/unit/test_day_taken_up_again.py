"""A second start of the same day repeats what may go well now, single items included, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rpa.operate.daily import run_daily
from rpa.operate.day import Day
from rpa.operate.place import Place
from rpa.operate.stage import Result, Stage
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault

MORNING = datetime(2026, 11, 18, 4, 30, tzinfo=UTC)


def organization(tmp_path: Path) -> Place:
    settings = OrganizationSettings.model_validate({"organization": {"name": "Придуманная", "ogrn": "1234567890123"}})
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    return Place(folder, settings, cheap_vault(folder.vault, "a made-up pass phrase"))


@pytest.mark.parametrize(
    ("counts", "times"),
    [
        ({"done": 5, "failed": 1}, 2),
        ({"done": 5, "not_sent": 1}, 2),
        ({"unknown": 1}, 2),
        ({"no_debt": 5, "unread": 1}, 2),
        ({"done": 5, "skipped": 1, "refused": 1, "unapproved": 3}, 1),
    ],
)
def test_a_stage_that_left_items_which_may_go_well_now_is_repeated(
    tmp_path: Path, counts: dict[str, int], times: int
) -> None:
    place = organization(tmp_path)
    ran: list[str] = []

    def apply(_place: Place, _day: Day) -> Result:
        ran.append("apply")
        return Result(1, counts)

    for _ in range(2):
        day = run_daily(place, stages=[Stage("apply", "Отправка", apply, in_cabinet=False)])
        assert (day.outcomes["apply"].state, day.exit_code) == ("attention", 1)
    assert ran == ["apply"] * times


@pytest.mark.parametrize(("minutes", "times"), [(30, 1), (-5, 2)])
def test_what_a_clock_that_ran_ahead_dated_is_done_again(tmp_path: Path, minutes: int, times: int) -> None:
    """That clock said it was the next day already: its record must not stand for the day when it comes."""
    place = organization(tmp_path)
    ran: list[str] = []

    def plan(_place: Place, _day: Day) -> Result:
        ran.append("plan")
        return Result()

    for now in (MORNING, MORNING + timedelta(minutes=minutes)):
        run_daily(replace(place, now=lambda now=now: now), stages=[Stage("plan", "План", plan, in_cabinet=False)])  # type: ignore[misc]
    assert len(ran) == times
