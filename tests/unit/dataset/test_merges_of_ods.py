"""Cells merged in an .ods speak for all they cover, as those of .xls and .xlsx do. All people are invented."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from registers import TODAY, as_text, header, line

from rpa.debts.dataset import load_dataset
from rpa.debts.dataset.formulas import behind_package


def write(path: Path, *sheets: list[list[Any]], blank: int = 0, down: int = 2) -> Path:
    """``sheets`` with ``blank`` lines above each; the first cell below the captions spans ``down`` lines."""
    book = OpenDocumentSpreadsheet()
    for number, lines in enumerate(sheets, 1):
        table = Table(name=f"Дом {number}")
        if blank:
            table.addElement(TableRow(numberrowsrepeated=blank))
        for place, cells in enumerate(lines):
            row = TableRow()
            for column, cell in enumerate(cells):
                spans = {"numberrowsspanned": down, "numbercolumnsspanned": 1} if (place, column) == (1, 0) else {}
                covered = column == 0 and 1 < place < 1 + down
                made = (
                    CoveredTableCell() if covered else TableCell(valuetype="string", **spans) if cell else TableCell()
                )
                if cell and not covered:
                    made.addElement(P(text=as_text(cell)))
                row.addElement(made)
            table.addElement(row)
        book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def rows(first: str, *flats: str) -> list[list[Any]]:
    return [[first if place == 0 else None, *line(flat=flat, case_number=f"2-{flat}/2025")] for place, flat in
            enumerate(flats)]  # fmt: skip


@pytest.mark.parametrize("blank", [0, 3])
def test_a_block_merged_over_rows_is_the_block_of_each(tmp_path: Path, blank: int) -> None:
    lines = [["Корпус", *header()], *rows("2", "12", "14"), *rows("", "15")]
    dataset = load_dataset(write(tmp_path / "a.ods", lines, blank=blank), today=TODAY)
    assert not dataset.broken
    block = "г. Энск, ул. Мира, д. 5, корп. 2"
    assert {row.flat: row.address for row in dataset.rows} == {"12": block, "14": block, "15": block.split(", корп")[0]}


def test_each_sheet_has_merges_of_its_own(tmp_path: Path) -> None:
    captions = ["Комната", *header()[:3], *header()[4:]]
    sheets = [[captions, *([cells[0], *cells[1:4], *cells[5:]] for cells in rows(room, "12", "14"))] for room in "34"]
    dataset = load_dataset(write(tmp_path / "a.ods", *sheets), today=TODAY)
    assert [row.room for row in dataset.rows] == ["3", "3", "4", "4"]


def test_a_package_of_another_kind_is_not_taken_for_one_without_failed_cells() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.bin", b"")
    with zipfile.ZipFile(buffer) as package, pytest.raises(ValueError, match="another kind"):
        behind_package(package)
