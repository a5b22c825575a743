"""Two texts of one place side by side: which words of the second the first does not have, and which are missing.

For a person's eye only; whether two places are one is decided in ``rpa.debts.address``. Numbers are compared in their
order (house 3 flat 4 is not house 4 flat 3), words wherever they stand, since registers put «г.» before or after.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from rpa.debts.address.lexicon import lexicon
from rpa.debts.text import normal

_PART = re.compile(r"\w+|[^\w]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """``kind``: ``same``, ``more`` (only the second has it) or ``less`` (only the first has it)."""

    kind: str
    text: str


def differences(asked: str, found: str) -> tuple[Piece, ...]:
    """``found`` in pieces. A number of ``asked`` stands beside the one found in its place, everything else that only
    ``asked`` has comes last. Capitals, ё and punctuation are no difference."""
    first, second = _PART.findall(asked), _PART.findall(found)
    missing, odd, beside = _numbers(first, second)
    words = Counter(_folded(part) for part in first if _is_word(part))
    pieces: list[Piece] = []
    for place, part in enumerate(second):
        kind = "more" if place in odd else "same"
        if _is_word(part):
            kind = "same" if words[_folded(part)] > 0 else "more"
            words[_folded(part)] -= 1
        _put(pieces, kind, part)
        if place in beside:
            pieces.append(Piece("less", first[beside[place]]))
    told = set(beside.values())
    left = [part for place, part in enumerate(first) if place in missing - told or _taken(words, part)]
    return (*pieces, *([Piece("less", " ".join(left))] if left else []))


def _numbers(first: list[str], second: list[str]) -> tuple[set[int], set[int], dict[int, int]]:
    """Places of numbers that only the first, and only the second, has in this order; and which stands for which."""
    a = [(place, _folded(part)) for place, part in enumerate(first) if part[0].isdigit()]
    b = [(place, _folded(part)) for place, part in enumerate(second) if part[0].isdigit()]
    matcher = SequenceMatcher(None, [text for _, text in a], [text for _, text in b], autojunk=False)
    pairs = [(block.a + step, block.b + step) for block in matcher.get_matching_blocks() for step in range(block.size)]
    one_to_one = [place for place in range(len(a)) if len(a) == len(b) and a[place][1] == b[place][1]]
    if len(a) == len(b) and len(one_to_one) >= len(pairs):
        # «кв. 1, ком. 1» beside «кв. 4, ком. 1»: the flat differs, not the room.
        pairs = [(place, place) for place in one_to_one]
        beside = {b[place][0]: a[place][0] for place in range(len(a)) if place not in one_to_one}
    else:
        beside = {}
    missing = {place for place, _ in a} - {a[mine][0] for mine, _ in pairs}
    odd = {place for place, _ in b} - {b[theirs][0] for _, theirs in pairs}
    return missing, odd, beside


def _taken(words: Counter[str], part: str) -> bool:
    """Whether ``part`` is a word the second text lacks; each is told once for each time it is missing."""
    if not _is_word(part) or words[_folded(part)] <= 0:
        return False
    words[_folded(part)] -= 1
    return True


@cache
def _kinds() -> frozenset[str]:
    """Words that say what kind of thing a name is: everybody writes them in another way, they tell nothing apart."""
    return frozenset(part for words in lexicon().markers for word in words for part in re.split(r"\W+", word))


def _is_word(part: str) -> bool:
    return part[0].isalpha() and normal(part) not in _kinds()


def _put(pieces: list[Piece], kind: str, text: str) -> None:
    if pieces and pieces[-1].kind == kind:
        pieces[-1] = Piece(kind, pieces[-1].text + text)
    elif text:
        pieces.append(Piece(kind, text))


def _folded(part: str) -> str:
    return part.casefold().replace("ё", "е")
