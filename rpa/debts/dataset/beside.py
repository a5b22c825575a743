"""What a column that nobody reads, or a note, says against a debt: «погашено», «сторно», «пени», «Долг погашен: да».

Nothing is concluded from it; but a row that is a debt by its columns and none by such a word is for a person. Only a
whole cell counts: a longer text may say the opposite.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rpa.debts.dataset.columns import normal_caption
from rpa.debts.dataset.header import Header, letter
from rpa.debts.dataset.rows import CellError
from rpa.debts.dataset.values import Cell, is_day, text, value_class
from rpa.debts.dataset.wording import DATE, plain

_GONE = re.compile(
    r"(?:(?:долг|задолженность|акт|(?:судебный )?приказ|сумма) )?(?:полностью )?"
    r"(?:погашен|оплачен|выплачен|списан|сторно|сторнирован|аннулирован|отозван|отменен|удален|исключен|неактуал)"
    r"(?:[оаы]|ьн[оаы]|ен)?(?: полностью| в полном объеме)?" + DATE
)
_GONE_CAPTION = re.compile(r"(?<!не )\b(?:погашен|оплачен|закрыт|списан|сторн|аннулир|отозван|отменен|удален|архив)")
_YES = frozenset({"да", "1", "+", "истина", "true", "v", "х", "x", "есть"})
_KIND_CAPTION = re.compile(r"\b(?:вид|тип|услуг|начислен|операци|стать)")
_NO_MAIN_DEBT = re.compile(
    r"пен[ия]|неустойка|штраф|(?:гос\.? ?)?пошлина|(?:судебные )?(?:расходы|издержки)|оплата|платеж|возврат"
)


class Beside:
    """The columns of one sheet that no canonical column reads, and the note's."""

    def __init__(self, header: Header) -> None:
        read = {index for name, index in header.columns.items() if name != "note"}
        captions = enumerate(header.captions)
        self._places = [(index, caption, normal_caption(caption)) for index, caption in captions if index not in read]

    def against_debt(self, row: int, cells: Sequence[Cell], sheet: str) -> CellError | None:
        """The first cell that says that this is no debt, or not the main one. ``row`` is 1-based."""
        for index, shown, caption in self._places:
            cell = cells[index] if index < len(cells) else None
            if cell in ("", None) or not _says_so(cell, caption):
                continue
            return CellError(
                row=row, column="note", value_class=value_class(cell), sheet=sheet, letter=letter(index), header=shown,
                message="здесь сказано, что долга нет или что он не основной, а остаток больше нуля",
                cure="Долга нет — впишите остаток 0; это пени или пошлина — перенесите их в свои столбцы; долг есть — "
                "уберите это слово.",
            )  # fmt: skip
        return None


def _says_so(cell: Cell, caption: str) -> bool:
    word = plain(text(cell))
    if _GONE.fullmatch(word) or (_KIND_CAPTION.search(caption) and _NO_MAIN_DEBT.fullmatch(word)):
        return True
    return bool(_GONE_CAPTION.search(caption)) and (word in _YES or is_day(cell))
