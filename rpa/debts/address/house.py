"""The house number as it is written: 12, 12А, 12/2, 12к2, 12-2, 12с1."""

from __future__ import annotations

import re

from rpa.debts.address.lexicon import lexicon
from rpa.debts.address.tokens import Kind, Token

_LETTER_AND_SIGN = re.compile(r"([А-Я])([КС])")


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
            self.problems.append("В адресе два номера дома")
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
        clings = index > 0 and token.start == self.tokens[index - 1].end
        both = _LETTER_AND_SIGN.fullmatch(token.text)
        if both and clings and following is not None and following.kind is Kind.NUMBER and not self.parts.get("letter"):
            # «12АК2»: the letter and корпус 2.
            self.parts["letter"] = both[1]
            return self.value(index + 1, "corpus" if both[2] == "К" else "building") - index
        if not self._is_letter(index) or self.parts.get("letter") or self.parts.get("fraction") or self.parts.get("dash"):
            return 0
        opens_place = following is not None and following.kind is Kind.WORD and (token.dotted or not clings)
        if opens_place and (token.text,) not in lexicon().markers and token.text in "ГСДПХ":
            # «5 г. Энск», «5 с Красное»: not a letter of the house.
            return 0
        self.parts["letter"] = token.text
        return 1

    def _sign(self, index: int) -> str:
        """«к» and «с» before a number, within the house number, are корпус and строение."""
        token, following = self._at(index), self._at(index + 1)
        if token is None or following is None or following.kind is not Kind.NUMBER:
            return ""
        return {"К": "corpus", "С": "building"}.get(token.text, "")

    def _is_letter(self, index: int) -> bool:
        token = self._at(index)
        return token is not None and token.kind is Kind.WORD and len(token.text) == 1

    def _at(self, index: int) -> Token | None:
        return self.tokens[index] if 0 <= index < len(self.tokens) else None
