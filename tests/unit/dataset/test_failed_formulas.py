"""A formula that failed or was never computed is no empty cell: the parser shows it as one, the register does not."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf import opendocument
from odf.table import CalculationSettings, NullDate, TableCell, TableRow
from odf.text import P
from registers import TODAY, as_text, header, line, load, only, only_broken, only_row, write_csv, write_ods, write_xls

from rpa.debts.dataset import Blocks, Dataset, load_dataset
from rpa.debts.dataset.biff import behind_xls
from rpa.debts.dataset.formulas import Behind, behind_package
from rpa.debts.served_houses import ServedHousesError, load_served_houses
from rpa.errors import DatasetError


def book(folder: Path, *lines: list[Any]) -> Path:
    """A workbook of openpyxl: it writes formulas without their results, and «#N/A» as an error."""
    made = openpyxl.Workbook()
    for cells in lines:
        made.active.append([as_text(cell) if cell is not None else None for cell in cells])
    made.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def loaded(folder: Path, caption: str, cell: str) -> Dataset:
    return load_dataset(book(folder, [*header(), caption], [*line(), cell]), today=TODAY)


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "=VLOOKUP(A2,B:C,2,0)"])
@pytest.mark.parametrize(
    ("caption", "column", "blocks"),
    [
        ("Корпус", "block", Blocks.ALL),
        ("Литера", "liter", Blocks.ALL),
        ("Статус должника", "debtor_status", Blocks.DWELLING),
    ],
)
def test_a_failed_formula_breaks_the_row_where_an_empty_cell_would_not(
    tmp_path: Path, caption: str, column: str, blocks: Blocks, cell: str
) -> None:
    row = only_broken(loaded(tmp_path, caption, cell))
    assert (row.errors[0].column, row.errors[0].value_class, row.blocks) == (column, "ошибка формулы", blocks)


def test_a_failed_formula_of_a_column_that_decides_nothing_is_told_and_left_out(tmp_path: Path) -> None:
    dataset = loaded(tmp_path, "Примечание", "#N/A")
    assert (only_row(dataset).note, [finding.column for finding in dataset.findings]) == (None, ["note"])


def test_a_csv_with_the_text_of_a_failed_formula_is_read_the_same_way(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [[*header(), "Корпус"], [*line(), "#Н/Д"]])
    assert only_broken(load_dataset(path, today=TODAY)).errors[0].column == "block"


def test_a_total_that_was_not_computed_is_still_a_total(tmp_path: Path) -> None:
    path = book(tmp_path, header(), line(), only(account="Итого", rest_main="=SUM(O2:O2)", awarded_main="#N/A"))
    dataset = load_dataset(path, today=TODAY)
    assert only_row(dataset)
    assert dataset.sheets[0].totals == 1


def test_computed_formulas_are_values_and_a_computed_empty_text_is_empty(tmp_path: Path) -> None:
    path = book(tmp_path, header(), line(rest_main="=345.67", room='=""', agreement_status='=IF(1,"нет","")'))
    changed = tmp_path / "b.xlsx"
    results = {
        b"<f>345.67</f><v />": b"<f>345.67</f><v>345.67</v>",
        b'><f>""</f><v />': b' t="str"><f>""</f><v></v>',
        b'><f>IF(1,"\xd0\xbd\xd0\xb5\xd1\x82","")</f><v />': b' t="str"><f>IF(1)</f><v>\xd0\xbd\xd0\xb5\xd1\x82</v>',
    }
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            for without, computed in results.items():
                assert without in data or not name.endswith("sheet1.xml"), without
                data = data.replace(without, computed)
            # Excel takes the order to compute out when it has computed.
            target.writestr(name, data.replace(b' fullCalcOnLoad="1"', b""))
    row = only_row(load_dataset(changed, today=TODAY))
    assert (str(row.rest_main), row.room) == ("345.67", None)


def test_a_failed_cell_is_found_wherever_the_pieces_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path, *([1, "#N/A", None, "=A1", "text"] for _ in range(20)))
    with zipfile.ZipFile(path) as package:
        whole = behind_package(package).failed
        assert whole == [[(row, column) for row in range(20) for column in (1, 3)]]
        for size in (1, 7, 64, 500):
            monkeypatch.setattr("rpa.debts.dataset.sheet_xml._CHUNK", size)
            assert behind_package(package).failed == whole


def test_workbooks_without_formulas_are_read_as_before(tmp_path: Path) -> None:
    assert only_row(load(tmp_path, line()))


def test_a_failed_formula_refuses_the_list_of_houses(tmp_path: Path) -> None:
    with pytest.raises(ServedHousesError, match="ошибка формулы"):
        load_served_houses(book(tmp_path, ["Адрес", "Частный дом"], ["г. Энск, ул. Мира, д. 5", "=VLOOKUP(1,A:B,2)"]))


def test_a_result_that_nobody_computed_is_no_paid_debt(tmp_path: Path) -> None:
    """xlsxwriter writes 0 for every formula, and leaves the computing to whoever opens the file."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, header())
        sheet.write_row(1, 0, [as_text(cell) if cell is not None else None for cell in line()])
        sheet.write_formula(1, header().index("Остаток основной долг"), "=N2-100")
    row = only_broken(load_dataset(tmp_path / "a.xlsx", today=TODAY))
    assert [(error.column, error.value_class) for error in row.errors] == [("rest_main", "ошибка формулы")]


def test_failed_and_uncomputed_formulas_of_an_old_workbook_are_no_empty_cells(tmp_path: Path) -> None:
    made = xlwt.Workbook()
    made.add_sheet("Титул").write(0, 0, "Отчёт")
    sheet = made.add_sheet("Долги")
    for column, caption in enumerate([*header(), "Корпус"]):
        sheet.write(0, column, caption)
    for number in range(1, 4):
        for column, cell in enumerate(line(case_number=f"2-{number}/2025")):
            if cell is not None:
                sheet.write(number, column, as_text(cell))
    sheet.write(1, len(header()), xlwt.Formula("A1"))
    sheet.row(2).set_cell_error(len(header()), "#N/A!")
    made.save(str(tmp_path / "a.xls"))
    dataset = load_dataset(tmp_path / "a.xls", today=TODAY)
    assert [(row.row, row.errors[0].column, row.errors[0].value_class) for row in dataset.broken] == [
        (2, "block", "ошибка формулы"),
        (3, "block", "ошибка формулы"),
    ]
    assert [row.row for row in dataset.rows] == [4]


def test_an_old_workbook_smaller_than_its_sectors_is_read_too(tmp_path: Path) -> None:
    cells = [[f"{row}-{column}" for column in range(60)] for row in range(900)]
    for lines in ([["a"]], cells):
        assert behind_xls(write_xls(tmp_path / "a.xls", lines).read_bytes()) == Behind([[]])


@pytest.mark.parametrize(
    "cell",
    [
        {"formula": "of:=1/0", "valuetype": "string", "stringvalue": "", "text": "#DIV/0!"},
        {"formula": "of:=A1", "valuetype": "float", "value": "0", "text": "Ошибка:502"},
        {"formula": "of:=A1"},
    ],
)
def test_a_failed_formula_of_an_ods_refuses_it(tmp_path: Path, cell: dict[str, str]) -> None:
    path = write_ods(tmp_path / "a.ods", [header(), line()])
    book = opendocument.load(path)
    made = TableCell(**{name: value for name, value in cell.items() if name != "text"})
    if "text" in cell:
        made.addElement(P(text=cell["text"]))
    book.getElementsByType(TableRow)[1].addElement(made)
    book.save(str(path))
    with pytest.raises(DatasetError, match="ошибкой формулы"):
        load_dataset(path, today=TODAY)


# -- days that count from 1904 ---------------------------------------------------------------------------------------


def days_from_1904(folder: Path, kind: str) -> Path:
    """A workbook in which the date of the act is the bare number of 01.03.2025 as days count from 1904."""
    bare = line(act_date=45717 - 1462, balance_date="23.11.2026")
    path = folder / f"a.{kind}"
    if kind == "xls":
        made = xlwt.Workbook()
        made.dates_1904 = True
        sheet = made.add_sheet("Долги")
        for number, cells in enumerate((header(), bare)):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(number, column, cell)
        made.save(str(path))
    elif kind == "ods":
        write_ods(path, [header(), bare])
        book = opendocument.load(path)
        settings = CalculationSettings()
        settings.addElement(NullDate(datevalue="1904-01-01"))
        book.spreadsheet.insertBefore(settings, book.spreadsheet.firstChild)
        book.save(str(path))
    else:
        with xlsxwriter.Workbook(path, {"date_1904": True}) as made:
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, header())
            sheet.write_row(1, 0, ["" if cell is None else cell for cell in bare])
    return path


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_bare_number_is_no_date_where_days_count_from_1904(tmp_path: Path, kind: str) -> None:
    with pytest.raises(DatasetError, match="столбец I: дата записана числом"):
        load_dataset(days_from_1904(tmp_path, kind), today=TODAY)


def test_dates_with_a_format_are_read_where_days_count_from_1904(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as made:
        sheet, day = made.add_worksheet(), made.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, header())
        for column, cell in enumerate(line()):
            if isinstance(cell, date):
                sheet.write_datetime(1, column, cell, day)
            elif cell is not None:
                sheet.write(1, column, cell)
    assert only_row(load_dataset(tmp_path / "a.xlsx", today=TODAY)).act_date == date(2025, 3, 1)
