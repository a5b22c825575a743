"""Made-up data in place of people's: the same value becomes the same invention everywhere in one capture.

What the site sent as data (the strings of its JSON answers) is replaced whatever it looks like: that fails closed on
a screen nobody has seen. Names, mail addresses, telephones, СНИЛС and identifiers are replaced besides, by their look.
Inventions are drawn anew for each capture, so they cannot be turned back.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any

from rpa.cabinet.recorded import strings_of

_LAST = ("Выдумкин", "Примеров", "Образцов", "Учебнов", "Тестов", "Небылицын", "Макетов", "Черновиков")
_FIRST = (("Пример", "Примера"), ("Образец", "Образца"), ("Макет", "Макета"))
_MIDDLE = (("Примерович", "Примеровна"), ("Образцович", "Образцовна"), ("Макетович", "Макетовна"))
_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_NAME = re.compile(rf"\b({_WORD})\s+({_WORD})\s+({_WORD}(?:вич|вна|ична|инична|мич|ьич|оглы|кызы))\b")
_SHORT_NAME = re.compile(rf"\b({_WORD})\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\w)(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\w)")
_SNILS = re.compile(r"(?<!\d)\d{3}-\d{3}-\d{3}[ -]\d{2}(?!\d)")
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_FLAT = re.compile(r"(?i)(?<!\w)(кв|комн?|пом)(\.?\s*)\d+\w?")
_LONG_NUMBER = re.compile(r"(?<![\d.])\d{5,}(?![\d.])")
_DATE = re.compile(r"\d{2}\.\d{2}\.\d{4}(?: \d{2}:\d{2})?\Z")
_CODE = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_LEAST = 4
"""A shorter value is replaced only where it stands alone: «12» inside «12.11.2026» is a date's."""


class Disguise:
    """``keep`` are captions of the site that must stay, although the site sent them as data."""

    def __init__(self, keep: Iterable[str] = ()) -> None:
        self._keep = {_plain(text) for text in keep}
        self._inventions: dict[str, str] = {}
        self._known: list[str] = []

    def learn(self, answer: Any) -> None:
        """Take every string of one JSON answer for data. Codes (``SENT``) and dates stay readable."""
        for _name, value in strings_of(answer):
            plain = _plain(value)
            if plain and plain not in self._keep and not _DATE.match(plain) and not _CODE.match(plain):
                self.invent(plain)

    def invent(self, value: str) -> str:
        """The invention for ``value``; the same one every time."""
        plain = _plain(value)
        if plain not in self._inventions:
            self._inventions[plain] = self._made_up(plain)
            if len(plain) >= _LEAST:
                self._known = sorted((*self._known, plain), key=len, reverse=True)
        return self._inventions[plain]

    def text(self, text: str) -> str:
        """``text`` with everything of people replaced."""
        plain = _plain(text)
        if not plain or plain in self._keep:
            return text
        if plain in self._inventions:
            return self._inventions[plain]
        for known in self._known:
            if known in plain:
                plain = plain.replace(known, self._inventions[known])
        return self._by_look(plain)

    def _by_look(self, text: str) -> str:
        for pattern in (_GUID, _MAIL, _SNILS, _PHONE, _NAME, _SHORT_NAME, _LONG_NUMBER):
            text = pattern.sub(lambda found: self._own(found.group()), text)
        return _FLAT.sub(r"\g<1>\g<2>1", text)

    def _own(self, found: str) -> str:
        """Leave what is already an invention."""
        return found if found in self._inventions.values() or self._is_ours(found) else self.invent(found)

    def _is_ours(self, found: str) -> bool:
        return any(found in invention for invention in self._inventions.values())

    def _made_up(self, value: str) -> str:
        if _GUID.fullmatch(value):
            digits = secrets.token_hex(16)
            return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        if _MAIL.fullmatch(value):
            return f"person{len(self._inventions) + 1}@example.com"
        if name := _NAME.fullmatch(value):
            woman = name.group(3).endswith(("на", "кызы"))
            return " ".join(self._person(woman))
        if _SHORT_NAME.fullmatch(value):
            return f"{self._person(False)[0]} П. П."
        return self._same_shape(value)

    def _person(self, woman: bool) -> tuple[str, str, str]:
        number = len(self._inventions)
        last = f"{_LAST[number % len(_LAST)]}{'а' if woman else ''}"
        return last, _FIRST[number // 8 % 3][woman], _MIDDLE[number // 24 % 3][woman]

    def _same_shape(self, value: str) -> str:
        """Letters and digits drawn anew, everything else as it was: lengths and layouts stay true to life."""
        drawn = "".join(_drawn(letter) for letter in value)
        return drawn if drawn != value or not any(letter.isalnum() for letter in value) else self._same_shape(value)


def _drawn(letter: str) -> str:
    if letter.isdigit():
        return secrets.choice("123456789")
    if "а" <= letter.lower() <= "я" or letter.lower() == "ё":
        chosen = secrets.choice("абвгдежзиклмнопрстуфхц")
    elif letter.isascii() and letter.isalpha():
        chosen = secrets.choice("abcdefghkmnprstuvwxyz")
    else:
        return letter
    return chosen.upper() if letter.isupper() else chosen


def _plain(text: str) -> str:
    return " ".join(text.split())
