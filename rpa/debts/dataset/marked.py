"""The register written back with the bad cells marked, for the person who mends it.

Every cell is written as a string, so nothing in it becomes a formula, a link or a number; dates stand as
``dd.mm.yyyy``. The loader reads the marked copy to the same result, so it can be mended and used in place of the
original. It holds personal data: it is written for the owner alone and belongs into the data folder.
"""

from __future__ import annotations

import io
from collections import defaultdict
from pathlib import Path

import xlsxwriter

from rpa.debts.dataset.columns import CAPTIONS
from rpa.debts.dataset.header import count_captions, fill_down, index_of
from rpa.debts.dataset.reader import LIST_OF_ERRORS, Sheet, read_source
from rpa.debts.dataset.rows import CellError, Dataset, Severity
from rpa.debts.dataset.values import text
from rpa.errors import DatasetError
from rpa.private_files import replace_private

_COLOURS = {Severity.BLOCKING: "#F8B4B4", Severity.ERROR: "#FBD5A5", Severity.WARNING: "#FDF6B2"}
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
    findings = [error for row in report.broken for error in row.errors] + list(report.findings)
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    used = {LIST_OF_ERRORS.lower()}
    sheets = [(sheet, _sheet_name(sheet, number, used)) for number, sheet in enumerate(source.sheets, 1)]
    alone = len(sheets) == 1
    headers = {summary.name: summary.header_row for summary in report.sheets}
    for sheet, name in sheets:
        # A merged cell speaks for all its rows; the copy has none, so it says so in each of them.
        fill_down(sheet, headers.get(sheet.name, 0))
        own = [finding for finding in findings if finding.sheet == sheet.name or (alone and not finding.sheet)]
        _write_sheet(workbook, name, sheet, own)
    _write_list(workbook, findings)
    workbook.close()
    replace_private(out, buffer.getvalue())


def _write_sheet(workbook: xlsxwriter.Workbook, name: str, sheet: Sheet, findings: list[CellError]) -> None:
    worksheet = workbook.add_worksheet(name)
    # The copy is there to be edited: with the quote prefix «=…» stays a text when somebody does.
    text_of = {severity: {"bg_color": colour, "quote_prefix": True} for severity, colour in _COLOURS.items()}
    formats = {severity: workbook.add_format(properties) for severity, properties in text_of.items()}
    quoted = workbook.add_format({"quote_prefix": True})
    bad: dict[tuple[int, int], list[CellError]] = defaultdict(list)
    for finding in findings:
        # A finding about something that has no column marks the row's first cell.
        bad[finding.row - 1, index_of(finding.letter) or 0 if finding.letter else 0].append(finding)
    for row, line in enumerate(sheet.lines):
        for column, cell in enumerate(line):
            said = text(cell)
            if said is not None and (row, column) not in bad:
                worksheet.write_string(row, column, said[:_LONGEST_CELL], quoted)
    for (row, column), found in bad.items():
        line = sheet.lines[row]
        said = text(line[column]) if column < len(line) else None
        worst = min((finding.severity for finding in found), key=list(Severity).index)
        if said is None:
            worksheet.write_blank(row, column, None, formats[worst])
        else:
            worksheet.write_string(row, column, said[:_LONGEST_CELL], formats[worst])
        note = "\n".join(f"{finding.column}: {finding.message}. {finding.cure}" for finding in found)
        worksheet.write_comment(row, column, note[:_LONGEST_CELL], {"x_scale": 2, "y_scale": 1.5})


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
