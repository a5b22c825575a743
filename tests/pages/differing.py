"""The stand's own cabinet with one place of it changed, as the live site may differ from the stand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from typing import Any

import httpx
from kept_tab import KeptTab
from playwright.async_api import Route

from rpa.cabinet import Cabinet, Timeouts
from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.answer_form import Answer
from rpa.cabinet.pages.windows import Seen

SHORT = Timeouts(action=4, navigation=10)
Change = tuple[str, str]


def html(known: str, instead: str) -> Change:
    """A change of a template: templates stand in the bundle as JSON texts."""
    return json.dumps(known, ensure_ascii=False)[1:-1], json.dumps(instead, ensure_ascii=False)[1:-1]


@asynccontextmanager
async def differing(
    tab: KeptTab, stand: Any, *changes: Change, selectors: Selectors | None = None, style: str = ""
) -> AsyncIterator[Cabinet]:
    """A signed-in cabinet, impatient, whose scripts and templates are changed in these places."""
    cabinet = await tab.enter(stand.session(), SHORT, selectors)
    async with AsyncExitStack() as at_the_end:
        at_the_end.push_async_callback(tab.leave, as_it_was=not (changes or style))
        served = await with_another_bundle(cabinet, stand, changes) if changes else None
        if style:
            put = f"document.head.insertAdjacentHTML('beforeend', {json.dumps(f'<style>{style}</style>')})"
            await at_the_end.enter_async_context(at_every_document(cabinet, put))
        yield cabinet
        assert served != [], "the page never ran what was changed"


async def with_another_bundle(cabinet: Cabinet, stand: Any, changes: Sequence[Change]) -> list[str]:
    """The tab's next document runs the stand's bundle with these changes, which no cache keeps; grows as it does."""
    served: list[str] = []
    text = _bundle(stand.running.url)
    for known, instead in changes:
        assert known in text
        text = text.replace(known, instead)

    async def answer(route: Route) -> None:
        served.append(route.request.url)
        headers = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-store"}
        await route.fulfill(body=text, headers=headers)

    await cabinet.page.route("**/static/bundle/cabinet.js*", answer)
    await cabinet.page.goto("about:blank")
    return served


@cache
def _bundle(url: str) -> str:
    """The stand's script, asked for once: two megabytes."""
    with httpx.Client(base_url=url, verify=False) as client:
        address = client.get("/organization-cabinet/").raise_for_status().text.split('script src="')[1].split('"')[0]
        return client.get(address).raise_for_status().text


@asynccontextmanager
async def at_every_document(cabinet: Cabinet, put: str) -> AsyncIterator[None]:
    """Inside the block every document of the tab does this as soon as it is there."""
    script = f"addEventListener('DOMContentLoaded', () => {{ {put} }})"
    async with await cabinet.page.add_init_script(script):
        await cabinet.page.goto("about:blank")
        yield


async def told(cabinet: Cabinet, address: str, change: Callable[[Any], None]) -> None:
    """What the site answers there is changed before the page gets it."""

    async def answer(route: Route) -> None:
        original = await route.fetch(url=route.request.url.replace("my.dom.localhost", "127.0.0.1"))
        data = await original.json()
        change(data)
        await route.fulfill(response=original, json=data)

    await cabinet.page.route(address, answer)


async def drafted(cabinet: Any, stand: Any, answer: Answer) -> str:
    """Save a draft; the number of its request."""
    number = str(stand.unanswered()[0])
    await cabinet.debt_request.open_request(stand.portal_id(number))
    await cabinet.debt_request.add_answer(answer)
    assert (await cabinet.debt_request.save()).seen is Seen.SUCCESS
    return number
