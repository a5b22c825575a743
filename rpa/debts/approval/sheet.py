"""The layout of the approval spreadsheet, known to its writer and its reader alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rpa.debts.plan.values import PlanItem
from rpa.model import Decision

SHEET = "Решения"
STAMP_SHEET = "Служебный"
"""Hidden: cell A1 the format's name, B1 the plan's hash, C1 when the sheet was written."""

STAMP = "rpa approval 1"

_CELL_LIMIT = 4000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Also what turns the direction of writing: nobody sees it, and «12» reads «21»."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the drop-down, what it answers and what is recorded as the reason."""

    text: str
    decision: Decision
    reason: str


BARE_NO = Word("Нет", Decision.NO_DEBT, "Задолженности нет.")
"""Repeats the answer and gives no ground: enough only where a rule has proven it."""
WORDS = (
    Word("Имеется", Decision.DEBT, "Долг имеется."),
    Word("Погашена", Decision.NO_DEBT, "Задолженность погашена."),
    Word("Отменён приказ", Decision.NO_DEBT, "Судебный акт отменён."),
    BARE_NO,
)

NUMBER, DUE, ADDRESS, FLAT, PROPOSAL, RULE, WHY, DEBTORS, CANDIDATES, DECISION, APPROVER, NOTE, STAMPED = range(13)
HEADERS = (
    "Номер запроса",
    "Ответить до",
    "Адрес",
    "Помещение",
    "Предложение",
    "Правило",
    "Почему",
    "Должники и акты",
    "Похожие строки",
    "Решение",
    "Кто решил",
    "Примечание",
    "Отпечаток",
)
WIDTHS = (20, 12, 44, 12, 13, 9, 48, 40, 40, 18, 24, 30, 10)
TO_FILL = (DECISION, APPROVER, NOTE)

_PROPOSED = {Decision.DEBT: "имеется", Decision.NO_DEBT: "нет", Decision.REVIEW: "решает человек"}
LEFT = "оставлено на проверке"


def shown(item: PlanItem, *, left: bool = False) -> tuple[str, ...]:
    """The cells of an item, all text; those to fill are empty. ``left``: a person left it to people."""
    proposal = _PROPOSED[item.decision]
    if item.proposal is not None:
        proposal += f" (скорее «{_PROPOSED[item.proposal]}»)"
    if left:
        proposal += f"; {LEFT}"
    debtors = (
        f"{_name(debtor.last_name, debtor.first_name, debtor.middle_name)} ({_acts(len(debtor.files))})"
        for debtor in item.debtors
    )
    candidates = (
        f"строка {found.row}: {_dwelling(found.address, found.flat)}. {found.reason}" for found in item.candidates
    )
    cells = (
        item.request_number,
        f"{item.due:%d.%m.%Y}" + (" (прошёл)" if item.overdue else "") if item.due else "неизвестно",
        item.address,
        item.address_details or "",
        proposal,
        item.rule,
        " ".join((item.sentence, *item.notes)),
        "; ".join(debtors),
        "; ".join(candidates),
        "",
        "",
        "",
        item.sha256,
    )
    return tuple(plain(cell) for cell in cells)


def plain(text: str) -> str:
    """One line without control characters, short enough for a cell; what is written and what is compared."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= _CELL_LIMIT else line[: _CELL_LIMIT - 1] + "…"


def word_of(text: str) -> Word | None:
    """The word a person typed, whatever its case, with ё or е, with or without a full stop."""
    typed = _folded(text)
    return next((word for word in WORDS if _folded(word.text) == typed), None)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").rstrip(". ").split())


def _name(last: str, first: str, middle: str | None) -> str:
    return " ".join(part for part in (last, first, middle) if part)


def _dwelling(address: str, flat: str | None) -> str:
    if not flat:
        return address
    return f"{address}, кв. {flat}" if flat[0].isdigit() else f"{address}, {flat}"


def _acts(count: int) -> str:
    return f"актов: {count}" if count else "акта нет"
