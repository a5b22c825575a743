"""A schedule installed today missed nothing yesterday; one that was only changed today hides no day it did miss."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from rpa.cli import main
from rpa.operate.schedule import Installer, Scheduler, jobs_of, last_firing
from rpa.settings import DataRoot
from tests.unit.schedule.test_missed_runs import AT, NOON, ran

JUST_NOW = NOON - timedelta(minutes=5)
LONG_AGO = NOON - timedelta(days=30)


@pytest.mark.parametrize(("since", "missed"), [(JUST_NOW, False), (LONG_AGO, True), (None, True)])
def test_before_it_stood_nothing_had_to_begin(tmp_path: Path, since: datetime | None, missed: bool) -> None:
    firing = last_firing(tmp_path, AT, NOON, since)
    assert firing.missed is missed
    assert firing.next_at == datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


def test_the_first_time_it_had_to_keep_is_missed_after_its_grace(tmp_path: Path) -> None:
    morning = NOON + timedelta(days=1)
    assert last_firing(tmp_path, AT, morning, JUST_NOW).missed
    assert not last_firing(tmp_path, AT, morning.replace(hour=9), JUST_NOW).missed


@pytest.mark.parametrize(("ago", "missed"), [(timedelta(hours=4), False), (timedelta(days=2, hours=4), True)])
def test_another_time_of_day_makes_no_missed_run_and_hides_none(tmp_path: Path, ago: timedelta, missed: bool) -> None:
    """Moved at noon from half past seven to nine: at nine it did not stand yet, and the morning's run was there."""
    ran(tmp_path, NOON - ago)
    assert last_firing(tmp_path, time(9, 0), NOON).missed
    assert last_firing(tmp_path, time(9, 0), NOON, JUST_NOW).missed is missed


def test_its_files_tell_when_it_was_installed_and_cron_s_lines_do_not(tmp_path: Path) -> None:
    jobs = jobs_of("uk", AT, tmp_path)
    installer = Installer(Scheduler.SYSTEMD, folder=tmp_path)
    assert installer.since(jobs) is None
    for job in jobs:
        for name, content in installer.files(job).items():
            (tmp_path / name).write_bytes(content)
            os.utime(tmp_path / name, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    os.utime(tmp_path / name, (JUST_NOW.timestamp(), JUST_NOW.timestamp()))
    assert installer.since(jobs) == JUST_NOW
    assert Installer(Scheduler.CRON, folder=tmp_path).since(jobs) is None


def test_status_right_after_the_first_installation_says_that_all_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    folder.settings.write_text("organization: {name: УК, ogrn: '1027700132195'}\n", encoding="utf-8")
    units = tmp_path / "home" / ".config" / "systemd" / "user"
    units.mkdir(parents=True)
    for job in jobs_of("uk", AT, folder.machine.path):
        for name, content in Installer(Scheduler.SYSTEMD).files(job).items():
            (units / name).write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        main(["schedule", "status", "--kind", "systemd", "--json", "--data", str(folder.machine.path)])
    found = json.loads(capsys.readouterr().out)
    assert (ended.value.code, found["missed"], found["last_run"]) == (0, False, None)
