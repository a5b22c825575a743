"""How a page is built, without what is on it: for screens nobody has described, in the journal and for developers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from rpa.audit.captions import clean_caption
from rpa.cabinet.scripts import script

_NUMBERS = re.compile(r"\d{3,}")
_MARK = re.compile(r"[A-Za-z_][\w:.-]{0,60}\Z", re.ASCII)
"""What an id or a class may look like; anything else could carry a value."""
_LONGEST = 100
"""Letters; a longer text is running text, not a caption, and is cut."""


@dataclass(frozen=True, slots=True)
class Part:
    """One visible element. ``tag`` has the type of an input, ``kind`` is ``button``, ``label``, ``heading``, ``link``,
    ``field``, ``message`` or empty, ``captions`` are clean of people."""

    depth: int
    tag: str
    marks: str
    kind: str
    captions: tuple[str, ...]

    @property
    def line(self) -> str:
        """``  button.plain-button «Войти»``, indented by depth."""
        said = f" «{' / '.join(self.captions)}»" if self.captions else ""
        return " " * self.depth + self.tag + self.marks + said


async def outline(page: Page, clean: Callable[[str], str] = clean_caption) -> tuple[Part, ...]:
    """The visible elements in the order of the page. ``clean`` makes captions fit to leave the machine.

    Raises Playwright's error when the page moves on meanwhile.
    """
    return tuple(_part(raw, clean) for raw in await page.evaluate(script("outline")))


def components(parts: Iterable[Part]) -> list[str]:
    """Names of the custom elements (``esia-code-input``), each once, in the order of the page."""
    return list(dict.fromkeys(part.tag for part in parts if "-" in part.tag.partition("[")[0]))


def _part(raw: dict[str, Any], clean: Callable[[str], str]) -> Part:
    marks = [f"#{_mark(raw['id'])}"] if raw["id"] else []
    marks += [f".{_mark(name)}" for name in raw["classes"]]
    captions = (clean(text[:_LONGEST]) for text in raw["texts"])
    return Part(raw["depth"], raw["tag"], "".join(marks), raw["kind"], tuple(text for text in captions if text))


def _mark(name: str) -> str:
    return _NUMBERS.sub("N", name) if _MARK.match(name) else "***"
