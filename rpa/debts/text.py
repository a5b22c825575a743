"""Normal form of a text that people typed: one spelling for what the eye can't tell apart, and nothing more.

It never repairs: a digit inside a name, a typo, another grammatical case stay as they are and are left to a person.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0x00AD, 0xFEFF, 0x200E, 0x200F, 0x0301], None)
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D, 0x2043], "-")
_APOSTROPHES = dict.fromkeys([0x2018, 0x2019, 0x201B, 0x02BC, 0x0060, 0x00B4, 0x2032, 0x02B9], "'")
_QUOTES = dict.fromkeys([0x00AB, 0x00BB, 0x0022, 0x201C, 0x201D, 0x201E, 0x201F, 0x2039, 0x203A], None)
_DIGIT = re.compile(r"(?![0-9])\d")
_ONE_SPELLING = _INVISIBLE | _DASHES | _APOSTROPHES

# Only letters whose printed forms coincide; b, k, m, t in lower case do not look like Cyrillic ones.
_LOOK_ALIKES = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
_ALL_LOOK_ALIKE = re.compile(r"[ABCEHKMOPTXYaceopxy]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_LATIN = re.compile(r"[A-Za-z]")


def normal(text: str, *, among_cyrillic: bool = False) -> str:
    """Upper case, NFC, no invisible signs, one dash, one apostrophe, one blank; ё is е; look-alikes are Cyrillic.

    Digits of other scripts are 0–9: a house in wide ones is no other house.

    A Latin word is taken as Cyrillic when it holds a Cyrillic letter, or when all its letters are look-alikes and
    a neighbour (or, by ``among_cyrillic``, the context outside ``text``) is Cyrillic.
    """
    # Signs that only ever break a word are removed before composing, so that a split й still composes.
    text = unicodedata.normalize("NFC", text.translate(_ONE_SPELLING))
    text = _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    text = _cyrillic(text, among_cyrillic or bool(_CYRILLIC.search(text)))
    text = text.upper().replace("Ё", "Е")
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r" ?-+ ?", "-", text)


def without_quotes(text: str) -> str:
    """Quotation marks carry no meaning in an address: 8 «Б» is 8Б."""
    return text.translate(_QUOTES)


def holds_latin(text: str) -> bool:
    """Whether a Latin letter is left after :func:`normal`: then the text can't be compared letter by letter."""
    return bool(_LATIN.search(text))


def _cyrillic(text: str, among_cyrillic: bool) -> str:
    def repaint(word: re.Match[str]) -> str:
        letters = word.group()
        mixed = bool(_CYRILLIC.search(letters))
        if mixed or (among_cyrillic and _ALL_LOOK_ALIKE.fullmatch(letters)):
            return letters.translate(_LOOK_ALIKES)
        return letters

    return _LETTERS.sub(repaint, text)
