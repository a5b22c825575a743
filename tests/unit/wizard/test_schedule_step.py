"""The set-up's last but one step: units as ``rpa schedule install`` would write them, and none beside others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from rpa.cli.setting_up import asking
from rpa.cli.setting_up.schedule import ask_schedule
from rpa.errors import BadSettings
from rpa.operate import schedule
from rpa.operate.schedule import Installer, Scheduler, installer, jobs_of, systemd
from rpa.operate.wizard import Draft
from rpa.settings import DataRoot


def done(command: Sequence[str]) -> CompletedProcess[str]:
    return CompletedProcess(command, 0, "", "")


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draft:
    """On a machine with systemd, for somebody who says yes to everything."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(schedule, "choose", lambda: Scheduler.SYSTEMD)
    monkeypatch.setattr(schedule, "Installer", lambda kind: Installer(kind, run=done))
    monkeypatch.setattr(systemd, "folder", lambda *, system: tmp_path / ("system" if system else "user"))
    monkeypatch.setattr(asking, "text", lambda *_words: "06:40")
    monkeypatch.setattr(asking, "yes", lambda *_words, default: True)
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    folder.settings.write_text("organization: {name: УК, ogrn: '1027700132195'}\n", encoding="utf-8")
    return Draft(folder)


def test_the_set_up_installs_no_service_that_could_not_open_the_vault(draft: Draft, tmp_path: Path) -> None:
    """It overwrote good units with some that had no pass phrase."""
    draft.folder.vault.write_text("{}")
    with pytest.raises(BadSettings, match="нечем его открыть") as refused:
        ask_schedule(draft)
    assert "uk.passphrase" in refused.value.hint and not (tmp_path / "user").exists()
    phrase = tmp_path / "home" / ".config" / "rpa-gis-zhkh" / "uk.passphrase"
    phrase.parent.mkdir(parents=True)
    phrase.write_text("made up\n")
    ask_schedule(draft)
    for name in ("daily", "guard"):
        assert f"LoadCredential=rpa-vault:{phrase}\n" in (tmp_path / "user" / f"rpa-{name}-uk.service").read_text()


def test_the_set_up_puts_no_second_pair_beside_the_jobs_of_the_whole_system(
    draft: Draft, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = jobs_of("uk", time(7, 30), draft.folder.machine.path)
    installer.Installer(Scheduler.SYSTEMD, system=True, user="daemon", run=done).install(jobs)
    ask_schedule(draft)
    assert not (tmp_path / "user").exists()
    assert f"sudo rpa schedule install --system --data {tmp_path}/data -o uk\n" in capsys.readouterr().out
    assert f"{draft.settings.schedule.daily_at:%H:%M}" == "06:40"
