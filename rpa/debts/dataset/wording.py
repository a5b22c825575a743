"""How a cell is read as one of a few known states: in lower case, as a whole, with at most a date behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from rpa.debts.dataset.values import Cell, CellProblem, dashes, value_class

T = TypeVar("T")

DATE = r"(?:[ ,]*\(?(?:(?:от|с|на) )?\d{1,2}\.\d{1,2}\.\d{4}(?: ?г(?:ода|\.)?)?\)?)?"
"""A date that may follow any word of a state and changes nothing of it."""


def plain(value: str | None) -> str:
    """The form that patterns are written for."""
    return dashes(value or "").lower().replace("ё", "е").strip(" .,;")


def reader_of(patterns: tuple[tuple[str, T], ...]) -> Callable[[str], T | None]:
    """Says which state a plain text is, by the first pattern that fits the whole of it; ``None`` if none does."""
    compiled = tuple((re.compile(f"(?:{pattern}){DATE}"), value) for pattern, value in patterns)

    def read(word: str) -> T | None:
        return next((value for pattern, value in compiled if pattern.fullmatch(word)), None)

    return read


def unforeseen(cell: Cell, allowed: str) -> CellProblem:
    """The complaint about a word that is no state of its column."""
    return CellProblem(value_class(cell), "такое слово здесь не предусмотрено", f"Впишите одно из: {allowed}.")
