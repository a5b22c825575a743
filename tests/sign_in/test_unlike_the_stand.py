"""Where ЕСИА differs from what the robot knows, it stops and says so; it presses nothing it does not know."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyotp
import pytest
from entering import QUICK, Stand, entering, in_a_loop
from playwright.async_api import Route

from rpa.cabinet import CabinetSession, sign_in
from rpa.errors import PageChanged, RpaError, SignInRejected
from rpa.stand import esia

Before = Callable[[CabinetSession], Coroutine[Any, Any, None]]
HASTY = replace(QUICK, step=4)


def with_script(name: str, known: str, instead: str) -> Before:
    """ЕСИА's page with one of its scripts changed."""
    text = (Path(esia.__file__).parent / "static" / name).read_text(encoding="utf-8")
    assert known in text
    changed = text.replace(known, instead)

    async def before(session: CabinetSession) -> None:
        async def answer(route: Route) -> None:
            await route.fulfill(body=changed, content_type="text/javascript; charset=utf-8")

        await session.context.route(f"**/esia-static/{name}*", answer)

    return before


def refusal(stand: Stand, before: Before, **options: Any) -> RpaError:
    """What the sign-in raises."""

    async def scene() -> RpaError:
        given = {"ogrn": stand.ogrn, "credentials": stand.credentials(), "patience": HASTY} | options
        async with stand.visit() as session:
            session.context.set_default_timeout(4000)
            await before(session)
            with pytest.raises(RpaError) as caught:
                await sign_in.sign_in(session, **given)
            return caught.value

    error = in_a_loop(stand, scene())
    assert isinstance(error, RpaError)
    return error


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"password": "not-the-password"}, "INVALID_PASSWORD"), ({"totp_secret": pyotp.random_base32()}, "INVALID_TTP")],
)
def test_a_secret_refused_in_a_caption_nobody_knows_is_refused_all_the_same(
    stand: Stand, changed: dict[str, str], code: str
) -> None:
    """A site that «does not answer» would be tried again, and the wrong secret typed until the account is locked."""
    stand.begin()
    before = with_script("dom.js", "error-label", "error-text")
    patience, begun = replace(QUICK, step=120), time.monotonic()
    error = refusal(stand, before, credentials=stand.credentials(**changed), patience=patience)
    assert isinstance(error, SignInRejected)
    assert time.monotonic() - begun < patience.step / 2, "told when the refusal is heard"
    assert code in error.what


@pytest.mark.parametrize("variant", ["change_password", "unknown_screen"])
def test_a_button_that_only_looks_like_declining_a_promotion_is_not_pressed(stand: Stand, variant: str) -> None:
    stand.begin(variant)

    async def before(session: CabinetSession) -> None:
        await (await session.page()).add_init_script(
            """new MutationObserver(() => {
              const screen = document.querySelector("esia-change-password, esia-confirm-contacts");
              const button = screen && screen.querySelector("button");
              if (button) button.classList.add("plain-button-inline");
            }).observe(document, { childList: true, subtree: true })"""
        )

    person = in_a_loop(stand, entering(stand, before=before))
    assert person == f"person:{'change_password' if variant == 'change_password' else 'unknown'}"


def test_a_link_to_the_sign_in_that_does_nothing_is_named(stand: Stand) -> None:
    async def before(session: CabinetSession) -> None:
        await (await session.page()).add_init_script(
            "addEventListener('click', (e) => { e.preventDefault(); e.stopImmediatePropagation(); }, true)"
        )

    stand.begin()
    error = refusal(stand, before)
    assert isinstance(error, PageChanged)
    assert error.key == "esia_start.landmark"
