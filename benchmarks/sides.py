"""Who takes part in which work, in which environment, started by which command."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.stand import ROOT

ENVIRONMENTS = ROOT / "var" / "bench"
PEERS = Path(__file__).parent / "peers"
WHOLE_BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or ""
BROWSER = shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
CHROMEDRIVER = shutil.which("chromedriver") or ""
BROWSERS = {"browser": BROWSER, "whole_browser": WHOLE_BROWSER, "chromedriver": CHROMEDRIVER}
"""SeleniumBase does not start the headless shell, so it gets the whole browser; the others get the lighter one."""


@dataclass(frozen=True)
class Side:
    """``packages`` of its own environment (none: ours); ``extra`` goes into its task."""

    name: str
    title: str
    script: str
    packages: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    needs_driver: bool = False

    @property
    def environment(self) -> Path:
        return ENVIRONMENTS / f"env-{self.script}"

    @property
    def python(self) -> Path:
        if not self.packages:
            return Path(sys.executable)
        return self.environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    def missing(self) -> str | None:
        """Why this side cannot take part; ``None`` if it can."""
        if not BROWSER and self.script != "limit":
            return "no chromium on PATH"
        if self.needs_driver and not CHROMEDRIVER:
            return "no chromedriver on PATH"
        if self.packages and not self.python.exists():
            return "not installed: python -m benchmarks --install"
        return None

    def command(self, task: dict[str, Any]) -> list[str]:
        text = json.dumps(task | self.extra | BROWSERS, ensure_ascii=False)
        if self.packages:
            return [str(self.python), str(PEERS / f"{self.script}.py"), text]
        return [str(self.python), "-m", f"benchmarks.{self.script}", text]


LIMIT = Side("limit", "bare HTTP, one request in flight", "limit")
_SELENIUM: dict[str, Any] = {"packages": ("selenium",), "needs_driver": True}
PEER_SIDES = (
    Side("playwright", "plain Playwright", "playwright_plain", ("playwright==1.65.2",)),
    Side(
        "robot-framework",
        "Robot Framework Browser",
        "robot_browser",
        ("robotframework", "robotframework-browser", "robotframework-browser-batteries"),
    ),
    Side("selenium-20", "Selenium 4, looks every 20 ms", "selenium_waits", extra={"poll": 0.02}, **_SELENIUM),
    Side("selenium-500", "Selenium 4, its default wait", "selenium_waits", extra={"poll": 0.5}, **_SELENIUM),
    Side("seleniumbase", "SeleniumBase", "seleniumbase_waits", ("seleniumbase",), needs_driver=True),
)
OURS = tuple(Side(f"ours-{n}", f"ours, {n} page{'s' * (n > 1)}", "ours", extra={"pages": n}) for n in (1, 2, 4))
BARE = tuple(
    Side(f"ours-{n}-bare", f"ours, {n} page{'s' * (n > 1)}, no pictures", "ours", extra={"pages": n, "pictures": False})
    for n in (1, 4)
)
ONE, TWO, FOUR = OURS
SIDES: dict[str, tuple[Side, ...]] = {
    "list": (LIMIT, *PEER_SIDES, ONE, FOUR),
    "cards": (LIMIT, ONE, TWO, FOUR),
    "answers": (LIMIT, *PEER_SIDES, *OURS, *BARE),
    "idle": (ONE,),
    "thousand": (FOUR,),
    "many": (FOUR,),
}
"""Works and who does them. ``thousand`` and ``many`` are one work at two sizes, to see whether it grows linearly."""


def install(say: Callable[[str], None]) -> None:
    """Make the environment of every peer; one that cannot be had is said and left out."""
    for side in _with_environments():
        if side.missing() is None or not side.packages:
            continue
        say(f"{side.title}: {' '.join(side.packages)}")
        venv.create(side.environment, with_pip=True, clear=True)
        done = subprocess.run(
            [side.python, "-m", "pip", "install", "-q", *side.packages], capture_output=True, text=True, check=False
        )
        if done.returncode:
            shutil.rmtree(side.environment)
            say(f"  cannot be had here: {(done.stderr.strip().splitlines() or ['?'])[-1]}")


def _with_environments() -> Iterator[Side]:
    seen: set[str] = set()
    for side in PEER_SIDES:
        if side.script not in seen:
            seen.add(side.script)
            yield side
