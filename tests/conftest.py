"""What every browser test shares: which Chromium runs, and how. Nothing here starts a browser by itself."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import forking, garbage
from tests.kept_browser import close_kept_browser
from tests.looping import Loop

# A busy machine of two cores is slow in drawing examples, which says nothing of the code.
hypothesis_settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("busy")

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests and their modules live to the end: no collection of garbage needs to walk through them."""
    gc.disable()
    try:
        return (yield)
    finally:
        garbage.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Folders with stands, browsers and workers first: a long file begun last would keep one of two workers alone."""
    items.sort(key=lambda item: "/unit/" in item.path.as_posix())


def _unless_it_has_a_page(item: pytest.Item) -> Generator[None, object, object]:
    """A test without a page never meets the loop that the browser fixtures of a test before it left in this thread.

    The product starts loops of its own, which that one would forbid: such a test would pass or fail by its neighbours.
    At its end the loop is there again: what a module shares may be closed then, a page among it.
    """
    with nullcontext() if "playwright" in item.fixturenames else _no_running_loop():  # type: ignore[attr-defined]
        return (yield)


pytest_runtest_setup = pytest.hookimpl(wrapper=True)(_unless_it_has_a_page)
pytest_runtest_call = pytest.hookimpl(wrapper=True)(_unless_it_has_a_page)


@contextmanager
def _no_running_loop() -> Iterator[None]:
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop if loop and loop.is_running() else None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's headless shell, else its Chromium, else Playwright's own download."""
    system = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    arguments = [*browser_type_launch_args.get("args", []), *CHROMIUM_ARGUMENTS]
    return {**browser_type_launch_args, "args": arguments, **({"executable_path": system} if system else {})}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "ru-RU", "viewport": {"width": 1366, "height": 768}}


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def chromium(loop: Loop) -> Iterator[Any]:
    """One browser of the product's own for all tests of page objects and sign-ins; it lives in ``loop``."""
    from rpa.cabinet.browser import open_browser

    context = open_browser()
    yield loop.run(context.__aenter__())
    loop.run(context.__aexit__(None, None, None))


# The browser's driver is started by many tests; its compiled script is kept from one start to the next.
os.environ.setdefault("NODE_COMPILE_CACHE", str(Path(__file__).parents[1] / ".pytest_cache" / "node"))


@pytest.fixture(scope="session", autouse=True)
def what_tests_share_ends_with_the_session() -> Iterator[None]:
    yield
    close_kept_browser()
    forking.close()
