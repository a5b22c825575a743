"""The address that group captions give to the rows below them («г. Энск» → «ул. Мира» → «д. 5»).

A line that may be a caption and was not understood ends the group: the rows below it may stand in a house nobody
could read, and the caption above it would give them, and their debts, to strangers.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rpa.debts.address import Outcome, compare_houses, parse_house
from rpa.debts.dataset.lines import FLAT_IN_ADDRESS, Level, caption_level, has_house, names_settlement

_OF_ONE_ACCOUNT = re.compile(
    r"(?:итого|всего|итог|подытог) по (?:лиц(?:евому|\.)? ?сч[её]ту|л\.? ?/? ?с(?:ч[её]ту)?(?!\w)|квартире|кв(?!\w)|"
    r"помещению|абоненту|должнику|договору|делу|акту)(?!\w)",
    re.IGNORECASE,
)
_TOTAL_WORDS = re.compile(r"\b(?:общ\w+ )?(?:итого?|всего|подытог|total)\b(?: по(?: дому)?\b)?", re.IGNORECASE)

_IN_SHORT = {"улица": "ул", "дом": "д", "город": "г"}
_TOTAL_BEHIND = re.compile(r"\w.*\b(?:итого?|всего)\W*\Z", re.IGNORECASE)


class GroupAddress:
    """Follows the captions from top to bottom; a caption of one level ends those below it."""

    def __init__(self) -> None:
        self._parts: dict[Level, str] = {}
        self._used = False
        self._townless = False
        self._lost = False

    def caption(self, text: str) -> None:
        """Take the caption of a group (already recognised as one)."""
        plain = text.strip(" ,;:")
        level = caption_level(plain)
        if level is None:
            self.lose()
            return
        if self._lost and not self._restores(level, plain):
            return
        self._lost = False
        if level is Level.FULL:
            settlement = self._parts.get(Level.SETTLEMENT)
            # «г. Энск» above and again inside the caption is one town, not two.
            self._parts = {Level.SETTLEMENT: settlement} if settlement and settlement not in plain else {}
        self._parts = {known: part for known, part in self._parts.items() if known.value < level.value}
        self._parts[level] = plain
        self._used = False
        if level in (Level.STREET, Level.FULL) and Level.SETTLEMENT not in self._parts:
            self._townless = not names_settlement(plain)

    def _restores(self, level: Level, plain: str) -> bool:
        """Whether a caption tells where it stands without those above it, which may be the ones that were lost."""
        if level is Level.SETTLEMENT:
            return True
        return level in (Level.STREET, Level.FULL) and (self._townless or names_settlement(plain))

    def active(self) -> bool:
        """Whether captions above give the next row an address or a part of it."""
        return bool(self._parts)

    def lose(self) -> None:
        """A line that may be a caption was not understood: no row has an address until a caption is whole again."""
        self._parts = {}
        self._used = False
        self._lost = True

    def row(self, address: str | None, *, own: bool) -> None:
        """A row was read; ``address`` is its own or the group's, completed by its columns. One that stands in another
        house ends the group: a row below it without an address may be of that house. So does a block of the group's
        house that a row names in an address of its own («д. 5, корп. 2» below «д. 5»)."""
        given = self.text()
        if address and given:
            goes_on = address.startswith(given) and not (own and has_house(given))
            if not goes_on and not _one_house(address, given):
                self.lose()
                return
        self._used = True

    def total(self, text: str) -> None:
        """A total line after rows closes the innermost group: what follows no longer belongs to it. One of a single
        account, flat or debtor leaves the house of its caption open. One that names another house is no total of this
        group: it may be the caption of the rows below it («ул. Садовая, д. 9, всего»). Before any row, so may be one
        that names whatever the caption above it does not («ул. Ленина, д. 5, корп. 2, всего»)."""
        innermost = max(self._parts, key=lambda level: level.value, default=None)
        if innermost is None:
            return
        named, given = _TOTAL_WORDS.sub(" ", text).strip(" ,;:.()"), self.text() or ""
        if _of_another_house(named, given) or (not self._used and _of_more(named, given, text)):
            self.lose()
            return
        if _OF_ONE_ACCOUNT.match(text.strip()) and not FLAT_IN_ADDRESS.search(self._parts[innermost]):
            return
        if self._used:
            del self._parts[innermost]
        self._used = False

    def text(self) -> str | None:
        """The address so far, or ``None`` while no caption names a house (a street alone is returned: the row may
        hold the house)."""
        if not self._parts or set(self._parts) == {Level.SETTLEMENT}:
            return None
        return ", ".join(self._parts[level] for level in Level if level in self._parts)


@lru_cache(maxsize=10_000)
def _one_house(one: str, other: str) -> bool:
    return compare_houses(parse_house(one), parse_house(other)).outcome is Outcome.SAME


@lru_cache(maxsize=10_000)
def _of_another_house(named: str, given: str) -> bool:
    """Whether a line names a house, and certainly another one than the caption above it gives."""
    level = caption_level(named)
    if level not in (Level.HOUSE, Level.FULL) or not has_house(given):
        return False
    return compare_houses(parse_house(named), parse_house(given)).outcome is Outcome.DIFFERENT


def _of_more(named: str, given: str, text: str) -> bool:
    """Whether what a total of no rows names may be another place than the caption above it gives. Where no word says
    that it is a place («Садовая, 9, всего»), what stands before the word of the total counts as one by its number;
    behind it («Всего: 12 кв.») a number may count anything."""
    behind = _TOTAL_BEHIND.search(text) and any(map(str.isdigit, named))
    place = behind or caption_level(named) not in (None, Level.HOUSE)
    return bool(place) and not _words(named) <= _words(given) and not _one_house(named, given)


def _words(text: str) -> set[str]:
    return {_IN_SHORT.get(word, word) for word in re.findall(r"[\w/-]+", text.lower())}
