"""«Внимание» over a list does not go by itself: no click waits under it for the whole time a step has."""

from __future__ import annotations

import asyncio
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.debt_requests import DebtRequests, Filter
from rpa.cabinet.pages.inquiries import Inquiries
from rpa.cabinet.renewals import Renewals
from rpa.cabinet.scripts import script
from rpa.errors import Temporary

NOTHING = dict.fromkeys(("window", "loading", "unfinished", "no_privileges", "foreign"), False)
SHOWN = NOTHING | {"url": "https://my.example/list", "landmark": True, "attention": None}
ATTENTION = SHOWN | {"attention": "Сервис временно недоступен", "window": True}


class Page:
    """A page, and whatever is found on it: a button that a click does not reach at once."""

    url = SHOWN["url"]

    def __init__(self, shown: dict[str, Any]) -> None:
        self.shown, self.clicks = shown, 0

    def locator(self, *_args: object, **_options: object) -> Page:
        return self

    get_by_role = get_by_placeholder = get_by_label = locator

    async def evaluate(self, asked: str, _argument: object = None) -> Any:
        return False if asked == script("press") else self.shown

    async def click(self) -> None:
        self.clicks += 1

    async def fill(self, _text: str) -> None:
        raise AssertionError("nothing is typed under a window")


def session() -> Any:
    return SimpleNamespace(
        selectors=Selectors(), troubles={}, tainted=set(), renewals=Renewals(), misses=Counter(),
        addresses=SimpleNamespace(esia="", portal="", is_sign_in=lambda _url: False),
    )  # fmt: skip


def pressed(shown: dict[str, Any]) -> int:
    page: Any = Page(shown)
    asyncio.run(Inquiries(page, session()).press("search"))
    return int(page.clicks)


def test_a_button_under_a_refusal_is_not_waited_for() -> None:
    """The robot waited its 30 s before it began to repeat, four times over."""
    with pytest.raises(Temporary, match="Сервис временно недоступен"):
        pressed(ATTENTION)


def test_a_button_under_anything_else_is_clicked_as_a_person_would() -> None:
    assert pressed(SHOWN) == pressed(SHOWN | {"window": True}) == 1


@pytest.mark.parametrize("register", [Inquiries, DebtRequests])
def test_a_form_under_a_refusal_is_not_filled(register: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its boxes are clicked, too."""

    async def nothing(*_args: object) -> None: ...

    found = register(Page(ATTENTION), session())
    monkeypatch.setattr(found, "open", nothing)
    monkeypatch.setattr(found, "until", nothing)
    with pytest.raises(Temporary, match="Внимание"):
        asyncio.run(found.read() if register is Inquiries else found._fill(Filter()))
