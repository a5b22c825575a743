"""A secret is typed into ЕСИА's own page alone, and no error repeats it."""

from __future__ import annotations

import traceback

import pyotp
import pytest
from entering import Stand, enter, in_a_loop
from playwright.async_api import Error as PlaywrightError

from rpa.cabinet import Addresses, CabinetSession
from rpa.cabinet.sign_in_secrets import type_secret
from rpa.errors import BadSettings


def test_a_password_form_on_a_foreign_host_gets_nothing(stand: Stand) -> None:
    """The form is the real one, served from where the settings do not expect it."""
    typed: list[str] = []

    async def listen(session: CabinetSession) -> None:
        page = await session.page()
        page.on("request", lambda request: typed.append(request.post_data or ""))

    moved = Addresses(stand.addresses.portal, stand.addresses.cabinet, "http://esia.elsewhere.localhost")
    stand.begin()
    assert enter(stand, addresses=moved, before=listen) == "settings"
    assert stand.events("esia_login") == []
    assert not any(stand.accounts[0]["password"] in body for body in typed)


def test_a_page_that_changes_host_under_our_hands_gets_nothing(stand: Stand) -> None:
    """A copy of the form on another origin, put up between the look and the typing."""

    async def scene() -> str:
        async with stand.visit() as session:
            page = await session.page()
            await page.goto(stand.addresses.portal + "/404")
            await page.set_content("<input id=password>")
            with pytest.raises(BadSettings, match="постороннем адресе"):
                await type_secret(page.locator("#password"), "s3cret", stand.addresses.esia)
            return await page.locator("#password").input_value()

    assert in_a_loop(stand, scene()) == ""


def test_a_field_that_takes_no_text_does_not_put_the_secret_into_the_error(stand: Stand) -> None:
    secret = pyotp.random_base32()

    async def scene() -> str:
        async with stand.visit() as session:
            page = await session.page()
            await page.goto(stand.addresses.esia + "/esia-static/esia.css")
            await page.set_content("<input id=password disabled>")
            page.set_default_timeout(300)
            with pytest.raises(PlaywrightError) as refused:
                await type_secret(page.locator("#password"), secret, stand.addresses.esia)
            return "".join(traceback.format_exception(refused.value))

    assert secret not in in_a_loop(stand, scene())
