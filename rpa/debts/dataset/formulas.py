"""Cells of a workbook whose formula failed («#Н/Д») or was never computed: the parser shows them as empty ones or as 0.

An empty block, room or state of a debtor is an answer, a failed lookup of it is none, and a rest of 0 that nobody
computed is no debt paid. So such cells are found in the sheets' own XML and get a text that no column accepts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from rpa.debts.dataset.ods_merges import SPANS, Merge, merges_of
from rpa.debts.dataset.sheet_xml import CELL, VALUE, Place, pieces, place_of
from rpa.debts.dataset.struck import StruckOfOds, StruckOfXlsx
from rpa.errors import DatasetError

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\w+:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CALCULATE = re.compile(rb'<(?:\w+:)?calcPr\s[^>]*fullCalcOnLoad="(?:1|true)"')
_FROM_1904 = re.compile(rb'<(?:\w+:)?workbookPr\s[^>]*date1904="(?:1|true)"')
_ODS = "content.xml"
_ODS_ROW_ENDS = (b"</table:table-row>",)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\s[^>]*>(?:\s*<text:p[^>]*>[^<]*)?")
_ODS_ERROR = re.compile(rb'calcext:value-type="error"|>(?:#|Err:|\xd0\x9e\xd1\x88\xd0\xb8\xd0\xb1\xd0\xba\xd0\xb0:)')
_ODS_DAYS = re.compile(rb'<table:null-date\s[^>]*date-value="(?!1899-12-30)')


@dataclass(frozen=True, slots=True)
class Behind:
    """``failed``: for each sheet, in the order of the workbook, (row, column) of such cells, 0-based.
    ``other_days``: days count from another day than Excel usually does. ``somewhere``: there are such cells, and where
    is not known. ``struck`` and ``struck_somewhere`` tell the same of cells that are struck out. ``merges``: merged
    cells of each sheet where the parser does not tell them."""

    failed: list[list[Place]]
    other_days: bool = False
    somewhere: bool = False
    struck: list[list[Place]] = field(default_factory=list)
    struck_somewhere: bool = False
    merges: list[list[Merge]] = field(default_factory=list)

    def refuse_somewhere(self, path: Path) -> None:
        """Raises `DatasetError` for what is there and cannot be told by row and column."""
        if self.somewhere:
            raise DatasetError(
                f"{path.name}: в файле есть ячейки с ошибкой формулы или с формулой, которая не подсчитана.",
                file=path,
                hint="Откройте файл в LibreOffice, исправьте эти ячейки (#Н/Д, Ошибка:502) и сохраните его; если они "
                "ничего не решают, замените их значением.",
            )
        if self.struck_somewhere:
            raise DatasetError(
                f"{path.name}: в файле есть зачёркнутые ячейки: в силе ли эти строки, неясно.",
                file=path,
                hint="Удалите лишние строки, с нужных снимите зачёркивание и сохраните файл; строку покажет `.xlsx`.",
            )


def behind_package(package: zipfile.ZipFile) -> Behind:
    """What stands behind the values of an .xlsx or .ods. Raises ``ValueError`` for another package: an .xlsb shows a
    failed formula as an empty cell, and a struck one as any other."""
    parts = set(package.namelist())
    if {_BOOK, _RELATIONS} <= parts:
        # Excel and LibreOffice leave no such order behind: what wrote it has computed nothing itself.
        stale = bool(_CALCULATE.search(package.read(_BOOK)))
        failed, struck = _cells(package, parts, stale=stale)
        # Some programs leave out where a cell stands: the parser counts, and here it is not known which cell it is.
        return Behind(
            [_known(places) for places in failed],
            bool(_FROM_1904.search(package.read(_BOOK))),
            any(None in places for places in failed),
            [_known(places) for places in struck],
            any(None in places for places in struck),
        )
    if _ODS in parts:
        with package.open(_ODS) as stream:
            behind = _behind_ods(stream)
        with package.open(_ODS) as stream:
            merged = any(SPANS.search(text) for text in pieces(stream, _ODS_ROW_ENDS))
        if not merged:
            return behind
        with package.open(_ODS) as stream:
            return replace(behind, merges=merges_of(pieces(stream, _ODS_ROW_ENDS)))
    raise ValueError("a package of another kind: what stands behind its values is not known")


def _behind_ods(stream: IO[bytes]) -> Behind:
    """Repeated cells make places hard to tell, so it is told only that there are such cells."""
    somewhere = other_days = False
    struck = StruckOfOds()
    for text in pieces(stream, _ODS_ROW_ENDS):
        other_days = other_days or bool(_ODS_DAYS.search(text))
        struck.look(text)
        if b"table:formula=" not in text:
            continue
        somewhere = somewhere or any(
            _ODS_ERROR.search(cell[0]) or b"office:value-type=" not in cell[0]
            for cell in _ODS_CELL.finditer(text)
            if b"table:formula=" in cell[0]
        )
    return Behind([], other_days, somewhere, struck_somewhere=struck.found)


_Places = list[Place | None]


def _known(places: _Places) -> list[Place]:
    return [place for place in places if place is not None]


def _cells(package: zipfile.ZipFile, parts: set[str], *, stale: bool) -> tuple[list[_Places], list[_Places]]:
    """Of each sheet the cells that failed, and those that are struck out; ``None`` for one that names no place."""
    marks = StruckOfXlsx(package, parts)
    failed: list[_Places] = []
    struck: list[_Places] = []
    for part in sheet_parts(package):
        failed.append([])
        struck.append([])
        if part not in parts:
            continue
        with package.open(part) as stream:
            for piece in pieces(stream, (b"</c>", b":c>")):
                text = piece + b"</c>"
                failed[-1] += _failed_in(text, stale=stale)
                struck[-1] += marks.within(text)
    return failed, struck


def sheet_parts(package: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets of an .xlsx, in the order of the workbook. Raises ``KeyError`` for another package."""
    targets = {
        _attribute(b"Id", relation[0]): _attribute(b"Target", relation[0])
        for relation in _RELATION.finditer(package.read(_RELATIONS))
    }
    named = (targets.get(sheet[1].decode(), "") for sheet in _SHEET.finditer(package.read(_BOOK)))
    return [target.lstrip("/") if target.startswith("/") else f"xl/{target}" for target in named]


def _failed_in(text: bytes, *, stale: bool) -> Iterator[Place | None]:
    if not any(sign in text for sign in (b't="e"', b"<f", b":f")):
        return
    for cell in CELL.finditer(text):
        attributes, body = cell[1], cell[2]
        formula = _FORMULA.search(body)
        # A formula whose result is an empty text was computed.
        uncomputed = formula and (stale or (b't="str"' not in attributes and not VALUE.search(body)))
        if b't="e"' in attributes or uncomputed:
            yield place_of(attributes)


def _attribute(name: bytes, tag: bytes) -> str:
    found = re.search(rb'\b%s="([^"]*)"' % name, tag)
    return found[1].decode() if found else ""
