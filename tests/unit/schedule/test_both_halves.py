"""systemd has two halves, the user's and the whole system's: one organization's jobs stand in one of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from rpa.cli import main, schedule
from rpa.operate.day import Day, keep_day
from rpa.operate.schedule import Installer, Scheduler, jobs_of, systemd
from rpa.settings import DataRoot, OrganizationFolder

SETTINGS = "organization: {name: УК, ogrn: '1027700132195'}\n"


def done(command: Sequence[str]) -> CompletedProcess[str]:
    return CompletedProcess(command, 0, "", "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OrganizationFolder:
    for name in ("RPA_VAULT_PASSPHRASE", "RPA_DATA", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setattr(systemd, "folder", lambda *, system: tmp_path / ("system" if system else "user"))
    monkeypatch.setattr(
        schedule,
        "_installer",
        lambda _kind, *, system, user=None: Installer(Scheduler.SYSTEMD, system=system, user=user, run=done),
    )
    found = DataRoot(tmp_path / "data").organization("uk").create()
    found.settings.write_text(SETTINGS, encoding="utf-8")
    return found


def rpa(folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["schedule", *words, "--data", str(folder.root.parent.parent), "-o", "uk"])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def stands(folder: OrganizationFolder, *, system: bool) -> None:
    installer = Installer(Scheduler.SYSTEMD, system=system, user="daemon" if system else None, run=done)
    installer.install(jobs_of("uk", time(7, 30), folder.machine.path))


def units(half: Path) -> list[str]:
    return sorted(path.suffix for path in half.iterdir()) if half.exists() else []


def test_a_schedule_of_the_whole_system_is_seen_and_not_told_to_be_absent(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """``rpa schedule remove`` without ``--system`` said that there was nothing, and the robot went on every morning."""
    now = datetime.now(UTC)
    keep_day(folder.reports, Day("uk", now.date(), now.isoformat(), finished_at=now.isoformat()))
    assert rpa(folder, capsys, "status")[0] == 1
    stands(folder, system=True)
    assert rpa(folder, capsys, "status")[0] == 0
    code, said = rpa(folder, capsys, "remove")
    assert code == 78 and f"sudo rpa schedule remove --system --data {tmp_path}/data --organization uk" in said


@pytest.mark.parametrize("system", [True, False])
def test_no_second_pair_is_installed_beside_the_one_that_stands(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path, system: bool
) -> None:
    stands(folder, system=system)
    code, said = rpa(folder, capsys, "install", "--at", "06:00", *([] if system else ["--system", "--user", "rpa"]))
    assert code == 78 and ("sudo rpa schedule install --system --data" in said) is system
    assert "rpa schedule remove" in said
    assert not units(tmp_path / ("user" if system else "system"))
    assert folder.settings.read_text(encoding="utf-8") == SETTINGS


def test_a_system_service_goes_on_as_the_user_it_ran_as_and_never_becomes_roots(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said = rpa(folder, capsys, "install", "--system")
    assert code == 2 and "--user" in said and not units(tmp_path / "system")
    assert rpa(folder, capsys, "install", "--system", "--user", "rpa")[0] == 0
    assert rpa(folder, capsys, "install", "--system", "--at", "09:00")[0] == 0
    for name in ("daily", "guard"):
        assert "User=rpa\n" in (tmp_path / "system" / f"rpa-{name}-uk.service").read_text()


@pytest.mark.parametrize("quoted", [False, True])
def test_a_file_named_once_is_where_the_service_goes_on_getting_the_pass_phrase_from(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path, quoted: bool
) -> None:
    folder.vault.write_text("{}")
    (phrase := tmp_path / "пароль 50%").write_text("made up\n")
    assert rpa(folder, capsys, "install", "--credential", str(phrase))[0] == 0
    unit = tmp_path / "user" / "rpa-daily-uk.service"
    written = unit.read_text()
    line = f"LoadCredential=rpa-vault:{tmp_path}/пароль 50%%\n"
    assert line in written
    if quoted:  # as units were written before
        unit.write_text(written.replace(line, f'LoadCredential="{line.strip().partition("=")[2]}"\n'))
    assert rpa(folder, capsys, "install", "--at", "06:00")[0] == 0
    assert unit.read_text() == written
    phrase.unlink()
    assert rpa(folder, capsys, "install")[0] == 78


def test_a_user_named_without_the_whole_system_is_wrong_usage(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said = rpa(folder, capsys, "install", "--user", "rpa")
    assert code == 2 and "--system" in said and not units(tmp_path / "user")


def test_a_twin_is_named_when_the_other_pair_is_removed(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    stands(folder, system=True)
    stands(folder, system=False)
    code, said = rpa(folder, capsys, "remove")
    assert code == 78 and "sudo rpa schedule remove --system" in said and "Удалено" in said
    assert not units(tmp_path / "user") and len(units(tmp_path / "system")) == 4
    code, said = rpa(folder, capsys, "remove", "--system", "--json")
    assert code == 0 and len(json.loads(said)["removed"]) == 4


@pytest.mark.parametrize("gone", [False, True])
def test_jobs_are_removed_without_settings_that_read_and_without_a_folder(
    folder: OrganizationFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path, gone: bool
) -> None:
    stands(folder, system=False)
    folder.settings.write_text("organization: {", encoding="utf-8")
    if gone:
        shutil.rmtree(folder.root)
    assert rpa(folder, capsys, "remove")[0] == 0
    assert not units(tmp_path / "user")
