"""Things that look secret whoever they belong to: СНИЛС, phones, mail addresses, passports, tokens, seeds, flats.

Bare digits are hidden only where something proves what they are (a check sum, a word before them): request numbers
and hashes must stay readable, or the journal proves nothing.
"""

from __future__ import annotations

import re

from rpa.audit.learned import HIDDEN

_NAMING = r"password|passwd|pwd|парол[ьяею]|secret|token|api[_-]?key|totp|otp|seed|session_?id|snils|снилс|cookie"
_AFTER_WORD = [
    # Headers carry several secrets on one line.
    re.compile(r"(?i)\b((?:set-)?cookie|(?:proxy-)?authorization)(\s*[:=]\s*)[^\r\n]+"),
    re.compile(rf"""(?i)(?<![^\W_])({_NAMING})(["']?\s*[:=]\s*["']?)[^\s"',;&}}\]]+"""),
    re.compile(r"(?i)\b(bearer|basic)(\s+)[\w.~+/=-]{8,}"),
    re.compile(r"(?i)\b(паспорт\w*)([^\d\n]{0,20})\d{2}\s?\d{2}[\s№]*\d{6}\b"),
    re.compile(
        r"(?i)(?<!\w)(кв(?:артир[аыуе])?|комн?(?:ат[аыуе])?|пом(?:ещени[еяю])?|№\s*помещения)"
        r"(\s*[.:]?\s*№?\s*)\d+(?:[-/]?[а-яёa-z](?!\w))?(?:[-/,]\d+)*"
    ),
]
_WHOLE = [
    re.compile(r"(?i)otpauth://[^\s,;\"'<>]+"),
    re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<![\d-])\d{3}[ -]\d{3}[ -]\d{3}[ -]\d{2}(?![\d-])"),
    re.compile(r"(?<![\w+-])(?:\+7|8)[\s(-]+\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?![\w-])"),
    re.compile(r"(?<![\w+-])(?:\+7\d{10}|[78]9\d{9})(?![\w-])"),
    re.compile(r"(?<!\w)[A-Z2-7]{16,}={0,6}(?!\w)"),
    re.compile(r"(?<![\w-])\d{2} \d{2} \d{6}(?![\w-])"),
]
_BARE_SNILS = re.compile(r"(?<![\w-])\d{11}(?![\w-])")


def hide_patterns(text: str) -> str:
    """``text`` with everything that looks secret replaced by ``***``; the word that names it stays."""
    for pattern in _AFTER_WORD:
        text = pattern.sub(rf"\1\2{HIDDEN}", text)
    for pattern in _WHOLE:
        text = pattern.sub(HIDDEN, text)
    return _BARE_SNILS.sub(lambda found: HIDDEN if is_snils(found.group()) else found.group(), text)


def is_snils(digits: str) -> bool:
    """Whether eleven digits carry the check sum of an СНИЛС; the rule holds for numbers over 001-001-998."""
    if int(digits[:9]) <= 1_001_998:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(digits[9:])
