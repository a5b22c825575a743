"""A run that ends because its lease could not be renewed ends alone: the rest of its day, and who is told, goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.errors import OrganizationBusy, RpaError
from rpa.job import catalogue, runner
from rpa.job.job import Job
from rpa.job.stop import StopFlag
from rpa.ledger import Lease, Ledger, LedgerUnavailable
from rpa.operate.daily import run_daily
from rpa.operate.day import Day
from rpa.operate.place import Place
from rpa.operate.stage import Result, Stage
from tests.scenarios.conftest import place_without_site
from tests.unit.notices.receivers import web_server


class NoBrowser:
    main = None

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def remember(self) -> None: ...


async def until_it_is_stopped(_cabinet: Any, job: Job) -> None:
    async with asyncio.timeout(20):
        while not job.stop:  # noqa: ASYNC110 - as the loop over items does
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("lost", "rest"),
    [
        (LedgerUnavailable("Журнал намерений не записан: на диске кончилось место."), "done"),
        (OrganizationBusy("Организацию взял другой прогон."), "blocked"),
    ],
)
def test_a_lease_that_is_lost_ends_its_stage_and_not_the_day_nor_its_notices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: RpaError, rest: str
) -> None:
    def refused(_lease: Lease) -> None:
        raise lost

    short, taken = 0.03, Ledger.lease
    monkeypatch.setattr(Ledger, "lease", lambda ledger, ogrn, run, _seconds: taken(ledger, ogrn, run, short))
    monkeypatch.setattr(Lease, "renew", refused)
    monkeypatch.setattr(runner, "_workplace", lambda *_given: NoBrowser())
    monkeypatch.setattr(catalogue, "load", lambda _name: SimpleNamespace(run=until_it_is_stopped))

    def work(place: Place, _day: Day) -> Result:
        finished = place.run("answers")
        assert finished.summary.error is not None
        raise finished.summary.error

    stages = [Stage("apply", "apply", work), Stage("verify", "verify", lambda _place, _day: Result())]
    with web_server() as server:
        place = place_without_site(tmp_path, notices={"urls": [f"json://{server.address}/"]})
        day = run_daily(place, stages=stages)
        told = [body["message"] for _, _, body in server.requests if body]
    assert (day.stopped, day.exit_code) == ("", lost.exit_code)
    assert {name: outcome.state.value for name, outcome in day.outcomes.items()} == {
        "apply": "failed", "verify": rest, "notices": "done",
    }  # fmt: skip
    assert any(lost.what in message for message in told), told


def test_what_stops_the_whole_stops_its_parts_and_not_the_other_way_round() -> None:
    whole = StopFlag()
    part, other = StopFlag(whole), StopFlag(whole)
    part.stop("потерян", OrganizationBusy("x"))
    assert part and not whole and not other
    whole.stop("Ctrl-C")
    assert (part.reason, other.reason, StopFlag(whole).reason) == ("потерян", "Ctrl-C", "Ctrl-C")
