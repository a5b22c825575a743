"""What axe finds on a page, at one width or at several: the script is put into the page once, not for every look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_LOOK = """colours => axe.run({resultTypes: ['violations'], rules: {'color-contrast': {enabled: colours}}})
  .then((found) => found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`))"""


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """What is wrong on the page as it is now: rule and first element.

    ``colours``: also whether text stands out from its ground, which costs more than all other rules together.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(_LOOK, colours)
    return found


def at_widths(
    page: Page, sizes: Iterable[tuple[int, int]], *, coloured_alike: Iterable[int] = ()
) -> Iterator[tuple[int, list[str]]]:
    """The open page at each size: its width, and what axe finds there. No script of ours asks how wide a window is.

    ``coloured_alike``: widths to which no other rule of the stylesheet applies than to a narrower one of ``sizes``,
    so that the colours seen there are those of that one.
    """
    alike = set(coloured_alike)
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        yield width, violations(page, colours=width not in alike)
