"""Listening to the page's own requests: what the site told the page, beside what the page shows."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request, Response
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet.border import NOT_DATA, UNANSWERED

_GONE_WITH_DOCUMENT = ("navigated away", "No resource with given identifier")
"""How Playwright and Chromium say that the body belonged to a document that is gone."""
_SENT_ON = frozenset({301, 302, 303, 307, 308})


class Heard:
    """Answers of one of the site's services to what the page asked while something was done."""

    def __init__(self, timeout_s: float) -> None:
        self.asked: set[Request] = set()
        self.responses: list[Response] = []
        self._came = asyncio.Event()
        self._timeout_s = timeout_s

    def note(self, response: Response) -> None:
        self.responses.append(response)
        self._came.set()

    async def answer(self) -> Any:
        """Wait for an answer and return its JSON.

        An answer to a document that is no longer shown (the page was loaded anew while it asked) is lost with it, and
        one that sends the question on to the same service is none: the next one is waited for. Raises Playwright's own
        errors (no answer in time, no JSON in it), which the border judges by the page.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                while True:
                    await self._came.wait()
                    self._came.clear()
                    response = self.responses[-1]
                    try:
                        return await self._json(response)
                    except PlaywrightError as error:
                        gone = any(sign in error.message for sign in _GONE_WITH_DOCUMENT)
                        if not (gone or self._asks_again(response)):
                            raise
        except TimeoutError:
            raise PlaywrightTimeoutError(UNANSWERED if self.asked else "the page asked for nothing") from None

    async def json(self) -> Any | None:
        """Return the last answer's JSON; ``None`` when none came or it is not JSON."""
        if not self.responses:
            return None
        try:
            return await self._json(self.responses[-1])
        except PlaywrightError:
            # The body may be gone when the page moved on; callers treat it as not heard.
            return None

    @property
    def status(self) -> int | None:
        """HTTP status of the last answer; ``None`` when none came."""
        return self.responses[-1].status if self.responses else None

    @property
    def refused(self) -> bool:
        """Whether the last answer was no success (of HTTP); what was not heard refused nothing."""
        return self.status is not None and not 200 <= self.status < 300

    def _asks_again(self, response: Response) -> bool:
        """Whether the page was sent on: its next question is told of together with the answer that sent it."""
        return response.status in _SENT_ON and response.request.redirected_to in self.asked

    @staticmethod
    async def _json(response: Response) -> Any:
        try:
            body = await response.body()
        except PlaywrightError:
            if response.status in _SENT_ON:
                # It has none. By what is shown, and to where the page was sent, the border judges it.
                raise PlaywrightError(NOT_DATA) from None
            raise
        try:
            return json.loads(body)
        except ValueError:
            raise PlaywrightError(NOT_DATA) from None


def is_of(path: str, address: str) -> bool:
    """Whether a request's ``path`` is the address itself, with parameters or without."""
    more = path.removeprefix(address)
    return path.startswith(address) and (more[:1] in ("", ";", "?", "#") or address.endswith(";"))
