"""What the page was told is taken from the document that is shown, never from one that is gone."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Response
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet.border import NOT_DATA
from rpa.cabinet.heard import Heard

# Playwright 1.5x and Chromium 156 when a register was loaded anew while its first search was under way, 24.11.2026.
GONE = "Response.body: Protocol error (Network.getResponseBody): No resource with given identifier found"


class Told:
    """An answer: its body, or the error of asking for it."""

    def __init__(self, body: bytes | str, status: int = 200, sent_on_to: object = None) -> None:
        self._body, self.status = body, status
        self.request = SimpleNamespace(redirected_to=sent_on_to)

    async def body(self) -> bytes:
        if isinstance(self._body, str):
            raise PlaywrightError(self._body)
        return self._body


AGAIN: Any = object()
"""The question that a page asks once more because it was sent on to the same service."""


def heard(*bodies: bytes | str | Told, patience_s: float = 30) -> Any:
    """What ``Heard`` makes of answers that come one after another, each when the one before was looked at."""

    async def work() -> Any:
        listening = Heard(patience_s)
        listening.asked.add(AGAIN)
        waiting = asyncio.ensure_future(listening.answer())
        for body in bodies:
            listening.note(cast(Response, body if isinstance(body, Told) else Told(body)))
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


SENT_ON = "Response.body: Response body is unavailable for redirect responses"
"""Playwright of every answer from 300 to 399."""


def test_a_question_that_is_sent_on_to_the_same_service_is_answered_there() -> None:
    """A gateway that gives its cookie first ended the run with 70: «элемент не найден»."""
    assert heard(Told(SENT_ON, 307, AGAIN), b'{"total": 2}') == {"total": 2}


@pytest.mark.parametrize("to", [None, object()])
def test_a_question_that_is_sent_elsewhere_is_answered_with_no_data(to: object) -> None:
    with pytest.raises(PlaywrightError, match=NOT_DATA):
        heard(Told(SENT_ON, 302, to))
