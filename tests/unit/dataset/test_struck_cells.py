"""What people strike out looks to the parser like everything else: «имеется» of a debt that was paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P
from registers import CAPTIONS, TODAY, Line, as_text, header, line

from rpa.debts.dataset import load_dataset
from rpa.debts.served_houses import load_served_houses
from rpa.errors import DatasetError

LINES = [header(), line(), line(flat="13", case_number="2-101/2025")]
FLAT = list(CAPTIONS).index("flat")


def xlsx(path: Path, lines: list[Line], struck: int | None) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet, strike = book.add_worksheet("Долги"), book.add_format({"font_strikeout": True})
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                sheet.write(row, column, as_text(cell), strike if row == struck else None)
    return path


def xls(path: Path, lines: list[Line], struck: int | None) -> Path:
    book = xlwt.Workbook()
    sheet, strike = book.add_sheet("Долги"), xlwt.easyxf("font: struck_out on")
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            shown = cell if isinstance(cell, int) else as_text(cell)
            sheet.write(row, column, shown, strike if row == struck else xlwt.easyxf())
    book.save(str(path))
    return path


def ods(path: Path, lines: list[Line], struck: int | None) -> Path:
    book = OpenDocumentSpreadsheet()
    strike = Style(name="ce1", family="table-cell")
    strike.addElement(TextProperties(textlinethroughstyle="solid"))
    book.automaticstyles.addElement(strike)
    table = Table(name="Долги")
    for number, cells in enumerate(lines):
        row = TableRow()
        for cell in cells:
            made = TableCell(valuetype="string", **({"stylename": strike} if number == struck else {}))
            made.addElement(P(text=as_text(cell)))
            row.addElement(made)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


@pytest.mark.parametrize(
    ("write", "where"), [(xlsx, "строка 3, столбец A: ячейка"), (xls, "строка 3, столбец A: ячейка"), (ods, "есть")]
)
def test_a_line_struck_out_refuses_the_file(
    tmp_path: Path, write: Callable[[Path, list[Line], int | None], Path], where: str
) -> None:
    assert len(load_dataset(write(tmp_path / "a", LINES, None), today=TODAY).rows) == 2
    with pytest.raises(DatasetError, match=f"{where} зачёркнут") as caught:
        load_dataset(write(tmp_path / "b", LINES, 2), today=TODAY)
    assert "снимите зачёркивание" in (caught.value.hint or "")


def test_captions_struck_out_say_nothing_of_a_debt(tmp_path: Path) -> None:
    assert len(load_dataset(xlsx(tmp_path / "a.xlsx", LINES, 0), today=TODAY).rows) == 2


def test_a_number_corrected_in_its_own_cell_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, strike = book.add_worksheet("Долги"), book.add_format({"font_strikeout": True})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for row, cells in enumerate(LINES):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell, day if isinstance(cell, date) else None)
        sheet.write_rich_string(1, FLAT, strike, "12", "14")
    with pytest.raises(DatasetError, match="строка 2, столбец C: ячейка зачёркнута"):
        load_dataset(path, today=TODAY)


def test_an_xls_of_numbers_struck_out_beside_each_other_is_refused(tmp_path: Path) -> None:
    rests = [*(list(CAPTIONS).index(name) for name in ("rest_peni", "rest_duty"))]
    book = xlwt.Workbook()
    sheet, strike = book.add_sheet("Долги"), xlwt.easyxf("font: struck_out on")
    for row, cells in enumerate([header(), line()]):
        for column, cell in enumerate(cells):
            shown = cell if isinstance(cell, int) else as_text(cell)
            sheet.write(row, column, shown, strike if row and column in rests else xlwt.easyxf())
    book.save(str(tmp_path / "a.xls"))
    with pytest.raises(DatasetError, match="строка 2, столбец P: ячейка зачёркнута"):
        load_dataset(tmp_path / "a.xls", today=TODAY)


def test_a_house_struck_out_of_the_list_is_not_served(tmp_path: Path) -> None:
    houses: list[Line] = [["Адрес"], ["г. Энск, ул. Мира, д. 5"], ["г. Энск, ул. Мира, д. 7"]]
    with pytest.raises(DatasetError, match="строка 3, столбец A: ячейка зачёркнута"):
        load_served_houses(xlsx(tmp_path / "a.xlsx", houses, 2))
