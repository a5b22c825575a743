"""The production calendar of the five-day week: which days are worked, checked year by year.

`calendar_ru.json` is the single source: ``{year: {off, work, total, source}}`` with ``off`` the weekdays that are
days off, ``work`` the weekend days that are worked (both ``MM-DD``), ``total`` the year's working days. A total that
does not come out, a day off on a Sunday, a year without data are errors: a guessed calendar makes a missed deadline.
Libraries and open data guess years that are not decreed yet, or kept errors of past ones; so the data is ours.

A user adds a year with ``rpa calendar add FILE``: JSON of this shape, or XML of xmlcalendar (see `read_xml`).
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from rpa.errors import BadInput, BadSettings
from rpa.private_files import store_open

SHIPPED = Path(__file__).with_name("calendar_ru.json")
_YEAR = re.compile(r"[1-9][0-9]{3}")
_DAY = re.compile(r"(\d{2})[-.](\d{2})\Z")
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
HOW_TO_ADD = "Добавьте год: `rpa calendar add ФАЙЛ` (JSON или XML; образец: `rpa calendar show 2026 --json`)."


class CalendarError(BadInput):
    """A calendar that contradicts itself, or a year that is not in it."""

    hint = HOW_TO_ADD


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One checked year. ``off`` are Monday to Friday, ``work`` Saturdays and Sundays."""

    year: int
    off: frozenset[date]
    work: frozenset[date]
    total: int
    source: str = ""

    def is_working(self, day: date) -> bool:
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.off)

    def as_json(self) -> dict[str, Any]:
        """The shape of the data file."""
        return {
            "off": [f"{day:%m-%d}" for day in sorted(self.off)],
            "work": [f"{day:%m-%d}" for day in sorted(self.work)],
            "total": self.total,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days of the years it has data for. Every method raises `CalendarError` for a day of another year."""

    years: Mapping[int, CalendarYear]

    @classmethod
    def load(cls, *extra: Path) -> WorkCalendar:
        """The shipped years and those of ``extra`` (files written by `add_years`; absent is fine). The last one wins.

        Raises `CalendarError` if a year contradicts itself, `BadSettings` if a file cannot be read.
        """
        years = dict(_shipped())
        for path in extra:
            years |= _added(path)
        return cls(years)

    def is_working(self, day: date) -> bool:
        return self._year(day.year).is_working(day)

    def next_working(self, day: date) -> date:
        """The first working day after ``day``."""
        day += _ONE_DAY
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (which is not counted, working or not). ``count`` ≥ 0."""
        if count < 0:
            raise ValueError("count of working days is negative")
        for _ in range(count):
            day = self.next_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; 0 if ``end`` is not later.

        The age of a dataset: from its balance date to today.
        """
        count = 0
        while start < end:
            start += _ONE_DAY
            count += self.is_working(start)
        return count

    def _year(self, year: int) -> CalendarYear:
        known = self.years.get(year)
        if known is None:
            raise CalendarError(f"В производственном календаре нет {year} года, срок посчитать нельзя.")
        return known


@cache
def _shipped() -> Mapping[int, CalendarYear]:
    return parse_years(json.loads(SHIPPED.read_text(encoding="utf-8")))


def _added(extra: Path) -> dict[int, CalendarYear]:
    try:
        return parse_years(json.loads(extra.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        raise BadSettings(
            f"Файл дополнительных лет календаря {extra.name} не читается: нет прав.",
            hint="Проверьте права на папку данных.",
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise BadSettings(
            f"Файл дополнительных лет календаря {extra.name} не читается.",
            hint="Удалите его и добавьте годы заново: `rpa calendar add ФАЙЛ`.",
        ) from error


def parse_years(document: Any) -> dict[int, CalendarYear]:
    """Check years in the shape of the data file. Raises `CalendarError` that names the year and the day."""
    if not isinstance(document, dict) or not document:
        raise CalendarError("В файле календаря нет ни одного года.")
    years: dict[int, CalendarYear] = {}
    for key, entry in document.items():
        if not _YEAR.fullmatch(str(key)):
            raise CalendarError("Ключ файла календаря — не год из четырёх цифр.")
        year = int(key)
        if not isinstance(entry, dict) or not isinstance(entry.get("total"), int):
            raise CalendarError(f"{year} год: нет поля total (число рабочих дней за год).")
        years[year] = make_year(
            year,
            _days(year, entry.get("off")),
            _days(year, entry.get("work")),
            entry["total"],
            str(entry.get("source", "")),
        )
    return years


def _days(year: int, texts: Any) -> list[date]:
    if not isinstance(texts, list):
        raise CalendarError(f"{year} год: off и work должны быть списками дней «ММ-ДД».")
    days: list[date] = []
    for text in texts:
        match = _DAY.match(text) if isinstance(text, str) else None
        try:
            days.append(date(year, int(match[1]), int(match[2])) if match else _no_day())
        except ValueError:
            raise CalendarError(f"{year} год: в списке есть день не вида «ММ-ДД».") from None
    return days


def _no_day() -> date:
    raise ValueError


def make_year(year: int, off: Iterable[date], work: Iterable[date], total: int, source: str = "") -> CalendarYear:
    """A year, checked: days off fall on Monday to Friday, worked ones on the weekend, none twice, the total fits."""
    off, work = list(off), list(work)
    for day in off:
        if day.weekday() >= _SATURDAY:
            raise CalendarError(f"{day:%d.%m.%Y} названо выходным, но это и так суббота или воскресенье.")
    for day in work:
        if day.weekday() < _SATURDAY:
            raise CalendarError(f"{day:%d.%m.%Y} названо рабочим, но это и так будний день.")
    if len(set(off)) != len(off) or len(set(work)) != len(work):
        raise CalendarError(f"{year} год: один и тот же день указан дважды.")
    found = CalendarYear(year, frozenset(off), frozenset(work), total, source)
    first, last = date(year, 1, 1), date(year, 12, 31)
    counted = sum(found.is_working(first + timedelta(days=offset)) for offset in range((last - first).days + 1))
    if counted != total:
        raise CalendarError(
            f"{year} год: рабочих дней выходит {counted}, а указано {total}.",
            hint="Сверьте дни с постановлением о переносе выходных: какого-то дня не хватает или он лишний.",
        )
    return found


def read_calendar_file(path: Path, *, total: int | None = None) -> dict[int, CalendarYear]:
    """Years of a user's file, JSON or XML. ``total`` checks an XML whose own totals are absent.

    Raises `CalendarError` if the file is of neither kind or contradicts itself.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CalendarError(f"Файл календаря {path.name} не читается.") from error
    if text.lstrip().startswith("<"):
        year = read_xml(text, total=total)
        return {year.year: year}
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise CalendarError(f"{path.name}, строка {error.lineno}: это не JSON и не XML календаря.") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, endless brackets
        raise CalendarError(f"{path.name}: это не JSON и не XML календаря.") from error
    return parse_years(document)


def read_xml(text: str, *, total: int | None = None) -> CalendarYear:
    """One year of xmlcalendar: ``<calendar year><days><day d="MM.DD" t="1|2|3"/>``.

    t=1 is a day off, 2 a shortened working day, 3 a worked weekend day. A weekend day with t=2 or 3 is worked, a
    weekday with t=1 is off. Stored copies of that data were wrong for whole years, and it carries no total: so
    ``total`` (working days of the year, from the decree or ``rpa calendar add --total``) is demanded.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise CalendarError("В XML календаря есть описание типа документа; такие файлы не принимаются.")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities are refused above
        if not _YEAR.fullmatch(root.attrib["year"]):
            raise ValueError("year")
        year = int(root.attrib["year"])
        marked = [
            (date(year, *map(int, node.attrib["d"].split("."))), int(node.attrib["t"])) for node in root.iter("day")
        ]
    except (ElementTree.ParseError, KeyError, ValueError, TypeError, OverflowError) as error:
        raise CalendarError("XML календаря не разбирается: нужны calendar/@year и day с атрибутами d и t.") from error
    if total is None:
        raise CalendarError(
            f"{year} год: в XML нет итога за год, проверить его нечем.",
            hint="Укажите число рабочих дней из постановления: `rpa calendar add ФАЙЛ --total 247`.",
        )
    off = [day for day, kind in marked if kind == 1 and day.weekday() < _SATURDAY]
    work = [day for day, kind in marked if kind in (2, 3) and day.weekday() >= _SATURDAY]
    return make_year(year, off, work, total, "xmlcalendar, файл пользователя")


def add_years(extra: Path, years: Mapping[int, CalendarYear]) -> None:
    """Put ``years`` into the user's calendar file, keeping the others; written whole or not at all."""
    known = _added(extra) | dict(years)
    document = {str(year): entry.as_json() for year, entry in sorted(known.items())}
    store_open(extra, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
