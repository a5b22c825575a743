"""A sheet without a column that no row can do without, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rpa.debts.dataset.assemble import missing_columns
from rpa.debts.dataset.columns import BY_NAME
from rpa.debts.dataset.header import Header
from rpa.debts.dataset.lines import LineKind, has_house
from rpa.debts.dataset.reader import Sheet
from rpa.errors import DatasetError

_ANY_COLUMN = (
    "Добавьте столбцы, или назовите их в файле сопоставления (`rpa dataset map ФАЙЛ`), "
    "или задайте там одно значение для всех строк (constants)."
)
# No constant helps where every sheet has a house of its own.
_OVER_TABLE = (
    "Адрес дома стоит над таблицей: перенесите его (город, улица, дом и ничего больше) в строку сразу под заголовками "
    "или добавьте столбец «Адрес»."
)


def refuse_missing(
    path: Path,
    sheet: Sheet,
    header: Header,
    constants: dict[str, Any],
    kinds: Sequence[LineKind],
    stated: date | None,
) -> None:
    """Raises `DatasetError` that names every required column neither the sheet nor ``constants`` give. ``kinds`` are
    those of the lines below the captions, ``stated`` the balance date above them."""
    missing = missing_columns(header, constants, groups=LineKind.GROUP in kinds, stated_date=stated is not None)
    if not missing:
        return
    listed = "; ".join(f"{name} («{BY_NAME[name].synonyms[0]}»)" for name in missing)
    raise DatasetError(
        f"{sheet.within(path)}: нет обязательных столбцов: {listed}.",
        file=path,
        row=header.top + 1,
        column=missing[0],
        hint=_OVER_TABLE if missing == ["address"] and _names_house(sheet, header) else _ANY_COLUMN,
    )


def _names_house(sheet: Sheet, header: Header) -> bool:
    return any(isinstance(cell, str) and has_house(cell) for line in sheet.lines[: header.top] for cell in line)
