"""The registry as a workbook. Columns B, I, J, K are those a public robot relies on; the rest is invented."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from rpa.stand.rest.http import ru_date
from rpa.stand.store import Row

COLUMNS = (
    "№ п/п", "Номер запроса", "Дата направления запроса", "Статус запроса", "Статус ответа",
    "Организация, направившая запрос", "Телефон организации", "Сотрудник, сформировавший запрос",
    "Идентификатор адреса", "Адрес дома", "Номер квартиры, комнаты, блока жилого дома",
    "Период с", "Период по", "Крайний срок ответа", "Результат", "Исполнитель", "Дата добавления ответа",
    "Дата отправки ответа", "Дата последнего изменения",
)  # fmt: skip
STATUS_WORDS = {"NOT_SENT": "Не отправлен", "SENT": "Отправлен", "AUTO_GENERATED": "Сформирован автоматически"}


def workbook(rows: Sequence[Row]) -> bytes:
    """XLSX bytes. Every cell is a text, so a hostile «=…» stays a text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet("Реестр запросов")
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, 1, 16)
        sheet.set_column(8, 9, 40)
        bold = book.add_format({"bold": True})
        for column, caption in enumerate(COLUMNS):
            sheet.write_string(0, column, caption, bold)
        for line, row in enumerate(rows, 1):
            for column, text in enumerate(_cells(line, row)):
                sheet.write_string(line, column, text)
    return buffer.getvalue()


def _cells(line: int, row: Row) -> tuple[str, ...]:
    answered = row["status"] != "NOT_SENT"
    result = ("Имеется информация о задолженности" if row["debt_present"] else "Задолженности нет") if answered else ""
    return (
        str(line), row["number"], ru_date(row["sent_date"]) or "", "Получен ответ" if answered else "Направлен",
        STATUS_WORDS[row["status"]], row["asker"], row["asker_tel"] or "", row["asker_fio"], row["fias_guid"] or "",
        row["address"], row["apartment"] or "", ru_date(row["period_begin"]) or "", ru_date(row["period_end"]) or "",
        ru_date(row["due_date"]) or "", result, row["executor_fio"] or "", ru_date(row["saved_at"]) or "",
        ru_date(row["sent_at"]) or "", ru_date(row["last_update"]) or "",
    )  # fmt: skip
