"""What ``rpa --version`` says: everything somebody asks for first when a run behaves differently elsewhere."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

from rpa import __version__
from rpa.errors import RpaError

BROWSER_SECONDS = 20


def describe() -> str:
    """Four lines: the product, the browser, the selectors' date, the calendar's last year."""
    system = f"Python {platform.python_version()}, {platform.system()}"
    return "\n".join((f"rpa {__version__} ({system})", _browser(), _selectors(), _calendar()))


def _browser() -> str:
    from importlib.metadata import version

    from rpa.cabinet.browser import find_browser

    found = find_browser()
    name = f"{_asked(found)} ({found})" if found else "не найден — `rpa browser install`"
    return f"браузер: {name}; playwright {version('playwright')}"


def _asked(path: Path) -> str:
    """The browser's own word; Windows browsers do not print it, so there it is the file's name."""
    if sys.platform == "win32":
        return path.stem
    try:
        done = subprocess.run(
            [str(path), "--version"], capture_output=True, text=True, timeout=BROWSER_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "не запускается"
    return " ".join(done.stdout.split()) or path.name


def _selectors() -> str:
    from rpa.cabinet.selector_file import default_path, read_selectors

    try:
        sections = read_selectors(default_path())
    except RpaError as error:
        return f"селекторы: {error.what}"
    dates = [entry.verified for section in sections.values() for entry in section.values()]
    known = sorted(date for date in dates if date != "never")
    seen = (
        f"проверены на живом сайте {len(known)}, последний раз {known[-1]}" if known else "на живом сайте не проверены"
    )
    return f"селекторы: {len(dates)}, {seen} ({default_path()})"


def _calendar() -> str:
    from rpa.debts.calendar import WorkCalendar
    from rpa.settings import DataRoot

    try:
        years = WorkCalendar.load(DataRoot.default().calendar).years
    except RpaError as error:
        return f"производственный календарь: {error.what}"
    return f"производственный календарь: по {max(years)} год"
