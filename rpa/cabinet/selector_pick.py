"""A person points at an element; out of it come ways to find it, the sturdiest first, each tried on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce

from playwright.async_api import ElementHandle, Locator, Page

from rpa.cabinet.border import told_by_the_page
from rpa.cabinet.locators import locate
from rpa.cabinet.pages.base import CabinetPage
from rpa.cabinet.scripts import script
from rpa.cabinet.selector_file import Entry, Way
from rpa.cabinet.selector_line import may_name, way_text
from rpa.errors import NeedsOperator

_PICKED = "[data-rpa-picked]"
_ROLE = re.compile(r'- ([a-z]+)(?: "((?:[^"\\]|\\.)*)")?')
_LONGEST_TEXT = 80
_BORING = frozenset({"generic", "text", "paragraph", "group"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """``found`` elements; ``usable``: the picked one is among them, alone, or for a key declared many with its like.

    ``others`` names what else it finds: tags and captions of buttons, no data.
    """

    way: Way
    text: str
    found: int
    usable: bool
    others: tuple[str, ...]


async def pick(page: CabinetPage, entry: Entry, *, at: tuple[int, int] | None, css: str | None) -> list[Proposal]:
    """Wait for the person's click (or take the element at a point, or the one ``css`` finds) and propose ways.

    The click does not reach the site. Raises ``NeedsOperator`` when nothing was picked.
    """
    async with told_by_the_page(page):
        element = await _element(page.page, at, css)
        facts = await element.evaluate(script("pick_facts"))
        root = page.find(entry.within) if entry.within else page.page
        ways = await _ways(page.page, facts)
        return [await _tried(root, way, entry) for way in dict.fromkeys(ways) if may_name(entry, way)]


async def _element(page: Page, at: tuple[int, int] | None, css: str | None) -> ElementHandle:
    if css is not None:
        found = await page.query_selector(css)
    elif at is not None:
        handle = await page.evaluate_handle("([x, y]) => document.elementFromPoint(x, y)", list(at))
        found = handle.as_element()
    else:
        await page.bring_to_front()
        found = await page.query_selector(_PICKED) if await page.evaluate(script("pick_listen")) else None
    if found is None:
        raise NeedsOperator("Элемент не указан.", hint="Повторите и щёлкните по нужному элементу.")
    return found


async def _ways(page: Page, facts: dict[str, object]) -> list[Way]:
    """role, label, placeholder, text, css: from the sturdy to the brittle."""
    picked = page.locator(_PICKED)
    lines = (await picked.aria_snapshot()).splitlines()
    role = _ROLE.match(lines[0]) if lines else None
    ways = []
    if role and role.group(2) and role.group(1) not in _BORING:
        ways.append(Way("role", role.group(1), role.group(2).replace('\\"', '"')))
    ways += [Way("label", text) for text in _texts(facts["labels"])]
    placeholder, text = str(facts["placeholder"]), str(facts["text"])
    if placeholder:
        ways.append(Way("placeholder", placeholder))
    if text and len(text) <= _LONGEST_TEXT and "\n" not in text:
        ways.append(Way("text", text))
    return ways + [Way("css", text) for text in _texts(facts["css"])]


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


async def _tried(root: Page | Locator, way: Way, entry: Entry) -> Proposal:
    """One row found is no proof for a list: a key of many wants several, or all that the present way finds."""
    found = locate(root, way, {})
    count = await found.count()
    enough = count == 1
    if entry.many and count:
        present = reduce(lambda one, other: one.or_(other), (locate(root, known, {}) for known in entry.ways))
        enough = count > 1 or (await present.count() > 0 and await found.or_(present).count() == count)
    others: list[str] = await found.evaluate_all(script("pick_others")) if count else []
    hit = count > len(others) or (
        count > 3 and await found.evaluate_all("(all) => all.some((one) => one.hasAttribute('data-rpa-picked'))")
    )
    if entry.personal or entry.many:
        others = [other.partition(" «")[0] for other in others]
    return Proposal(way, way_text(way), count, bool(hit and enough), tuple(others))
