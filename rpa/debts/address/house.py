"""The house number as it is written: 12, 12А, 12/2, 12к2, 12-2, 12с1."""

from __future__ import annotations

import re

from rpa.debts.address.dwelling import TWO_NUMBERS
from rpa.debts.address.lexicon import lexicon
from rpa.debts.address.tokens import Kind, Token

_COMPACT = (
    # 12А/К2, 12 А/КОРП. 2: a slash between a letter and what follows it.
    (re.compile(r"(?<=\d)( ?[А-Я])/(К|С|КОРП|КОРПУС|СТР|ЛИТ)(?=\.? ?(?:\d|[А-Я](?![А-Я])))"), r"\1 \2"),
    # 12АК2, 12 АС1: a letter, then корпус or строение.
    (re.compile(r"(?<=\d)( ?[А-Я])([КС])(?=\d)"), r"\1 \2"),
    # 12КАС1, 12КА: корпус А. 12 А КБ: a letter, then корпус Б. But 12КВ34 is a flat.
    (re.compile(r"(?<=\d)К([А-Я])С(?=\d)"), r" К \1 С"),
    (re.compile(r"(?<=\d)КВ(?=\.? ?№? ?\d)"), r" КВ"),
    (re.compile(r"(?<=\d)К([А-Я])(?![А-Я])"), r" К \1"),
    (re.compile(r"(?<=\d)( ?[А-Я])[ /]К(?!В(?![А-Я]))([А-Я])(?![А-Я])"), r"\1 К \2"),
)


def spaced(form: str) -> str:
    """The normal form with blanks put where a house number is written without any."""
    for pattern, replacement in _COMPACT:
        form = pattern.sub(replacement, form)
    return form


LETTERS = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
_OPENS_PLACE = "ГСДПХ"


class HouseReader:
    """Reads the tail of a house number from ``tokens``; ``parts`` are the fields of ``House`` found so far."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.parts: dict[str, str] = {}
        self.problems: list[str] = []

    def read(self, index: int) -> int:
        """Read the number at ``index`` and all that clings to it. Returns the index of the next unread token."""
        number = self.tokens[index].text.lstrip("0")
        if self.parts.get("number", number) != number:
            # Either may be meant, so neither may prove a difference.
            self.problems.append(TWO_NUMBERS)
            number = ""
        elif not number or len(number) > 4:
            self.problems.append("Номер дома не похож на номер")
            number = ""
        self.parts["number"] = number
        index += 1
        seen: set[Kind] = set()
        while (token := self._at(index)) is not None:
            step = self._cling(index, token, seen)
            if not step:
                break
            index += step
        return index

    def lettered(self, text: str) -> None:
        """Take «8-е», which is cut like an ordinal, for a number and its letter."""
        digits, _, letter = text.partition("-")
        number = digits.lstrip("0")
        if self.parts.setdefault("number", number) != number:
            # «Марта 8, д. 5-е»
            self.problems.append(TWO_NUMBERS)
            self.parts["number"] = ""
        self.parts.setdefault("letter", letter)

    def is_list(self) -> None:
        """«д. 5, 7, 9»: any of the numbers may be meant, so none may prove a difference."""
        self.problems.append(TWO_NUMBERS)
        self.parts["number"] = ""

    @property
    def at_corner(self) -> str:
        """The number that a house at the corner of two named streets has on the other one, or ""."""
        # «ул. Мира/Ленина, 5/7А»
        return self.parts.get("fraction", "").rstrip(LETTERS)

    def value(self, index: int, part: str) -> int:
        """Read what follows «корп.», «стр.» or «лит.»: a number, a letter or both. Returns the next unread index."""
        while (token := self._at(index)) is not None and token.kind in (Kind.DASH, Kind.HASH):
            index += 1
        text = ""
        if token is not None and token.kind is Kind.NUMBER:
            text, index = token.text.lstrip("0"), index + 1
            letter = self._at(index)
            if letter is not None and self._is_letter(index) and letter.start == token.end and not self._sign(index):
                text, index = text + letter.text, index + 1
        elif token is not None and self._is_letter(index):
            text, index = token.text, index + 1
            digits = self._at(index)
            if digits is not None and digits.kind is Kind.NUMBER and digits.start == token.end:
                text, index = text + digits.text, index + 1
        if not text:
            self.problems.append("Корпус, строение или литера без номера")
        elif self.parts.get(part, text) != text:
            self.problems.append("Корпус, строение или литера указаны дважды")
        else:
            self.parts[part] = text
        return index

    def _cling(self, index: int, token: Token, seen: set[Kind]) -> int:
        """How many tokens from ``index`` belong to the number; 0 ends it."""
        following = self._at(index + 1)
        if token.kind is Kind.WORD:
            return self._letters(index, token, following)
        if token.kind is Kind.SLASH and Kind.SLASH not in seen and following is not None:
            seen.add(Kind.SLASH)
            if following.kind is Kind.NUMBER:
                self.parts["fraction"] = following.text.lstrip("0")
                if self._is_letter(index + 2) and not self._sign(index + 2):
                    self.parts["fraction"] += self.tokens[index + 2].text
                    return 3
                return 2
            if self._sign(index + 1):
                # «12/к2».
                return self._letters(index + 1, following, self._at(index + 2)) + 1
            if self._is_letter(index + 1):
                self.parts["fraction"] = following.text
                return 2
        if token.kind is Kind.DASH and Kind.DASH not in seen and following is not None:
            seen.add(Kind.DASH)
            if following.kind is Kind.NUMBER:
                self.parts["dash"] = following.text.lstrip("0")
                if self._is_letter(index + 2) and not self._sign(index + 2):
                    self.parts["dash"] += self.tokens[index + 2].text
                    return 3
                return 2
            if following.kind is Kind.WORD:
                taken = self._letters(index + 1, following, self._at(index + 2))
                return taken + 1 if taken else 0
        return 0

    def _letters(self, index: int, token: Token, following: Token | None) -> int:
        sign = self._sign(index)
        if sign:
            end = self.value(index + 1, sign)
            return end - index
        # Of «12 к. 3 А» the letter may be the block's as well: nobody's, so the address is not read in full.
        taken = any(self.parts.get(part) for part in ("letter", "fraction", "dash", "corpus", "building"))
        if not self._is_letter(index) or taken:
            return 0
        clings = index > 0 and token.start == self.tokens[index - 1].end
        known = following is not None and (following.text,) in lexicon().markers
        opens_place = following is not None and following.kind is Kind.WORD and not known and not self._sign(index + 1)
        if opens_place and (token.dotted or not clings) and token.text in _OPENS_PLACE:
            # «5 г. Энск», «5 с Красное»: not a letter of the house.
            return 0
        self.parts["letter"] = token.text
        return 1

    def _sign(self, index: int) -> str:
        """«к» and «с» before a number, within the house number, are корпус and строение."""
        token, following = self._at(index), self._at(index + 1)
        if token is None or following is None:
            return ""
        beyond = self._at(index + 2)
        if token.text == "К" and following.text in ("К", "С") and beyond is not None:
            # «74К к. 3», «74к к. А», «74К с2»: the first one is the letter of the house.
            lettered = following.text == "К" and self._is_letter(index + 2) and beyond.text != "К"
            if beyond.kind is Kind.NUMBER or lettered:
                return ""
        if token.text == "К" and (following.kind is Kind.NUMBER or self._is_letter(index + 1)):
            return "corpus"
        return "building" if token.text == "С" and following.kind is Kind.NUMBER else ""

    def _is_letter(self, index: int) -> bool:
        token = self._at(index)
        return token is not None and token.kind is Kind.WORD and len(token.text) == 1

    def _at(self, index: int) -> Token | None:
        return self.tokens[index] if 0 <= index < len(self.tokens) else None
