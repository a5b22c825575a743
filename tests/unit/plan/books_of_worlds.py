"""Sheets written as .xlsx, .xls or .ods, with cells merged over rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

Part = tuple[str, list[list[Any]], list[tuple[int, int, int]]]
"""A sheet: its name, its lines, and merges as first and last row and column, all 1-based but the column."""


def write_book(path: Path, parts: Sequence[Part]) -> None:
    """Write ``parts`` in the format that the suffix of ``path`` names."""
    {".xlsx": _xlsx, ".xls": _xls, ".ods": _ods}[path.suffix](path, parts)


def _xlsx(path: Path, parts: Sequence[Part]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines, merges in parts:
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append([cell if cell != "" else None for cell in line])
        for first, last, column in merges:
            sheet.merge_cells(start_row=first, end_row=last, start_column=column + 1, end_column=column + 1)
    book.save(path)


def _xls(path: Path, parts: Sequence[Part]) -> None:
    book, day = xlwt.Workbook(), xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for name, lines, merges in parts:
        sheet = book.add_sheet(name)
        covered = _covered(merges)
        for row, line in enumerate(lines, 1):
            for column, cell in enumerate(line):
                if cell != "" and (row, column) not in covered:
                    sheet.write(row - 1, column, cell, *([day] if isinstance(cell, date) else []))
        for first, last, column in merges:
            sheet.merge(first - 1, last - 1, column, column)
    book.save(str(path))


def _ods(path: Path, parts: Sequence[Part]) -> None:
    book = OpenDocumentSpreadsheet()
    for name, lines, merges in parts:
        table = Table(name=name)
        covered, spans = _covered(merges), {(first, column): last - first + 1 for first, last, column in merges}
        for number, line in enumerate(lines, 1):
            row = TableRow()
            for column, cell in enumerate(line):
                if (number, column) in covered:
                    row.addElement(CoveredTableCell())
                    continue
                span = {"numberrowsspanned": spans[number, column]} if (number, column) in spans else {}
                row.addElement(_cell(cell, span))
            table.addElement(row)
        book.spreadsheet.addElement(table)
    book.save(str(path))


def _cell(cell: Any, span: dict[str, int]) -> TableCell:
    if isinstance(cell, date):
        made = TableCell(valuetype="date", datevalue=cell.isoformat(), **span)
    elif isinstance(cell, (int, float)):
        made = TableCell(valuetype="float", value=str(cell), **span)
    else:
        made = TableCell(valuetype="string", **span) if cell else TableCell(**span)
    if cell not in (None, ""):
        made.addElement(P(text=f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell)))
    return made


def _covered(merges: Sequence[tuple[int, int, int]]) -> set[tuple[int, int]]:
    return {(row, column) for first, last, column in merges for row in range(first + 1, last + 1)}
