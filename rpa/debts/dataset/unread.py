"""What no column reads although it may turn an answer: columns of the address, cells of a CSV beyond its captions.

A part of the address left out («Комнаты», «Корпус/строение») makes one dwelling of two: the debt of room 3 becomes the
debt of the whole flat, and that of the second block the first one's. So such a column refuses the file, unless it is
empty or a person's mapping speaks of it.

A CSV line longer than its captions was cut in the wrong place («5000,50» between commas is two cells), so everything
right of the cut stands under another caption: kopecks become the rest of the debt, and «нет» is said of it.

A workbook that counts its days from 1904 has other dates behind bare numbers, four years later: a debt read four years
too old is «нет».
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from rpa.debts.dataset.columns import BY_NAME, CAPTIONS, Kind, normal_caption
from rpa.debts.dataset.header import Header, letter
from rpa.debts.dataset.mapping import ColumnMapping
from rpa.debts.dataset.reader import Sheet, Source
from rpa.debts.dataset.values import Cell, is_empty, optional_text
from rpa.errors import DatasetError

_PART = re.compile(
    r"улиц[аы]|ул|дома?|здани[ея]|корп(?:уса?)?|лит(?:ер[аы]?)?|буква|строени[ея]|строен|стр|владени[ея]|влад|дробь"
    r"|квартир[аы]|кв|помещени[ея]|пом|блок|комнат[аы]|комн|ком"
)
_AROUND = re.compile(r"номера?|n|в|и|или|на|адреса?|доп|дополнительн(?:ый|ая)")

_OF_DATES = (Kind.DATE, Kind.MONTH_FROM, Kind.MONTH_TO, Kind.PERIOD)
_BARE_DAY = re.compile(r"(?<!\d)\d{5}(?!\d)")

_NO_WORD = re.compile(r"[^0-9a-zа-я]+")


def refuse_shifted(source: Source, sheet: Sheet, header: Header) -> None:
    """Raises `DatasetError` for the first line of a CSV that goes on beyond the captions. Between commas an empty cell
    there is enough: an amount may have pushed it out."""
    if not source.delimiter:
        return
    width = len(header.captions)
    if source.delimiter != ",":
        width = max((number for number, caption in enumerate(header.captions, 1) if caption), default=width)
    for number, line in enumerate(sheet.lines[header.first_data_line :], header.first_data_line + 1):
        if len(line) > width and (source.delimiter == "," or not all(is_empty(cell) for cell in line[width:])):
            raise DatasetError(
                f"{source.path.name}, строка {number}: ячеек больше, чем заголовков: разделитель внутри суммы или "
                "текста сдвинул столбцы.",
                file=source.path,
                row=number,
                hint="Выгрузите CSV с разделителем «;» или сохраните таблицу как .xlsx; если столбец без заголовка "
                "нужен, дайте ему заголовок.",
            )


def refuse_bare_days(path: Path, sheet: Sheet, header: Header) -> None:
    """Raises `DatasetError` for the first cell of a date, in a sheet whose days count from another day than usual, that
    holds the bare number of a day (also as text: nobody knows where it was copied from)."""
    if not sheet.other_days:
        return
    places = [(name, index) for name, index in header.columns.items() if BY_NAME[name].kind in _OF_DATES]
    for number, line in enumerate(sheet.lines[header.first_data_line :], header.first_data_line + 1):
        for name, index in places:
            cell = line[index] if index < len(line) else None
            if isinstance(cell, (int, float)) or (isinstance(cell, str) and _BARE_DAY.search(cell)):
                raise DatasetError(
                    f"{_cell_of(path, sheet, number, index)}: дата записана числом, а дни в этой книге считаются не от "
                    "1900 года: какой это день, неясно.",
                    file=path,
                    row=number,
                    column=name,
                    hint="Задайте столбцу формат даты и сохраните файл (дата должна стать видна: 05.02.2026).",
                )


def refuse_struck(path: Path, sheet: Sheet, header: Header) -> None:
    """Raises `DatasetError` for the first cell below the captions that is struck out: a debt that was paid, a flat that
    was corrected in its own cell, or nothing of the kind."""
    first = min((place for place in sheet.struck if place[0] >= header.first_data_line), default=None)
    if first is not None:
        raise DatasetError(
            f"{_cell_of(path, sheet, first[0] + 1, first[1])}: ячейка зачёркнута: в силе ли эта строка, неясно.",
            file=path,
            row=first[0] + 1,
            hint="Лишнюю строку удалите, с нужной снимите зачёркивание; погашенный долг — это остаток 0.",
        )


def refuse_creditors(path: Path, tables: Iterable[tuple[Sheet, Header]]) -> None:
    """Raises `DatasetError` for the first line whose creditor is another than those above: one of them is not the
    organization that answers, and a debt to somebody else is no debt it may name."""
    known = ""
    for sheet, header in tables:
        if (index := header.columns.get("creditor")) is None:
            continue
        caption = _plain(header.captions[index]) if index < len(header.captions) else ""
        for number, line in enumerate(sheet.lines[header.first_data_line :], header.first_data_line + 1):
            named = _plain(line[index]) if index < len(line) and isinstance(line[index], str) else ""
            if not any(map(str.isalpha, named)) or caption.endswith(named):
                continue
            known = known or named
            if named != known:
                raise DatasetError(
                    f"{_cell_of(path, sheet, number, index)}: в реестре разные взыскатели, и чьи долги ваши, неясно.",
                    file=path,
                    row=number,
                    column="creditor",
                    hint="Оставьте в файле долги только своей организации; если ваши все, впишите в файл сопоставления "
                    "creditor: null (`rpa dataset map ФАЙЛ`).",
                )


def _cell_of(path: Path, sheet: Sheet, line: int, index: int) -> str:
    return f"{sheet.within(path)}, строка {line}, столбец {letter(index)}"


def _plain(text: Cell) -> str:
    return " ".join(_NO_WORD.sub(" ", str(text).lower().replace("ё", "е")).split())


def refuse_unread(
    path: Path, sheet: Sheet, header: Header, mapping: ColumnMapping | None, data_lines: Iterable[int]
) -> None:
    """Raises `DatasetError` for the first column whose caption holds nothing but words of an address, which no
    canonical column reads and in which one of ``data_lines`` (0-based) says something."""
    read = set(header.columns.values())
    decided = mapping.columns if mapping else {}
    suspects = [
        index
        for index, caption in enumerate(header.captions)
        if index not in read and _is_part(caption) and CAPTIONS.get(normal_caption(caption)) not in decided
    ]
    if not suspects:
        return
    for number in data_lines:
        line = sheet.lines[number]
        for index in suspects:
            if index < len(line) and optional_text(line[index]) not in (None, "0"):
                caption = " ".join(header.captions[index].split())
                raise DatasetError(
                    f"{sheet.within(path)}: столбец {letter(index)} «{caption}» похож на часть адреса, но какую, "
                    "непонятно.",
                    file=path,
                    row=header.top + 1,
                    hint="Назовите его в файле сопоставления (house, block, structure, liter, flat или room): "
                    "`rpa dataset map ФАЙЛ`; если это не часть адреса, переименуйте столбец или удалите его.",
                )


def _is_part(caption: str) -> bool:
    words = normal_caption(caption).split()
    parts = [word for word in words if _PART.fullmatch(word)]
    return bool(parts) and all(word in parts or _AROUND.fullmatch(word) for word in words)
