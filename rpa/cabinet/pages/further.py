"""Pages of a register, asked of the site as the page itself asked for the first one.

The page's own question is repeated from inside it, with its session and nothing changed but the number of the page and,
within what the screen offers, its size.
What comes back counts only if the register agrees with itself in the end (``Register.read_all``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page, Request

from rpa.cabinet.calling import headers_of, once_more
from rpa.cabinet.scripts import not_hung, script

_PAGE, _SIZE = re.compile(r";page=\d+(?=;)"), re.compile(r";itemsPerPage=\d+(?=[;?]|$)")
"""Paging stands in matrix parameters of the address (public robots of 2022)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the page asked for one of the register's pages."""

    url: str
    method: str
    body: str | None
    headers: dict[str, str]

    @classmethod
    def of(cls, request: Request) -> Question | None:
        """``None`` when it cannot be asked for another page: its address names none."""
        paged = _PAGE.search(request.url) and _SIZE.search(request.url)
        return cls(request.url, request.method, request.post_data, headers_of(request)) if paged else None

    async def ask(
        self, page: Page, numbers: Iterable[int], *, size: int | None = None, patience_s: float
    ) -> list[Any] | None:
        """Ask for these pages at once, of ``size`` items (``None``: as many as the screen shows).

        ``None`` when one of them is not answered with data: then nothing is known.
        """
        url = self.url if size is None else _SIZE.sub(f";itemsPerPage={size}", self.url)
        asked = {
            "calls": [
                {"url": _PAGE.sub(f";page={number}", url), "headers": once_more(self.headers)} for number in numbers
            ],
            "method": self.method,
            "body": self.body,
            "patience": patience_s * 1000,
        }
        try:
            async with not_hung(patience_s):
                told: list[str] | None = await page.evaluate(script("ask_pages"), asked)
            return None if told is None else [json.loads(text) for text in told]
        except (TimeoutError, ValueError):
            return None
