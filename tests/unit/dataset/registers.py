"""Invented registers in every format accounting programs write. All people and addresses are made up."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from rpa.debts.dataset import BrokenRow, Dataset, DebtRow, load_dataset

TODAY = date(2026, 11, 24)

CAPTIONS: dict[str, str] = {
    "account": "Лицевой счет",
    "address": "Адрес",
    "flat": "Кв.",
    "room": "Комната",
    "fio": "ФИО",
    "act_kind": "Вид акта",
    "court": "Суд",
    "case_number": "Номер дела",
    "act_date": "Дата акта",
    "in_force_date": "Вступил в силу",
    "act_status": "Состояние акта",
    "debt_from": "Период с",
    "debt_to": "Период по",
    "awarded_main": "Присуждено основной долг",
    "rest_main": "Остаток основной долг",
    "rest_peni": "Остаток пени",
    "rest_duty": "Остаток госпошлина",
    "balance_date": "Дата остатка",
    "agreement_status": "Соглашение",
    "ip_number": "ИП",
    "act_file": "Файл акта",
    "house_fias_guid": "Идентификатор дома ФИАС",
}
GOOD: dict[str, Any] = {
    "account": "000123",
    "address": "г. Энск, ул. Мира, д. 5",
    "flat": "12",
    "fio": "Иванов Иван Иванович",
    "act_kind": "Судебный приказ",
    "court": "Судебный участок № 1",
    "case_number": "2-100/2025",
    "act_date": date(2025, 3, 1),
    "in_force_date": "25.03.2025",
    "act_status": "Действует",
    "debt_from": "01.2024",
    "debt_to": "12.2024",
    "awarded_main": "12 345,67",
    "rest_main": "345,67",
    "rest_peni": 0,
    "rest_duty": 0,
    "balance_date": date(2026, 11, 23),
    "agreement_status": "нет",
    "ip_number": "12345/25/77001-ИП",
}

Line = list[Any]


def line(**cells: Any) -> Line:
    """One line in the order of `CAPTIONS`: the good row with ``cells`` changed; ``None`` empties a cell."""
    values = GOOD | cells
    if unknown := set(values) - set(CAPTIONS):
        raise KeyError(unknown)
    return [values.get(name) for name in CAPTIONS]


def only(**cells: Any) -> Line:
    """One line with nothing but ``cells``."""
    return [cells.get(name) for name in CAPTIONS]


def header() -> Line:
    return list(CAPTIONS.values())


def write_xlsx(path: Path, lines: list[Line], *, merges: tuple[str, ...] = (), sheet: str = "Долги") -> Path:
    return write_sheets(path, {sheet: lines}, merges=merges)


def write_sheets(path: Path, sheets: dict[str, list[Line]], *, merges: tuple[str, ...] = ()) -> Path:
    """``merges`` («A1:B2») apply to the first sheet; the top left cell keeps its value."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, (name, lines) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            for merge in merges if number == 0 else ():
                sheet.merge_range(merge, "")
            for row, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None and cell != "":
                        sheet.write(row, column, cell)
    return path


def write_csv(path: Path, lines: list[Line], *, encoding: str = "utf-8", delimiter: str = ";") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        table = csv.writer(stream, delimiter=delimiter)
        for cells in lines:
            table.writerow([as_text(cell) for cell in cells])
    return path


def write_xls(path: Path, lines: list[Line]) -> Path:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Долги")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write(row, column, cell, day)
            elif cell is not None:
                sheet.write(row, column, cell)
    book.save(str(path))
    return path


def write_ods(path: Path, lines: list[Line]) -> Path:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Долги")
    for cells in lines:
        row = TableRow()
        for cell in cells:
            if isinstance(cell, date):
                made = TableCell(valuetype="date", datevalue=cell.isoformat())
            elif isinstance(cell, (int, float)):
                made = TableCell(valuetype="float", value=str(cell))
            else:
                made = TableCell(valuetype="string") if cell else TableCell()
            if cell not in (None, ""):
                made.addElement(P(text=as_text(cell)))
            row.addElement(made)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def as_text(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell)


def load(folder: Path, *lines: Line, **options: Any) -> Dataset:
    """Load ``lines`` under the ordinary header."""
    return load_dataset(write_xlsx(folder / "register.xlsx", [header(), *lines]), today=TODAY, **options)


def only_row(dataset: Dataset) -> DebtRow:
    assert not dataset.broken, [error.message for row in dataset.broken for error in row.errors]
    (row,) = dataset.rows
    return row


def only_broken(dataset: Dataset) -> BrokenRow:
    assert not dataset.rows
    (row,) = dataset.broken
    return row
