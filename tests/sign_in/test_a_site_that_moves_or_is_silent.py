"""A site that is slow, or goes on while it is looked at, is none whose markup changed: nobody is sent to mend it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from entering import QUICK, Stand, entering, in_a_loop
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import JSHandle

from rpa.cabinet import Addresses, CabinetSession, Timeouts
from rpa.cabinet.sign_in import sign_in
from rpa.cabinet.sign_in_screens import Screens
from rpa.errors import SiteUnavailable


@pytest.fixture
def silent() -> Iterator[Addresses]:
    """A site that takes every call and answers none."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(50)
        yield Addresses.of_stand(door.getsockname()[1])


def test_a_portal_that_does_not_answer_is_tried_again_later(stand: Stand, silent: Addresses) -> None:
    """The first load of the live cabinet was seen to take minutes; the run sent people to mend esia_start.landmark."""

    async def scene() -> None:
        hasty = Timeouts(action=1, navigation=1)
        async with stand.visit(silent, hasty) as session:
            with pytest.raises(SiteUnavailable, match="не ответил вовремя"):
                await sign_in(session, ogrn=stand.ogrn, credentials=stand.credentials(), patience=QUICK)

    in_a_loop(stand, scene())


def test_a_page_that_goes_on_right_after_it_was_looked_at_is_looked_at_again(stand: Stand) -> None:
    moved: list[str] = []

    async def before(session: CabinetSession) -> None:
        page = await session.page()
        look = page.wait_for_function

        async def goes_on(*given: Any, **options: Any) -> JSHandle:
            handle = await look(*given, **options)
            if page.url not in moved:
                moved.append(page.url)
                await page.reload()
            return handle

        page.wait_for_function = goes_on  # type: ignore[method-assign]

    stand.begin()
    assert in_a_loop(stand, entering(stand, before=before)) == "cabinet"
    assert len(moved) > 2, "the password's page and the cabinet's too"


def test_a_cabinet_that_goes_to_the_sign_in_by_itself_at_that_moment_hinders_no_sign_in(stand: Stand) -> None:
    """The browser gives our first load up for the page's own. It was told as a site that cannot be reached.

    What the browser says then is its own word in ``tests/pages/test_pages_that_leave.py``.
    """
    given_up: list[str] = []

    async def before(session: CabinetSession) -> None:
        page = await session.page()
        goto = page.goto

        async def crossed(url: str, **_options: Any) -> None:
            page.goto = goto  # type: ignore[method-assign]
            given_up.append(url)
            await goto(f"{session.addresses.esia}/login/", wait_until="commit")
            raise PlaywrightError(f"Page.goto: net::ERR_ABORTED at {url}")

        page.goto = crossed  # type: ignore[method-assign,assignment]

    stand.begin()
    assert in_a_loop(stand, entering(stand, before=before)) == "cabinet"
    assert len(given_up) == 1


def test_a_page_that_never_stops_going_on_is_waited_for_no_longer_than_any(stand: Stand) -> None:
    asked = 0

    async def never(*_given: Any, **_options: Any) -> JSHandle:
        nonlocal asked
        asked += 1
        assert asked < 1000, "it would look for ever"
        raise PlaywrightError("Execution context was destroyed, most likely because of a navigation.")

    async def scene() -> None:
        async with stand.visit() as session:
            page = await session.page()
            page.wait_for_function = never  # type: ignore[method-assign]
            assert await Screens(page, session.addresses, session.selectors).look(None, 0) is None

    in_a_loop(stand, scene())
