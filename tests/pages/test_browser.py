"""Which browser is taken on which system, and what is said when there is none."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest

from rpa.cabinet import browser_install
from rpa.cabinet.browser import BrowserOptions, browser_version, find_browser, no_browser, open_browser
from rpa.errors import BadSettings

WINDOWS = {"LOCALAPPDATA": r"C:\Users\Anna\AppData\Local", "PROGRAMFILES": r"C:\Program Files"}


def find(
    platform: str, *, files: Sequence[str] = (), commands: Sequence[str] = (), headless: bool = True
) -> str | None:
    found = find_browser(
        headless=headless,
        platform=platform,
        environ=WINDOWS if platform == "win32" else {},
        is_file=lambda path: path in files,
        which=lambda name: f"/usr/bin/{name}" if name in commands else None,
    )
    return str(found) if found else None


@pytest.mark.parametrize(
    ("platform", "path"),
    [
        ("win32", r"C:\Program Files\Google\Chrome\Application\chrome.exe"),
        ("win32", r"C:\Program Files\Microsoft\Edge\Application\msedge.exe"),
        ("win32", r"C:\Users\Anna\AppData\Local\Yandex\YandexBrowser\Application\browser.exe"),
        ("darwin", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
        ("linux", "/opt/yandex/browser/yandex-browser"),
    ],
)
def test_a_browser_in_its_usual_folder_is_found(platform: str, path: str) -> None:
    assert find(platform, files=[path]) == path


def test_chrome_comes_before_edge_wherever_they_are() -> None:
    edge = r"C:\Users\Anna\AppData\Local\Microsoft\Edge\Application\msedge.exe"
    chrome = r"C:\Program Files\Google\Chrome\Application\chrome.exe"
    assert find("win32", files=[edge, chrome]) == chrome


def test_the_headless_shell_is_taken_only_when_no_window_is_wanted() -> None:
    commands = ["chromium", "chromium-headless-shell"]
    assert find("linux", commands=commands) == "/usr/bin/chromium-headless-shell"
    assert find("linux", commands=commands, headless=False) == "/usr/bin/chromium"


def test_nothing_is_found_where_there_is_nothing() -> None:
    assert find("linux") is None


def test_an_explicit_path_that_is_wrong_is_not_replaced_by_a_guess(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"browser\.executable"):
        find_browser(tmp_path / "missing")


@pytest.mark.parametrize(("platform", "cure"), [("win32", "Edge"), ("darwin", "Программы"), ("linux", "apt install")])
def test_every_system_is_told_what_to_install(platform: str, cure: str) -> None:
    assert cure in str(no_browser(platform))


def test_the_download_is_tried_before_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> int:
        calls.append(command)
        return 1

    monkeypatch.setattr(browser_install, "find_browser", lambda *args, **kwargs: None)
    monkeypatch.setattr(browser_install, "_own_download_is_there", lambda: False)
    monkeypatch.setattr(browser_install.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(browser_install.os, "geteuid", lambda: 0, raising=False)
    told: list[str] = []
    with pytest.raises(BadSettings):
        browser_install.ensure_browser(told.append, run=run)
    assert [command[-1] for command in calls] == ["chromium", "update", "chromium-headless-shell"]
    assert len(told) == 2, "each step is announced"


def test_nothing_is_installed_where_a_browser_is() -> None:
    def run(command: Sequence[str]) -> int:
        raise AssertionError(command)

    assert browser_install.ensure_browser(print, run=run)


async def test_the_browser_found_here_starts_and_tells_its_version(loop) -> None:
    assert (await browser_version(BrowserOptions())).count(".") == 3


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_the_browser_gets_no_pass_phrase_of_ours(loop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RPA_VAULT_PASSPHRASE", "PGPASSWORD", "CREDENTIALS_DIRECTORY"):
        monkeypatch.setenv(name, "opens everything")
    async with open_browser(BrowserOptions(mark="environment-test")):
        started = [
            process
            for process in psutil.process_iter(["cmdline"])
            if "--robot-run=environment-test" in (command := process.info["cmdline"] or ())
            and not any(word.startswith("--type=") for word in command)  # those come and go
        ]
        assert started
        for process in started:
            assert "opens everything" not in process.environ().values()
