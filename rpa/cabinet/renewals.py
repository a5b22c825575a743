"""Whether another session of the cabinet took the place of a session while a page was at work.

The cabinet refuses an ended session and a missing right in the same words. Pages of one session notice its end one
after another, and the first renews it for all: who is refused then and asks whether the session lives asks about
another one than was refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.async_api import Page


class Renewals:
    """Counts them: once when one begins and once when it has ended."""

    def __init__(self) -> None:
        self._count = self._going_on = 0
        self._begun: dict[Page, int] = {}

    @contextmanager
    def one(self) -> Iterator[None]:
        """Around whatever may put another session in this one's place."""
        self._count += 1
        self._going_on += 1
        try:
            yield
        finally:
            self._count += 1
            self._going_on -= 1

    @contextmanager
    def noticed(self, page: Page) -> Iterator[None]:
        """Around an operation of ``page``. Operations call each other; the outermost is the one that counts."""
        if page in self._begun:
            yield
            return
        self._begun[page] = self._count
        try:
            yield
        finally:
            del self._begun[page]

    def since_begun(self, page: Page) -> bool:
        """Whether there was one, or is one now, since the operation of ``page`` began."""
        return self._going_on > 0 or self._begun.get(page, self._count) != self._count
