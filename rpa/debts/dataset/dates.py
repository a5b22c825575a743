"""Cells to days, months and periods. What is not certain raises `CellProblem`, as in ``values``."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from math import isfinite

from rpa.debts.dataset.values import Cell, CellProblem, clean, dashes, is_empty, optional_text, value_class

# Excel counts days from here for every date after 28.02.1900; a bare number in a date column is such a count.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL_RANGE = range(20_000, 80_000)  # 1954 … 2119
_TEXT_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:г\.?)?\Z")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\Z")
_MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()  # noqa: SIM905
_WORD_MONTH = re.compile(r"([а-я]{3,8})(?:\.\s*|\s+)(\d{4})\s*(?:г\.?|года)?\Z")
# «янв.24»: how a spreadsheet shows a month and writes it into a CSV.
_SHORT_MONTH = re.compile(r"([а-я]{3,4})\.(\d{2})\Z")
_BEHIND_STEM = re.compile(r"\b([а-я]{3})[а-я]+")
_WORD_DATE = re.compile(r"[«\"]?(\d{1,2})[»\"]?\s+([а-я]{3,8})\.?\s+(\d{4})\s*(?:г\.?|года)?\Z")
_NUMBER_MONTH = re.compile(r"(\d{1,2})[./](\d{4})\s*(?:г\.?)?\Z")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")
_ISO_PERIOD = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)\s*(?:-|по)\s*(\d{4}-\d{2}(?:-\d{2})?)\Z")
_PERIOD = re.compile(r"\s*(?:с\s+)?(.+?)\s*(?:-|\bпо\b)\s*(.+?)\s*\Z")


def day(cell: Cell) -> date | None:
    """A date cell, a serial number, «дд.мм.гггг», «гггг-мм-дд», «25 марта 2025 г.»; a two-digit year is refused."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _serial(cell)
    found = optional_text(cell)
    if found is None:
        return None
    return _text_day(found) or _not_a_date(cell)


def is_day(cell: Cell) -> bool:
    """Whether a text or a date is a day for `day`. A number never is: it may count anything."""
    if not isinstance(cell, (str, date)):
        return False
    try:
        return day(cell) is not None
    except CellProblem:
        return False


def _serial(number: float) -> date:
    if not isfinite(number) or int(number) not in _SERIAL_RANGE:
        raise CellProblem("число", "число не похоже на дату", "Впишите дату: 05.02.2026.")
    return _SERIAL_ZERO + timedelta(days=int(number))


def _text_day(found: str) -> date | None:
    match = _TEXT_DATE.match(found)
    parts = (match[3], match[2], match[1]) if match else None
    if parts is None and (match := _ISO_DATE.match(found)):
        parts = (match[1], match[2], match[3])
    if parts is None and (match := _WORD_DATE.match(found.lower())):
        parts = (match[3], str(month_number(match[2])), match[1])
    if parts is None:
        # A CSV export of a date without a format: the serial number as text.
        return _serial(float(found)) if re.fullmatch(r"\d{5}(?:\.\d+)?", found) else None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        raise CellProblem("текст", "такого дня нет в календаре", "Впишите дату: 05.02.2026.") from None


def _not_a_date(cell: Cell) -> date:
    raise CellProblem(value_class(cell), "это не дата", "Впишите дату с четырёхзначным годом: 05.02.2026.")


def month_from(cell: Cell) -> date | None:
    """A date as it is, or the first day of a month («03.2025», «март 2025 г.», «мар.25», «2025-03»)."""
    month = _month(cell)
    return date(*month, 1) if month else day(cell)


def month_to(cell: Cell) -> date | None:
    """A date as it is, or the last day of a month."""
    month = _month(cell)
    return date(*month, monthrange(*month)[1]) if month else day(cell)


def _month(cell: Cell) -> tuple[int, int] | None:
    if not isinstance(cell, str):
        return None
    found = clean(cell).lower()
    if match := _NUMBER_MONTH.match(found):
        year, number = int(match[2]), int(match[1])
    elif match := _ISO_MONTH.match(found):
        year, number = int(match[1]), int(match[2])
    elif match := _WORD_MONTH.match(found):
        year, number = int(match[2]), month_number(match[1])
    elif match := _SHORT_MONTH.match(found):
        year, number = 2000 + int(match[2]), month_number(match[1])
    else:
        return None
    if not 1 <= number <= 12 or not 1 <= year <= 9998:
        raise CellProblem("текст", "такого месяца нет", "Впишите месяц: 03.2025.")
    return year, number


def by_stem(text: str) -> str:
    """«1 сентебря 2026» as «1 сен 2026»: a title with a slip in it dates its register all the same, for what is not
    read there makes it younger, or whole; a cell with one is refused."""
    return _BEHIND_STEM.sub(r"\1", text.lower())


def month_number(word: str) -> int:
    """Of a month by its name, whole, in the genitive or the prepositional, or cut short, 1 to 12; 0 if it is none."""
    for number, name in enumerate(_MONTHS, 1):
        stem = name.rstrip("ьй")
        if word in (f"{stem}а", f"{stem}я", f"{stem}е") or (len(word) > 2 and name.startswith(word)):
            return number
    return 0


def period(cell: Cell) -> tuple[date, date] | None:
    """«01.2023-12.2024» or «01.01.2023 - 31.12.2024» or «с … по …»; a single month stands for itself."""
    if not isinstance(cell, str):
        if is_empty(cell):
            return None
        raise CellProblem(value_class(cell), "здесь ожидается период", "Впишите период: 01.2023-12.2024.")
    found = dashes(clean(cell)).lower()
    if not found:
        return None
    if _month(found):
        return month_from(found), month_to(found)  # type: ignore[return-value]
    match = _ISO_PERIOD.match(found) or _PERIOD.match(found)
    first = month_from(match[1]) if match else None
    last = month_to(match[2]) if match else None
    if first is None or last is None:
        raise CellProblem("текст", "это не период", "Впишите период: 01.2023-12.2024.")
    return first, last
