"""One stand and one browser for the sign-ins of a file."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from entering import Stand, in_a_loop

from rpa.cabinet.browser import open_browser
from tests.stand.conftest import start_stand, stop_stand


@pytest.fixture(scope="module")
def stand() -> Iterator[Stand]:
    running = start_stand("--requests", "5", "--inquiries", "2")
    yield Stand(running)
    stop_stand(running)


@pytest.fixture(scope="module", autouse=True)
def thread(stand: Stand) -> Iterator[None]:
    """A thread with a loop and one browser: pytest-playwright's loop may already live in the main one."""
    loop = asyncio.new_event_loop()
    running = threading.Thread(target=loop.run_forever, daemon=True)
    running.start()
    stand.loop = loop
    opening = open_browser()
    stand.browser = in_a_loop(stand, opening.__aenter__())
    yield
    in_a_loop(stand, opening.__aexit__(None, None, None))
    loop.call_soon_threadsafe(loop.stop)
    running.join(30)
    loop.close()
