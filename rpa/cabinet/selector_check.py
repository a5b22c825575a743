"""Compares selectors.yaml with the live screens, read-only: what each key finds, and what it should."""

from __future__ import annotations

from dataclasses import dataclass

from rpa.cabinet.pages.base import CabinetPage
from rpa.cabinet.selector_file import Entry


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """``found`` elements against what is declared; ``expected`` is Russian, ``line`` is of selectors.yaml."""

    key: str
    line: int
    found: int
    expected: str
    good: bool
    verified: str


async def check_page(page: CabinetPage) -> list[KeyCheck]:
    """One line a key of the page on screen; addresses and keys that need a value (a number, a caption) are left out."""
    entries = [entry for entry in page.where.entries.values() if _countable(entry)]
    return [_judged(entry, await page.find(entry.key.split(".", 1)[-1]).count()) for entry in entries]


def _judged(entry: Entry, found: int) -> KeyCheck:
    if entry.commit:
        # Shown only while there is something to send; two of them would be the danger.
        expected, good = "не больше одного", found <= 1
    elif entry.optional:
        expected, good = "может не быть", True
    elif entry.many:
        expected, good = "один или больше", found >= 1
    else:
        expected, good = "ровно один", found == 1
    return KeyCheck(entry.key, entry.line, found, expected, good, entry.verified)


def _countable(entry: Entry) -> bool:
    return all(way.kind != "path" and not way.parameters() for way in entry.ways)
