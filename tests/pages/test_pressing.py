"""Pressing inside the page: what a click would reach is pressed at once, the rest is left to an ordinary click."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet import Cabinet
from rpa.cabinet.scripts import script

_SCENE = """({ style, cover, disabled }) => {
  document.body.insertAdjacentHTML("beforeend", `<div id=scene>
    <button id=probe ${disabled ? "disabled" : ""} style="position:absolute;top:3000px;${style}">Проба</button>
    ${cover ? '<i style="position:fixed;inset:0;z-index:99999"></i>' : ""}</div>`);
  window.pressed = 0;
  document.querySelector("#probe").addEventListener("click", () => { window.pressed += 1; });
}"""


async def pressed(
    cabinet: Cabinet, *, style: str = "", cover: bool = False, disabled: bool = False
) -> tuple[bool, int]:
    """What ``press.js`` said of a button of this kind, and how many clicks the button got."""
    page = cabinet.page
    await page.evaluate(_SCENE, {"style": style, "cover": cover, "disabled": disabled})
    try:
        said = await page.locator("#probe").evaluate(script("press"))
        return said, await page.evaluate("window.pressed")
    finally:
        await page.evaluate("document.querySelector('#scene').remove()")


async def test_a_button_below_the_fold_is_scrolled_to_and_pressed_once(cabinet: Cabinet) -> None:
    await cabinet.debt_requests.open()
    assert await pressed(cabinet) == (True, 1)


@pytest.mark.parametrize(
    "scene",
    [{"cover": True}, {"disabled": True}, {"style": "display:none"}, {"style": "visibility:hidden"}],
    ids=["covered", "disabled", "not shown", "invisible"],
)
async def test_what_a_click_would_not_reach_is_not_pressed(cabinet: Cabinet, scene: dict) -> None:
    await cabinet.debt_requests.open()
    assert await pressed(cabinet, **scene) == (False, 0)


async def test_what_sends_is_never_pressed_inside_the_page(cabinet: Cabinet) -> None:
    with pytest.raises(ValueError, match=r"debt_request\.send sends"):
        await cabinet.debt_request.press("send")


async def test_a_button_that_is_not_there_is_waited_for_and_then_missed(cabinet: Cabinet) -> None:
    await cabinet.debt_requests.open()
    cabinet.page.set_default_timeout(300)
    try:
        with pytest.raises(PlaywrightTimeoutError):
            await cabinet.debt_request.press("add")
    finally:
        cabinet.page.set_default_timeout(cabinet.session.timeouts.action * 1000)


async def test_a_click_given_up_while_it_waited_does_not_happen_later(cabinet: Cabinet) -> None:
    """The browser's driver is told so; one that went on would send after the card was read as not sent."""
    page = cabinet.page
    await cabinet.debt_requests.open()
    await page.evaluate(_SCENE, {"style": "", "cover": True, "disabled": False})
    try:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await page.locator("#probe").click(timeout=60_000)
        await page.evaluate("document.querySelector('#scene i').remove()")
        with pytest.raises(PlaywrightTimeoutError):
            await page.wait_for_function("window.pressed > 0", timeout=2_000)
    finally:
        await page.evaluate("document.querySelector('#scene').remove()")
