"""The words of addresses, read once from ``lexicon.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from rpa.debts.text import normal

CATEGORIES = (
    "region", "district", "settlement", "planning", "street", "house", "corpus", "building", "liter",
    "flat", "room", "within",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marker:
    """A word (or several) that says what the words beside it are. ``full``: it is written out, so it may be a name."""

    category: str
    kind: str
    full: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``markers`` are keyed by the spelling's words in normal form; all other keys are words in normal form."""

    markers: dict[tuple[str, ...], Marker]
    longest: int
    titles: dict[str, str]
    sizes: dict[str, str]
    size_letters: dict[str, str]
    rewrites: tuple[tuple[re.Pattern[str], str], ...]
    countries: frozenset[tuple[str, ...]]
    federal_cities: frozenset[str]
    regions: dict[str, str]
    regions_within: dict[str, str]
    flat_kinds: dict[str, str]
    room_words: tuple[str, ...]
    within_words: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """Read the file shipped with the package. A spelling listed twice keeps its first meaning."""
    source: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("lexicon.yaml").read_text(encoding="utf-8"))
    markers: dict[tuple[str, ...], Marker] = {}
    for category in CATEGORIES:
        for kind, spellings in source[category].items():
            for spelling in spellings:
                words = tuple(normal(spelling).split())
                markers.setdefault(words, Marker(category, kind, full=" ".join(words) == normal(kind)))
    return Lexicon(
        markers=markers,
        longest=max(len(words) for words in markers),
        titles=_by_spelling(source["titles"]),
        sizes=_by_spelling(source["sizes"]),
        size_letters={normal(letter): normal(size) for letter, size in source["size_letters"].items()},
        rewrites=tuple((re.compile(pattern), text) for pattern, text in source["rewrites"]),
        countries=frozenset(tuple(normal(text).split()) for text in source["country"]),
        federal_cities=frozenset(normal(text) for text in source["federal_cities"]),
        regions={normal(key): normal(value) for key, value in source["regions"].items()},
        regions_within={normal(key): normal(value) for key, value in source["regions_within"].items()},
        flat_kinds=_by_spelling(source["flat"], keep=True),
        room_words=tuple(normal(text) for spellings in source["room"].values() for text in spellings),
        within_words=tuple(normal(text) for spellings in source["within"].values() for text in spellings),
    )


def _by_spelling(groups: dict[str, list[str]], *, keep: bool = False) -> dict[str, str]:
    return {normal(text): (kind if keep else normal(kind)) for kind, texts in groups.items() for text in texts}
