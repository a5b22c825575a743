"""The stand's own cabinet with one place of it changed, as the live site may differ from the stand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Route

from rpa.cabinet import Cabinet, CabinetSession, Timeouts
from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.answer_form import Answer
from rpa.cabinet.pages.windows import Seen

SHORT = Timeouts(action=4, navigation=6)
Change = tuple[str, str]


def html(known: str, instead: str) -> Change:
    """A change of a template: templates stand in the bundle as JSON texts."""
    return json.dumps(known, ensure_ascii=False)[1:-1], json.dumps(instead, ensure_ascii=False)[1:-1]


@asynccontextmanager
async def differing(
    chromium: Browser, stand: Any, *changes: Change, selectors: Selectors | None = None, style: str = ""
) -> AsyncIterator[Cabinet]:
    """A signed-in cabinet, impatient, whose scripts and templates are changed in these places."""

    async def answer(route: Route) -> None:
        here = route.request.url.replace("my.dom.localhost", "127.0.0.1")
        original = await route.fetch(url=here)
        text = await original.text()
        for known, instead in changes:
            assert known in text
            text = text.replace(known, instead)
        await route.fulfill(response=original, body=text)

    async with CabinetSession.on(chromium, stand.addresses, selectors=selectors, timeouts=SHORT) as session:
        await session.context.route("**/static/bundle/cabinet.js*", answer)
        if style:
            await session.context.add_init_script(
                f"""addEventListener("DOMContentLoaded", () => {{
                  document.head.insertAdjacentHTML("beforeend", {json.dumps(f"<style>{style}</style>")});
                }})"""
            )
        await session.inject_sessionid(stand.session())
        yield await Cabinet.of(session)


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
    found = await cabinet.debt_requests.find_request(stand.unanswered()[0])
    await cabinet.debt_request.open_request(found.portal_id)
    await cabinet.debt_request.add_answer(answer)
    assert (await cabinet.debt_request.save()).seen is Seen.SUCCESS
    return str(found.request_number)
