"""How the XML of a workbook is read beside the parser: piece by piece, cell by cell, by patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

CELL = re.compile(rb"<(?:\w+:)?c((?:\s[^>]*[^/>])?)>(.*?)</(?:\w+:)?c>", re.DOTALL)
"""A cell of an .xlsx that holds anything: its attributes and its body."""
VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>[^<]")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 4 * 2**20

Place = tuple[int, int]
"""Row and column, 0-based."""


def place_of(attributes: bytes) -> Place | None:
    """Where a cell with these attributes stands."""
    if (place := _PLACE.search(attributes)) is None:
        return None
    column = 0
    for letter in place[1]:
        column = column * 26 + letter - 64
    return int(place[2]) - 1, column - 1


def pieces(stream: IO[bytes], ends: tuple[bytes, ...]) -> Iterator[bytes]:
    """Read piece by piece, cut where one of ``ends`` begins: a large register's XML takes hundreds of megabytes."""
    left = b""
    while piece := stream.read(_CHUNK):
        text = left + piece
        end = max(0, *(text.rfind(mark) for mark in ends))
        left = text[end:]
        yield text[:end]
    yield left
