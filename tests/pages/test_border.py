"""What goes wrong on a page comes out as an error for the person who has to act next."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from differing import differing

from rpa.cabinet import Cabinet, CabinetSession, Timeouts
from rpa.cabinet.browser import open_browser
from rpa.cabinet.locators import Selectors
from rpa.cabinet.selector_file import default_path
from rpa.errors import PageChanged, SiteUnavailable

SHORT = Timeouts(action=4, navigation=4)
REQUESTS = 24
"""What goes wrong with one goes wrong with all."""


def broken(tmp_path: Path, before: str, after: str) -> Selectors:
    """The shipped selectors with one of them wrong."""
    text = default_path().read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "selectors.yaml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    return Selectors(path)


async def test_a_site_that_does_not_answer_is_not_a_changed_page(hasty_cabinet: Cabinet, stand) -> None:
    cabinet = hasty_cabinet
    some = (await cabinet.debt_requests.read())[0]
    for act in (cabinet.debt_requests.read, lambda: cabinet.debt_request.open_request(some.portal_id or "")):
        stand.fault("hang", path="/debtreq/api/rest/services/debtreq/sub/", count=9)
        for _ in range(2):
            with pytest.raises(SiteUnavailable):
                await act()
        assert stand.fired() >= 2
        assert not cabinet.session.misses.total(), "what is still loading was not looked for in vain"
        stand.clear()


async def test_a_page_whose_scripts_do_not_come_is_not_a_changed_one(chromium, stand) -> None:
    async with CabinetSession.on(chromium, stand.addresses, timeouts=Timeouts(action=1, navigation=2)) as session:
        await session.inject_sessionid(stand.session())
        cabinet = await Cabinet.of(session)
        never = asyncio.Event()
        await cabinet.page.route("**/*.js*", lambda _route: never.wait())
        for _ in range(2):
            with pytest.raises(SiteUnavailable):
                await cabinet.debt_requests.open()
        never.set()


async def test_a_landmark_that_is_missing_is_first_the_sites_mood_then_a_changed_page(
    tab, stand, tmp_path: Path
) -> None:
    selectors = broken(tmp_path, '"debtreq-received-requests-search", source', '"debtreq-renamed", source')
    async with differing(tab, stand, selectors=selectors, timeouts=SHORT) as cabinet:
        with pytest.raises(SiteUnavailable):
            await cabinet.debt_requests.open()
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_requests.open()
    assert caught.value.key == "debt_requests.landmark"
    assert caught.value.line == selectors["debt_requests"].entry("landmark").line
    assert "?" not in caught.value.url


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("debt_request.fact_flat", '{text: "№ помещения"', '{text: "Помещение"'),
        ("debt_request.address", "received-requests/view?id={id}", "received-requests/card?id={id}"),
        ("debt_requests.icon_not_sent", "subrequest_not-sent", "subrequest_unsent"),
    ],
)
async def test_markup_that_moved_is_named_by_key_and_nothing_is_read_into_it(
    tab, stand, tmp_path: Path, key: str, before: str, after: str
) -> None:
    selectors = broken(tmp_path, before, after)
    async with differing(tab, stand, selectors=selectors, timeouts=SHORT) as cabinet:
        with pytest.raises(PageChanged) as caught:
            for item in await cabinet.debt_requests.read():
                await cabinet.debt_request.open_request(item.portal_id or "")
    assert caught.value.key == key


async def test_a_counter_of_somebody_else_that_fails_does_not_hide_a_changed_page(tab, stand, tmp_path: Path) -> None:
    selectors = broken(tmp_path, '{placeholder: "Введите номер запроса"', '{placeholder: "Введите подзапрос"')
    async with differing(tab, stand, selectors=selectors, timeouts=SHORT) as cabinet:
        asked = "http://counter.example/watch"
        await cabinet.session.context.route(f"{asked}**", lambda route: route.fulfill(status=503))
        await cabinet.debt_requests.open()
        async with cabinet.page.expect_response(f"{asked}**"):
            await cabinet.page.evaluate("(url) => fetch(url, { mode: 'no-cors' }).catch(() => 0)", asked)
        with pytest.raises(PageChanged) as caught:
            await cabinet.debt_requests.find_request("00-000-000000")
    assert caught.value.key == "debt_requests.number"


async def test_a_covered_page_is_waited_out(cabinet: Cabinet, stand) -> None:
    stand.fault("overlay")
    found = await cabinet.debt_requests.read()
    assert {item.request_number for item in found} == stand.numbers()


@pytest.mark.usefixtures("loop")
async def test_a_browser_that_ended_shows_itself_as_an_error_of_ours_in_every_call_that_may_come_next(stand) -> None:
    async with open_browser() as browser, CabinetSession.on(browser, stand.addresses) as session:
        cabinet = await Cabinet.of(session)
        fresh = await session.context.new_page()
        await browser.close()
        for call in (
            lambda: Cabinet.on(fresh, session),
            cabinet.picture,
            lambda: session.inject_sessionid("x" * 34),
            lambda: session.pages(2),
            session.state,
            session.probe,
            lambda: session.replace(cabinet.page),
            cabinet.debt_requests.read,
            lambda: cabinet.debt_request.open_request("1"),
            cabinet.debt_request.send,
            cabinet.debt_request.picture,
        ):
            with pytest.raises(SiteUnavailable):
                await call()
        assert not await session.answers(cabinet.page)
