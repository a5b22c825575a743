"""What a column that nobody reads, or a note, says against a debt: «погашено», «сторно», «пени», «Долг погашен: да».

Nothing is concluded from it; but a row that is a debt by its columns and none by such a word is for a person. Only a
whole cell counts, for a longer text may say the opposite; but behind the number of a case or the name of a court such
a word has nothing else to say.
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
    r"(?:(?:долг|задолженность|акт|дело|(?:судебный )?приказ|сумма) )?(?:полностью )?"
    r"(?:погашен|оплачен|выплачен|списан|сторно|сторнирован|аннулирован|отозван|отменен|удален|исключен|исполнен|закрыт"
    r"|не ?актуал)(?:[оаы]|ьн[оаы]|ен)?(?: полностью| в полном объеме)?"
    + DATE
    + r"|(?:долга|задолженности) (?:больше )?нет|нет (?:долга|задолженности)|(?:долг|задолженность) отсутствует"
    r"|отмена(?: (?:судебного )?приказа| решения| акта)?"
    + DATE
    + r"|в (?:иске|удовлетворении(?: иска)?|взыскании) отказано|отказано (?:в иске|во? взыскании)"
)
_GONE_CAPTION = re.compile(
    r"(?<!не )\b(?:погашен|оплачен|закрыт|списан|сторн|аннулир|отозван|отменен|удален|архив|отмен[аы]\b|исполнен[оа]?\b"
    r"|полн(?:ой|ая) оплат)"
)
# An account is closed when somebody moves out, and the debt stays.
_OF_ACCOUNT = re.compile(r"\b(?:лиц|счет|лс\b|л с\b)")
_YES = frozenset({"да", "1", "+", "истина", "true", "v", "х", "x", "есть", "*", "✓", "✔", "√"})
# What people write behind the number of a case or the name of its court.
_GONE_WITHIN = re.compile(r"(?<!не )\b(?:отмен|отм\b|погаш|оплач|отозв|исполнено|аннулир|сторн|прекращ)")
_WITHIN = ("case_number", "court")
_KIND_CAPTION = re.compile(r"\b(?:вид|тип|услуг|начислен|операци|стать)")
_NO_MAIN_DEBT = re.compile(
    r"пен[ия]|неустойка|штраф|(?:гос\.? ?)?пошлина|(?:судебные )?(?:расходы|издержки)|оплата|платеж|возврат"
)


class Beside:
    """The name of one sheet (empty where it is the only one), its columns that no canonical column reads, the note's,
    and what stands beside the value itself in those of the act: «исполнен» is a state of an act in force, and no debt.
    """

    def __init__(self, header: Header, sheet: str) -> None:
        self._sheet = sheet
        self._of_gone = bool(_GONE_CAPTION.search(normal_caption(sheet)))
        named = {index: name for name, index in header.columns.items()}
        captions = [(index, caption, normal_caption(caption)) for index, caption in enumerate(header.captions)]
        self._places = [
            (index, named.get(index, "note"), shown, caption)
            for index, shown, caption in captions
            if named.get(index, "note") in ("note", "act_status", *_WITHIN)
        ]

    def against_debt(self, row: int, cells: Sequence[Cell]) -> CellError | None:
        """The first cell that says that this is no debt, or not the main one, or the sheet's name that says so of all.
        ``row`` is 1-based."""
        if self._of_gone:
            return CellError(
                row=row, column="note", value_class="текст", sheet=self._sheet,
                message="лист назван так, будто долгов на нём больше нет, а остаток больше нуля",
                cure="Долга нет — впишите остаток 0; долг есть — переименуйте лист.",
            )  # fmt: skip
        for index, name, shown, caption in self._places:
            cell = cells[index] if index < len(cells) else None
            if cell in ("", None) or not _says_so(cell, name, caption):
                continue
            return CellError(
                row=row, column=name, value_class=value_class(cell), sheet=self._sheet, letter=letter(index),
                header=shown,
                message="здесь сказано, что долга или акта больше нет или что долг не основной, а остаток больше нуля",
                cure="Долга нет — впишите остаток 0; акт отменён — впишите это в его состояние; это пени или пошлина — "
                "перенесите их в свои столбцы; долг есть — уберите это слово.",
            )  # fmt: skip
        return None


def _says_so(cell: Cell, name: str, caption: str) -> bool:
    word = plain(text(cell))
    if name in _WITHIN:
        return bool(_GONE_WITHIN.search(word))
    if _GONE.fullmatch(word):
        return not (word.startswith("закрыт") and _OF_ACCOUNT.search(caption))
    if name == "act_status":
        return False
    if _KIND_CAPTION.search(caption) and _NO_MAIN_DEBT.fullmatch(word):
        return True
    return bool(_GONE_CAPTION.search(caption)) and (word in _YES or is_day(cell))
