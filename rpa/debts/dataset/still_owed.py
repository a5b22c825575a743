"""What a note, or a column nobody reads, says against a «нет»: another case or a decision where the row's own act is
cancelled or not in force, «не погашено» where nothing is left to pay.

Many registers keep one line for a debt: the order, the day it was cancelled, and beside it the decision that came after
it. Read by the order alone, such a line is «нет» for somebody who owes by the decision. So it is for a person, and so
is a line whose one cell names two cases: one state cannot be that of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rpa.debts.dataset.columns import normal_caption
from rpa.debts.dataset.dates import is_day
from rpa.debts.dataset.header import Header, letter
from rpa.debts.dataset.rows import NO_ACTS_OF_COURT, ActKind, ActStatus, CellError
from rpa.debts.dataset.values import Cell, dashes, text, value_class
from rpa.debts.dataset.vocabulary import case_key
from rpa.debts.dataset.wording import plain

_RESTS = ("rest_main", "rest_peni", "rest_duty")
# Civil cases and orders begin with 2; materials about a cancellation (9-, 13-) and appeals (33-) do not.
_CASE = re.compile(r"(?<![\w/-])(?:[МM]-)?0?2[АA]?-\d+(?:-\d+)?/(?:\d+/)?\d{2,4}", re.IGNORECASE)
_IN_PARTS = re.compile(r"\s*([-/])\s*")
_OTHER_NUMBERS = re.compile(r"\b(?:договор|соглашен|исх|вход|письм|претенз|доверен|лиц|счет|кадастр|квитанц)")
_DECISION = re.compile(
    r"\bрешени(?:е|ем|я|ю)\b(?! (?:общего )?(?:собрани|правлени|комисси))|\bиск\w* (?:удовлетвор|требования удовлетвор)"
    r"|\bвзыскан\w* (?:в исковом|по иску)|\bвынесен\w* новый"
)
_NEW_DECISION = re.compile(r"\bнов(?:ое|ого|ым|ом) (?:\w+ ){0,2}решени|\bвынесен\w* новое")
_NO_DECISION = re.compile(r"\bотказ|\bнет решени|\bбез решени|\bрешени\w+ (?:еще )?(?:нет|не)\b|\bне вынес|\bдо решени")
_MADE = re.compile(r"\b(?:вынесен|принят|вступи|удовлетвор|взыска)")
_IN_FORCE = re.compile(r"(?<!не )\bвступи(?:л|вш)")
_YES = frozenset({"да", "1", "+", "истина", "true", "v", "х", "x", "есть", "*", "✓", "✔", "√"})
_NO = frozenset({"нет", "ложь", "false"})
_OWED = re.compile(
    r"(?:(?:долг|задолженность|сумма|(?:судебный )?приказ|решение|акт) )?"
    r"(?:не (?:погашен|оплачен|выплачен|исполнен)[оаы]?|(?:погашен|оплачен|исполнен)[оаы]? (?:частично|не полностью)"
    r"|(?:частично|не полностью) (?:погашен|оплачен|исполнен)[оаы]?|имеется|остается|сохраняется)"
    r"|(?:имеется|есть) (?:долг|задолженность)|должник не (?:платит|оплатил|погасил)|не (?:платит|оплатил|погасил)[аи]?"
)
_GONE_CAPTION = re.compile(r"(?<!не )\b(?:погашен|оплачен|исполнен)[оаы]?\b(?! (?:за|в|с)\b)")


class StillOwed:
    """The columns of one sheet that no canonical column reads, the note's and the court's. ``sheet`` is its name, empty
    where it is the only one."""

    def __init__(self, header: Header, sheet: str) -> None:
        self._sheet = sheet
        named = {index: name for name, index in header.columns.items()}
        self._own = header.columns.get("case_number")
        self._captions = header.captions
        self._places = [
            (index, shown, normal_caption(shown))
            for index, shown in enumerate(header.captions)
            if named.get(index, "note") in ("note", "court")
        ]

    def against_no(self, row: int, cells: Sequence[Cell], got: Mapping[str, Any]) -> CellError | None:
        """The first cell that leaves it open whether ``got``, the values of a row that says «нет», says all. ``row`` is
        1-based."""
        left = any(got.get(name) for name in _RESTS)
        lifted = got.get("act_status") in (ActStatus.CANCELLED, ActStatus.NOT_IN_FORCE)
        if left and (lifted or got.get("act_kind") in NO_ACTS_OF_COURT):
            return self._of_another_act(row, cells, got)
        if not left and not lifted:
            return self._unpaid(row, cells)
        return None

    def _of_another_act(self, row: int, cells: Sequence[Cell], got: Mapping[str, Any]) -> CellError | None:
        own = _cases(got.get("case_number"))
        if len(own) > 1 and self._own is not None:
            return self._error(
                row, self._own, self._captions[self._own], cells, "в ячейке несколько дел, а состояние акта одно",
                "Одна строка — один акт: разделите строку, у каждого акта своё состояние и остаток.",
            )  # fmt: skip
        # A decision that was cancelled is spoken of as a decision in its own note; a new one is called new.
        after_order = got.get("act_kind") in (ActKind.COURT_ORDER, *NO_ACTS_OF_COURT)
        decision = _DECISION if after_order else _NEW_DECISION
        young = got.get("act_status") is ActStatus.NOT_IN_FORCE
        for index, shown, caption, cell, word in self._said(cells):
            other = _cases(text(cell)) - own and not _OTHER_NUMBERS.search(caption)
            decided = _tells(decision, cell, word, caption)
            if other or decided or (young and _IN_FORCE.search(word)):
                return self._error(
                    row, index, shown, cells,
                    "здесь названо другое дело или решение, а акт строки отменён, не вступил в силу или не судебный",
                    "Если долг взыскан другим актом, впишите его отдельной строкой со своими датами и состоянием; если "
                    "нет, уберите это или впишите остаток 0.",
                )  # fmt: skip
        return None

    def _unpaid(self, row: int, cells: Sequence[Cell]) -> CellError | None:
        for index, shown, caption, _cell, word in self._said(cells):
            if _OWED.fullmatch(word) or (word in _NO and _GONE_CAPTION.search(caption)):
                return self._error(
                    row, index, shown, cells, "здесь сказано, что долг не погашен, а остатки — нули",
                    "Впишите остаток или уберите это слово.",
                )  # fmt: skip
        return None

    def _said(self, cells: Sequence[Cell]) -> Iterator[tuple[int, str, str, Cell, str]]:
        """A line's filled cells in these columns: index, caption as shown and as compared, cell, its plain words."""
        for index, shown, caption in self._places:
            cell = cells[index] if index < len(cells) else None
            if cell not in ("", None):
                yield index, shown, caption, cell, plain(text(cell))

    def _error(self, row: int, index: int, shown: str, cells: Sequence[Cell], message: str, cure: str) -> CellError:
        return CellError(
            row=row, column="case_number" if index == self._own else "note", value_class=value_class(cells[index]),
            sheet=self._sheet, letter=letter(index), header=shown, message=message, cure=cure,
        )  # fmt: skip


def _cases(told: str | None) -> set[str]:
    """The numbers a text names. Also with blanks in them («№ 2 - 555/2026»), which ``case_key`` takes for nothing."""
    written = dashes(told or "")
    return {case_key(found[0]) for form in (written, _IN_PARTS.sub(r"\1", written)) for found in _CASE.finditer(form)}


def _tells(decision: re.Pattern[str], cell: Cell, word: str, caption: str) -> bool:
    """Whether a cell, or what stands in it under such a caption, tells of a decision on the claim."""
    if _NO_DECISION.search(word):
        return False
    if decision.search(word):
        return True
    return bool(decision.search(caption)) and (is_day(cell) or word in _YES or bool(_MADE.search(word)))
