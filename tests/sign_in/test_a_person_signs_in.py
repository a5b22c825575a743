"""A person takes over on the screens named, and the robot goes on where the person left it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pyotp
from entering import QUICK, Stand, enter
from playwright.async_api import Page

from rpa.cabinet import CabinetSession
from rpa.cabinet.sign_in import HandOver


def person(stand: Stand, called: list[str], **does: Callable[[Page], Coroutine[Any, Any, None]]) -> dict[str, Any]:
    """Options with a person who does what is told on the screens named; ``called`` keeps the names in order."""
    pages: list[Page] = []
    doing: set[asyncio.Task[None]] = set()

    async def before(session: CabinetSession) -> None:
        pages.append(await session.page())

    async def hand_over(screen: str) -> None:
        called.append(screen)
        if screen in does:
            doing.add(asyncio.ensure_future(does[screen](pages[0])))

    hand: HandOver = hand_over
    return {"before": before, "hand_over": hand}


def test_a_person_passes_each_screen_that_is_theirs_and_the_robot_goes_on_after_it(stand: Stand) -> None:
    """The captcha, the code from the telephone, and a screen nobody has described."""

    async def solve(page: Page) -> None:
        digits = await asyncio.to_thread(lambda: stand.events("esia_reaction")[-1]["expected"])
        await page.locator(".esia-captcha__code-entry input").fill(digits)
        await page.locator(".esia-captcha__code-entry button").click()

    async def read_and_type(page: Page) -> None:
        code = await asyncio.to_thread(lambda: stand.events("sms")[-1]["code"])
        await page.locator("esia-code-input input").first.press_sequentially(code)

    async def agree(page: Page) -> None:
        await page.get_by_role("button", name="Всё верно").click()

    stand.begin("captcha", "sms", "old_cells", "unknown_screen")
    called: list[str] = []
    heard: list[tuple[str, list[str]]] = []
    options = person(stand, called, captcha=solve, sms=read_and_type, unknown=agree)
    assert enter(stand, on_screen=lambda name, outline: heard.append((name, outline)), **options) == "cabinet"
    assert called == ["captcha", "sms", "unknown"]
    [outline] = [lines for name, lines in heard if name == "unknown" and lines]
    assert any("esia-confirm-contacts" in line for line in outline)
    assert any("«Всё верно»" in line for line in outline)


def test_a_person_who_signs_in_alone_needs_no_stored_secret(stand: Stand) -> None:
    facts = stand.accounts[0]

    async def password(page: Page) -> None:
        await page.fill("#login", facts["login"])
        await page.fill("#password", facts["password"])
        await page.get_by_role("button", name="Войти", exact=True).click()

    async def totp(page: Page) -> None:
        await page.locator("esia-code-input input").first.press_sequentially(pyotp.TOTP(facts["totp_secret"]).now())

    stand.begin()
    called: list[str] = []
    assert enter(stand, credentials=None, **person(stand, called, password=password, totp=totp)) == "cabinet"
    assert called == ["password", "totp"]


def test_a_person_is_called_to_choose_between_two_cards_of_one_organization_and_not_waited_for_without_end(
    stand: Stand,
) -> None:
    stand.begin("two_cards")
    called: list[str] = []
    options = person(stand, called) | {"patience": replace(QUICK, person=1)}
    assert enter(stand, **options) == "person:roles"
    assert called == ["roles"]
