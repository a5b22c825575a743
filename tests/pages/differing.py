"""The stand's own cabinet with one place of it changed, as the live site may differ from the stand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from typing import Any, NamedTuple

from kept_tab import KeptTab
from playwright.async_api import Route

from rpa.cabinet import Cabinet, Timeouts
from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.answer_form import Answer
from rpa.cabinet.pages.windows import Seen
from rpa.stand import cabinet_site

SHORT = Timeouts(action=4, navigation=10)


class html(NamedTuple):
    """A change of a template."""

    known: str
    instead: str


Change = html | tuple[str, str]
"""Of a template, or of the scripts."""

_CHANGE = """(templates) => {
  const change = ($templateCache) => {
    const get = $templateCache.get;
    const known = Object.keys(templates).map((name) => [name, get(name)]);
    for (const [name, text] of Object.entries(templates)) $templateCache.put(name, text);
    $templateCache.get = (name) => {
      if (name in templates) sessionStorage.setItem("shown", name);
      return get(name);
    };
    window.asItWas = () => {
      $templateCache.get = get;
      for (const [name, text] of known) $templateCache.put(name, text);
    };
  };
  if (document.body && window.angular) {
    const injector = angular.element(document.body).injector();
    if (injector) return change(injector.get("$templateCache"));
  }
  // Before the page's own listener, which starts the application.
  document.addEventListener("DOMContentLoaded", () => {
    if (location.pathname.startsWith("/organization-cabinet")) {
      angular.module("cabinet").run(["$templateCache", change]);
    }
  });
}"""


@asynccontextmanager
async def differing(
    tab: KeptTab,
    stand: Any,
    *changes: Change,
    selectors: Selectors | None = None,
    style: str = "",
    timeouts: Timeouts = SHORT,
) -> AsyncIterator[Cabinet]:
    """A signed-in cabinet, impatient, whose scripts and templates are changed in these places."""
    cabinet = await tab.enter(stand.session(), timeouts, selectors)
    scripts = [change for change in changes if not isinstance(change, html)]
    templates = changed_templates([change for change in changes if isinstance(change, html)])
    async with AsyncExitStack() as at_the_end:

        async def leave() -> None:
            # What failed was the robot's view of the page; a template goes back to what it was.
            await tab.leave(as_it_was=stand.clean() and not (scripts or style), also_after_failures=True)
            stand.clear()

        at_the_end.push_async_callback(leave)
        if scripts:
            await at_the_end.enter_async_context(with_other_scripts(cabinet, scripts))
        if style:
            put = f"document.head.insertAdjacentHTML('beforeend', {json.dumps(f'<style>{style}</style>')})"
            await at_the_end.enter_async_context(at_every_document(cabinet, put))
        if templates:
            await at_the_end.enter_async_context(with_other_templates(cabinet, templates))
        yield cabinet
        assert not scripts or await cabinet.page.evaluate("window.ranChanged"), "the page never ran what was changed"
        assert not templates or await cabinet.page.evaluate("sessionStorage.getItem('shown')"), "nor showed it"


def changed_templates(changes: Sequence[html]) -> dict[str, str]:
    """The templates that differ after these changes, by name."""
    known = _templates()
    texts = dict(known)
    for change in changes:
        assert any(change.known in text for text in texts.values()), change.known
        texts = {name: text.replace(*change) for name, text in texts.items()}
    return {name: text for name, text in texts.items() if text != known[name]}


@cache
def _templates() -> dict[str, str]:
    folder = cabinet_site.SITE / "templates"
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8").strip() for path in folder.rglob("*.html")}


@asynccontextmanager
async def with_other_templates(cabinet: Cabinet, templates: dict[str, str]) -> AsyncIterator[None]:
    """Inside the block the open document and every later one show these."""
    page = cabinet.page
    async with await page.add_init_script(f"({_CHANGE})({json.dumps(templates)})"):
        if page.url.startswith(cabinet.session.addresses.cabinet):
            await page.evaluate(_CHANGE, templates)
        try:
            yield
        finally:
            if page.url.startswith(cabinet.session.addresses.cabinet):
                await page.evaluate("sessionStorage.removeItem('shown'), window.asItWas && asItWas()")


@asynccontextmanager
async def with_other_scripts(cabinet: Cabinet, changes: Sequence[tuple[str, str]]) -> AsyncIterator[None]:
    """Inside the block every document declares the application a second time, with these changes, before it starts.

    Its module is made anew by that, from the first line. The bundle itself stays in the browser's cache: served from
    here it would cost two megabytes, and no cache is used at all where a page has a route.
    """
    text = _scripts()
    for known, instead in changes:
        assert known in text
        text = text.replace(known, instead)
    run = f"(0, eval)({json.dumps(text)}); window.ranChanged = true;"
    inside = f"if (location.pathname.startsWith('/organization-cabinet')) {{ {run} }}"
    # Of the document, not of the window: before the listener of the page's own, which starts the application.
    script = f"document.addEventListener('DOMContentLoaded', () => {{ {inside} }})"
    async with await cabinet.page.add_init_script(script):
        await cabinet.page.goto("about:blank")
        yield


@cache
def _scripts() -> str:
    """The stand's own scripts of the cabinet; the first declares its module."""
    folders = [cabinet_site.SITE / "js" / name for name in ("core", "widgets", "screens")]
    paths = sorted((path for folder in folders for path in folder.glob("*.js")), key=lambda path: path.name != "app.js")
    return "\n;\n".join(path.read_text("utf-8") for path in paths)


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
