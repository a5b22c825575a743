"""Finds a browser on this machine and starts it. The only place that starts Playwright's driver.

Playwright looks only for Chrome and Edge in their default folders and for its own download; a company's machine
has whatever its administrators allow, so the places below are looked at first (the folders are those of
Playwright's own table plus the default folders of Chromium and Yandex Browser).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from loguru import logger
from playwright.async_api import Browser, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from rpa.errors import BadSettings, SiteUnavailable

HEADLESS_SHELL = "chromium-headless-shell"

_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"Chromium\Application\chrome.exe",
    r"Yandex\YandexBrowser\Application\browser.exe",
)
_WINDOWS_ROOTS = ("LOCALAPPDATA", "PROGRAMFILES", "PROGRAMFILES(X86)")
_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Yandex.app/Contents/MacOS/Yandex",
)
_LINUX = ("/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge", "/opt/yandex/browser/yandex-browser")
_ON_PATH = (
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chromium",
    "chromium-browser",
    "yandex-browser",
    "yandex-browser-stable",
)

# Traffic of the browser's own is noise in an audited network. Nothing here hides that a robot is at work.
_FLAGS = (
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
)
_NOT_THERE = "Executable doesn't exist"
_OURS = ("RPA_", "PG", "CREDENTIALS_DIRECTORY")
"""Beginnings of names of environment variables that hold, or lead to, pass phrases and keys."""


@dataclass(frozen=True, slots=True)
class BrowserOptions:
    """How to start the browser. ``executable`` wins over the search.

    ``mark`` is put on the browser's command line, where it means nothing, so that its processes can be told apart.
    """

    executable: Path | None = None
    headless: bool = True
    mark: str | None = None


def find_browser(
    explicit: Path | None = None,
    *,
    headless: bool = True,
    platform: str = sys.platform,
    environ: Mapping[str, str] = os.environ,
    is_file: Callable[[str], bool] = os.path.isfile,
    which: Callable[[str], str | None] = shutil.which,
) -> Path | None:
    """Find an installed browser of the Chromium family; ``None`` if there is none.

    ``chromium-headless-shell`` comes first when no window is wanted: it starts three times faster and takes a
    third of the memory. Raises ``BadSettings`` when ``explicit`` is given but is not there.
    """
    if explicit is not None:
        if not is_file(str(explicit)):
            raise BadSettings(
                f"Указанного в настройках браузера нет: {explicit}.",
                hint="Исправьте путь в настройке browser.executable или уберите её: робот поищет браузер сам.",
            )
        return explicit
    if headless and (shell := which(HEADLESS_SHELL)):
        return Path(shell)
    for candidate in _candidates(platform, environ):
        if is_file(candidate):
            return Path(candidate)
    for name in _ON_PATH:
        if found := which(name):
            return Path(found)
    return None


def _candidates(platform: str, environ: Mapping[str, str]) -> list[str]:
    if platform == "win32":
        roots = [environ[root] for root in _WINDOWS_ROOTS if environ.get(root)]
        # Every root for Chrome, then every root for Edge: the browser matters more than where it was installed.
        return [f"{root}\\{tail}" for tail in _WINDOWS for root in roots]
    return list(_MACOS if platform == "darwin" else _LINUX)


def no_browser(platform: str = sys.platform) -> BadSettings:
    """Make the error that tells the administrator of this system what to install."""
    cure = {
        "win32": "Установите Google Chrome, Microsoft Edge или Яндекс Браузер"
        " либо выполните `playwright install chromium`.",
        "darwin": "Установите Google Chrome или Microsoft Edge в «Программы»"
        " либо выполните `playwright install chromium`.",
    }.get(
        platform,
        "Выполните от root `apt install chromium chromium-headless-shell` (Debian, Astra) или"
        " `dnf install chromium` (РЕД ОС), либо `playwright install --with-deps chromium`.",
    )
    return BadSettings(
        "На этой машине не найден браузер семейства Chromium.",
        hint=f"{cure} Если он установлен в необычном месте, укажите путь в настройке browser.executable.",
    )


@asynccontextmanager
async def open_browser(options: BrowserOptions | None = None) -> AsyncIterator[Browser]:
    """Start the driver and one browser; close both at the end, whatever happened inside.

    Raises ``BadSettings`` when there is no browser or it does not start.
    """
    async with async_playwright() as driver:
        browser = await launch(driver, options or BrowserOptions())
        try:
            yield browser
        finally:
            await _close(browser)


async def launch(driver: Playwright, options: BrowserOptions) -> Browser:
    """Launch the browser that ``find_browser`` finds, else Playwright's own download."""
    executable = find_browser(options.executable, headless=options.headless)
    if executable is not None and HEADLESS_SHELL in executable.name and not options.headless:
        raise BadSettings(
            f"{executable.name} не умеет показывать окно.",
            hint="Для входа с человеком укажите в browser.executable обычный Chrome, Edge или Chromium.",
        )
    sandbox = not (hasattr(os, "geteuid") and os.geteuid() == 0)
    try:
        try:
            return await _start(driver, executable, options, sandbox=sandbox)
        except PlaywrightError as error:
            # Kernels that forbid unprivileged user namespaces (containers, Ubuntu 24.04) can't give the sandbox.
            if not sandbox or "sandbox" not in error.message.lower() or _NOT_THERE in error.message:
                raise
            logger.warning("Браузер не может включить свою песочницу на этой системе; запускаю без неё.")
            return await _start(driver, executable, options, sandbox=False)
    except PlaywrightError as error:
        if _NOT_THERE in error.message:
            raise no_browser() from error
        raise BadSettings(
            f"Браузер не запустился: {executable or 'Chromium из Playwright'}.",
            hint="Запустите его вручную и посмотрите, что он сообщает;"
            " на Linux без экрана оставьте browser.headless: true.",
        ) from error


async def _start(driver: Playwright, executable: Path | None, options: BrowserOptions, *, sandbox: bool) -> Browser:
    return await driver.chromium.launch(
        executable_path=executable,
        headless=options.headless,
        args=[*_FLAGS, *([f"--robot-run={options.mark}"] if options.mark else [])],
        chromium_sandbox=sandbox,
        # A stranger's pages run in there: no pass phrase of ours stands in its environment.
        env={name: value for name, value in os.environ.items() if not name.startswith(_OURS)},
        # The run stops between two items by its own signal handlers; the browser must outlive the signal.
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
    )


async def _close(browser: Browser) -> None:
    try:
        await browser.close()
    except PlaywrightError:
        # Already gone: killed by the watchdog or by the system.
        logger.debug("browser was gone before it was closed")


async def browser_version(options: BrowserOptions | None = None) -> str:
    """Start the browser, ask its version (``156.0.8078.79``) and close it: a proof that it works."""
    async with open_browser(options) as browser:
        if not browser.is_connected():
            raise SiteUnavailable("Браузер закрылся сразу после запуска.")
        return browser.version
