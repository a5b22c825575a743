"""Turns an entry of ``selectors.yaml`` into a Playwright locator. No guessing and no healing.

Names match exactly unless the entry says otherwise: «Отправить» must not find «Отправить на согласование».
Parameters (``Запрос № {number}``) come from the site or from files and are inserted so that they stay text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from playwright.async_api import Locator, Page

from rpa.cabinet.selector_file import Entry, Way, default_path, read_selectors
from rpa.errors import PageChanged

# Playwright's additions to CSS: a locator understands them, the page's own querySelector does not.
_NOT_PLAIN = re.compile(
    r":(text|text-is|text-matches|has-text|visible|nth-match|right-of|left-of|above|below|near)\b|>>"
)


class Section:
    """The entries of one page. A page looks up only its own section."""

    def __init__(self, name: str, entries: Mapping[str, Entry]) -> None:
        self.name = name
        self.entries = entries

    def entry(self, key: str) -> Entry:
        """Return the entry; raises ``PageChanged`` when selectors.yaml has none of this name."""
        try:
            return self.entries[key]
        except KeyError:
            raise PageChanged(f"В selectors.yaml нет ключа {self.name}.{key}.", key=f"{self.name}.{key}") from None

    def find(self, page: Page, key: str, *, inside: Locator | None = None, **params: str) -> Locator:
        """Return the locator of ``key``. ``inside`` (one of several like blocks) replaces the entry's ``within``."""
        entry = self.entry(key)
        root: Page | Locator = page
        if inside is not None:
            root = inside
        elif entry.within is not None:
            root = self.find(page, entry.within, inside=None, **params)
        found = reduce(lambda one, other: one.or_(other), (locate(root, way, params) for way in entry.ways))
        if entry.last:
            return found.last
        if entry.many or len(entry.ways) == 1:
            return found
        # Of a page's generations the one a person sees: the other may be left in it, hidden.
        return found.locator("visible=true").first

    def css(self, key: str) -> str:
        """Return plain CSS for use inside one evaluation, relative to the entry's parent.

        Raises ``PageChanged`` when the entry is of another kind: one evaluation per table needs CSS.
        """
        entry = self.entry(key)
        if not is_plain(*entry.ways):
            what = f"selectors.yaml:{entry.line}, {entry.key}: здесь нужен простой css, им читается вся таблица сразу."
            raise PageChanged(what, key=entry.key, line=entry.line)
        return entry.ways[0].value if len(entry.ways) == 1 else f":is({', '.join(way.value for way in entry.ways)})"

    def path(self, key: str, **params: str) -> str:
        """Return an address of the site (from the origin's root), parameters percent-encoded."""
        entry = self.entry(key)
        if entry.ways[0].kind != "path":
            raise PageChanged(f"{entry.key}: здесь нужен path.", key=entry.key, line=entry.line)
        return _insert(entry.ways[0].value, {name: quote(value, safe="") for name, value in params.items()})

    def personal(self) -> list[str]:
        """Name the keys of elements that show personal data and are hidden on pictures."""
        return [key for key, entry in self.entries.items() if entry.personal]

    async def generations(self, page: Page) -> dict[str, int]:
        """Tell which generation of every ``any_of`` entry the page on screen has (1 is the newest)."""
        found: dict[str, int] = {}
        for entry in self.entries.values():
            if len(entry.ways) > 1 and not any(way.parameters() for way in entry.ways):
                root: Page | Locator = self.find(page, entry.within) if entry.within else page
                for number, way in enumerate(entry.ways, start=1):
                    if await locate(root, way, {}).count():
                        found[entry.key] = number
                        break
        return found


class Selectors:
    """The whole file. ``selectors["debt_request"]`` is a ``Section``."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        self._sections = {name: Section(name, entries) for name, entries in read_selectors(self.path).items()}

    def __getitem__(self, name: str) -> Section:
        try:
            return self._sections[name]
        except KeyError:
            raise PageChanged(f"В selectors.yaml нет раздела {name}.", key=name) from None

    def __iter__(self) -> Any:
        return iter(self._sections.values())

    def personal(self) -> list[str]:
        """CSS of everything personal on all screens: a window may hang over the one that is pictured."""
        return [section.css(key) for section in self._sections.values() for key in section.personal()]


def is_plain(*ways: Way) -> bool:
    """Whether the page's own querySelector understands all of them: what ``Section.css`` can give."""
    return all(way.kind == "css" and not _NOT_PLAIN.search(way.value) and not way.parameters() for way in ways)


def locate(root: Page | Locator, way: Way, params: Mapping[str, str]) -> Locator:
    value = way.value
    match way.kind:
        case "role":
            return root.get_by_role(cast(Any, value), name=_insert(way.name or "", params), exact=way.exact)
        case "label":
            return root.get_by_label(_insert(value, params), exact=way.exact)
        case "placeholder":
            return root.get_by_placeholder(_insert(value, params), exact=way.exact)
        case "text":
            return root.get_by_text(_insert(value, params), exact=way.exact)
        case _:
            return root.locator(_insert(value, {name: css_string(text) for name, text in params.items()}))


def css_string(text: str) -> str:
    """Escape ``text`` for the inside of a double-quoted CSS string, so that it cannot end it."""
    return re.sub(r'["\\\x00-\x1f\x7f]', lambda found: f"\\{ord(found.group()):x} ", text)


def _insert(template: str, params: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda found: params[found.group(1)], template)
