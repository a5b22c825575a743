"""A scheduler that refuses costs nothing that worked, and nothing it may still start is told to be gone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from datetime import time
from pathlib import Path

import pytest

from rpa.cli import main
from rpa.errors import BadSettings
from rpa.operate.schedule import Installer, Job, Scheduler, installer, jobs_of
from rpa.settings import DataRoot

KINDS = [Scheduler.SYSTEMD, Scheduler.WINDOWS, Scheduler.LAUNCHD]
NO_BUS = "Failed to connect to bus: No medium found"


class Machine:
    """A scheduler with a memory: ``known`` is what it would start, ``refuses`` is asked of every command, ``ending``
    is how many more times launchd answers that a run has not ended yet."""

    def __init__(self, kind: Scheduler, folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self.known: dict[str, bytes] = {}
        self.refuses: Callable[[list[str]], bool] = lambda command: False
        self.ending = 0
        self.commands: list[list[str]] = []

    def __call__(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        words = list(command)
        self.commands.append(words)
        code, out = (1, "") if self.refuses(words) else getattr(self, f"_{self.kind}")(words)
        return subprocess.CompletedProcess(words, code, out, NO_BUS if code else "")

    def _systemd(self, words: list[str]) -> tuple[int, str]:
        unit, units = words[-1], self.folder
        if "daemon-reload" in words:
            self.known |= {name: (units / name).read_bytes() for name in self.known if (units / name).exists()}
        elif "enable" in words:
            self.known[unit] = (units / unit).read_bytes()
        elif "disable" in words:
            if not (units / unit).exists():
                return 1, ""
            self.known.pop(unit, None)
        elif "stop" in words:
            return (0, "") if self.known.pop(unit, None) else (5, "")
        elif "show" in words:
            active = any(name in words for name in self.known)
            return 0, f"ActiveState={'active' if active else 'inactive'}\nUnitFileState={'enabled' if active else ''}\n"
        return 0, ""

    def _windows(self, words: list[str]) -> tuple[int, str]:
        if "/Create" in words:
            self.known[words[3]] = Path(words[5]).read_bytes()
        elif "/Delete" in words:
            return (0, "") if self.known.pop(words[3], None) else (1, "")
        return 0, "".join(f'"{name}","25.11.2026 7:30:00","Готово"\n' for name in self.known)

    def _launchd(self, words: list[str]) -> tuple[int, str]:
        label = words[-1].rpartition("/")[2].removesuffix(".plist")
        loaded = label in self.known
        if words[1] == "bootstrap":
            if loaded:
                self._end_a_little(label)
                return 5, ""
            self.known[label] = Path(words[-1]).read_bytes()
            return 0, ""
        if words[1] == "bootout" and loaded:
            if self._end_a_little(label):
                return 36, ""
            del self.known[label]
            return 0, ""
        if words[1] == "print":
            self._end_a_little(label)
        return (0 if loaded else 113 if words[1] == "print" else 3), ""

    def _end_a_little(self, label: str) -> bool:
        """Whether its run was still ending."""
        if not self.ending:
            return False
        self.ending -= 1
        if not self.ending:
            self.known.pop(label, None)
        return True


def jobs(tmp_path: Path, at: time = time(7, 30)) -> tuple[Job, Job]:
    return jobs_of("uk-a", at, tmp_path, python=Path("/opt/rpa/bin/python"))


def state(machine: Machine) -> tuple[dict[str, bytes], dict[str, bytes]]:
    return {path.name: path.read_bytes() for path in machine.folder.iterdir()}, dict(machine.known)


@pytest.fixture(params=KINDS)
def machine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(installer, "_LOOK_AGAIN", 0.001)
    return Machine(request.param, tmp_path / "units")


def installer_of(machine: Machine) -> Installer:
    return Installer(machine.kind, run=machine, folder=machine.folder)


def once(*words: str) -> Callable[[list[str]], bool]:
    """Refuses the first command that holds all the words (as parts of them)."""
    left = [1]

    def refuses(command: list[str]) -> bool:
        if left and all(any(word in one for one in command) for word in words):
            left.pop()
            return True
        return False

    return refuses


def taking(kind: Scheduler) -> str:
    return {Scheduler.SYSTEMD: "enable", Scheduler.WINDOWS: "/Create", Scheduler.LAUNCHD: "bootstrap"}[kind]


def test_the_time_of_an_installed_schedule_can_be_changed(machine: Machine, tmp_path: Path) -> None:
    installer_of(machine).install(jobs(tmp_path))
    before = state(machine)
    installer_of(machine).install(jobs(tmp_path, time(11, 40)))
    files, known = state(machine)
    assert files.keys() == before[0].keys() and known.keys() == before[1].keys() and len(known) == 2
    assert all(known[name] != before[1][name] for name in known)


def test_a_reinstall_that_nothing_is_accepted_of_leaves_the_files_of_the_schedule_that_works(
    machine: Machine, tmp_path: Path
) -> None:
    installer_of(machine).install(jobs(tmp_path))
    files, _known = state(machine)
    machine.refuses = lambda command: True
    with pytest.raises(BadSettings, match=NO_BUS) as caught:
        installer_of(machine).install(jobs(tmp_path, time(11, 40)))
    assert state(machine)[0] == files
    assert "не подтвердил: rpa-daily-uk-a" in caught.value.what and "rpa schedule status" in caught.value.what


@pytest.mark.parametrize("job", ["daily", "guard"])
def test_a_refused_reinstall_leaves_all_the_former_also_in_the_scheduler(
    machine: Machine, tmp_path: Path, job: str
) -> None:
    installer_of(machine).install(jobs(tmp_path))
    before = state(machine)
    machine.refuses = once(taking(machine.kind), job)
    with pytest.raises(BadSettings, match="Прежнее расписание возвращено"):
        installer_of(machine).install(jobs(tmp_path, time(11, 40)))
    assert state(machine) == before


@pytest.mark.parametrize("job", ["daily", "guard"])
def test_a_refused_first_install_leaves_nothing_anywhere(machine: Machine, tmp_path: Path, job: str) -> None:
    machine.refuses = once(taking(machine.kind), job)
    with pytest.raises(BadSettings) as caught:
        installer_of(machine).install(jobs(tmp_path))
    assert state(machine) == ({}, {})
    assert "Прежн" not in str(caught.value) and "осталось" not in str(caught.value)


def test_what_a_refused_first_install_could_not_take_back_is_named_and_removed_later(
    machine: Machine, tmp_path: Path
) -> None:
    machine.refuses = lambda command: bool(machine.known) and "/Query" not in command
    with pytest.raises(BadSettings, match=r"осталось: rpa-daily-uk-a; уберите: `rpa schedule remove`"):
        installer_of(machine).install(jobs(tmp_path))
    assert not state(machine)[0] and len(machine.known) == 1
    machine.refuses = lambda command: False
    assert installer_of(machine).remove(jobs(tmp_path)) == [] and not machine.known


def test_a_disk_that_refuses_the_second_file_leaves_the_former_ones(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer_of(machine).install(jobs(tmp_path))
    before, told = state(machine), len(machine.commands)
    replaced: list[str] = []
    real = os.replace

    def full(source: Path, target: Path) -> None:
        replaced.append(target.name)
        if len(replaced) == 2:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(BadSettings, match="кончилось место"):
        installer_of(machine).install(jobs(tmp_path, time(11, 40)))
    assert state(machine) == before and len(machine.commands) == told


def test_a_person_who_stops_the_install_keeps_the_former_schedule(machine: Machine, tmp_path: Path) -> None:
    installer_of(machine).install(jobs(tmp_path))
    before = state(machine)
    stopped = once(taking(machine.kind), "guard")

    def refuses(command: list[str]) -> bool:
        if stopped(command):
            raise KeyboardInterrupt
        return False

    machine.refuses = refuses
    with pytest.raises(KeyboardInterrupt):
        installer_of(machine).install(jobs(tmp_path, time(11, 40)))
    assert state(machine) == before


@pytest.mark.parametrize("answers", [2, 3, 4, 9])
def test_launchd_is_waited_for_while_it_ends_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: int
) -> None:
    monkeypatch.setattr(installer, "_LOOK_AGAIN", 0.001)
    machine = Machine(Scheduler.LAUNCHD, tmp_path / "units")
    installer_of(machine).install(jobs(tmp_path))
    machine.ending = answers
    installer_of(machine).install(jobs(tmp_path, time(11, 40)))
    assert all(b"<integer>40</integer>" in plist for plist in machine.known.values()) and len(machine.known) == 2
    machine.ending = 3
    assert len(installer_of(machine).remove(jobs(tmp_path))) == 2 and not machine.known


def test_what_the_scheduler_refuses_to_disable_is_not_told_to_be_removed(machine: Machine, tmp_path: Path) -> None:
    installer_of(machine).install(jobs(tmp_path))
    before = state(machine)
    machine.refuses = lambda command: not {"/Query", "print", "show"} & set(command)
    with pytest.raises(BadSettings) as caught:
        installer_of(machine).remove(jobs(tmp_path))
    assert state(machine) == before
    said = str(caught.value)
    assert "rpa-daily-uk-a, rpa-guard-uk-a" in said and NO_BUS in said
    assert f"`{' '.join(installer_of(machine)._disable(jobs(tmp_path)[0])[0])}`" in caught.value.hint


def test_a_scheduler_that_cannot_be_asked_is_not_one_that_knows_nothing(machine: Machine, tmp_path: Path) -> None:
    installer_of(machine).install(jobs(tmp_path))
    before = state(machine)
    machine.refuses = lambda command: True
    with pytest.raises(BadSettings, match="может запускаться дальше"):
        installer_of(machine).remove(jobs(tmp_path))
    assert state(machine) == before


def test_of_two_jobs_only_the_one_that_stays_is_named(machine: Machine, tmp_path: Path) -> None:
    daily, guard = jobs(tmp_path)
    installer_of(machine).install((daily, guard))
    machine.refuses = lambda command: "daily" in " ".join(command) and not {"/Query", "print", "show"} & set(command)
    with pytest.raises(BadSettings, match=r"дальше: rpa-daily-uk-a\..*Удалено: .*rpa-guard-uk-a"):
        installer_of(machine).remove((daily, guard))
    assert len(machine.known) == 1
    assert {path.name for path in machine.folder.iterdir()} == set(installer_of(machine).files(daily))


def test_files_of_jobs_the_scheduler_does_not_know_are_removed(machine: Machine, tmp_path: Path) -> None:
    written = installer_of(machine).install(jobs(tmp_path))
    machine.known.clear()
    if machine.kind is Scheduler.SYSTEMD:
        machine.refuses = lambda command: "disable" in command
    assert installer_of(machine).remove(jobs(tmp_path)) == written
    assert installer_of(machine).remove(jobs(tmp_path)) == []


def test_a_task_of_another_organization_is_not_taken_for_ours(tmp_path: Path) -> None:
    machine = Machine(Scheduler.WINDOWS, tmp_path / "units")
    installer_of(machine).install(jobs(tmp_path))
    other = jobs_of("uk", time(7, 30), tmp_path, python=Path("/opt/rpa/bin/python"))
    assert installer_of(machine).remove(other) == [] and len(machine.known) == 2


def test_the_command_says_what_is_still_active_and_ends_with_the_code_of_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("RPA_VAULT_PASSPHRASE", "RPA_DATA", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "systemctl").write_text(f"#!/bin/sh\necho '{NO_BUS}' >&2\nexit 1\n")
    (programs / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "400")
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    folder.settings.write_text("organization: {name: УК, ogrn: '1027700132195'}\n", encoding="utf-8")
    units = tmp_path / "home" / ".config" / "systemd" / "user"
    units.mkdir(parents=True)
    (units / "rpa-daily-uk.timer").write_text("[Timer]\n")
    with pytest.raises(SystemExit) as ended:
        main(["schedule", "remove", "--kind", "systemd", "--data", str(tmp_path / "data")])
    said = capsys.readouterr()
    assert ended.value.code == 78 and "Удалено" not in said.out + said.err
    assert "rpa-daily-uk" in said.err and "systemctl --user --no-ask-password disable --now" in said.err
    assert (units / "rpa-daily-uk.timer").exists()
