"""Cells of an .xlsx whose formula failed («#Н/Д») or was never computed: the parser shows them as empty ones.

An empty block, room or state of a debtor is an answer, a failed lookup of it is none. So such cells are found in the
sheets' own XML and get a text that no column accepts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\w+:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>[^<]")
_CHUNK = 4 * 2**20

Place = tuple[int, int]


def failed_cells(package: zipfile.ZipFile) -> list[list[Place]]:
    """For each sheet, in the order of the workbook, (row, column) of such cells, 0-based. A package that is no .xlsx
    has none to show."""
    parts = set(package.namelist())
    if not {_BOOK, _RELATIONS} <= parts:
        return []
    targets = {
        _attribute(b"Id", relation[0]): _attribute(b"Target", relation[0])
        for relation in _RELATION.finditer(package.read(_RELATIONS))
    }
    found: list[list[Place]] = []
    for sheet in _SHEET.finditer(package.read(_BOOK)):
        target = targets.get(sheet[1].decode(), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part not in parts:
            found.append([])
            continue
        with package.open(part) as stream:
            found.append(list(_failed(stream)))
    return found


def _failed(stream: IO[bytes]) -> Iterator[Place]:
    """Read piece by piece: the XML of a large register takes hundreds of megabytes."""
    left = b""
    while piece := stream.read(_CHUNK):
        text = left + piece
        end = max(text.rfind(b"</c>"), text.rfind(b":c>"), 0)
        left = text[end:]
        yield from _failed_in(text[:end] + b"</c>")
    yield from _failed_in(left)


def _failed_in(text: bytes) -> Iterator[Place]:
    if not any(sign in text for sign in (b't="e"', b"<f", b":f")):
        return
    for cell in _CELL.finditer(text):
        attributes, body = cell[1], cell[2]
        # A formula whose result is an empty text was computed.
        uncomputed = b't="str"' not in attributes and _FORMULA.search(body) and not _VALUE.search(body)
        if (b't="e"' in attributes or uncomputed) and (place := _PLACE.search(attributes)):
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            yield int(place[2]) - 1, column - 1


def _attribute(name: bytes, tag: bytes) -> str:
    found = re.search(rb'\b%s="([^"]*)"' % name, tag)
    return found[1].decode() if found else ""
