"""A disk that takes nothing more is told in words, and keeps nobody from hearing of it."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from rpa import cli, private_files
from rpa.errors import NotFinished
from rpa.operate.daily import run_daily
from rpa.operate.day import Day
from rpa.operate.place import Place
from rpa.operate.recording import journal_of
from rpa.operate.stage import Result, Stage
from rpa.private_files import store_private
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault
from tests.unit.notices.receivers import web_server

FULL = "на диске кончилось место"


def fail(error: Exception) -> Any:
    def failing(*_given: Any, **_named: Any) -> None:
        raise error

    return failing


def writing(place: Place, _day: Day) -> Result:
    store_private(place.folder.plans / "plan.json", b"{}")
    return Result()


def nothing(_place: Place, _day: Day) -> Result:
    return Result()


def test_a_day_on_a_full_disk_goes_to_its_end_and_tells_the_administrator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = [
        Stage("plan", "План", writing, in_cabinet=False),
        Stage("report", "Отчёт", nothing, in_cabinet=False),
    ]
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    with web_server() as server:
        settings = OrganizationSettings.model_validate(
            {
                "organization": {"name": "Придуманная", "ogrn": "1234567890123"},
                "notices": {"urls": [f"json://{server.address}/"]},
            }
        )
        place = Place(folder, settings, cheap_vault(tmp_path / "vault.enc", "a made-up phrase"))
        with journal_of(place):
            """The key that signs is made while there is room."""
        monkeypatch.setattr(private_files, "_fill", fail(OSError(errno.ENOSPC, "No space left on device")))
        day = run_daily(place, stages=stages)
        told = [body["message"] for _, _, body in server.requests if body]
    assert [*day.outcomes] == ["plan", "report", "notices"] and day.exit_code == 78
    assert any(FULL in message for message in told), told


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OSError(errno.ENOSPC, "x"), 78, FULL),
        (PermissionError(errno.EACCES, "x"), 78, "нет прав"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), 71, "ConnectionRefusedError"),
        (NotFinished("есть что решить"), 1, "есть что решить"),
    ],
)
def test_what_ails_the_disk_is_the_administrators_and_no_unexpected_error(
    error: Exception, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "command", lambda: fail(error))
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == code and said in " ".join(capsys.readouterr().err.split())
