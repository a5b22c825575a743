"""Gets a browser onto a machine that has none: Playwright's download, else the packages of Debian.

Nothing is installed while any browser of the family is present, and nothing without being told (``progress``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rpa.cabinet.browser import find_browser, no_browser

Progress = Callable[[str], None]
Run = Callable[[Sequence[str]], int]

_TIMEOUT_S = 900
_APT = ("apt-get", "install", "-y", "--no-install-recommends", "chromium", "chromium-headless-shell")


def ensure_browser(progress: Progress, explicit: Path | None = None, *, run: Run | None = None) -> Path | None:
    """Return the browser's path, installing one where that is needed and possible.

    ``None`` means Playwright's own download, which Playwright finds itself. Raises ``BadSettings`` with what to do on
    this system when every way failed.
    """
    call = run or _call
    if found := find_browser(explicit):
        return found
    if _own_download_is_there():
        return None
    progress("Браузера нет: загружаю Chromium (playwright install chromium)")
    if call((sys.executable, "-m", "playwright", "install", "chromium")) == 0:
        return None
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        progress("Загрузка недоступна: ставлю пакеты Debian chromium и chromium-headless-shell")
        call(("apt-get", "update"))
        if call(_APT) == 0 and (found := find_browser()):
            return found
    raise no_browser()


def _own_download_is_there() -> bool:
    root = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = {"win32": "AppData/Local/ms-playwright", "darwin": "Library/Caches/ms-playwright"}
    folder = Path(root) if root else Path.home() / folders.get(sys.platform, ".cache/ms-playwright")
    wanted = _revisions()
    return all((folder / name / "INSTALLATION_COMPLETE").is_file() for name in wanted)


def _revisions() -> list[str]:
    """Name the download folders this release of Playwright wants: another release's browser does not count."""
    listing = subprocess.run(
        (sys.executable, "-m", "playwright", "install", "--dry-run", "chromium"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    places = [line.split(":", 1)[1].strip() for line in listing.stdout.splitlines() if "Install location" in line]
    return [Path(place).name for place in places if "chromium" in Path(place).name] or ["none"]


def _call(command: Sequence[str]) -> int:
    """Run an installer quietly; a missing program or a hang counts as failure."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(
            command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT_S,
            check=False,
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return 1
