"""The day a title gives to the balances below it: «Остатки по состоянию на 20.11.2026», «на 1 июня 2026 г.».

A column of dates may be that of the export, so a title that names an earlier day makes the whole register older.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from rpa.debts.dataset.dates import by_stem, day, month_from, month_to
from rpa.debts.dataset.header import Header
from rpa.debts.dataset.reader import Sheet
from rpa.debts.dataset.values import CellProblem, clean, dashes

_STATES = r"\b(?:на(?: дату| конец дня)?|остатки по|выгружено|сформирован\w*)\s*:?\s*"
# What is older than the balance dates below it shows that those are of something else; no balance date itself.
_MADE = r"(?:\bсоставлен\w*|\bотч[её]т\w* от|\bдата (?:формирования|составления|выгрузки|отч[её]та|печати))\s*:?\s*"
_MONTH = r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]{0,5}"
_AS_TEXT = r"(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})(?!\d)"
_SHORT_YEAR = r"(\d{1,2}\.\d{1,2}\.)(\d{2})(?!\d)"
_SLASHES = r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)"
_IN_WORDS = rf"[«\"]?(\d{{1,2}})[»\"]?\s+({_MONTH}\s+\d{{4}})"
_OF_MONTH = re.compile(rf"\bна\s+(начало\s+|конец\s+)?({_MONTH}\s+\d{{4}})", re.IGNORECASE)


def stated_dates(sheet: Sheet, header: Header) -> tuple[date | None, list[date]]:
    """The date of the balances that stands above ``header``, and all dates there that they cannot be younger than. Of
    several the earliest is the first of the two: a report is printed later than the balances it shows."""
    texts = [dashes(clean(cell)) for line in sheet.lines[: header.top] for cell in line if isinstance(cell, str)]
    states = [found for text in texts for found in (*_dates(_STATES, text), *_of_month(text))]
    return min(states, default=None), states + [found for text in texts for found in _dates(_MADE, text)]


def _dates(before: str, text: str) -> Iterator[date]:
    for found in re.finditer(before + _AS_TEXT, text, re.IGNORECASE):
        yield from _read(found[1])
    for found in re.finditer(before + _SHORT_YEAR, text, re.IGNORECASE):
        yield from _read(f"{found[1]}20{found[2]}")
    for found in re.finditer(before + _SLASHES, text, re.IGNORECASE):
        # The day or the month may stand first: the earlier is the safe one.
        yield from _read(f"{found[1]}.{found[2]}.{found[3]}")
        yield from _read(f"{found[2]}.{found[1]}.{found[3]}")
    for found in re.finditer(before + _IN_WORDS, text, re.IGNORECASE):
        # Of a day that does not exist nothing is known; the others count.
        with suppress(CellProblem, ValueError):
            if (first := month_from(by_stem(found[2]))) is not None:
                yield first.replace(day=int(found[1]))


def _of_month(text: str) -> Iterator[date]:
    for found in _OF_MONTH.finditer(text):
        with suppress(CellProblem):
            of_end = (found[1] or "").lower().startswith("конец")
            if (known := (month_to if of_end else month_from)(by_stem(found[2]))) is not None:
                yield known


def _read(text: str) -> Iterator[date]:
    with suppress(CellProblem):
        if (found := day(text)) is not None:
            yield found
