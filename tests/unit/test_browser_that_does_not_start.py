"""What a browser that does not start says is told with its cure, also where it was tried a second time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Error as PlaywrightError

from rpa.cabinet import browser
from rpa.cabinet.browser import BrowserOptions, launch
from rpa.errors import BadSettings

NO_SANDBOX = "BrowserType.launch: FATAL: No usable sandbox!"
NO_SCREEN = "BrowserType.launch: Missing X server or $DISPLAY"


def started(monkeypatch: pytest.MonkeyPatch, *says: str) -> list[bool]:
    """Start a browser that says one of ``says`` at each try, then starts; whether each try had the sandbox."""
    tries: list[bool] = []

    async def start(*, chromium_sandbox: bool, **_options: Any) -> None:
        tries.append(chromium_sandbox)
        if len(tries) <= len(says):
            raise PlaywrightError(says[len(tries) - 1])

    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(browser, "find_browser", lambda *_args, **_options: Path("/usr/bin/chromium"))
    driver: Any = SimpleNamespace(chromium=SimpleNamespace(launch=start))
    asyncio.run(launch(driver, BrowserOptions(headless=False)))
    return tries


def test_a_system_without_a_sandbox_still_has_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    assert started(monkeypatch, NO_SANDBOX) == [True, False]


@pytest.mark.parametrize("says", [(NO_SCREEN,), (NO_SANDBOX, NO_SCREEN), (NO_SANDBOX, NO_SANDBOX)])
def test_a_browser_that_does_not_start_is_a_matter_of_settings(
    says: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the second try it was «Браузер закрылся», 75, for ever, or an unexpected error at `rpa sign-in`."""
    with pytest.raises(BadSettings, match="не запустился"):
        started(monkeypatch, *says)
