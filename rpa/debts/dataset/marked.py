"""The register written back with the bad cells marked, for the person who mends it.

Every cell stays the kind of thing it was: a text as text, so nothing in it becomes a formula or a link, a number, a
date, a time and a truth value as themselves. As text a time in the place of a flat's number would be a good number,
and 3,2025 in the place of a month would be March. The loader reads the marked copy to the same result, so it can be
mended and used in place of the original. It holds personal data: it is written for the owner alone and belongs into
the data folder.
"""

from __future__ import annotations

import io
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rpa.debts.dataset.columns import BY_NAME, CAPTIONS, Kind
from rpa.debts.dataset.header import count_captions, fill_captions, fill_down, index_of
from rpa.debts.dataset.reader import LIST_OF_ERRORS, Sheet, read_source
from rpa.debts.dataset.rows import CellError, Dataset, Severity
from rpa.debts.dataset.values import FAILED, Cell, CellProblem, money, text
from rpa.errors import DatasetError
from rpa.private_files import replace_private

_COLOURS = {Severity.BLOCKING: "#F8B4B4", Severity.ERROR: "#FBD5A5", Severity.WARNING: "#FDF6B2"}
_TEXT, _DAY = "text", "dd.mm.yyyy"
_SHOWN: dict[type, str] = {datetime: "dd.mm.yyyy hh:mm:ss", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}
_FIRST_DAY = datetime(1900, 3, 1)  # Excel counts the days before it wrongly, or not at all
_LONGEST_CELL = 32_767  # Excel's own limit of a cell
_FORBIDDEN_IN_SHEET_NAMES = str.maketrans("", "", "[]:*?/\\'")


def write_marked_copy(path: Path, report: Dataset, out: Path) -> None:
    """Write ``path`` as an XLSX at ``out``, the findings of ``report`` as colours, notes and a list of their own.

    Raises `DatasetError` if ``path`` is no longer the file that ``report`` speaks of, or if ``out`` is ``path`` itself.
    """
    if out.resolve() == path.resolve():
        raise DatasetError("Размеченная копия не может заменить исходный файл.", file=path, hint="Укажите другое имя.")
    source = read_source(path, lambda lines: count_captions(lines, CAPTIONS))
    if source.sha256 != report.sha256:
        raise DatasetError(f"{path.name}: файл изменился после проверки.", file=path, hint="Проверьте его ещё раз.")
    findings = [error for row in report.broken for error in row.errors]
    findings += [*report.findings, *report.marks]
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    used = {LIST_OF_ERRORS.lower()}
    read = {summary.name: summary for summary in report.sheets if not summary.skipped}
    # Of a copy that was mended and checked again the former list is left out: a new one stands in its place.
    copied = [sheet for sheet in source.sheets if sheet.name in read or sheet.name != LIST_OF_ERRORS]
    sheets = [(sheet, _sheet_name(sheet, number, used)) for number, sheet in enumerate(copied, 1)]
    alone = len(sheets) == 1
    for sheet, name in sheets:
        # A merged cell speaks for all it covers; the copy has none, so it says so in each of them.
        known = read.get(sheet.name)
        first = len(sheet.lines) - known.lines if known else 0
        fill_captions(sheet, known.header_row - 1 if known else 0, first)
        fill_down(sheet, first)
        amounts = {
            index_of(letter) or 0
            for name, letter, _ in (known.columns if known else ())
            if BY_NAME[name].kind is Kind.MONEY
        }
        own = [finding for finding in findings if finding.sheet == sheet.name or (alone and not finding.sheet)]
        _write_sheet(workbook, name, sheet, own, amounts)
    _write_list(workbook, findings)
    workbook.close()
    replace_private(out, buffer.getvalue())


def _write_sheet(
    workbook: xlsxwriter.Workbook, name: str, sheet: Sheet, findings: list[CellError], amounts: set[int]
) -> None:
    worksheet = workbook.add_worksheet(name)
    formats = _Formats(workbook)
    bad: dict[tuple[int, int], list[CellError]] = defaultdict(list)
    for finding in findings:
        # A finding about something that has no column marks the row's first cell.
        bad[finding.row - 1, index_of(finding.letter) or 0 if finding.letter else 0].append(finding)
    for row, line in enumerate(sheet.lines):
        for column, cell in enumerate(line):
            if (row, column) not in bad:
                _write_cell(worksheet, row, column, _written(cell, column in amounts), formats, None)
    for (row, column), found in bad.items():
        line = sheet.lines[row]
        worst = min((finding.severity for finding in found), key=list(Severity).index)
        cell = _written(line[column], column in amounts) if column < len(line) else None
        _write_cell(worksheet, row, column, cell, formats, worst)
        note = "\n".join(f"{finding.column}: {finding.message}. {finding.cure}" for finding in found)
        worksheet.write_comment(row, column, note[:_LONGEST_CELL], {"x_scale": 2, "y_scale": 1.5})


def _written(cell: Cell, amount: bool) -> Cell:
    """What to write so that the reader makes the same of it. A number of a workbook written here holds 16 digits."""
    if isinstance(cell, str) or cell is None:
        return text(cell)
    if isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime.combine(cell, time())
    if isinstance(cell, datetime) and cell < _FIRST_DAY:
        return text(cell)  # in ODS only
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return cell
    if not isfinite(cell):
        return FAILED
    if amount and (kopecks := _amount(cell)) is not None:
        return float(kopecks)  # without the noise of a computer's sums, which a person would have to look at
    return cell if float(f"{cell:.16G}") == cell else text(cell)


def _amount(cell: Cell) -> Decimal | None:
    try:
        return money(cell)
    except CellProblem:
        return None


class _Formats:
    """The formats of one workbook: how a kind of value is shown, in the colour of a finding or in none."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, Severity | None], Format] = {}

    def of(self, shown: str, severity: Severity | None) -> Format:
        if (shown, severity) not in self._made:
            # The copy is there to be edited: with the quote prefix «=…» stays a text when somebody does.
            properties: dict[str, object] = {"quote_prefix": True} if shown == _TEXT else {"num_format": shown}
            colour = {} if severity is None else {"bg_color": _COLOURS[severity]}
            self._made[shown, severity] = self._workbook.add_format(properties | colour)
        return self._made[shown, severity]


def _write_cell(
    worksheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats, severity: Severity | None
) -> None:
    if cell is None:
        if severity is not None:
            worksheet.write_blank(row, column, None, formats.of(_TEXT, severity))
    elif isinstance(cell, str):
        worksheet.write_string(row, column, cell[:_LONGEST_CELL], formats.of(_TEXT, severity))
    elif isinstance(cell, bool):
        worksheet.write_boolean(row, column, cell, formats.of("General", severity))
    elif isinstance(cell, (int, float)):
        # «General» shows a long number of an account as 1,23E+11.
        shown = "0" if float(cell).is_integer() else "General"
        worksheet.write_number(row, column, cell, formats.of(shown, severity))
    else:
        shown = next(shown for kind, shown in _SHOWN.items() if isinstance(cell, kind))
        whole_day = isinstance(cell, datetime) and cell.time() == time()
        worksheet.write_datetime(row, column, cell, formats.of(_DAY if whole_day else shown, severity))


def _write_list(workbook: xlsxwriter.Workbook, findings: list[CellError]) -> None:
    worksheet = workbook.add_worksheet(LIST_OF_ERRORS)
    kinds = {
        Severity.BLOCKING: "строка не принята",
        Severity.ERROR: "ячейка не принята",
        Severity.WARNING: "предупреждение",
    }
    header = workbook.add_format({"bold": True})
    # These captions must not look like a register's, or the copy could not be loaded again.
    for column, caption in enumerate(("Лист №", "Строка №", "Где", "Что не так", "Как исправить", "Последствие")):
        worksheet.write_string(0, column, caption, header)
    for row, finding in enumerate(sorted(findings, key=lambda found: (found.sheet, found.row)), 1):
        place = f"{finding.letter} {finding.header}".strip() or finding.column
        cells = (finding.sheet, str(finding.row), place, finding.message, finding.cure, kinds[finding.severity])
        for column, cell in enumerate(cells):
            worksheet.write_string(row, column, cell[:_LONGEST_CELL])
    worksheet.set_column(2, 5, 36)
    worksheet.freeze_panes(1, 0)


def _sheet_name(sheet: Sheet, number: int, used: set[str]) -> str:
    name = sheet.name.translate(_FORBIDDEN_IN_SHEET_NAMES).strip()[:31] or f"Лист{number}"
    if name.lower() in used:
        name = f"Лист{number}"
    used.add(name.lower())
    return name
