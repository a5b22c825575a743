"""Two texts of one place side by side: which words of the second the first does not have, and which are missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_PART = re.compile(r"\w+|[^\w\s]+|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """``kind``: ``same``, ``more`` (only the second has it) or ``less`` (only the first has it)."""

    kind: str
    text: str


def differences(asked: str, found: str) -> tuple[Piece, ...]:
    """``found`` in pieces, what ``asked`` has instead put before. Capitals, ё and punctuation are no difference."""
    first, second = _PART.findall(asked), _PART.findall(found)
    words_a = [(place, _folded(part)) for place, part in enumerate(first) if part[0].isalnum()]
    words_b = [(place, _folded(part)) for place, part in enumerate(second) if part[0].isalnum()]
    matcher = SequenceMatcher(None, [word for _, word in words_a], [word for _, word in words_b], autojunk=False)
    pieces: list[Piece] = []
    written = 0
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            end = words_b[b2 - 1][0] + 1
            _put(pieces, "same", "".join(second[written:end]))
            written = end
            continue
        if b2 > b1:
            start, end = words_b[b1][0], words_b[b2 - 1][0] + 1
            _put(pieces, "same", "".join(second[written:start]))
        if a2 > a1:
            _put(pieces, "less", "".join(first[words_a[a1][0] : words_a[a2 - 1][0] + 1]))
        if b2 > b1:
            _put(pieces, "more", "".join(second[start:end]))
            written = end
    _put(pieces, "same", "".join(second[written:]))
    return tuple(pieces)


def _put(pieces: list[Piece], kind: str, text: str) -> None:
    if text:
        pieces.append(Piece(kind, text))


def _folded(part: str) -> str:
    return part.casefold().replace("ё", "е")
