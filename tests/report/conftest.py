"""Reports made of a real journal and real pictures, whatever the site and the file said in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.report.sample import NUMBERS, RUN, fill, reporter, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An organization's folder with a filled journal."""
    fill(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def every_report(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The page of each kind of report, the last plan's first; only to be read."""
    folder = tmp_path_factory.mktemp("reports")
    fill(folder)
    kinds = (("plan",), ("run", RUN), ("month", "2026-11"), ("request", NUMBERS[2]))
    return [write(reporter(folder), *kind).files["html"] for kind in kinds]


@pytest.fixture
def report(every_report: list[Path]) -> Path:
    """The page of the last plan."""
    return every_report[0]


@pytest.fixture(scope="module", autouse=True)
def tab(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """For every test here, also for one without a page: the last of them closes it, and needs its loop for that."""
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Page, browser_context_args: dict[str, Any]) -> Page:
    """One tab for a module: a file that is opened anew keeps nothing of what was done to it."""
    tab.set_viewport_size(browser_context_args["viewport"])
    tab.goto("about:blank")
    return tab
