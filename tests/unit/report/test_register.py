"""The workbooks: whatever the journal holds, nothing in them is ever a formula or a link."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.report.sample import LONG, NUMBERS, RUN, fill, reporter, write


@pytest.mark.parametrize("kind", ["plan", "run", "month", "request"])
def test_no_cell_is_a_formula_and_every_sheet_has_a_frozen_header_and_filters(tmp_path: Path, kind: str) -> None:
    fill(tmp_path)
    writer = reporter(tmp_path, formats=("xlsx",))
    arguments = {"plan": (), "run": (RUN,), "month": ("2026-11",), "request": (NUMBERS[2],)}[kind]
    book = openpyxl.load_workbook(write(writer, kind, *arguments).files["xlsx"])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert not [cell for cell in cells if isinstance(cell.value, str) and "\u202e" in cell.value]
    assert all(cell.quotePrefix for cell in cells if cell.data_type == "s")
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")


def test_the_register_tells_of_each_request_what_the_page_tells(tmp_path: Path) -> None:
    fill(tmp_path)
    book = openpyxl.load_workbook(write(reporter(tmp_path, formats=("xlsx",))).files["xlsx"])
    rows = list(book["Запросы"].iter_rows(values_only=True))
    table = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert list(table) == NUMBERS
    assert table[NUMBERS[0]]["Состояние"] == "Отправлен"
    assert table[NUMBERS[0]]["Срок ответа"] == "23.11.2026"
    assert table[NUMBERS[0]]["Утвердил"] == "Бухгалтер Примерова"
    assert table[NUMBERS[1]]["Почему"].startswith("<script>")
    assert table[NUMBERS[5]]["Состояние"] == "Решает человек"
    troubles = list(book["Повторы и ошибки"].iter_rows(values_only=True))
    assert any(LONG in str(row[-1]) for row in troubles), "a spreadsheet holds the whole text"
