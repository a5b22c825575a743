"""What a page asked its server for besides what was typed: every such condition may hide records."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from rpa.cabinet.payloads import day

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}\Z")
_ENDS = ("beginDate", "endDate")
CUT_SHORT = {
    "from": "поиск ушёл с более поздним началом периода, чем введено",
    "to": "поиск ушёл с более ранним концом периода, чем введено",
}
PERIOD_UNREAD = "период поиска записан иначе"
OTHER_STATUSES = "поиск ушёл с другими статусами, чем отмечено"


def narrowed_by(asked: Mapping[str, Any], known: Collection[str], typed: str | None = None) -> str | None:
    """The first condition that is filled in, is none of ``known`` and not what was ``typed``; ``None``: there is none.

    A site that remembers what somebody chose last sends it again. A true or a false is no condition: it cannot be told
    from a way of asking. What is returned is the service's name of a field, «без имени» where it may be something else.
    """
    for name, value in asked.items():
        if name not in known and any(leaf != typed for leaf in _filled(value)):
            return name if _NAME.match(name) else "без имени"
    return None


def left_on(name: str) -> str:
    """What to say of it."""
    return f"поиск ушёл с условием {name}, которого робот не вводил: оно скрыло бы записи; снимите его в кабинете"


def cut_short(asked: Any, first: date | None, last: date | None) -> str | None:
    """``from`` or ``to``: the end at which the period that was ``asked`` for leaves days out that were typed; ``None``:
    it leaves out none. Raises one of ``MISREAD`` where it is written otherwise, also by ends of other names.
    """
    period = asked or {}
    if odd := narrowed_by(period, _ENDS):
        raise KeyError(odd)
    begin, end = (day(period.get(name)) for name in _ENDS)
    if begin and (first is None or begin > first):
        return "from"
    return "to" if end and (last is None or end < last) else None


def _filled(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _filled(one)
    elif value and value is not True:
        yield value
