"""Saves a screen as a fixture for tests: HTML, accessibility tree, picture; people's data replaced by made-up data.

The data is replaced in the page itself, before anything is taken of it, so the three files tell one and the same story
and no copy with real data ever exists outside the browser.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Response

from rpa.cabinet.border import told_by_the_page
from rpa.cabinet.cabinet import Cabinet
from rpa.cabinet.disguise import Disguise
from rpa.cabinet.pages.base import CabinetPage
from rpa.cabinet.pages.home import Home
from rpa.cabinet.screens import open_screen
from rpa.cabinet.scripts import script
from rpa.cabinet.selector_file import Entry
from rpa.model import RIGHT_DISTRIBUTE, RIGHT_WORK

_STRUCTURE = ("class", "style", "type", "role")
"""Attributes that say how a page is built. All others, also those nobody has heard of, may hold data."""


@dataclass(frozen=True, slots=True)
class Capture:
    """``html`` is a whole document without scripts; ``tree`` is Playwright's YAML; ``png`` the disguised page."""

    html: str
    tree: str
    png: bytes


async def capture_screen(cabinet: Cabinet, name: str) -> Capture:
    """Open the screen, disguise it, take it. The window is of no use afterwards. Raises what opening raises."""
    answers: list[Response] = []

    def note(response: Response) -> None:
        if "json" in (response.headers.get("content-type") or ""):
            answers.append(response)

    cabinet.page.on("response", note)
    try:
        page = await open_screen(cabinet, name)
    finally:
        cabinet.page.remove_listener("response", note)
    async with told_by_the_page(page):
        disguise = Disguise(_captions(page))
        for response in answers:
            disguise.learn(await _json(response))
        await _learn_personal(page, disguise)
        return await _taken(page, disguise)


async def _taken(page: CabinetPage, disguise: Disguise) -> Capture:
    texts: list[str] = await page.page.evaluate(script("capture_texts"), list(_STRUCTURE))
    inventions = [[text, made] for text in texts if (made := disguise.text(text)) != text]
    html: str = await page.page.evaluate(
        script("capture_disguise"), {"structure": list(_STRUCTURE), "inventions": inventions}
    )
    tree = await page.page.locator("body").aria_snapshot()
    png = await page.page.screenshot(full_page=True, animations="disabled")
    return Capture(html, tree + "\n", png)


async def _learn_personal(page: CabinetPage, disguise: Disguise) -> None:
    """What selectors.yaml declares personal is data, whether or not it came as JSON."""
    for part in (page, Home(page.page, page.session)):
        for key in part.where.personal():
            for text in await part.find(key).all_inner_texts():
                for line in text.splitlines():
                    if line.strip():
                        disguise.invent(line)


async def _json(response: Response) -> object:
    try:
        return await response.json()
    except (PlaywrightError, ValueError):
        # The body went with a page that moved on; the looks of its values still give them away.
        return None


def _captions(page: CabinetPage) -> set[str]:
    """Words by which the selectors find things: they are the site's, not people's."""
    entries: list[Entry] = [entry for section in page.session.selectors for entry in section.entries.values()]
    words = {way.name or way.value for entry in entries for way in entry.ways if way.kind not in ("css", "path")}
    words |= {entry.caption for entry in entries if entry.caption}
    return words | {RIGHT_DISTRIBUTE, RIGHT_WORK, "Обращения"}
