"""Обращения out of the store: XLSX and CSV for people, JSON for programs.

Texts come from strangers: in a spreadsheet every cell is text, and in CSV a cell that a spreadsheet program would run
as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from rpa.inquiries.recognise import asks_about_debt
from rpa.inquiries.words import STATUS_WORDS
from rpa.operate.inquiries.store import StoredInquiry

COLUMNS = (
    ("Номер", 18), ("Статус", 12), ("Создано", 12), ("Срок по закону", 14), ("Плановая дата", 14), ("Тема", 30),
    ("Адрес", 40), ("Помещение", 11), ("Заявитель", 28), ("Исполнитель", 28), ("Текст", 80), ("Вложений", 10),
    ("Запрос о задолженности", 14),
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CELL_LIMIT = 32_000
"""A cell of a spreadsheet holds 32,767 characters."""


def row(stored: StoredInquiry) -> tuple[str, ...]:
    """The cells of one обращение, all text."""
    one = stored.inquiry
    return (
        one.number,
        STATUS_WORDS[one.status],
        _day(one.created),
        _day(one.execution_end_date),
        _day(one.date_of_appointment),
        one.topic,
        one.address,
        one.apartment_number or "",
        one.applicant or "",
        one.executor or "",
        one.text[:_CELL_LIMIT],
        str(len(one.attachments)),
        "да" if asks_about_debt(one) else "",
    )


def to_xlsx(stored: Sequence[StoredInquiry]) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Обращения")
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DCE6F1"})
        # With the quote prefix «=…» stays a text also when somebody edits the cell later.
        cell = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "quote_prefix": True})
        for column, (name, width) in enumerate(COLUMNS):
            sheet.write_string(0, column, name, head)
            sheet.set_column(column, column, width)
        for number, one in enumerate(stored, start=1):
            for column, text in enumerate(row(one)):
                sheet.write_string(number, column, text, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(stored), 1), len(COLUMNS) - 1)
    return buffer.getvalue()


def to_csv(stored: Sequence[StoredInquiry]) -> bytes:
    """UTF-8 with a mark, semicolons: what a Russian spreadsheet program opens by a double click."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([name for name, _width in COLUMNS])
    writer.writerows([_harmless(text) for text in row(one)] for one in stored)
    return buffer.getvalue().encode("utf-8-sig")


def to_json(stored: Sequence[StoredInquiry]) -> bytes:
    names = [name for name, _width in COLUMNS]
    return json.dumps(
        [dict(zip(names, row(one), strict=True)) for one in stored], ensure_ascii=False, indent=1
    ).encode()


FORMATS = {"xlsx": to_xlsx, "csv": to_csv, "json": to_json}


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
