"""Comparing the names of streets, settlements and other places, word by word.

Equal are only: the same words; an ordinal before or after («1-я Советская», «Советская 1-я»); a hyphen or a blank
inside a name; a written-out and a shortened title («ак.») or size («Б.»). All that merely looks alike is ambiguous.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from rapidfuzz.distance import OSA

from rpa.debts.address.lexicon import lexicon
from rpa.debts.comparison import Outcome
from rpa.debts.text import holds_latin

_ENDING = re.compile(
    r"(?:(?:ОВ|ЕВ|ИН|ЫН)?(?:СК|ЦК)?(?:АЯ|ЯЯ|ИЙ|ЫЙ|ОЙ|ОЕ|ЕЕ|ОГО|ЕГО|ОМУ|ЫЕ|ИЕ|ЫХ|ИХ)|(?:ОВ|ЕВ|ИН)?(?:СК)?[АЯЫИОЕУЮЬЙ]|ОВ|ЕВ)$"
)
_SHORTEST_STEM = 3
_CONSONANTS = re.compile(r"[БВГДЖЗЙКЛМНПРСТФХЦЧШЩ]+")
# Said beside any rank, or in its place: «им. Иванова» and «Академика Иванова» may be one street.
_NO_RANK = ("ИМЕНИ", "ГЕРОЯ")


def near(a: str, b: str) -> bool:
    """Whether ``a`` may be a misspelling or another form of ``b``; symmetric. For doubts, never for «same»."""
    longer = max(len(a), len(b))
    allowed = 1 if longer <= 3 else 2
    if OSA.distance(a, b, score_cutoff=allowed) <= allowed:
        return True
    stem = _stem(a)
    return len(stem) >= _SHORTEST_STEM and stem == _stem(b)


@lru_cache(maxsize=100_000)
def compare_names(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[Outcome, str]:
    """Outcome and, unless it is SAME, a Russian clause that completes «название улицы: …»."""
    numbers_a, words_a = _split(a)
    numbers_b, words_b = _split(b)
    left, right = _unmatched(words_a, words_b)
    sized = _match_size_letters(left, right) | _match_size_letters(right, left)
    left, right = [word for word in left if word not in sized], [word for word in right if word not in sized]
    doubtful = _drop_doubtful(left, right)
    if left and right and (_joined_alike(a, b) or _initials_of(left, right) or _initials_of(right, left)):
        return Outcome.AMBIGUOUS, "слитно, раздельно или сокращено через дефис"
    if left and right:
        if holds_latin("".join(left + right)):
            return Outcome.AMBIGUOUS, "записано латинскими буквами"
        # The word that names the street is the last one, save in a register's «Иванова Академика».
        tail_shared = words_a[-1] not in left or words_b[-1] not in right
        if not tail_shared or _same_class(left, right):
            return Outcome.DIFFERENT, "разное"
        return Outcome.AMBIGUOUS, "совпадает не полностью"
    if numbers_a != numbers_b:
        if numbers_a and numbers_b:
            return Outcome.DIFFERENT, "разный номер в названии"
        return Outcome.AMBIGUOUS, "номер в названии указан только с одной стороны"
    if left or right:
        return Outcome.AMBIGUOUS, "часть названия указана только с одной стороны"
    if doubtful:
        return Outcome.AMBIGUOUS, doubtful
    if _order(words_a) != _order(words_b):
        return Outcome.AMBIGUOUS, "порядок слов разный"
    return Outcome.SAME, ""


def _split(words: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """Numbers, sorted, and the other words in canonical form."""
    known = lexicon()
    numbers: list[str] = []
    rest: list[str] = []
    for raw in words:
        for word in re.split(r"[-/]", raw):
            bare = word.rstrip(".")
            if bare.isdigit():
                numbers.append(bare.lstrip("0") or "0")
            elif bare:
                full = known.titles.get(bare) or known.sizes.get(bare)
                rest.append(full or word)
    return tuple(sorted(numbers)), rest


def _unmatched(a: list[str], b: list[str]) -> tuple[list[str], list[str]]:
    common = Counter(a) & Counter(b)
    return _without(a, common), _without(b, common)


def _without(words: list[str], common: Counter[str]) -> list[str]:
    left = Counter(common)
    rest: list[str] = []
    for word in words:
        if left[word]:
            left[word] -= 1
        else:
            rest.append(word)
    return rest


def _match_size_letters(letters: list[str], spelled: list[str]) -> set[str]:
    """«Б.» where the other side spells «Большая»: the one shortening of a single letter that is certain."""
    found: set[str] = set()
    for word in letters:
        size = lexicon().size_letters.get(word.rstrip("."))
        if size and size in spelled and word.endswith("."):
            found |= {word, size}
    return found


def _drop_doubtful(left: list[str], right: list[str]) -> str:
    """Remove pairs of words that may be the same; returns the clause for the doubt, or ""."""
    clause = ""
    for word in list(left):
        for other in right:
            reason = _doubt(word, other)
            if reason:
                clause = clause or reason
                left.remove(word)
                right.remove(other)
                break
    return clause


def _doubt(a: str, b: str) -> str:
    for short, long in ((a, b), (b, a)):
        stem = short.rstrip(".")
        shortened = short.endswith(".") or len(stem) == 1 or len(stem) >= _SHORTEST_STEM
        if (shortened and stem and long.startswith(stem)) or _without_vowels(stem, long):
            return "сокращено с одной стороны"
    if a in _classes() and b in _classes():
        return ""
    return "отличается на одну-две буквы или окончанием" if near(a.rstrip("."), b.rstrip(".")) else ""


def _without_vowels(short: str, long: str) -> bool:
    """«ЕКБ» and «ЕКАТЕРИНБУРГ», «ЖД» and «ЖЕЛЕЗНОДОРОЖНАЯ»: the first letter and consonants in their order."""
    if len(short) < 2 or short[0] != long[0] or not _CONSONANTS.fullmatch(short[1:]):
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


def _initials_of(short: list[str], spelled: list[str]) -> bool:
    """«ВО» and «Васильевского острова»."""
    return len(spelled) > 1 and "".join(short).replace(".", "") == "".join(word[0] for word in spelled)


def _joined_alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """«Ново-Садовая» and «Новосадовая»; «Комсом-я» and «Комсомольская»."""
    one, two = (re.sub(r"[-/.]", "", "".join(words)) for words in (a, b))
    if near(one, two):
        return True
    for words, others in ((a, b), (b, a)):
        for word in words:
            head, dash, tail = word.partition("-")
            if dash and len(tail) <= 3 and any(other.startswith(head) and other.endswith(tail) for other in others):
                return True
    return False


def _same_class(left: list[str], right: list[str]) -> bool:
    """«Большая» against «Малая», «Маршала» against «Генерала»: both present, both of one kind, unequal."""
    classes = _classes()
    return any(classes.get(a) and classes.get(a) == classes.get(b) for a in left for b in right)


def _classes() -> dict[str, str]:
    known = lexicon()
    ranks = [title for title in known.titles.values() if title not in _NO_RANK]
    return dict.fromkeys(ranks, "title") | dict.fromkeys(known.sizes.values(), "size")


def _order(words: list[str]) -> list[str]:
    letters = lexicon().size_letters
    return [letters.get(word.rstrip("."), word) for word in words]


def _stem(word: str) -> str:
    return _ENDING.sub("", word, count=1)
