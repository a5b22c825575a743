"""Compares selectors.yaml with the live screens, read-only: what each key finds, what it should, which generation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.cabinet import Cabinet
from rpa.cabinet.locators import locate
from rpa.cabinet.pages.base import CabinetPage, Part
from rpa.cabinet.pages.register import Register
from rpa.cabinet.screens import NothingToShow, open_screen
from rpa.cabinet.selector_file import Entry
from rpa.cabinet.selector_mending import SCREENS
from rpa.errors import PageChanged, RpaError, SessionExpired


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """``found`` elements against what is declared; ``expected`` is Russian, ``line`` is of selectors.yaml.

    ``generation``: which of the declared ways matched, 1 is the newest; 0 is none. ``picture``: file of the screen.
    """

    key: str
    line: int
    found: int
    expected: str
    good: bool
    verified: str
    generation: int = 0
    picture: str = ""


@dataclass(frozen=True, slots=True)
class ScreenCheck:
    """One screen. ``trouble`` says why it did not come (Russian); ``skipped``: there was nothing to show on it."""

    screen: str
    title: str
    checks: tuple[KeyCheck, ...] = ()
    trouble: str = ""
    skipped: bool = False

    @property
    def good(self) -> bool:
        return not self.trouble and all(one.good for one in self.checks)


Keep = Callable[[str, bytes], str]
"""Stores the masked picture of a screen; returns where."""


async def check_screens(cabinet: Cabinet, names: Sequence[str], keep: Keep) -> list[ScreenCheck]:
    """Look at the screens one by one (all of them where ``names`` is empty). A screen that does not open is told.

    Raises ``SessionExpired`` alone.
    """
    found: list[ScreenCheck] = []
    for name in names or list(SCREENS):
        try:
            page = await open_screen(cabinet, name)
        except NothingToShow as error:
            found.append(ScreenCheck(name, SCREENS[name], trouble=error.what, skipped=True))
        except SessionExpired:
            raise
        except RpaError as error:
            checks = (_of_error(error),) if isinstance(error, PageChanged) and error.line else ()
            found.append(ScreenCheck(name, SCREENS[name], checks, trouble=error.what))
        else:
            found.append(await _checked(page, name, keep))
    return found


async def _checked(page: CabinetPage, name: str, keep: Keep) -> ScreenCheck:
    checks = await check_page(page)
    if isinstance(page, Register) and await page.pager.find("landmark").count():
        checks += await check_page(page.pager)
    picture = trouble = ""
    try:
        taken = await page.picture()
        if taken.jpeg is not None:
            picture = keep(name, taken.jpeg)
    except PageChanged as error:
        # A key that hides people, on this screen or another, cannot be read: no run takes a picture any more.
        trouble = f"снимка нет: {error.what}"
        if error.line and error.key not in {one.key for one in checks if not one.good}:
            checks.append(_of_error(error, expected="простой css"))
    except (PlaywrightError, RpaError):
        pass
    return ScreenCheck(name, SCREENS[name], tuple(replace(one, picture=picture) for one in checks), trouble)


async def check_page(page: Part) -> list[KeyCheck]:
    """One line a key of the page on screen; addresses and keys that need a value (a number, a caption) are left out."""
    entries = [entry for entry in page.where.entries.values() if _countable(entry)]
    must = {page.where.entry(key).key for key in await page.must_show()}
    judged = (replace(entry, optional=False) if entry.key in must else entry for entry in entries)
    return [await _counted(page, entry) for entry in judged]


async def _counted(page: Part, entry: Entry) -> KeyCheck:
    parent = page.where.entry(entry.within) if entry.within else None
    inside = page.where.find(page.page, entry.within) if entry.within else None
    root = inside if inside is not None else page.page
    if inside is not None and parent is not None and parent.optional and not await inside.count():
        # A window that nobody opened: what is in it cannot be judged without pressing something.
        return KeyCheck(entry.key, entry.line, 0, "окно не открыто", True, entry.verified)
    counts = [await locate(root, way, {}).count() for way in entry.ways]
    generation = next((number for number, count in enumerate(counts, 1) if count), 0)
    found = counts[generation - 1] if generation else 0
    if entry.last and found:
        found = 1
    expected, good = _judged(entry, found)
    return KeyCheck(entry.key, entry.line, found, expected, good, entry.verified, generation)


def _judged(entry: Entry, found: int) -> tuple[str, bool]:
    if entry.commit:
        # Shown only while there is something to send; two of them would be the danger.
        return "не больше одного", found <= 1
    if entry.optional:
        return "может не быть", True
    if entry.many:
        return "один или больше", found >= 1
    return "ровно один", found == 1


def _of_error(error: PageChanged, expected: str = "ровно один") -> KeyCheck:
    return KeyCheck(error.key, error.line or 0, 0, expected, False, "")


def _countable(entry: Entry) -> bool:
    return all(way.kind != "path" and not way.parameters() for way in entry.ways)
