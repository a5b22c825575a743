"""A screen that cannot be opened is told by name; the others are looked at all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from differing import differing

from rpa.cabinet.locators import Selectors
from rpa.cabinet.screens import open_screen
from rpa.cabinet.selector_check import check_screens
from rpa.cabinet.selector_file import default_path
from rpa.errors import SiteUnavailable

REQUESTS = 9
"""Of which one card is opened."""


async def test_a_card_whose_landmark_changed_is_told_by_the_tool_that_looks_for_changes(
    tab, stand, tmp_path: Path
) -> None:
    """It broke off with the library's error, on the very day it was needed."""
    known = default_path().read_text(encoding="utf-8")
    changed = known.replace('landmark:      {css: ".debtreq__result-type"', 'landmark:      {css: ".not-there"')
    (edited := tmp_path / "selectors.yaml").write_text(changed, encoding="utf-8")
    async with differing(tab, stand, selectors=Selectors(edited)) as cabinet:
        found = await check_screens(cabinet, ["debt_request", "home"], lambda *_picture: "")
        assert [one.good for one in found] == [False, True]
        assert [one.key for one in found[0].checks] == ["debt_request.landmark"], (
            "one that may be the site's mood is not"
        )


async def test_a_card_of_a_site_that_went_away_is_temporary(enter_as) -> None:
    cabinet = await enter_as()
    go = cabinet.debt_request.go

    async def offline(path: str) -> None:
        await cabinet.session.context.set_offline(True)
        cabinet.session.tainted.add(cabinet.page)
        await go(path)

    cabinet.debt_request.go = offline
    with pytest.raises(SiteUnavailable):
        await open_screen(cabinet, "debt_request")
