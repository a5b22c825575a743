"""The register as a workbook. Every cell is text or a whole number; nothing in it is ever a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from rpa.audit.report import words
from rpa.audit.report.answers import AnswersReport, Row
from rpa.audit.report.inquiries import Inquiries, InquiryLine
from rpa.audit.report.integrity import Integrity
from rpa.audit.report.month import MonthReport
from rpa.audit.report.page import as_date, as_hours, as_moment, as_number, as_percent, visible
from rpa.audit.report.request import RequestReport

LONGEST_CELL = 32_000
"""A spreadsheet cell holds 32,767 characters."""
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_REGISTER = (
    ("№ запроса", 26), ("Получен", 13), ("Срок ответа", 13), ("Как со сроком", 22), ("Состояние", 24),
    ("Решение правила", 24), ("Правило", 10), ("Почему", 60), ("Утверждено", 24), ("Утвердил", 28),
    ("Когда утверждено", 18), ("Отправлен", 18), ("Сверка", 30), ("Подробно", 50), ("Снимков", 10),
)  # fmt: skip
_INQUIRIES = (
    ("№ обращения", 26), ("Состояние", 14), ("Создано", 13), ("Срок", 13), ("Как со сроком", 22),
    ("Плановая дата", 14), ("Исполнитель", 22), ("О задолженности", 16),
)  # fmt: skip
_ABOUT = (("Что", 34), ("Значение", 90))


def answers_book(report: AnswersReport, inquiries: Inquiries, organization: str, checked: Integrity) -> bytes:
    """Register, обращения, what did not go smoothly, and where it all comes from."""
    book = Book()
    book.sheet("Запросы", _REGISTER, map(_cells, report.rows))
    _inquiries(book, inquiries)
    book.sheet(
        "Повторы и ошибки",
        (("Когда", 18), ("Что", 22), ("№ запроса", 26), ("Шаг", 40), ("Подробно", 80)),
        (
            (as_moment(item.at), words.KINDS.get(item.kind, item.kind), item.request_number, item.title, item.what)
            for item in report.troubles
        ),
    )
    runs = [(f"Прогон {run.run_id}", f"{words.scenario(run.scenario)}, {as_moment(run.began)}") for run in report.runs]
    day = ("Сроки посчитаны на", as_date(report.day))
    about = [*_who(report.stand, organization, report.ogrn), ("Отчёт", report.title), day, ("Кабинет", report.target)]
    book.sheet("Об отчёте", _ABOUT, [*about, *runs, ("План (SHA-256)", report.plan_sha256 or "—"), *_proof(checked)])
    return book.close()


def month_book(report: MonthReport, inquiries: Inquiries, organization: str, checked: Integrity) -> bytes:
    """The month's numbers, and its register."""
    book = Book()
    worst = report.worst
    numbers = [
        *_who(report.stand, organization, report.ogrn),
        ("Месяц", report.month.title),
        ("Состояние на", as_date(report.today)),
        ("Получено запросов", report.received),
        ("Отвечено в срок", report.on_time),
        ("Отвечено в срок, % от тех, чей срок настал", as_percent(report.on_time_percent)),
        ("Отвечено поздно", report.late),
        ("Отвечено, в срок ли — неизвестно", report.undated),
        ("Ответила система", report.automatic),
        ("Без ответа, срок прошёл", report.open_overdue),
        ("Ответили без робота или отозван отправителем", report.others),
        ("Ждут ответа, срок не прошёл", report.waiting),
        *((f"Решило правило: {words.DECISIONS[key][0].lower()}", count) for key, count in report.decisions.items()),
        *((f"Отправлено: {words.DECISIONS[key][0].lower()}", count) for key, count in report.answers.items()),
        ("из них решил человек, а не правило", report.by_person),
        ("Рабочих дней до ответа, медиана", as_number(report.median_days)),
        ("Рабочих дней до ответа, худшее", f"{worst.working_days} (запрос {worst.request_number})" if worst else "—"),
        ("Сверено с кабинетом", report.checked),
        ("Расхождений нашла сверка", len(report.disagreements)),
        ("Сэкономлено времени", as_hours(report.minutes_saved)),
        ("при стольких минутах на ответ вручную", as_number(report.minutes_each)),
        ("Получено обращений", len(inquiries)),
        ("из них ждут ответа", len(inquiries.waiting)),
        ("из них просрочено", inquiries.overdue),
        *_proof(checked),
    ]
    book.sheet("Показатели", (("Показатель", 48), ("Значение", 60)), numbers)
    book.sheet("Запросы", _REGISTER, map(_cells, report.rows))
    _inquiries(book, inquiries)
    return book.close()


def request_book(report: RequestReport, inquiries: Inquiries, organization: str, checked: Integrity) -> bytes:
    """One request's events."""
    book = Book()
    events = (
        (event.seq, as_moment(event.at), stretch.run_id, stretch.title, event.title, event.said)
        for stretch in report.stretches
        for event in stretch.events
    )
    book.sheet(
        "События",
        (("Запись №", 10), ("Когда", 18), ("Прогон", 24), ("Что шло", 40), ("Что произошло", 26), ("Подробно", 90)),
        events,
    )
    book.sheet("Запрос", _REGISTER, [_cells(report.row)])
    _inquiries(book, inquiries)
    book.sheet("Об отчёте", _ABOUT, [*_who(report.stand, organization, report.ogrn), *_proof(checked)])
    return book.close()


def _who(stand: bool, organization: str, ogrn: str) -> list[tuple[str, object]]:
    told = [("УЧЕБНЫЙ СТЕНД", "Люди, адреса и запросы придуманы. Доказательством не является.")] if stand else []
    return [*told, ("Организация", organization), ("ОГРН", ogrn)]


def _proof(checked: Integrity) -> list[tuple[str, object]]:
    return [
        ("Журнал", "сходится" if checked.ok else f"НЕ СХОДИТСЯ, нарушений: {checked.found}"),
        ("Контрольная точка", checked.checkpoint),
    ]


def _cells(row: Row) -> tuple[object, ...]:
    case = row.case
    return (
        row.number,
        as_date(case.received),
        as_date(case.due),
        words.DUE[row.due][0],
        row.state.title,
        words.DECISIONS.get(case.decision, ("—",))[0],
        case.rule,
        case.sentence,
        words.DECISIONS.get(case.approved, ("—",))[0],
        ", ".join(case.approvers),
        as_moment(case.approved_at),
        as_moment(case.sent_at),
        words.FINDINGS.get(case.finding, case.finding),
        case.detail,
        row.pictures,
    )


def _inquiries(book: Book, inquiries: Inquiries) -> None:
    if inquiries.lines:
        book.sheet("Обращения", _INQUIRIES, map(_inquiry, inquiries.lines))


def _inquiry(line: InquiryLine) -> tuple[object, ...]:
    return (
        line.number,
        line.status,
        as_date(line.created),
        as_date(line.due),
        words.DUE.get(line.urgency, words.CLOSED)[0],
        as_date(line.planned),
        line.executor or "не назначен",
        "да" if line.about_debt else "",
    )


class Book:
    """A workbook in memory. ``sheet`` adds one, ``close`` gives the bytes."""

    def __init__(self) -> None:
        self._content = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._content, _OPTIONS)
        base = {"valign": "top", "text_wrap": True}
        # The quote prefix keeps «=…» a text also when somebody edits the cell later.
        self._text = self._book.add_format({**base, "num_format": "@", "quote_prefix": True})
        self._number = self._book.add_format({**base, "num_format": "0"})
        self._head = self._book.add_format(
            {**base, "bold": True, "bg_color": "#E9EDF2", "bottom": 1, "quote_prefix": True}
        )

    def sheet(self, name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[object]]) -> None:
        """Add a sheet with a frozen header and filters; ``columns`` are titles and widths in characters."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for column, (title, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, self._head)
        last = 0
        for last, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(last, column, cell, self._number)
                else:
                    sheet.write_string(last, column, visible(cell)[:LONGEST_CELL], self._text)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def close(self) -> bytes:
        self._book.close()
        return self._content.getvalue()
