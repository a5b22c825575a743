"""A register that says above its table for which time it is, and holds nothing but acts or debts of that time.

«Реестр судебных приказов за ноябрь 2026 г.» is the month's work, and «нет» would be said of every debt before it. A
turnover of the same month has acts of any date, so what the lines say tells the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import TypeVar

from rpa.debts.dataset.dates import by_stem, day, month_from, month_to, period
from rpa.debts.dataset.header import Header
from rpa.debts.dataset.values import Cell, CellProblem
from rpa.debts.window import YEARS, years_before

T = TypeVar("T")

_DAY = r"\d{1,2}\.\d{1,2}\.\d{4}"
_UP_TO = r"\s*(?:г\.?\s*)?(?:-|–|—|\bпо\b)"
_BETWEEN = re.compile(rf"(?:\bс|период\w*|\bза)\s*:?\s*(?:с\s+)?({_DAY}){_UP_TO}\s*({_DAY})", re.IGNORECASE)
_SINCE = re.compile(rf"\bс\s+({_DAY})(?!{_UP_TO})", re.IGNORECASE)
_MONTH = re.compile(r"\bза\s+([а-я]{3,8}\s+\d{4}|\d{2}\.\d{4})\b", re.IGNORECASE)
_YEAR = re.compile(r"\bза\s+(\d{4})(?:\s*(?:-|–|—|и)\s*(\d{4}))?\s*г", re.IGNORECASE)


def is_of_one_time(title: str, lines: Iterable[Sequence[Cell]], header: Header, today: date) -> bool:
    """Whether ``title`` names a time that begins within the years an answer is about, and all acts, or all debts, of
    ``lines`` (at least one) are of that time."""
    stated = [(first, last) for first, last in _stated(title) if first > years_before(today, YEARS)]
    if not stated:
        return False
    acts: list[tuple[date, date]] = []
    debts: list[tuple[date, date]] = []
    for line in lines:
        if act := _read(day, line, header, "act_date"):
            acts.append((act, act))
        first, last = _read(month_from, line, header, "debt_from"), _read(month_to, line, header, "debt_to")
        both = _read(period, line, header, "debt_period") or ((first, last) if first and last else None)
        debts += [both] if both else []
    return any(
        spans and all(first <= start and end <= last for start, end in spans)
        for first, last in stated
        for spans in (acts, debts)
    )


def _stated(title: str) -> Iterator[tuple[date, date]]:
    with suppress(CellProblem, ValueError):
        for found in _BETWEEN.finditer(title):
            yield day(found[1]) or date.max, day(found[2]) or date.max
        for found in _SINCE.finditer(title):
            yield day(found[1]) or date.max, date.max
        for found in _YEAR.finditer(title):
            yield date(int(found[1]), 1, 1), date(int(found[2] or found[1]), 12, 31)
        for found in _MONTH.finditer(title):
            month = by_stem(found[1])
            yield month_from(month) or date.max, month_to(month) or date.max


def _read(convert: Callable[[Cell], T | None], line: Sequence[Cell], header: Header, name: str) -> T | None:
    index = header.columns.get(name)
    with suppress(CellProblem):
        return convert(line[index]) if index is not None and index < len(line) else None
    return None
