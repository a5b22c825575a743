"""Things that look secret whoever they belong to: СНИЛС, phones, mail addresses, passports, tokens, seeds, flats.

Bare digits are hidden only where something proves what they are (a check sum, a word before them): request numbers
and hashes must stay readable, or the journal proves nothing.
"""

from __future__ import annotations

import re

from rpa.audit.learned import HIDDEN
from rpa.debts.snils import check_number_fits

_BLANK = r"[^\S\r\n]"
_DASH = "[-\u2010-\u2015\u2212]"
_BETWEEN = rf"(?:{_BLANK}|{_BLANK}?{_DASH}{_BLANK}?)"
_NAMING = r"password|passwd|pwd|парол[ьяею]|secret|token|api[_-]?key|totp|otp|seed|session_?id|snils|снилс|cookie"
_PHONE_BETWEEN = rf"(?:[\s()]|{_DASH})"
_AFTER_WORD = [
    # Headers carry several secrets on one line.
    re.compile(r"(?i)\b((?:set-)?cookie|(?:proxy-)?authorization)(\s*[:=]\s*)[^\r\n]+"),
    re.compile(rf"""(?i)(?<![^\W_])({_NAMING})(["']?\s*[:=]\s*["']?)[^\s"',;&}}\]]+"""),
    re.compile(r"(?i)\b(bearer|basic)(\s+)[\w.~+/=-]{8,}"),
    re.compile(r"(?i)\b(паспорт\w*)([^\d\n]{0,20})\d{2}\s?\d{2}[\s№]*\d{6}\b"),
    re.compile(rf"(?i)(?<!\w)(снилс\w*|snils)(\s*(?:№\s*)?)\d(?:(?:{_DASH}|[\s._])*\d){{10}}"),
    re.compile(
        rf"(?i)(?<!\w)(тел(?:ефон\w*)?|моб(?:ильн\w*)?|phone)([.:]?{_BLANK}*)"
        rf"[+(]?\d(?:(?:{_BLANK}|[()]|{_DASH})*\d){{4,10}}(?!\d)"
    ),
    re.compile(
        r"(?i)(?<!\w)(кв(?:артир[аыуе])?|к(?:в(?:арт)?)?-р[аыуе]|комн?(?:ат[аыуе])?|пом(?:ещ(?:ени[еяюи])?)?|№\s*помещения)"
        # Two runs of blanks never touch: on a long one every way to part it would be tried.
        rf"(\s*(?:[.:]\s*)?(?:{_DASH}\s*)?(?:№\s*)?)"
        r"\d+(?:[-/]?[а-яёa-z](?!\w))?(?:[-/,]\d+)*"
    ),
]
_FLAT_BEFORE_WORD = re.compile(
    # «12 кв.» is a flat; «12 кв. м» is an area, and in «д. 5 кв. ***» the flat stands after the word.
    rf"(?i)(?<![\w.,/-])\d+(?:-?[а-яёa-z])?({_BLANK}*(?:{_DASH}{_BLANK}*)?)"
    r"(кв(?!\w)|пом(?:ещ)?\.)(?!\.?\s*(?:№\s*)?(?:\*|\d|[ксд]?м(?:[\s.,;:)²2]|етр|\Z)))"
)
_WHOLE = [
    re.compile(r"(?i)otpauth://[^\s,;\"'<>]+"),
    re.compile(r"(?<![\w.])[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"),
    re.compile(rf"(?<![\d-])\d{{3}}{_BETWEEN}\d{{3}}{_BETWEEN}\d{{3}}{_BETWEEN}\d{{2}}(?![\d-])"),
    re.compile(
        # The code of a town has three to five digits.
        rf"(?<![\w+-])(?:\+7|8){_PHONE_BETWEEN}+"
        rf"(?:\d{{3}}{_PHONE_BETWEEN}*\d{{3}}|\d{{4}}{_PHONE_BETWEEN}*\d{{2}}|\d{{5}}{_PHONE_BETWEEN}*\d)"
        rf"(?:{_PHONE_BETWEEN}?\d{{2}}){{2}}(?![\w-])"
    ),
    re.compile(r"(?<![\w+-])(?:\+7\d{10}|[78]9\d{9})(?![\w-])"),
    re.compile(r"(?<!\w)[A-Z2-7]{16,}={0,6}(?!\w)"),
    re.compile(r"(?<![\w-])\d{2}[^\S\r\n]\d{2}[^\S\r\n]\d{6}(?![\w-])"),
]
_BARE_SNILS = re.compile(rf"(?<![\w-])\d{{3}}(?:{_BETWEEN}?\d{{3}}){{2}}{_BETWEEN}?\d{{2}}(?![\w-])")
"""Apart in some places or in none: the check sum tells it from the number of a request."""


def hide_patterns(text: str) -> str:
    """``text`` with everything that looks secret replaced by ``***``; the word that names it stays."""
    for pattern in _AFTER_WORD:
        text = pattern.sub(rf"\1\2{HIDDEN}", text)
    text = _FLAT_BEFORE_WORD.sub(rf"{HIDDEN}\1\2", text)
    for pattern in _WHOLE:
        text = pattern.sub(HIDDEN, text)
    return _BARE_SNILS.sub(lambda found: HIDDEN if check_number_fits(re.sub(r"\D", "", found[0])) else found[0], text)
