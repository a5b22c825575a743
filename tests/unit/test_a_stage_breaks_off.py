"""A day in which a stage broke off with an error nobody expected is no day that went well."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.operate.daily import run_daily
from rpa.operate.day import Day
from rpa.operate.place import Place
from rpa.operate.stage import Result, Stage
from tests.scenarios.conftest import place_without_site
from tests.unit.notices.receivers import web_server


def waits_for_people(_place: Place, _day: Day) -> Result:
    return Result(1, {"unapproved": 3})


def breaks(_place: Place, _day: Day) -> Result:
    raise KeyError("a field nobody has")


@pytest.mark.parametrize(("work", "code", "last"), [(waits_for_people, 1, "/ping"), (breaks, 71, "/ping/fail")])
def test_the_watching_service_hears_of_it_and_the_scheduler_tells_it_from_a_day_that_waits_for_people(
    tmp_path: Path, work: object, code: int, last: str
) -> None:
    with web_server() as server:
        place = place_without_site(tmp_path, notices={"heartbeat_url": f"http://{server.address}/ping"})
        day = run_daily(place, stages=[Stage("plan", "План", work)])  # type: ignore[arg-type]
    assert day.exit_code == code
    assert [path for method, path, _ in server.requests if method == "GET"] == ["/ping/start", last]
