"""A comparison of the screens tells what it saw, and does not pass over what would stop the next run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from rpa.cabinet.locators import Section
from rpa.cabinet.selector_check import _checked
from rpa.cabinet.selector_file import parse_selectors

TEXT = """home:
  landmark: {css: main, optional: true, within: user, source: test, verified: never}
  user: {text: Фамилия, personal: true, optional: true, source: test, verified: never}
"""


class Nothing:
    """A page that shows nothing at all."""

    def get_by_text(self, text: str, *, exact: bool) -> Nothing:
        return self

    def locator(self, css: str) -> Nothing:
        return self

    async def count(self) -> int:
        return 0


class Screen:
    def __init__(self) -> None:
        self.where, self.page = Section("home", parse_selectors(TEXT)["home"]), Nothing()

    async def must_show(self) -> tuple[str, ...]:
        return ()

    async def picture(self) -> Mapping[str, Any]:
        return {"css": self.where.css("user")}


def test_a_personal_key_that_masks_nothing_any_more_is_told(tmp_path: Path) -> None:
    told = asyncio.run(_checked(cast(Any, Screen()), "home", lambda name, data: str(tmp_path)))
    assert not told.good
    assert "home.user" in told.trouble
    assert [(one.key, one.line, one.expected) for one in told.checks if not one.good] == [
        ("home.user", 3, "простой css")
    ]
