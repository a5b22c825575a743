"""What strangers wrote into an обращение stays a text in the spreadsheets made of it, also when somebody edits it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest

from rpa.inquiries.words import STATUS_WORDS
from rpa.model import Inquiry
from rpa.operate.inquiries.export import to_csv, to_xlsx
from rpa.operate.inquiries.store import StoredInquiry


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠"])
def test_no_cell_begins_a_formula(sign: str) -> None:
    text = f"{sign}HYPERLINK(1)"
    inquiry = Inquiry("1", next(iter(STATUS_WORDS)), topic=text)
    stored = [StoredInquiry(inquiry, "ab", datetime(2026, 11, 2, tzinfo=UTC))]
    rows = list(csv.DictReader(io.StringIO(to_csv(stored).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0]["Тема"] == f"'{text}"
    cell = openpyxl.load_workbook(io.BytesIO(to_xlsx(stored))).active["F2"]
    assert cell.data_type == "s" and cell.quotePrefix
