"""Captions of screens nobody has described, without people: what may leave the machine of a screen's build.

A caption is the site's («Отправить код повторно»), but a person may stand in it («Войти как Иванова А. П.»). Nobody
can list all names, so the rule fails closed: a capital letter where no sentence begins is a name unless the word is
one of the few below; at the beginning of a sentence, what looks like a Russian name is one. A hidden word reads
``***``, three digits and more read ``N``. A caption that lost a word is still seen to be there.
"""

from __future__ import annotations

import re
from functools import cache

from rpa.audit.learned import HIDDEN
from rpa.audit.patterns import hide_patterns
from rpa.debts.person import known_first_names

_SITES_WORDS = """
    госуслуги госуслуг госуслугах госуслугам госключ госключа госплагин госплагина россия россии рф есиа гис жкх жку
    снилс огрн огрнип инн кпп фио смс кэп укэп ук рсо тсж жск мвд фнс сфр макс qr sms pin max email e-mail mail telegram
    id ok n cookie cookies totp otp esia fias фиас jpg pdf xls xlsx zip mb kb мб кб
"""
_OWN = frozenset(_SITES_WORDS.split())
"""Words that may begin with a capital letter (or be written in Latin) in the middle of a caption."""

_INNOCENT = frozenset(
    {
        *("логин", "логина", "русский", "русская", "причина", "причины", "один", "одна", "корзина", "вызов", "готов"),
        *("иной", "городской", "половина", "основа", "магазин"),
    }
)
"""Words that end like a surname and begin captions."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LATIN = re.compile(r"[a-zA-Z-]+\Z")
_PATRONYMIC = re.compile(r"(?i)[а-яё]+(?:вич|вича|вичу|вичем|вна|вны|вне|вной|ична|ичны|иничн[аы]|оглы|кызы)\Z")
_SURNAME = re.compile(
    # «Техническая поддержка» is no name: adjectives on «-ческий» are hardly ever surnames.
    r"(?i)(?![а-яё-]*ческ)[а-яё-]+(?:ов|ова|овой|ову|ев|ева|евой|еву|ёв|ёва|ёвой|ин|ина|иной|ину|ын|ына|ский|ская|ского|ской|цкий|цкая"
    r"|ич|енко|ченко|шко|чук|юк|швили|дзе|ян|янц)\Z"
)
_DIGITS = re.compile(r"\d{3,}")
_HALF_HIDDEN = re.compile(r"[*•]{2,}[\s()-]*\d[\d\s()-]*")
"""The site's own masks («+7 *** ***-12-34») leave the end of the number."""
_BETWEEN_SENTENCES = re.compile(r"[.!?…]\s+\Z|[/|]\s*\Z")


def clean_caption(text: str) -> str:
    """One line without people; blanks are made single. Empty text stays empty."""
    plain = _HALF_HIDDEN.sub(HIDDEN, hide_patterns(" ".join(text.split())))
    words = list(_WORD.finditer(plain))
    hide = [_is_name(plain, words, place) for place in range(len(words))]
    for place in [place for place, hidden in enumerate(hide) if hidden]:
        # Names stand in a row: one word betrays the others of «КАПУСТА ВСЕВОЛОД ФОМИЧ», two on either side of it.
        for step in (-1, 1):
            _hide_beside(plain, words, hide, place, step)
    for word, hidden in zip(reversed(words), reversed(hide), strict=True):
        if hidden:
            plain = plain[: word.start()] + HIDDEN + plain[word.end() :]
    return _DIGITS.sub("N", _HALF_HIDDEN.sub(HIDDEN, plain))


def _hide_beside(text: str, words: list[re.Match[str]], hide: list[bool], place: int, step: int) -> None:
    for _ in range(2):
        beside = place + step
        if not 0 <= beside < len(words) or not words[beside].group()[0].isupper() or _own(words[beside].group()):
            return
        if not _touch(text, words[min(place, beside)], words[max(place, beside)]):
            return
        if step > 0 and _begins(text, words[beside]):
            # «А. Капуста. Выйти»: what follows a name in another sentence is judged by itself.
            return
        hide[beside], place = True, beside


def _is_name(text: str, words: list[re.Match[str]], place: int) -> bool:
    word = words[place].group()
    if _own(word):
        return False
    if _LATIN.match(word):
        return True
    if _PATRONYMIC.match(word) and len(word) >= 7:
        return True
    if not word[0].isupper():
        return False
    if not _begins(text, words[place]):
        # A capital inside: shouting captions («ВОЙТИ В КАБИНЕТ») are judged by the looks of each word.
        return not text.isupper() or _looks_a_name(word)
    return _looks_a_name(word)


def _begins(text: str, word: re.Match[str]) -> bool:
    before = text[: word.start()]
    return not _WORD.search(before) or bool(_BETWEEN_SENTENCES.search(before) and not _initial(before))


def _initial(before: str) -> bool:
    """Whether the full stop belongs to «И.»"""
    return re.search(r"(?<!\w)[А-ЯЁA-Z]\.\s+\Z", before) is not None


def _touch(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return re.fullmatch(r"\s+|\.\s*", text[one.end() : other.start()]) is not None


def _own(word: str) -> bool:
    return word.lower() in _OWN


def _looks_a_name(word: str) -> bool:
    lower = word.lower()
    if lower in _INNOCENT:
        return False
    return lower.replace("ё", "е") in _first_names() or (len(word) > 3 and _SURNAME.match(word) is not None)


@cache
def _first_names() -> frozenset[str]:
    return frozenset(name.lower().replace("ё", "е") for name in known_first_names())
