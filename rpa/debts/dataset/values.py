"""Cells to values, one converter a value class. What is not certain raises `CellProblem`: nothing is guessed.

A cell is what python-calamine or the csv reader gives: ``str``, ``float``, ``int``, ``bool``, ``date``, ``datetime``,
``time``, ``timedelta`` or empty. Converters return ``None`` for an empty cell.

Dates and months are in ``dates``.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any
from uuid import UUID

from rpa.debts.snils import check_number_fits

Cell = Any

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_INVISIBLE = str.maketrans("", "", "\u200b\u200c\u200d\u00ad\ufeff\x00")
EMPTY_WORDS = frozenset({"", "-", "--", "нет", "н/д", "отсутствует"})
_LONGEST_EMPTY = max(map(len, EMPTY_WORDS))


# What a spreadsheet makes of «5/2» or «2-3»: «05.фев», «5-фев», «фев.05», «02.05.2026».
_SHORT_MONTH = r"(?:янв|фев|мар|апр|май|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_FULL_DATE = r"(?<!\d)(?:\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})(?!\d)"
_DAY_MONTH = rf"(?:\d{{1,2}}[.\- ]{_SHORT_MONTH}|{_SHORT_MONTH}[.\- ]\d{{1,2}})\.?"
_MANGLED_NUMBER = re.compile(rf"(?:{_FULL_DATE}|{_DAY_MONTH})\Z", re.IGNORECASE)
# In an address a date stands nowhere, and «фев» only where a house number should («ул. 9 Мая» is a street).
_MANGLED_ADDRESS = re.compile(
    rf"{_FULL_DATE}|(?:,\s*|(?<![\w-])(?:д|дом)\.?\s*)№?\s*{_DAY_MONTH}\s*(?:,|\Z)", re.IGNORECASE
)
_KOPECK, _NOISE, _TOO_MUCH = Decimal("0.01"), Decimal("1e-6"), Decimal("1e12")
_MONEY = re.compile(r"-?\d+(?:\.\d+)?\Z")
_WHOLE = re.compile(r"(\d+)[.,]0+\Z")
_FRACTION = re.compile(r"\d+[.,]\d+\Z")
_ROUBLES = re.compile(r"\s*(?:(?:р|руб|рублей)\.?|₽)\Z")
_GROUPED = re.compile(r"-?\d{1,3}(?: \d{3})+(?:\.\d+)?\Z")
_THREE_DECIMALS = re.compile(r"\.\d{3}\Z")

FAILED = "#Н/Д"
"""What stands for a cell whose formula failed or was never computed."""
_FAILED = frozenset(
    "#Н/Д #ССЫЛКА! #ЗНАЧ! #ДЕЛ/0! #ИМЯ? #ЧИСЛО! #ПУСТО! #N/A #REF! #VALUE! #DIV/0! #NAME? #NUM! #NULL!".split()  # noqa: SIM905
)


class CellProblem(ValueError):
    """Why a cell cannot be used. Texts are Russian and never hold the value itself."""

    def __init__(self, value_class: str, message: str, cure: str) -> None:
        super().__init__(message)
        self.value_class, self.message, self.cure = value_class, message, cure


def value_class(cell: Cell) -> str:
    """What kind of thing stands in the cell, for messages that must not show the thing."""
    if is_empty(cell):
        return "пусто"
    if isinstance(cell, bool):
        return "логическое"
    if isinstance(cell, (int, float)):
        return "число"
    if isinstance(cell, (date, datetime)):
        return "дата"
    if isinstance(cell, (time, timedelta)):
        return "время"
    return "текст"


def is_failed(cell: Cell) -> bool:
    """Whether the cell holds what a spreadsheet shows of a formula that failed."""
    return isinstance(cell, str) and cell[:1] == "#" and cell.strip() in _FAILED


def refuse_failed(cell: Cell) -> None:
    """Raises `CellProblem` for such a cell."""
    if is_failed(cell):
        raise CellProblem(
            "ошибка формулы",
            "в ячейке ошибка формулы, или формула не подсчитана",
            "Откройте файл в Excel или LibreOffice, исправьте формулу и сохраните как .xlsx, или впишите значение.",
        )


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not clean(cell))


def clean(text: str) -> str:
    """Invisible characters dropped, every kind of blank one blank, trimmed. Spelling is kept."""
    if text.isprintable() and "  " not in text:  # the common case: no invisible character, no blank but « »
        return text.strip()
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()


def dashes(text: str) -> str:
    return text if text.isascii() else _DASHES.sub("-", text)


def text(cell: Cell) -> str | None:
    """Any cell as text: whole numbers without «.0», dates as ``dd.mm.yyyy``."""
    if isinstance(cell, str):
        return clean(cell) or None
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    return str(cell)


def optional_text(cell: Cell) -> str | None:
    """Like `text`, with «-» and «нет» taken for nothing."""
    found = text(cell)
    if found is None or (len(found) <= _LONGEST_EMPTY and dashes(found).lower() in EMPTY_WORDS):
        return None
    return found


def address(cell: Cell) -> str | None:
    """Raw address text. A date or a bare number in its place is an error, and so is a last part turned into a date."""
    if isinstance(cell, (date, time, timedelta)):
        raise _mangled(cell)
    found = text(cell)
    if found is None:
        return None
    if _MANGLED_ADDRESS.search(found):
        raise _mangled(cell)
    if not any(letter.isalpha() for letter in found):
        raise CellProblem(value_class(cell), "в адресе нет ни одной буквы", "Впишите адрес словами: город, улица, дом.")
    return found


def place(cell: Cell) -> str | None:
    """Number of a house, flat or room as text: 12.0 → «12»; «0», «-» and empty are nothing; a date is an error."""
    if isinstance(cell, (date, time, timedelta)):
        raise _mangled(cell)
    if isinstance(cell, bool):
        raise CellProblem("логическое", "здесь ожидается номер", "Впишите номер текстом.")
    if isinstance(cell, (int, float)):
        if not isfinite(cell) or cell != int(cell) or cell < 0:
            raise CellProblem(
                "дробное число",
                "номер не может быть дробным или отрицательным",
                "Задайте ячейке текстовый формат и впишите номер заново (например, 12/5).",
            )
        return str(int(cell)) if cell else None
    found = text(cell)
    if found is None:
        return None
    if _MANGLED_NUMBER.match(found):
        raise _mangled(cell)
    if whole := _WHOLE.match(found):
        found = whole.group(1)
    elif _FRACTION.match(found):
        raise CellProblem(
            "дробное число",
            "номер не может быть дробным",
            "Задайте ячейке текстовый формат и впишите номер заново (например, 12/5).",
        )
    return None if found in {"0", "-", "—", "–"} else found


def _mangled(cell: Cell) -> CellProblem:
    return CellProblem(
        "дата" if not isinstance(cell, str) else "дата текстом",
        "программа таблиц превратила номер в дату; какой был номер, узнать нельзя",
        "Задайте ячейке текстовый формат и впишите номер заново (например, 5/2).",
    )


def guid(cell: Cell) -> str | None:
    """UUID, lower case with dashes."""
    found = optional_text(cell)
    if found is None:
        return None
    try:
        return str(UUID(found))
    except ValueError:
        raise CellProblem(
            value_class(cell),
            "это не идентификатор вида 8-4-4-4-12",
            "Скопируйте идентификатор из ГИС ЖКХ или ФИАС целиком.",
        ) from None


def money(cell: Cell) -> Decimal | None:
    """Rubles with two places. Takes blanks between thousands, comma or point, «руб.», a float's own rounding noise."""
    if isinstance(cell, (bool, date, time, timedelta)):
        raise CellProblem(value_class(cell), "здесь ожидается сумма", "Впишите сумму числом: 12345,67.")
    if isinstance(cell, (int, float)):
        exact = Decimal(repr(cell or 0)) if isfinite(cell) else Decimal("NaN")
        if exact.is_nan() or exact < 0 or exact >= _TOO_MUCH:
            raise CellProblem("число", "сумма вне разумных пределов", "Впишите сумму от нуля: 12345,67.")
        rounded = exact.quantize(_KOPECK)
        if abs(exact - rounded) > _NOISE:
            raise CellProblem("число", "в сумме больше двух знаков после запятой", "Округлите сумму до копеек.")
        return rounded
    found = text(cell)
    if found is None:
        return None
    plain = found if found[-1].isdigit() else _ROUBLES.sub("", found.lower())
    plain = dashes(plain).replace("'", " ").replace(",", ".")
    if not (_MONEY.match(plain) or _GROUPED.match(plain)):
        raise CellProblem("текст", "это не сумма", "Впишите сумму числом: 12345,67; ноль — цифрой 0.")
    if _THREE_DECIMALS.search(plain):
        raise CellProblem(
            "текст", "три знака после запятой или точки: это тысячи или доли", "Впишите сумму числом: 12345,67."
        )
    try:
        value = Decimal(plain.replace(" ", ""))
    except InvalidOperation:  # pragma: no cover - the patterns above leave nothing else
        raise CellProblem("текст", "это не сумма", "Впишите сумму числом: 12345,67.") from None
    if value < 0 or value >= _TOO_MUCH:
        raise CellProblem("число", "сумма вне разумных пределов", "Впишите сумму от нуля: 12345,67.")
    rounded = value.quantize(_KOPECK)
    if value != rounded:
        raise CellProblem("число", "в сумме больше двух знаков после запятой", "Округлите сумму до копеек.")
    return rounded


def flag(cell: Cell) -> bool | None:
    """да/нет, 1/0, истина/ложь, +."""
    if isinstance(cell, bool):
        return cell
    found = text(cell)
    if found is None:
        return None
    word = dashes(found).lower()
    if word in {"да", "1", "истина", "true", "+", "есть", "х", "x"}:
        return True
    if word in {"нет", "0", "ложь", "false", "-"}:
        return False
    raise CellProblem(value_class(cell), "здесь ожидается «да» или «нет»", "Впишите «да» или «нет».")


def names_list(cell: Cell) -> tuple[str, ...] | None:
    found = optional_text(cell)
    return tuple(part for part in map(clean, re.split(r"[,;/]", found)) if part) if found else None


def snils(cell: Cell) -> str | None:
    """Eleven digits with a valid check number."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and isfinite(cell):
        cell = str(int(cell)).zfill(11)
    found = optional_text(cell)
    if found is None:
        return None
    digits = re.sub(r"[\s\-]", "", dashes(found))
    if not re.fullmatch(r"\d{11}", digits):
        raise CellProblem(value_class(cell), "в СНИЛС должно быть 11 цифр", "Впишите СНИЛС текстом, с ведущими нулями.")
    if check_number_fits(digits) is False:
        raise CellProblem("11 цифр", "контрольное число СНИЛС не сходится", "Сверьте СНИЛС с документом.")
    return digits
