"""A line whose cells slid to one side: a cell was deleted or put in, and everything beside it stands under the caption
of its neighbour. What stands under «Дом» and «Кв.» then is no house and no flat of this debt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rpa.debts.dataset.columns import BY_NAME, Kind
from rpa.debts.dataset.header import Header
from rpa.debts.dataset.values import Cell, is_empty

_DATES = (Kind.DATE, Kind.MONTH_FROM, Kind.MONTH_TO, Kind.PERIOD)
_STATES = (Kind.ACT_KIND, Kind.ACT_STATUS, Kind.AGREEMENT, Kind.DEBTOR_STATUS, Kind.IP_STATE)
_NAMES = ("fio", "last", "first", "middle")
_FLATS = ("flat", "room")
_DIGIT, _LETTER, _WORD = re.compile(r"\d"), re.compile(r"[^\W\d_]"), re.compile(r"[^\W\d_]{4}")
_ENOUGH = 3


def has_slid(line: Sequence[Cell], header: Header) -> bool:
    """Whether a broken line holds a debtor where its flat should be, or, in three kinds of columns, what none of them
    ever holds: words for a date, a date for a state, a number for a name. A remark («уточнить») is less than that."""
    odd: set[str] = set()
    for name, index in header.columns.items():
        cell = line[index] if index < len(line) else None
        if is_empty(cell):
            continue
        text = cell if isinstance(cell, str) else ""
        kind = BY_NAME[name].kind
        wordy = bool(_WORD.search(text)) and not _DIGIT.search(text)
        numeric = not text or (bool(_DIGIT.search(text)) and not _LETTER.search(text))
        if name in _FLATS and wordy and len(text.split()) >= _ENOUGH:
            return True
        if kind in _DATES and wordy:
            odd.add("date")
        elif kind is Kind.MONEY and wordy:
            odd.add("amount")
        elif kind in _STATES and numeric:
            odd.add("state")
        elif name in _NAMES and numeric:
            odd.add("name")
    return len(odd) >= _ENOUGH
