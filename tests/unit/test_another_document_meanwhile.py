"""A page that loads another document while it is asked something says nothing of what selectors.yaml names."""

from __future__ import annotations

import asyncio
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.border import diagnose
from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.debt_request import DebtRequest
from rpa.errors import PageChanged, RpaError, SessionExpired, SiteUnavailable

NOTHING = dict.fromkeys(("window", "loading", "unfinished", "no_privileges", "foreign"), False)
SHOWN = NOTHING | {"url": "https://my.example/card", "landmark": True, "attention": None}
GONE = "Locator.evaluate: Execution context was destroyed, most likely because of a navigation"


class Page:
    url = SHOWN["url"]

    def __init__(self, shown: dict[str, Any]) -> None:
        self.shown = shown

    def is_closed(self) -> bool:
        return False

    async def evaluate(self, *_asked: object) -> dict[str, Any]:
        return self.shown


def judged(message: str, **shown: Any) -> RpaError:
    page: Any = Page(SHOWN | shown)
    session: Any = SimpleNamespace(
        selectors=Selectors(), troubles={}, misses=Counter({"debt_request.landmark": 1}),
        addresses=SimpleNamespace(esia="", portal="", is_sign_in=lambda url: "esia" in url),
    )  # fmt: skip
    return asyncio.run(diagnose(DebtRequest(page, session), PlaywrightError(message)))


@pytest.mark.parametrize("landmark", [True, False])
def test_a_site_that_loads_itself_anew_does_not_end_the_run_as_a_changed_page(landmark: bool) -> None:
    """It ended with 70, and sent somebody to mend a line that was right."""
    assert type(judged(GONE, landmark=landmark)) is SiteUnavailable


def test_what_came_instead_is_told_where_it_can_be_told() -> None:
    assert type(judged(GONE, url="https://esia.example/", landmark=False)) is SessionExpired


def test_any_other_trouble_of_a_page_that_has_come_is_a_changed_page() -> None:
    assert isinstance(judged("Locator.click: Timeout 30000ms exceeded."), PageChanged)
