"""A disk that takes nothing more: the day still goes to its end, and people hear why nothing is answered."""

from __future__ import annotations

import errno
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rpa import private_files
from rpa.operate.daily import run_daily
from rpa.operate.day import Day, State
from rpa.operate.guarding import guard
from rpa.operate.place import Place
from rpa.operate.stage import Result, Stage
from tests.scenarios.conftest import place_without_site
from tests.unit.notices.receivers import web_server
from tests.unit.notices.test_texts_and_guard import OGRN, folder_with_plan


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_file: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(private_files, "_fill", refuse)


def test_a_day_on_a_full_disk_ends_and_is_told_to_people_and_to_the_watching_service(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    worked: list[str] = []

    def work(_place: Place, _day: Day) -> Result:
        worked.append("check")
        return Result()

    with web_server() as server:
        wishes = {"urls": [f"json://{server.address}/"], "heartbeat_url": f"http://{server.address}/ping"}
        place = place_without_site(tmp_path, notices=wishes)
        request.getfixturevalue("full")
        day = run_daily(place, stages=(Stage("check", "check", work), Stage("plan", "plan", work)))
    assert worked == ["check", "check"] and day.exit_code == 78
    assert day.outcomes["plan"].state is State.FAILED
    told = [body for method, _, body in server.requests if method == "POST"]
    assert any("на диске кончилось место" in body["message"] for body in told if "не удался" in body["title"])
    assert [path for method, path, _ in server.requests if method == "GET"] == ["/ping/start", "/ping/fail"]


@pytest.mark.usefixtures("full")
def test_a_warning_that_cannot_be_remembered_is_a_warning_that_was_sent(tmp_path: Path) -> None:
    now = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
    folder = folder_with_plan(tmp_path, now, {"1": date(2026, 11, 17)})
    with web_server() as server:
        folder.settings.write_text(
            f"organization: {{name: УК, ogrn: '{OGRN}'}}\nnotices: {{urls: ['json://{server.address}/']}}\n"
        )
        guarded, delivery = guard(folder, now=lambda: now)
    assert guarded.exit_code == 1 and (delivery.sent, delivery.failed) == (1, 0) and len(server.requests) == 1
