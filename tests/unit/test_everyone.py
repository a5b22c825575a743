"""One organization whose pass phrase cannot be read costs the others nothing; a person who stops them stops all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rpa.errors import BadSettings
from rpa.operate import everyone
from rpa.operate.standing import everybodys_standing
from rpa.settings import DataRoot
from rpa.settings.secrets import machine_passphrase

REAL_PYTHON = sys.executable


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What systemd hands over: the second organization's was saved by an editor that knows no UTF-8."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "rpa-vault-b").write_bytes("пароль".encode("cp1251"))
    (folder / "rpa-vault").write_text("made up", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def test_a_pass_phrase_that_is_no_text_is_the_settings_fault_and_never_repeated(credentials: Path) -> None:
    with pytest.raises(BadSettings, match="rpa-vault-b") as refused:
        machine_passphrase("b", {"CREDENTIALS_DIRECTORY": str(credentials)})
    assert refused.value.__suppress_context__ and "UTF-8" in refused.value.hint


@pytest.mark.usefixtures("credentials")
def test_an_organization_whose_pass_phrase_cannot_be_read_keeps_none_of_the_others_from_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = DataRoot(tmp_path / "data")
    for slug in ("a", "b", "c"):
        root.organization(slug).create().settings.write_text("organization: {}\n", encoding="utf-8")
    begun: list[str] = []

    def start(command: list[str], **_ways: object) -> None:
        begun.append(command[command.index("--organization") + 1])
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", start)
    found = everyone.run_everyone(root, "daily").organizations
    assert begun == ["a", "c"]
    assert [(one.slug, one.code) for one in found] == [("a", 71), ("b", 78), ("c", 71)]
    assert "не читается" in found[1].sentence


@pytest.mark.parametrize("left", ["settings.kept.yaml", "journal.jsonl", ""])
def test_an_organization_whose_settings_are_gone_is_told_and_not_passed_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    """Renamed by hand to «settings.yaml.txt», or lost: the others' good day must not be the whole answer."""
    root = DataRoot(tmp_path)
    for slug in ("a", "b"):
        root.organization(slug).create().settings.write_text("organization: {}\n", encoding="utf-8")
    gone = root.organization("b").settings.rename(root.organization("b").root / "settings.yaml.txt")
    if left:
        gone.with_name(left).write_text("", encoding="utf-8")
    begun: list[str] = []

    def start(command: list[str], **_ways: object) -> None:
        begun.append(command[command.index("--organization") + 1])
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", start)
    everyone.run_everyone(root, "daily")
    assert begun == (["a", "b"] if left else ["a"]), "a folder nobody ever worked in is none"


def test_a_folder_that_may_not_be_looked_into_keeps_none_of_the_others_from_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that ``sudo`` made: the run of that organization says what is wrong with it."""
    root = DataRoot(tmp_path)
    for slug in ("a", "b"):
        root.organization(slug).create().settings.write_text("organization: {}\n", encoding="utf-8")
    looked = Path.is_file

    def is_file(path: Path) -> bool:
        if path.parent.name == "b":
            raise PermissionError(13, "made up")
        return looked(path)

    monkeypatch.setattr(Path, "is_file", is_file)
    assert root.slugs() == ["a", "b"]


def test_a_copy_of_a_folder_hides_no_organization_from_the_status(tmp_path: Path) -> None:
    """As a file manager names it. `rpa status` said nothing of anybody but that this name does not fit."""
    root = DataRoot(tmp_path)
    settings = root.organization("a").create().settings
    settings.write_text("organization: {name: УК Первая (вымышлена), ogrn: '1200000000001'}\n", encoding="utf-8")
    shutil.copytree(settings.parent, root.organizations / "a — копия")
    whole, copied = everybodys_standing(root, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    assert (whole.slug, whole.problem) == ("a", "")
    assert copied.slug == "a — копия" and "не подходит" in copied.problem and "копия" in copied.problem


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ({"waiting": 2, "overdue": 1}, "Не отвечено: 2, срок прошёл: 1."),
        ({"waiting": 0, "blind": ["План не читается."]}, "Не отвечено: 0, срок прошёл: 0. План не читается."),
        ({"inquiries": [{"number": "1"}]}, "Не отвечено: 0, срок прошёл: 0. Обращений со сроком: 1."),
        ({"stages": [], "stopped": "Ctrl-C"}, "Отправлено: 0. Остановлено (Ctrl-C)."),
    ],
)
def test_one_line_of_many_hides_neither_what_was_not_seen_nor_what_was_not_done(
    summary: dict[str, object], said: str
) -> None:
    assert everyone._sentence(summary) == said


STANDS_FOR_RPA = """#!{python}
import json, signal, sys, time
from pathlib import Path

asked = []
slug = sys.argv[sys.argv.index("--organization") + 1]
here = Path({folder!r}, slug)


def ask(*_):
    asked.append(1)
    here.with_suffix(".asked").touch()


signal.signal(signal.SIGTERM, ask)
here.with_suffix(".begun").touch()
until = time.monotonic() + 60
while not asked and time.monotonic() < until:
    time.sleep(0.01)
{then}
print(json.dumps({{"stages": []}}))
sys.exit(130)
"""


def came_to(what: str, folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob(f"*.{what}"))


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataRoot:
    root = DataRoot(tmp_path / "data")
    for slug in ("a", "b", "c"):
        root.organization(slug).create().settings.write_text("organization: {}\n", encoding="utf-8")
    stand_in(tmp_path, monkeypatch)
    return root


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str = "") -> None:
    script = tmp_path / "python"
    script.write_text(STANDS_FOR_RPA.format(python=REAL_PYTHON, folder=str(tmp_path), then=then), encoding="utf-8")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))


def signals_once_one(tmp_path: Path, *came: str) -> threading.Thread:
    """One Ctrl-C for each of ``came``, once the run in hand has come to that."""

    def send() -> None:
        for what in came:
            while not came_to(what, tmp_path):
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


@pytest.mark.skipif(os.name != "posix", reason="on Windows the console itself tells every process")
def test_ctrl_c_lets_the_one_at_work_finish_and_begins_no_other(tmp_path: Path, three: DataRoot) -> None:
    sender = signals_once_one(tmp_path, "begun")
    found = everyone.run_everyone(three, "daily")
    sender.join()
    assert came_to("begun", tmp_path) == ["a"]
    assert [(one.slug, one.code) for one in found.organizations] == [("a", 130), ("b", 130), ("c", 130)]
    assert (found.stopped, found.exit_code) == ("Ctrl-C", 130)
    assert found.organizations[0].summary == {"stages": []} and "Не начато" in found.organizations[2].sentence


@pytest.mark.skipif(os.name != "posix", reason="as above")
def test_the_second_one_makes_it_leave_at_once(
    tmp_path: Path, three: DataRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "while len(asked) < 2 and time.monotonic() < until: time.sleep(0.01)")
    sender = signals_once_one(tmp_path, "begun", "asked")
    since = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        everyone.run_everyone(three, "daily")
    sender.join()
    assert came_to("begun", tmp_path) == ["a"] and time.monotonic() - since < 30
