"""Cells of an .xlsx that do not say where they stand, as some programs write them: failed and struck ones are found."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font
from registers import TODAY, as_text, header, line, only_row

from rpa.debts.dataset import Dataset, load_dataset
from rpa.errors import DatasetError


def load_placeless(folder: Path, block: Any, *, struck: bool = False) -> Dataset:
    book = openpyxl.Workbook()
    for cells in (["Корпус", *header()], [block, *map(as_text, line())]):
        book.active.append(cells)
    book.active["F2"].font = Font(strike=struck)
    book.save(folder / "placed.xlsx")
    path = folder / "a.xlsx"
    with zipfile.ZipFile(folder / "placed.xlsx") as source, zipfile.ZipFile(path, "w") as made:
        for name in source.namelist():
            part = source.read(name)
            made.writestr(name, re.sub(rb'(<c|<row) r="\w+"', rb"\1", part) if "worksheets/" in name else part)
    return load_dataset(path, today=TODAY)


def test_values_are_read_as_ever(tmp_path: Path) -> None:
    assert only_row(load_placeless(tmp_path, "2")).address == "г. Энск, ул. Мира, д. 5, корп. 2"


@pytest.mark.parametrize("block", ["=VLOOKUP(1,B:C,2,0)", "#N/A"])
def test_a_failed_formula_refuses_the_file(tmp_path: Path, block: str) -> None:
    with pytest.raises(DatasetError, match="ячейки с ошибкой формулы"):
        load_placeless(tmp_path, block)


def test_a_struck_cell_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="зачёркнутые ячейки"):
        load_placeless(tmp_path, "2", struck=True)
