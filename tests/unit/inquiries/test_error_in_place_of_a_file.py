"""What the site says in place of a file is not kept as the file: it would never be asked for again."""

from __future__ import annotations

import asyncio
import base64
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.inquiry import InquiryCard
from rpa.cabinet.renewals import Renewals
from rpa.errors import SiteUnavailable
from rpa.model import InquiryFile


class Page:
    url = ""

    def __init__(self, content: bytes, media_type: str) -> None:
        self.answer = {"status": 200, "url": "https://my.example/file", "type": media_type}
        self.answer["content"] = base64.b64encode(content).decode()

    async def evaluate(self, _script: str, _asked: object) -> dict[str, Any]:
        return self.answer


def fetched(page: Any) -> bytes:
    session: Any = SimpleNamespace(
        selectors=Selectors(), troubles={}, tainted=set(), renewals=Renewals(), manner={}, misses=Counter(),
        addresses=SimpleNamespace(is_sign_in=lambda _url: False, esia="", portal=""),
        timeouts=SimpleNamespace(upload=1),
    )  # fmt: skip
    return asyncio.run(InquiryCard(page, session).download(InquiryFile("Жалоба.txt", None, "/file")))


def downloaded(content: bytes, media_type: str) -> bytes:
    return fetched(Page(content, media_type))


@pytest.mark.parametrize("media_type", ["application/json;charset=UTF-8", "application/problem+json", "text/HTML"])
def test_an_error_told_with_success_is_no_file(media_type: str) -> None:
    """«Жалоба.txt» was the site's own error, and a .pdf was «of another type» for ever."""
    with pytest.raises(SiteUnavailable):
        downloaded(b'{"message": "later"}', media_type)


@pytest.mark.parametrize("media_type", ["text/plain", "application/octet-stream", ""])
def test_a_file_is_taken_as_whatever_the_site_calls_it(media_type: str) -> None:
    assert downloaded("Течёт крыша.".encode(), media_type).decode() == "Течёт крыша."


class Broken(Page):
    """A page from which one fetch fails; asked what it shows, it shows the card."""

    def __init__(self, shown: dict[str, Any]) -> None:
        self._answers: list[dict[str, Any] | None] = [None, shown]

    def is_closed(self) -> bool:
        return False

    async def evaluate(self, _script: str, _asked: object) -> dict[str, Any]:
        answer = self._answers.pop(0)
        if answer is None:
            raise PlaywrightError("Page.evaluate: TypeError: Failed to fetch\n    at <anonymous>:4:24")
        return answer


@pytest.mark.parametrize("landmark", [True, False])
def test_a_connection_that_breaks_off_costs_this_file_and_not_the_run(landmark: bool) -> None:
    """It ended the reading of all обращения with 70, and sent somebody to mend a line that was right."""
    nothing = dict.fromkeys(("window", "loading", "unfinished", "no_privileges", "foreign"), False)
    shown = nothing | {"url": "https://my.example/card", "landmark": landmark, "attention": None}
    with pytest.raises(SiteUnavailable):
        fetched(Broken(shown))
