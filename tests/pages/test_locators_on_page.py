"""What an entry of selectors.yaml finds on a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from rpa.cabinet.locators import Selectors

FILE = """
card:
  landmark: {css: main, source: test, verified: never}
  send: {role: button, name: "Отправить", commit: true, source: test, verified: never}
  title: {text: "Запрос № {number}", source: test, verified: never}
  row: {css: 'li:has(> b:text-is("{number}"))', source: test, verified: never}
  block: {css: section, many: true, source: test, verified: never}
  field: {css: input, within: block, source: test, verified: never}
  top: {css: .modal, last: true, source: test, verified: never}
  login: {any_of: [{css: "#new"}, {css: "#old"}, {label: "Логин"}], source: test, verified: never}
  page: {path: "/view?id={id}", source: test, verified: never}
"""


@pytest.fixture
def card(tmp_path: Path):
    path = tmp_path / "selectors.yaml"
    path.write_text(FILE, encoding="utf-8")
    return Selectors(path)["card"]


async def test_a_name_is_matched_whole(card, chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.set_content("<button>Отправить на согласование</button><b>Запрос № 12</b><b>Запрос № 1</b>")
    assert await card.find(page, "send").count() == 0
    assert await card.find(page, "title", number="1").count() == 1
    await page.close()


async def test_a_hostile_parameter_stays_text(card, chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.set_content('<ul><li><b>a"b\\c</b></li><li><b>other</b></li></ul>')
    assert await card.find(page, "row", number='a"b\\c').count() == 1
    assert await card.find(page, "row", number='x")), li, (":not("').count() == 0
    assert card.path("page", id="a/b?c#d") == "/view?id=a%2Fb%3Fc%23d"
    await page.close()


async def test_within_last_and_inside_choose_among_like_blocks(card, chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.set_content(
        "<input id=out><section><input id=one></section><section><input id=two></section>"
        "<div class=modal id=below></div><div class=modal id=above></div>"
    )
    assert await card.find(page, "field").count() == 2, "not the one outside"
    second = card.find(page, "block").nth(1)
    assert await card.find(page, "field", inside=second).get_attribute("id") == "two"
    assert await card.find(page, "top").get_attribute("id") == "above"
    await page.close()


@pytest.mark.parametrize(
    ("html", "number"), [("<input id=new>", 1), ("<input id=old>", 2), ("<label>Логин <input></label>", 3)]
)
async def test_the_generation_that_matched_is_told(card, chromium: Browser, html: str, number: int) -> None:
    page = await chromium.new_page()
    await page.set_content(html)
    await card.find(page, "login").fill("x")
    assert await card.generations(page) == {"card.login": number}
    await page.close()
