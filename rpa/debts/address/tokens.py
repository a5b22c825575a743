"""An address in normal form, cut into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

_MONTHS = "ЯНВ|ФЕВ|МАР|АПР|МАЙ|ИЮН|ИЮЛ|АВГ|СЕН|ОКТ|НОЯ|ДЕК"


class Kind(Enum):
    """``DATE`` is what a spreadsheet makes of «12/5»; ``ORDINAL`` is «1-я»; ``OTHER`` is any other sign."""

    DATE = auto()
    ORDINAL = auto()
    NUMBER = auto()
    WORD = auto()
    DOT = auto()
    BREAK = auto()
    SLASH = auto()
    DASH = auto()
    HASH = auto()
    OPEN = auto()
    CLOSE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """``start`` and ``end`` are offsets in the normal form; ``dotted`` says that a dot follows a word at once."""

    kind: Kind
    text: str
    start: int
    end: int
    dotted: bool = False


_KINDS = dict(Kind.__members__)
_PATTERN = re.compile(
    rf"""(?P<DATE>\d{{4}}-\d\d?-\d\d?(?:[ T]\d\d?:\d\d(?::\d\d)?)?|\d+\.\d+(?:\.\d+)*
          |\d\d?[.-](?:{_MONTHS})(?:[.-]\d{{2,4}})?(?![А-Я])|(?<![А-Я])(?:{_MONTHS})[.-]\d{{2,4}}(?!\d))
    |(?P<ORDINAL>\d+-(?:АЯ|ЫЙ|ОЙ|ИЙ|ЬЯ|ОЕ|ЬЕ|ГО|ЫХ|ТИ|МИ|Я|Й|Е|Х)(?![А-ЯA-Z]))
    |(?P<AGE>\d+-ЛЕТ(?:ИЯ|ИЕ|ИЮ)?(?![А-ЯA-Z]))
    |(?P<NUMBER>\d+)
    |(?P<HASH>[№\#]|N(?=\.?\ ?\d))
    |(?P<WORD>[А-ЯA-Z](?:[А-ЯA-Z']*[А-ЯA-Z])?(?:[-/][А-ЯA-Z][А-ЯA-Z']*)*)
    |(?P<DOT>\.)|(?P<BREAK>[,;])|(?P<SLASH>[/\\])|(?P<DASH>-)|(?P<OPEN>[(\[])|(?P<CLOSE>[)\]])
    |(?P<BLANK>\s+)|(?P<OTHER>.)""",
    re.VERBOSE | re.DOTALL,
)


def tokenize(text: str) -> list[Token]:
    """Cut ``text`` (in normal form). Never raises; a dot after a word is kept in ``dotted``, other dots are dropped."""
    tokens: list[Token] = []
    for found in _PATTERN.finditer(text):
        name = found.lastgroup or "OTHER"
        start, end = found.span()
        if name == "BLANK":
            continue
        if name == "DOT":
            if tokens and tokens[-1].kind is Kind.WORD and tokens[-1].end == start:
                last = tokens[-1]
                tokens[-1] = Token(last.kind, last.text, last.start, last.end, dotted=True)
            continue
        if name == "AGE":
            # «40-летия»: a number and a word of the name.
            digits, _, word = found.group().partition("-")
            tokens.append(Token(Kind.NUMBER, digits, start, start + len(digits)))
            tokens.append(Token(Kind.WORD, word, start + len(digits) + 1, end))
            continue
        tokens.append(Token(_KINDS[name], found.group(), start, end))
    return tokens
