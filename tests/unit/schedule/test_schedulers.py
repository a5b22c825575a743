"""Schedulers' files: read back by the scheduler's own reader where this machine has one, else by the format's."""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from rpa.errors import CRASHED, BadSettings
from rpa.operate.schedule import Installer, Job, Scheduler, choose, commands, cron, jobs_of, launchd, systemd, windows
from rpa.operate.schedule.commands import encoding_of, run_command

ODD = Path('/srv/данные 50% $HOME "x"')
TASK = {"t": windows.NAMESPACE}


def jobs(data: Path = ODD, credential: Path | None = None) -> tuple[Job, Job]:
    return jobs_of("uk-a", time(22, 15), data, credential=credential, python=Path("/opt/rpa/bin/python"))


def value(text: str, key: str) -> list[str]:
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]


def test_the_guard_comes_hours_after_the_run_also_past_midnight() -> None:
    daily, guard = jobs()
    assert (daily.at, guard.at) == (time(22, 15), time(2, 15))
    assert daily.command[1:5] == ("-m", "rpa", "run", "daily") and guard.command[4] == "guard"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
@pytest.mark.parametrize("system", [False, True])
@pytest.mark.parametrize("data", [Path("/srv/rpa"), Path("/srv/данные 50% пять")])
@pytest.mark.parametrize("suffix", [".passphrase", ".cred"])
def test_systemd_itself_finds_nothing_wrong_with_the_units(
    tmp_path: Path, system: bool, data: Path, suffix: str
) -> None:
    units = tmp_path / "units"
    units.mkdir()
    for job in jobs_of("uk-a", time(7, 30), data, credential=data / f"p{suffix}"):
        for name, text in systemd.files(job, system=system, user="daemon" if system else None).items():
            (units / name).write_text(text)
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *([] if system else ["--user"]), *map(str, sorted(units.iterdir()))],
        capture_output=True, text=True, env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)}, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_the_check_of_units_notices_a_setting_systemd_refuses(tmp_path: Path) -> None:
    daily, _guard = jobs_of("uk-a", time(7, 30), Path("/srv/rpa"))
    for name, text in systemd.files(daily, system=True, user="daemon").items():
        (tmp_path / name).write_text(text.replace("Restart=on-failure", "RestartForceExitStatus=75"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0


def test_a_unit_lets_the_run_write_to_its_own_folder_and_hides_the_other_organizations() -> None:
    service = systemd.files(jobs(Path("/srv/rpa"))[0], system=False)["rpa-daily-uk-a.service"]
    assert value(service, "ReadWritePaths") == ['"/srv/rpa/organizations/uk-a"']
    assert value(service, "BindPaths") == ['"/srv/rpa/organizations/uk-a"']
    assert value(service, "TemporaryFileSystem") == ['"/srv/rpa/organizations:ro"']
    for key, wanted in (("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"), ("PrivateTmp", "yes")):
        assert value(service, key) == [wanted]
    assert value(systemd.files(jobs()[0], system=False)["rpa-daily-uk-a.timer"], "Persistent") == ["true"]


def test_a_unit_tries_again_only_what_needs_no_person() -> None:
    service = systemd.files(jobs()[0], system=False)["rpa-daily-uk-a.service"]
    prevented = {int(code) for code in value(service, "RestartPreventExitStatus")[0].split()}
    fine = {int(code) for code in value(service, "SuccessExitStatus")[0].split()}
    assert value(service, "Restart") == ["on-failure"]
    assert {75, 73, CRASHED}.isdisjoint(prevented | fine)
    assert prevented | fine == {1, 2, 65, 69, 70, 74, 77, 78}


def test_a_pass_phrase_reaches_a_service_as_a_credential_never_as_an_argument() -> None:
    plain = systemd.files(jobs(credential=Path("/etc/x.passphrase"))[0], system=True)["rpa-daily-uk-a.service"]
    sealed = systemd.files(jobs(credential=Path("/etc/x.cred"))[0], system=True)["rpa-daily-uk-a.service"]
    assert value(plain, "LoadCredential") == ["rpa-vault:/etc/x.passphrase"]
    assert value(sealed, "LoadCredentialEncrypted") == ["rpa-vault:/etc/x.cred"]
    assert not value(systemd.files(jobs()[0], system=True)["rpa-daily-uk-a.service"], "LoadCredential")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
@pytest.mark.parametrize("suffix", [".passphrase", ".cred"])
def test_systemd_understands_the_name_and_the_path_of_the_pass_phrase(tmp_path: Path, suffix: str) -> None:
    """It says how it read a path only of one it refuses; quoted, the name began with a quotation mark in silence."""
    path = Path(f"/srv/../моя папка 50% $HOME/uk-a{suffix}")
    unit = tmp_path / "rpa-daily-uk-a.service"
    unit.write_text(systemd.files(jobs(Path("/srv/rpa"), path)[0], system=True, user="daemon")[unit.name])
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, timeout=60
    )
    assert f'Credential source "{path}" not valid' in done.stderr


def test_a_pass_phrase_that_is_gone_ends_the_run_but_not_the_warning() -> None:
    """Without a default systemd does not even start a unit whose credential is missing (systemd.exec(5))."""
    for job in jobs(credential=Path("/etc/x.passphrase")):
        service = systemd.files(job, system=True)[f"rpa-{job.name}-uk-a.service"]
        assert value(service, "SetCredential") == ([r"rpa-vault:\n"] if job.name == "guard" else [])


def test_a_windows_task_starts_when_it_was_missed_and_never_twice() -> None:
    content = next(iter(windows.files(jobs()[0]).values()))
    assert content.startswith((b"\xff\xfe", b"\xfe\xff"))
    task = ElementTree.fromstring(content.decode("utf-16").partition("\n")[2])
    text = lambda path: task.findtext(path, namespaces=TASK)  # noqa: E731
    assert text(".//t:StartBoundary") == "2024-01-01T22:15:00"
    assert text(".//t:DaysInterval") == "1"
    assert text(".//t:StartWhenAvailable") == "true"
    assert text(".//t:MultipleInstancesPolicy") == "IgnoreNew"
    assert text(".//t:RunLevel") == "LeastPrivilege"
    assert text(".//t:Command") == "/opt/rpa/bin/python"


def test_a_windows_task_starts_again_by_itself_and_lets_a_day_that_is_done_alone() -> None:
    """Whatever a task's «failure» means there: no code of ours has to be one."""
    for job in jobs():
        task = ElementTree.fromstring(windows.task_xml(job).partition("\n")[2])
        trigger = task.find(".//t:CalendarTrigger", TASK)
        assert trigger is not None
        first = trigger[0]
        assert first.tag.endswith("}Repetition"), "the schema wants it before StartBoundary"
        assert [child.text for child in first] == ["PT30M", "PT2H", "false"]
        assert task.find(".//t:RestartOnFailure", TASK) is None
        line = task.findtext(".//t:Arguments", namespaces=TASK) or ""
        assert line.endswith("--unless-done") is (job.name == "daily")


def test_windows_arguments_split_back_into_the_same_words() -> None:
    data = Path(r"C:\Program Files\данные УК")
    task = ElementTree.fromstring(windows.task_xml(jobs(data)[0]).partition("\n")[2])
    line = task.findtext(".//t:Arguments", namespaces=TASK) or ""
    assert line.startswith("-X utf8 -m rpa run daily --json")
    # No word holds a quote or a backslash before one, so plain splitting at quotes is what the C runtime does.
    assert [word.strip('"') for word in shlex.split(line, posix=False)][-3:] == ["--data", str(data), "--unless-done"]


def test_a_launch_agent_holds_the_command_word_by_word() -> None:
    daily, _guard = jobs()
    document = plistlib.loads(next(iter(launchd.files(daily).values())))
    assert document["ProgramArguments"] == list(daily.command)
    assert document["StartCalendarInterval"] == {"Hour": 22, "Minute": 15}


def test_a_crontab_line_gives_the_shell_the_same_words() -> None:
    daily, guard = jobs()
    found = [line for line in cron.lines((daily, guard)).splitlines() if line and line[0].isdigit()]
    assert len(found) == 2 and found[0].startswith("15 22 * * * ")
    command = found[0].split(maxsplit=5)[5].replace(r"\%", "%").removesuffix(" >/dev/null")
    assert tuple(shlex.split(command)) == daily.command


@pytest.mark.parametrize(
    ("platform", "has_systemd", "wanted"),
    [("win32", False, Scheduler.WINDOWS), ("darwin", False, Scheduler.LAUNCHD), ("linux", True, Scheduler.SYSTEMD),
     ("linux", False, Scheduler.CRON)],
)  # fmt: skip
def test_each_system_gets_its_own_scheduler(platform: str, has_systemd: bool, wanted: Scheduler) -> None:
    assert choose(platform, has_systemd=has_systemd) is wanted


class Recorded:
    """Answers every command with one code, and remembers them."""

    def __init__(self, code: int = 0, said: str = "") -> None:
        self.code, self.said, self.commands = code, said, list[list[str]]()

    def __call__(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        self.commands.append(list(command))
        return subprocess.CompletedProcess(command, self.code, self.said, "не разрешено" if self.code else "")


@pytest.mark.parametrize("kind", [Scheduler.SYSTEMD, Scheduler.WINDOWS, Scheduler.LAUNCHD])
def test_install_writes_and_enables_and_remove_takes_everything_back(tmp_path: Path, kind: Scheduler) -> None:
    ran = Recorded()
    installer = Installer(kind, run=ran, folder=tmp_path / "units")
    pair = jobs(tmp_path)
    written = installer.install(pair)
    assert written and all(path.is_file() for path in written) and all(installer.installed(job) for job in pair)
    assert ran.commands
    assert sorted(installer.remove(pair)) == sorted(written)
    assert not list((tmp_path / "units").iterdir())
    assert installer.remove(pair) == []


def test_a_windows_task_that_was_deleted_by_hand_is_not_installed_whatever_file_is_left(tmp_path: Path) -> None:
    pair = jobs(tmp_path)
    Installer(Scheduler.WINDOWS, run=Recorded()).install(pair)
    assert [Installer(Scheduler.WINDOWS, run=Recorded()).installed(job) for job in pair] == [True, True]
    assert [Installer(Scheduler.WINDOWS, run=Recorded(1)).installed(job) for job in pair] == [False, False]


def test_what_schtasks_says_is_read_in_the_code_page_of_its_console(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (encoding_of("win32"), encoding_of("linux")) == ("oem", "utf-8")
    # Only Windows has that codec: here one of its pages stands for it.
    monkeypatch.setattr(commands, "encoding_of", lambda: "cp866")
    said = run_command([sys.executable, "-c", "import sys; sys.stdout.buffer.write('Отказано'.encode('cp866'))"])
    assert said.stdout == "Отказано"


def test_lines_of_cron_are_named_to_the_person_who_has_to_remove_them(tmp_path: Path) -> None:
    pair = jobs(tmp_path)
    with pytest.raises(BadSettings) as refused:
        Installer(Scheduler.CRON).remove(pair)
    words = re.findall("«([^»]+)»", refused.value.hint)
    lines = [line for line in cron.lines(pair).splitlines() if line[:1].isdigit()]
    assert [[word in line for word in words] for line in lines] == [[True, False], [False, True]]


def test_a_folder_that_may_not_be_written_is_told_with_its_cure_and_no_traceback(tmp_path: Path) -> None:
    """As for ``--system`` without sudo."""
    (tmp_path / "file").touch()
    installer = Installer(Scheduler.SYSTEMD, run=Recorded(), folder=tmp_path / "file" / "units")
    with pytest.raises(BadSettings, match="не записан") as refused:
        installer.install(jobs(tmp_path))
    assert "sudo" in refused.value.hint


def test_what_a_scheduler_refuses_leaves_no_file_behind(tmp_path: Path) -> None:
    installer = Installer(Scheduler.SYSTEMD, run=Recorded(1), folder=tmp_path)
    with pytest.raises(BadSettings, match="не разрешено"):
        installer.install(jobs(tmp_path))
    assert not list(tmp_path.iterdir())


def test_a_scheduler_that_is_not_there_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as caught:
        run_command([str(tmp_path / "no-such-program")])
    assert "--kind cron --print" in caught.value.hint


def test_what_systemd_says_of_a_timer_is_read_by_name(tmp_path: Path) -> None:
    said = "ActiveState=active\nNextElapseUSecRealtime=Wed 2026-11-25 07:30:00 MSK\nResult=\n"
    asked = Installer(Scheduler.SYSTEMD, run=Recorded(said=said), folder=tmp_path).asked(jobs()[0])
    assert asked == {"ActiveState": "active", "NextElapseUSecRealtime": "Wed 2026-11-25 07:30:00 MSK"}
