"""A register that says above its table for which time it is, and holds nothing but acts or debts of that time.

«Реестр судебных приказов за ноябрь 2026 г.» is the month's work, and «нет» would be said of every debt before it. A
turnover of the same month has acts of any date, so what the lines say tells the two apart.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import TypeVar

from rpa.debts.dataset.dates import by_stem, day, month_from, month_number, month_to, period
from rpa.debts.dataset.header import Header
from rpa.debts.dataset.values import Cell, CellProblem, dashes
from rpa.debts.window import YEARS, years_before

T = TypeVar("T")

_YEAR_MARK = r"(?:\s*г(?:\.\s*г\.?|г\.?|\.|ода?х?|од[уе]?)?(?![а-я]))?"
_TIME = re.compile(
    r"(?:(?P<day>\d{1,2}\.\d{1,2}\.)(?P<day_year>\d{4}|\d{2})(?!\d)"
    r"|(?P<number>\d{2})\.(?P<number_year>\d{4})(?!\d)"
    r"|(?:(?P<quarter>[1-4]|i{1,3}|iv)\s*(?:-?[а-я]{1,3}\s+)?кв(?:\.|артал\w*)?"
    r"|(?P<half>[12]|ii?|перв\w+|втор\w+)\s*(?:-?[а-я]{1,2}\s+)?полугоди\w+"
    r"|(?P<months>\d{1,2})\s*мес(?:\.|яц\w*)?"
    r"|(?P<name>(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]{0,6})\.?)?"
    r"\s*(?P<year>(?:19|20)\d{2}(?!\d))?)" + _YEAR_MARK
)
_BEFORE = re.compile(r"\b(?:за|с|период\w*)\b(?:\s*:?\s*\b(?:за|с|период\w*|начала|текущ\w+)\b)*\s*:?\s*")
_UP_TO = re.compile(r"\s*(?:-|/|\b(?:по|и|до)\b)\s*")
_LAST = re.compile(r"\bза последн\w+ (?:(?P<count>\d{1,2}|дв\w+|тр\w+|шест\w+) )?(?P<unit>мес|квартал|полу?год|год)")
_IN_UNIT = {"мес": 1, "квартал": 3, "полугод": 6, "полгод": 6, "год": 12}
_IN_WORDS = {"дв": 2, "тр": 3, "ше": 6}
_OF_THIS_YEAR = re.compile(r"начала|текущ")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def is_of_one_time(title: str, lines: Iterable[Sequence[Cell]], header: Header, today: date) -> bool:
    """Whether ``title`` names a time that begins within the years an answer is about, and all acts, or all debts, of
    ``lines`` (at least one) are of that time."""
    stated = [(first, last) for first, last in _stated(title, today) if first > years_before(today, YEARS)]
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


def _stated(title: str, today: date) -> Iterator[tuple[date, date]]:
    """First and last day of every time the title names: days, months, quarters, half-years, years, «9 месяцев»; from
    one to another, or «с …» to no end."""
    plain = dashes(title).lower().replace("ё", "е")
    for found in _BEFORE.finditer(plain):
        first = _TIME.match(plain, found.end())
        if first is None:
            continue
        between = _UP_TO.match(plain, first.end())
        last = _TIME.match(plain, between.end()) if between and first[0] else None
        last = last if last and last[0] else None
        since = last is None and re.search(r"\bс\b", found[0])
        named = (last and _year(last)) or _year(first) or (str(today.year) if _OF_THIS_YEAR.search(found[0]) else "")
        with suppress(ValueError):
            start, end = _of(first, _year(first) or named)
            yield start, (date.max if since else _of(last, _year(last) or named)[1] if last else end)
    for found in _LAST.finditer(plain):
        said = found["count"] or "1"
        count = (_IN_WORDS.get(said[:2]) or int(said)) * _IN_UNIT[found["unit"]]
        number = today.year * 12 + today.month - 1 - count
        yield date(number // 12, number % 12 + 1, 1), date.max


def _year(found: re.Match[str]) -> str:
    return found["day_year"] or found["number_year"] or found["year"] or ""


def _of(found: re.Match[str], year: str) -> tuple[date, date]:
    """First and last day of one time, in ``year`` where it names none. Raises ``ValueError`` for no such time."""
    number = int(year) + (2000 if len(year) == 2 else 0)
    if found["day"]:
        day_of, month, _ = found["day"].split(".")
        return (date(number, int(month), int(day_of)),) * 2
    first, last = 1, 12
    if found["number"]:
        first = last = int(found["number"])
    elif name := found["name"]:
        first = last = month_number(by_stem(name))
    elif quarter := found["quarter"]:
        last = 3 * (_ROMAN.get(quarter) or int(quarter))
        first = last - 2
    elif half := found["half"]:
        first, last = (7, 12) if half in ("2", "ii") or half.startswith("втор") else (1, 6)
    elif found["months"]:
        last = int(found["months"])
    return date(number, first, 1), date(number, last, monthrange(number, last)[1])


def _read(convert: Callable[[Cell], T | None], line: Sequence[Cell], header: Header, name: str) -> T | None:
    index = header.columns.get(name)
    with suppress(CellProblem):
        return convert(line[index]) if index is not None and index < len(line) else None
    return None
