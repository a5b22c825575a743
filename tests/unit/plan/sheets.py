"""The spreadsheet is edited here with openpyxl, a program of its own, as an accountant would with hers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from rpa.debts.approval import approval_sheet
from rpa.debts.plan import Plan

Edit = Callable[[Any, Any], None]


def filled(
    plan: Plan, path: Path, cells: dict[str, object], edit: Edit | None = None, *, at: datetime | None = None
) -> Path:
    """Write the sheet (``at`` that time), let a person edit it, save it."""
    path.write_bytes(approval_sheet(plan, at=at))
    book = openpyxl.load_workbook(path)
    sheet = book["Решения"]
    for place, value in cells.items():
        sheet[place] = value
    if edit is not None:
        edit(book, sheet)
    book.save(path)
    return path
