"""What a column that nobody reads, or a note, says against a debt: «погашено», «сторно», «пени», «Долг погашен: да».

Nothing is concluded from it; but a row that is a debt by its columns and none by such a word is for a person. Only a
whole cell counts, for a longer text may say the opposite; but behind the number of a case or the name of a court such
a word has nothing else to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rpa.debts.dataset.columns import normal_caption
from rpa.debts.dataset.dates import is_day
from rpa.debts.dataset.header import Header, letter
from rpa.debts.dataset.rows import CellError
from rpa.debts.dataset.values import Cell, text, value_class
from rpa.debts.dataset.wording import DATE, plain

_WHEN = rf"(?:{DATE}|[ ,]*\(?(?:от |с )?\d{{1,2}}\.\d{{1,2}}\.\d{{2}}(?: ?г\.?)?\)?)"
_GONE = re.compile(
    r"(?:(?:долг|задолженность|акт|дело|(?:судебный )?приказ|сумма) )?(?:полностью )?"
    r"(?:погашен|оплачен|выплачен|списан|сторно|сторнирован|аннулирован|отозван|отменен|удален|исключен|исполнен|закрыт"
    r"|не ?актуал)(?:[оаы]|ьн[оаы]|ен)?(?: полностью| в полном объеме)?"
    + _WHEN
    + r"|(?:(?:долг|задолженность) )?(?:оплатил|погасил|выплатил)[аи]?(?: долг| задолженность)?"
    r"(?: полностью| в полном объеме)?" + _WHEN + r"|дубль|(?:дубликат|повтор) строки|повтор|задвоен[оа]?|задвоение"
    r"|(?:долга|задолженности) (?:больше )?нет|нет (?:долга|задолженности)|(?:долг|задолженность) отсутствует"
    r"|отмена(?: (?:судебного )?приказа| решения| акта)?"
    + _WHEN
    + r"|в (?:иске|удовлетворении(?: иска)?|взыскании) отказано|отказано (?:в иске|во? взыскании)"
)
# The debt stays, and a person decides: what the state of the debtor says in a column of its own.
_FATE = re.compile(
    r"(?:должник )?(?:умер(?:л[аи]|ш(?:ий|ая))?|смерть(?: должника)?|(?:признана? )?банкрот(?:ом|ство)?)" + _WHEN
)
_GONE_CAPTION = re.compile(
    r"(?<!не )\b(?:погашен|оплачен|закрыт|списан|сторн|аннулир|отозван|отменен|удален|архив|отмен[аы]\b|исполнен[оа]?\b"
    r"|полн(?:ой|ая) оплат)"
)
# What the name of a part of the register says of its debts, besides.
_GONE_PART = re.compile(r"(?<!не )\b(?:исполненн|прекращенн)")
_FATE_PART = re.compile(r"\b(?:умерш|банкрот)")
_STANDING_PART = re.compile(r"\b(?:действующ|текущ|не ?погаш|не ?оплач|не ?исполн)")
# A title says more than that («без отменённых», «погашено за месяц»), so only what the register is of, or a whole line.
_OVER = r"(?:отмененн|погашенн|оплаченн|списанн|архивн|закрыт|исполненн|прекращенн|аннулирован|отозванн|умерш|банкрот)"
GONE_TITLE = re.compile(
    rf"\b(?:реестр|список|перечень) (?:(?:судебных|приказов|долгов|должников) )*{_OVER}.*"
    rf"|\A(?:{_OVER}\w*|архив)(?: (?:судебн|приказ|акт|дел|решени|долг|должник|задолженност|банкрот)\w*)*"
    r"(?: (?:на|по состоянию|за) .*)?\Z"
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
    """The name of one sheet (empty where it is the only one), its title and the lines between its rows («Отменённые
    приказы»), its columns that no canonical column reads, the note's, and what stands beside the value itself in those
    of the act: «исполнен» is a state of an act in force, and no debt. ``above`` are the lines above the header.
    """

    def __init__(self, header: Header, sheet: str, above: Iterable[Sequence[Cell]]) -> None:
        self._sheet = sheet
        # A merged title stands in each of its cells.
        said = (" ".join(dict.fromkeys(text(cell) or "" for cell in line if cell not in ("", None))) for line in above)
        titles = map(GONE_TITLE.search, map(normal_caption, said))
        self._gone = self._fate = False
        self._name_part(" ".join([sheet, *(title[0] for title in titles if title)]))
        named = {index: name for name, index in header.columns.items()}
        captions = [(index, caption, normal_caption(caption)) for index, caption in enumerate(header.captions)]
        self._places = [
            (index, named.get(index, "note"), shown, caption)
            for index, shown, caption in captions
            if named.get(index, "note") in ("note", "act_status", *_WITHIN)
        ]

    def between(self, text: str) -> None:
        """Take the text of a line that is no row: it may be the name of the rows below it."""
        before = self._gone, self._fate
        self._name_part(text)
        if not (self._gone or self._fate or _STANDING_PART.search(normal_caption(text))):
            self._gone, self._fate = before  # an odd line within the part

    def _name_part(self, name: str) -> None:
        said = normal_caption(name)
        self._gone = bool(_GONE_CAPTION.search(said) or _GONE_PART.search(said))
        self._fate = bool(_FATE_PART.search(said))

    def against_debt(self, row: int, cells: Sequence[Cell], *, fate_told: bool) -> CellError | None:
        """The first cell that says that this is no debt, or not the main one, or the name of its part of the register
        that says so of all. ``row`` is 1-based; ``fate_told``: the row says itself that the debtor died or is bankrupt.
        """
        if self._gone or (self._fate and not fate_told):
            return CellError(
                row=row, column="note", value_class="текст", sheet=self._sheet,
                message="лист или раздел назван так, будто его долги отменены, погашены или их решает человек "
                "(умершие, банкроты), а остаток больше нуля",
                cure="Долга нет — впишите остаток 0; прочее впишите в состояние акта или должника; долг есть — "
                "переименуйте лист или раздел.",
            )  # fmt: skip
        for index, name, shown, caption in self._places:
            cell = cells[index] if index < len(cells) else None
            if cell in ("", None) or not _says_so(cell, name, caption, fate_told=fate_told):
                continue
            return CellError(
                row=row, column=name, value_class=value_class(cell), sheet=self._sheet, letter=letter(index),
                header=shown,
                message="здесь сказано, что долга или акта больше нет, что долг не основной, что строка лишняя или что "
                "должник умер или банкрот, а остаток больше нуля",
                cure="Долга нет — впишите остаток 0; акт отменён, должник умер или банкрот — впишите это в их "
                "состояние; это пени или пошлина — перенесите их в свои столбцы; долг есть — уберите это слово.",
            )  # fmt: skip
        return None


def _says_so(cell: Cell, name: str, caption: str, *, fate_told: bool) -> bool:
    word = plain(text(cell))
    if name in _WITHIN:
        return bool(_GONE_WITHIN.search(word))
    if _GONE.fullmatch(word):
        return not (word.startswith("закрыт") and _OF_ACCOUNT.search(caption))
    if name == "act_status":
        return False
    if not fate_told and _FATE.fullmatch(word):
        return True
    if _KIND_CAPTION.search(caption) and _NO_MAIN_DEBT.fullmatch(word):
        return True
    return bool(_GONE_CAPTION.search(caption)) and (word in _YES or is_day(cell))
