"""What the page was told is taken from the document that is shown, never from one that is gone."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Response
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet.heard import Heard

# Playwright 1.5x and Chromium 156 when a register was loaded anew while its first search was under way, 24.11.2026.
GONE = "Response.body: Protocol error (Network.getResponseBody): No resource with given identifier found"


class Told:
    """An answer: its body, or the error of asking for it."""

    def __init__(self, body: bytes | str) -> None:
        self._body = body

    async def body(self) -> bytes:
        if isinstance(self._body, str):
            raise PlaywrightError(self._body)
        return self._body


def heard(*bodies: bytes | str, patience_s: float = 30) -> Any:
    """What ``Heard`` makes of answers that come one after another, each when the one before was looked at."""

    async def work() -> Any:
        listening = Heard(patience_s)
        waiting = asyncio.ensure_future(listening.answer())
        for body in bodies:
            listening.note(cast(Response, Told(body)))
            for _ in range(5):
                await asyncio.sleep(0)
        return await waiting

    return asyncio.run(work())


def test_an_answer_that_went_with_its_document_is_not_the_answer_and_the_next_one_is() -> None:
    assert heard(GONE, b'{"total": 2}') == {"total": 2}


def test_when_no_other_answer_comes_the_wait_ends() -> None:
    with pytest.raises(PlaywrightTimeoutError):
        heard(GONE, patience_s=0.05)


def test_any_other_error_of_reading_is_told_at_once() -> None:
    with pytest.raises(PlaywrightError, match="Target crashed"):
        heard("Target crashed", b"{}")
