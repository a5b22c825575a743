"""What a file says of itself: that it is a part of the register, or that its sums are not roubles.

Programs print above a report by what it was filtered («Отбор: Остаток больше 5 000», «по дому ул. Мира, 5»), and under
it how many lines and pages there are. What a filter, a lost page or a broken-off export left out would be «нет», so
such a file is refused; so is one in thousands, where a small debt is nought.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from rpa.debts.dataset.beside import GONE_TITLE
from rpa.debts.dataset.columns import normal_caption
from rpa.debts.dataset.header import Header
from rpa.debts.dataset.lines import LineKind
from rpa.debts.dataset.reader import Sheet, Source
from rpa.debts.dataset.stated_period import is_of_one_time
from rpa.debts.dataset.values import Cell, clean, text
from rpa.errors import DatasetError

_FILTER = re.compile(r"(?<!без )\b(?:отбор\w*|фильтр\w*|выборк\w*)(?:\s*:\s*|\s+по\s+)(?P<by>\S.*)", re.IGNORECASE)
_NO_FILTER = re.compile(r"(?:нет|не (?:задан|установлен)\w*|без отбора|отсутствует|все|-|—|–)\W*\Z", re.IGNORECASE)
# Debts to others are nobody's question. One condition only: what follows the quotation mark's end may be another. A
# mark within the name is printed twice; a name has no condition in it.
_OWN_DEBTS = re.compile(
    r"организаци[яи]\s*(?:равн[оа]|=|:)?\s*"
    r"(?:«[^«»]*»|\"(?:(?!равн[оа]\b|больше|меньше|содержит|в списке|[=<>])[^\"]|\"\")*\")\W*\Z",
    re.IGNORECASE,
)
_MORE_THAN = r"(?:(?<!не )\b(?:свыше|более|больше|превыша\w+)|\bне (?:менее|меньше|ниже))\s+(?:чем\s+)?"
_THRESHOLD = re.compile(
    rf"(?:{_MORE_THAN}|\bот\s+)(?:\d[\d\s]*(?:[.,]\d+)?(?:-?х)?|двух|тр[её]х|четыр[её]х|пяти|шести)\s*"
    r"(?:руб|р\b|₽|тыс|мес|дн)"
    rf"|{_MORE_THAN}[1-9]\d{{0,2}}(?:\s?\d{{3}})+(?!\d)|[>≥]=?\s*[1-9]"
    r"|\bминимальн\w+ (?:сумма|размер|долг|задолженность|остаток)\D{0,20}[1-9]",
    re.IGNORECASE,
)
# «часть 14 статьи 155» is a law's.
_PART = re.compile(
    r"\b(?:часть|том)\s+(?:№\s*)?(?:\d+|[ivx]+\b)(?!\d|[\s,]*ст(?:\.|атьи)?\s*\d)|\b\d+(?:-?я)?\s+часть\b(?!\s+стат)"
    r"|\bтоп\W?\d|\bпервые\s+[1-9]\d+\b|\bвыписка из реестра",
    re.IGNORECASE,
)
# «по адресам» at the end, or before a date, is how a report is ordered; «Дом: все» names no house.
_ONE_PLACE = re.compile(
    r"\bпо (?:дому|улице|участку)\b(?!\W*все\W*\Z)\W*\w|\bпо домам\s*:(?!\s*все\W*\Z)"
    r"|(?:должник|долг|задолженност|реестр|акт|приказ)\w*\s+"
    r"по адрес(?:у\b|ам\b(?![\s.»\"]*\Z|\s+(?:на|по состоянию)\b))"
    r"|\A(?:параметры\s*:\s*)?(?:дом|улица|участок)\s*(?:№|:(?!\s*все(?:\s+(?:дома|улицы|участки))?\W*\Z))",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\b(?:тыс\.?|тысяч\w*)\s*(?:руб|₽|р\b)|\bв тысячах\b", re.IGNORECASE)
_PAGE = re.compile(r"\b(?:страница|стр\.?|лист)\s*(\d{1,5})\s*(?:из|/)\s*(\d{1,5})\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(?:(?:количество|кол-во|всего|итого) (?:строк|записей)\s*[:\-–—]?"
    r"|(?:показан\w*|выгружен\w*|запис[ьи]|строк[аи])\b\D{0,12}\d{1,9}(?:\s*[\-–—]\s*\d{1,9})?\s+из)\s*(\d{1,9})\b",
    re.IGNORECASE,
)


def refuse_part(path: Path, tables: Sequence[tuple[Sheet, Header]]) -> None:
    """Raises `DatasetError` for the first line above a table's captions that tells of a filter or of thousands. Sheets
    of one house each are the whole register, a file of one such sheet is not."""
    for sheet, header in tables:
        for number, line in enumerate(sheet.lines[: header.top], 1):
            said = _said(line)
            filtered = _FILTER.search(said)
            if (
                (filtered and not (_NO_FILTER.match(filtered["by"]) or _OWN_DEBTS.match(filtered["by"])))
                or _THRESHOLD.search(said)
                or _PART.search(said)
                or (len(tables) == 1 and (_ONE_PLACE.search(said) or GONE_TITLE.search(normal_caption(said))))
            ):
                raise _refused(
                    path, sheet, number, "реестр выгружен с отбором: о долгах, которые в него не вошли, он молчит",
                    "Выгрузите реестр без отбора. Если отбор не убирает ни одного долга перед вашей организацией, "
                    "удалите эту строку над таблицей.",
                )  # fmt: skip
            if _THOUSANDS.search(said):
                raise _refused(
                    path, sheet, number, "суммы указаны в тысячах: малый долг в них — ноль",
                    "Выгрузите суммы в рублях с копейками; если они и так в рублях, удалите эту строку над таблицей.",
                )  # fmt: skip


class Whole:
    """Looks whether what a file tells of its lines and pages is there. ``total`` is how many lines all tables have
    below their captions, ``today`` the Moscow date. Both methods raise `DatasetError`."""

    def __init__(self, source: Source, total: int, today: date) -> None:
        self._source, self._total, self._today = source, total, today
        self._pages: dict[int, tuple[Sheet, int]] = {}
        self._last = 0

    def look(self, sheet: Sheet, header: Header, kinds: Sequence[LineKind]) -> None:
        """Take one table; refuse it if lines are missing or the end of the last one. ``kinds`` are those of the lines
        below the captions."""
        first = header.first_data_line
        spoken = [first + place for place, kind in enumerate(kinds) if kind in (LineKind.SERVICE, LineKind.TOTAL)]
        for place in (*range(header.top), *spoken):
            said = _said(sheet.lines[place])
            for page in _PAGE.finditer(said):
                self._pages[int(page[1])] = sheet, place
                self._last = max(self._last, int(page[2]))
            if (count := _COUNT.search(said)) and int(count[1]) > self._total:
                raise _refused(
                    self._source.path, sheet, place + 1,
                    f"строк названо {count[1]}, а под заголовками их {self._total}",
                    "Выгрузите реестр заново и целиком.",
                )  # fmt: skip
        data = [sheet.lines[first + place] for place, kind in enumerate(kinds) if kind is LineKind.DATA]
        for place in range(header.top):
            if is_of_one_time(_said(sheet.lines[place]), data, header, self._today):
                raise _refused(
                    self._source.path, sheet, place + 1,
                    "реестр выгружен за один срок, и в нём только акты или долги этого срока: о прежних он молчит",
                    "Выгрузите долги за все три последних года. Если прежних нет, удалите эту строку над таблицей.",
                )  # fmt: skip
        width = max((number for number, caption in enumerate(header.captions, 1) if caption), default=0)
        ends_in_row = bool(kinds) and kinds[-1] in (LineKind.DATA, LineKind.GROUP)
        if self._source.unended and ends_in_row and len(sheet.lines[-1]) < width:
            raise _refused(
                self._source.path, sheet, len(sheet.lines),
                "файл обрывается посреди строки: сколько строк за ней, неизвестно",
                "Выгрузите реестр заново; если строка последняя, допишите её ячейки.",
            )  # fmt: skip

    def refuse_lost_pages(self) -> None:
        """When every table was looked at: pages may stand on sheets of their own."""
        lost = next((page for page in range(1, self._last + 1) if page not in self._pages), None)
        if lost is not None:
            sheet, place = self._pages[max(self._pages)]
            raise _refused(
                self._source.path, sheet, place + 1, f"страниц названо {self._last}, а страницы {lost} в файле нет",
                "Выгрузите реестр целиком; если страницы в файле все, удалите строки с их номерами.",
            )  # fmt: skip


def _said(line: Iterable[Cell]) -> str:
    return " ".join(_texts(line))


def _texts(line: Iterable[Cell]) -> Iterator[str]:
    last = ""
    for cell in line:
        said = clean(text(cell) or "")
        if said and said != last:  # a merged cell may be written out
            yield said
        last = said or last


def _refused(path: Path, sheet: Sheet, row: int, what: str, hint: str) -> DatasetError:
    return DatasetError(f"{sheet.within(path)}, строка {row}: {what}.", file=path, row=row, hint=hint)
