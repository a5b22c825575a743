"""Cells of a workbook whose formula failed («#Н/Д») or was never computed: the parser shows them as empty ones or as 0.

An empty block, room or state of a debtor is an answer, a failed lookup of it is none, and a rest of 0 that nobody
computed is no debt paid. So such cells are found in the sheets' own XML and get a text that no column accepts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\w+:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]*)?>[^<]")
_CALCULATE = re.compile(rb'<(?:\w+:)?calcPr\s[^>]*fullCalcOnLoad="(?:1|true)"')
_FROM_1904 = re.compile(rb'<(?:\w+:)?workbookPr\s[^>]*date1904="(?:1|true)"')
_ODS = "content.xml"
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\s[^>]*>(?:\s*<text:p[^>]*>[^<]*)?")
_ODS_ERROR = re.compile(rb'calcext:value-type="error"|>(?:#|Err:|\xd0\x9e\xd1\x88\xd0\xb8\xd0\xb1\xd0\xba\xd0\xb0:)')
_ODS_DAYS = re.compile(rb'<table:null-date\s[^>]*date-value="(?!1899-12-30)')
_CHUNK = 4 * 2**20

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Behind:
    """``failed``: for each sheet, in the order of the workbook, (row, column) of such cells, 0-based.
    ``other_days``: days count from another day than Excel usually does. ``somewhere``: there are such cells, and where
    is not known."""

    failed: list[list[Place]]
    other_days: bool = False
    somewhere: bool = False


def behind_package(package: zipfile.ZipFile) -> Behind:
    """What stands behind the values of an .xlsx or .ods; another package has nothing to show."""
    parts = set(package.namelist())
    if {_BOOK, _RELATIONS} <= parts:
        # Excel and LibreOffice leave no such order behind: what wrote it has computed nothing itself.
        stale = bool(_CALCULATE.search(package.read(_BOOK)))
        return Behind(_failed_cells(package, parts, stale=stale), bool(_FROM_1904.search(package.read(_BOOK))))
    if _ODS in parts:
        with package.open(_ODS) as stream:
            return _behind_ods(stream)
    return Behind([])


def _behind_ods(stream: IO[bytes]) -> Behind:
    """Repeated cells make places hard to tell, so it is told only that there are such cells."""
    somewhere = other_days = False
    for text in _pieces(stream, (b"</table:table-row>",)):
        other_days = other_days or bool(_ODS_DAYS.search(text))
        if b"table:formula=" not in text:
            continue
        somewhere = somewhere or any(
            _ODS_ERROR.search(cell[0]) or b"office:value-type=" not in cell[0]
            for cell in _ODS_CELL.finditer(text)
            if b"table:formula=" in cell[0]
        )
    return Behind([], other_days, somewhere)


def _failed_cells(package: zipfile.ZipFile, parts: set[str], *, stale: bool) -> list[list[Place]]:
    found: list[list[Place]] = []
    for part in sheet_parts(package):
        if part not in parts:
            found.append([])
            continue
        with package.open(part) as stream:
            pieces = _pieces(stream, (b"</c>", b":c>"))
            found.append([place for text in pieces for place in _failed_in(text + b"</c>", stale=stale)])
    return found


def sheet_parts(package: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets of an .xlsx, in the order of the workbook. Raises ``KeyError`` for another package."""
    targets = {
        _attribute(b"Id", relation[0]): _attribute(b"Target", relation[0])
        for relation in _RELATION.finditer(package.read(_RELATIONS))
    }
    named = (targets.get(sheet[1].decode(), "") for sheet in _SHEET.finditer(package.read(_BOOK)))
    return [target.lstrip("/") if target.startswith("/") else f"xl/{target}" for target in named]


def _pieces(stream: IO[bytes], ends: tuple[bytes, ...]) -> Iterator[bytes]:
    """Read piece by piece, cut where one of ``ends`` begins: a large register's XML takes hundreds of megabytes."""
    left = b""
    while piece := stream.read(_CHUNK):
        text = left + piece
        end = max(0, *(text.rfind(mark) for mark in ends))
        left = text[end:]
        yield text[:end]
    yield left


def _failed_in(text: bytes, *, stale: bool) -> Iterator[Place]:
    if not any(sign in text for sign in (b't="e"', b"<f", b":f")):
        return
    for cell in _CELL.finditer(text):
        attributes, body = cell[1], cell[2]
        formula = _FORMULA.search(body)
        # A formula whose result is an empty text was computed.
        uncomputed = formula and (stale or (b't="str"' not in attributes and not _VALUE.search(body)))
        if (b't="e"' in attributes or uncomputed) and (place := _PLACE.search(attributes)):
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            yield int(place[2]) - 1, column - 1


def _attribute(name: bytes, tag: bytes) -> str:
    found = re.search(rb'\b%s="([^"]*)"' % name, tag)
    return found[1].decode() if found else ""
