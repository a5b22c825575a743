"""Write the spreadsheet an accountant decides in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from io import BytesIO

import xlsxwriter

from rpa.debts.approval.sheet import (
    APPROVER,
    DECISION,
    HEADERS,
    NOTE,
    NUMBER,
    SHEET,
    STAMP,
    STAMP_SHEET,
    STAMPED,
    TO_FILL,
    WIDTHS,
    WORDS,
    shown,
)
from rpa.debts.plan.values import Plan


def approval_sheet(plan: Plan, *, at: datetime | None = None, left: Collection[str] = ()) -> bytes:
    """The XLSX of ``plan``: one row an item, most urgent first, the cells to fill unlocked, everything else protected.

    ``at`` is the present moment, by which rows read before are told from decisions made anew (default: the plan's).

    Everything is written as text with the quote prefix set: a portal's or a register's «=…» is never a formula, also
    after the file was saved again. ``left`` are numbers somebody left to people: it is said beside the proposal.
    The bytes hold personal data; the caller writes them into the protected folder.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {"title": "Решения по запросам о задолженности", "created": plan.built_at.replace(tzinfo=None)}
        )
        text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True, "num_format": "@"})
        fill = book.add_format(
            {"text_wrap": True, "valign": "top", "locked": False, "bg_color": "#FFF8DC", "border": 1, "num_format": "@"}
        )
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "quote_prefix": True})
        sheet = book.add_worksheet(SHEET)
        for column, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width, text, {"hidden": column == STAMPED})
            sheet.write_string(0, column, header, head)
        for row, item in enumerate(plan.items, start=1):
            for column, cell in enumerate(shown(item, left=item.request_number in left)):
                if column in TO_FILL:
                    sheet.write_blank(row, column, None, fill)
                else:
                    sheet.write_string(row, column, cell, text)
        last = max(len(plan.items), 1)
        sheet.data_validation(
            1, DECISION, last, DECISION,
            {
                "validate": "list",
                "source": [word.text for word in WORDS],
                "input_title": "Решение",
                "input_message": "Оставьте пустым, если решить нельзя: запрос останется на проверке.",
                "error_title": "Такого решения нет",
                "error_message": "Выберите: " + ", ".join(word.text for word in WORDS) + ".",
            },
        )  # fmt: skip
        sheet.freeze_panes(1, NUMBER + 1)
        sheet.autofilter(0, 0, last, NOTE)
        # Not a secret: it keeps a slip of the hand out. What was changed all the same, the reader refuses.
        sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_selection(1, DECISION, 1, APPROVER)
        stamp = book.add_worksheet(STAMP_SHEET)
        stamp.write_string(0, 0, STAMP)
        stamp.write_string(0, 1, plan.sha256)
        stamp.write_string(0, 2, (at or plan.built_at).isoformat())
        stamp.protect()
        stamp.very_hidden()
    return buffer.getvalue()
