"""The register as XLSX: one row a request. Everything is text, so that nothing of the journal can be a formula."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter

from rpa.audit.report.facts import ReportFacts
from rpa.audit.report.page import state
from rpa.audit.report.words import DECISIONS, ENDINGS, told

COLUMNS = (
    ("Номер запроса", 18), ("Срок ответа", 13), ("Решение", 24), ("Правило", 9), ("Почему", 60), ("Утверждено", 24),
    ("Кто утвердил", 30), ("Итог", 26), ("Подробности", 40), ("Когда отправлен", 20), ("Снимков", 9),
)  # fmt: skip


def write_register(facts: ReportFacts) -> bytes:
    """The workbook's bytes: frozen header, filters, strings only."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("Запросы")
        head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "valign": "top"})
        cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for column, (name, width) in enumerate(COLUMNS):
            sheet.write_string(0, column, name, head)
            sheet.set_column(column, column, width)
        lines = facts.by_due()
        for row, line in enumerate(lines, start=1):
            texts = (
                line.number,
                f"{line.due:%d.%m.%Y}" if line.due else "",
                told(DECISIONS, line.decision),
                line.rule,
                line.sentence,
                told(DECISIONS, line.approved) if line.approved else "",
                ", ".join(line.approvers),
                told(ENDINGS, state(line)),
                line.detail,
                f"{line.answered_at:%d.%m.%Y %H:%M:%S}" if line.answered_at else "",
                str(len(line.pictures)),
            )
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(lines), 1), len(COLUMNS) - 1)
        if facts.stand:
            sheet.set_header('&C&"-,Bold"УЧЕБНЫЙ СТЕНД')
    return buffer.getvalue()
