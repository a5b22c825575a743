"""Lines outside of every table that look like a part of the register: a sheet without captions (an export split by
size or by house), or lines above the captions (another table, or the rest of one before its repeated header). And a
second table below the first on its sheet, whose columns stand otherwise.

Left out in silence, they would make «нет» out of every debt in them. So one line that looks like a debt refuses the
file, whether its sheet is hidden or not; titles, notes and lists of houses pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from rpa.debts.dataset.columns import CAPTIONS, normal_caption
from rpa.debts.dataset.dates import is_day
from rpa.debts.dataset.header import Header
from rpa.debts.dataset.reader import Sheet
from rpa.debts.dataset.values import Cell, CellProblem, is_empty, money
from rpa.debts.dataset.vocabulary import odd_case_number
from rpa.errors import DatasetError

_PROOF = ("case_number", "act_date")
_PERSON = ("fio", "last")
_LONGEST_CASE = 4
_FEWEST_CAPTIONS = 3


def refuse_leftover(path: Path, skipped: Sequence[Sheet], tables: Iterable[tuple[Sheet, Header]]) -> None:
    """Raises `DatasetError` for the first line above a table's captions, or on a sheet of ``skipped``, that looks like
    a debt. Call it before the lines of ``tables`` are let go."""
    tables = list(tables)
    if not skipped and not any(header.top for _, header in tables):
        return
    shapes: set[frozenset[int]] = set()
    for table, header in tables:
        shapes |= _shapes(table, header)
    for table, header in tables:
        for number, line in enumerate(table.lines[: header.top], 1):
            # A title has dates and sums of its own, so a number of a case or the shape of a row must be there, too.
            if _looks_like_debt(line) and (_names_case(line) or _filled(line) in shapes):
                raise DatasetError(
                    f"{table.within(path)}, строка {number}: похоже на данные реестра, но стоит выше строки заголовков "
                    f"({header.top + 1}).",
                    file=path,
                    row=number,
                    hint="Одна таблица на листе: перенесите заголовки над данными, а вторую таблицу — на другой лист.",
                )
    for sheet in skipped:
        for number, line in enumerate(sheet.lines, 1):
            if _looks_like_debt(line) or _filled(line) in shapes:
                raise DatasetError(
                    f"{sheet.within(path)}, строка {number}: похоже на данные реестра, "
                    "но заголовков реестра на листе нет.",
                    file=path,
                    row=number,
                    hint="Поставьте над данными строку заголовков, как на другом листе, или удалите лист; если он к "
                    "реестру не относится, назовите нужный лист в файле сопоставления (sheet: Долги).",
                )


def refuse_second_header(path: Path, sheet: Sheet, header: Header, data_lines: Iterable[int]) -> None:
    """Raises `DatasetError` for the first of ``data_lines`` (0-based) that is a header with captions in other places.
    The rows below it would be read by the columns of the first: «Оплачено» for «Остаток», the block for the house."""
    own = [normal_caption(caption) for caption in header.captions]
    known = {*CAPTIONS, *own} - {""}
    for number in data_lines:
        cells = [(index, cell) for index, cell in enumerate(sheet.lines[number]) if not is_empty(cell)]
        if len(cells) < _FEWEST_CAPTIONS or not all(isinstance(cell, str) for _, cell in cells):
            continue
        found = {index: caption for index, cell in cells if (caption := normal_caption(cell)) in known}
        moved = any(index >= len(own) or caption != own[index] for index, caption in found.items())
        if len(found) >= _FEWEST_CAPTIONS and moved and not any(_is_amount(cell) or is_day(cell) for _, cell in cells):
            raise DatasetError(
                f"{sheet.within(path)}, строка {number + 1}: ещё одна строка заголовков, и столбцы в ней стоят иначе, "
                f"чем в строке {header.top + 1}.",
                file=path,
                row=number + 1,
                hint="Одна таблица на листе: перенесите вторую на другой лист или переставьте её столбцы.",
            )


def _shapes(table: Sheet, header: Header) -> set[frozenset[int]]:
    """Which columns are filled in the table's lines that hold a person and a proof."""
    columns = header.columns
    person = {columns[name] for name in _PERSON if name in columns}
    proof = {columns[name] for name in _PROOF if name in columns}
    found = {_filled(line) for line in table.lines[header.first_data_line :]}
    return {shape for shape in found if shape & person and shape & proof}


def _filled(line: Sequence[Cell]) -> frozenset[int]:
    return frozenset(index for index, cell in enumerate(line) if not is_empty(cell))


def _looks_like_debt(line: Sequence[Cell]) -> bool:
    """A date together with an amount or a number of a case, or such a number with any number beside it (a date that
    lost its format is one)."""
    cells = [cell for cell in line if not is_empty(cell)]
    if len(cells) < 2:
        return False
    dates = any(_is_date(cell) for cell in cells)
    cases = _names_case(cells)
    if not (dates or cases):
        return False
    # A whole number that opens the line is its running number.
    amounts = any(_is_amount(cell) for cell in (cells[1:] if _is_whole(cells[0]) else cells))
    return (dates and cases) or amounts


def _names_case(line: Sequence[Cell]) -> bool:
    return any(isinstance(cell, str) and _is_case(cell) for cell in line)


def _is_case(cell: str) -> bool:
    """«дело № 2-9/2025», but no sentence that mentions one: the marked copy has a list of those."""
    return len(cell.split()) <= _LONGEST_CASE and odd_case_number(cell) is None


def _is_date(cell: Cell) -> bool:
    if isinstance(cell, date):
        return True
    return isinstance(cell, str) and not cell.strip().isdigit() and is_day(cell)


def _is_whole(cell: Cell) -> bool:
    return (isinstance(cell, (int, float)) and float(cell).is_integer()) or (isinstance(cell, str) and cell.isdigit())


def _is_amount(cell: Cell) -> bool:
    try:
        return money(cell) is not None
    except CellProblem:
        return False
