"""What a file says of itself: that it is a part of the register, or that its sums are not roubles.

Programs print above a report by what it was filtered («Отбор: Остаток больше 5 000», «по дому ул. Мира, 5»), and under
it how many lines and pages there are. What a filter, a lost page or a broken-off export left out would be «нет», so
such a file is refused; so is one in thousands, where a small debt is nought.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rpa.debts.dataset.header import Header
from rpa.debts.dataset.lines import LineKind
from rpa.debts.dataset.reader import Sheet, Source
from rpa.debts.dataset.values import Cell, clean, text
from rpa.errors import DatasetError

_FILTER = re.compile(r"(?<!без )\b(?:отбор\w*|фильтр\w*)(?:\s*:\s*|\s+по\s+)(?P<by>\S.*)", re.IGNORECASE)
_NO_FILTER = re.compile(r"(?:нет|не (?:задан|установлен)\w*|без отбора|отсутствует|все|-|—|–)\W*\Z", re.IGNORECASE)
_THRESHOLD = re.compile(
    r"(?<!не )\b(?:свыше|более|больше|превыша\w+)\s+(?:чем\s+)?\d[\d\s]*(?:[.,]\d+)?\s*(?:руб|р\b|₽|тыс|мес|дн)",
    re.IGNORECASE,
)
_ONE_PLACE = re.compile(r"\bпо (?:дому|улице|участку)\b\W*\w", re.IGNORECASE)
_THOUSANDS = re.compile(r"\b(?:тыс\.?|тысяч\w*)\s*(?:руб|₽|р\b)|\bв тысячах\b", re.IGNORECASE)
_PAGE = re.compile(r"\b(?:страница|стр\.?|лист)\s*(\d{1,5})\s*(?:из|/)\s*(\d{1,5})\b", re.IGNORECASE)
_COUNT = re.compile(r"\b(?:количество|кол-во|всего|итого) (?:строк|записей)\s*[:\-–—]?\s*(\d{1,9})\b", re.IGNORECASE)


def refuse_part(path: Path, tables: Sequence[tuple[Sheet, Header]]) -> None:
    """Raises `DatasetError` for the first line above a table's captions that tells of a filter or of thousands. Sheets
    of one house each are the whole register, a file of one such sheet is not."""
    for sheet, header in tables:
        for number, line in enumerate(sheet.lines[: header.top], 1):
            said = _said(line)
            filtered = _FILTER.search(said)
            if (
                (filtered and not _NO_FILTER.match(filtered["by"]))
                or _THRESHOLD.search(said)
                or (len(tables) == 1 and _ONE_PLACE.search(said))
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


def refuse_broken_off(source: Source, sheet: Sheet, header: Header, kinds: Sequence[LineKind], total: int) -> None:
    """Raises `DatasetError` if the sheet shows that a part of it is missing: a page, lines (``total`` is how many all
    tables have), or the end of the last line. ``kinds`` are those of the lines below the header."""
    first = header.first_data_line
    service = [first + place for place, kind in enumerate(kinds) if kind in (LineKind.SERVICE, LineKind.TOTAL)]
    pages: dict[int, int] = {}
    most = 0
    for place in (*range(header.top), *service):
        said = _said(sheet.lines[place])
        for page in _PAGE.finditer(said):
            pages[int(page[1])] = place
            most = max(most, int(page[2]))
        if (count := _COUNT.search(said)) and int(count[1]) > total:
            raise _refused(
                source.path, sheet, place + 1, f"строк названо {count[1]}, а под заголовками их {total}",
                "Выгрузите реестр заново и целиком.",
            )  # fmt: skip
    if pages and (lost := next((page for page in range(1, most + 1) if page not in pages), None)):
        raise _refused(
            source.path, sheet, max(pages.values()) + 1, f"страниц названо {most}, а страницы {lost} в файле нет",
            "Выгрузите реестр целиком; если страницы в файле все, удалите строки с их номерами.",
        )  # fmt: skip
    width = max((number for number, caption in enumerate(header.captions, 1) if caption), default=0)
    if source.unended and kinds and kinds[-1] in (LineKind.DATA, LineKind.GROUP) and len(sheet.lines[-1]) < width:
        raise _refused(
            source.path, sheet, len(sheet.lines), "файл обрывается посреди строки: сколько строк за ней, неизвестно",
            "Выгрузите реестр заново; если строка последняя, допишите её ячейки.",
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
