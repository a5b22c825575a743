"""Finding learned values in any text, quickly even when a hundred thousand names were learned.

Text and values are brought to one compact form (letters and digits only; case, accents, ``ё``/``е`` and full-width
forms folded) with a map back to the original places. Values are indexed by their first letters, so the cost depends
on the text's length and not on how many values there are.
"""

from __future__ import annotations

import re
import unicodedata
import urllib.parse
from functools import lru_cache

HIDDEN = "***"
KEY = 4
_ENDINGS = "аяоеуюыиьй"
_VOWELS = "аеиоуыэюя"
_FLEETING = re.compile(r"(\w+)(?:[ея](ц)|[ое](к)|е(л)|е(н)ь)\Z")
_FLEETING_ENDINGS = {
    "ц": ("а", "у", "ом", "ем", "е", "ы", "ов", "ев", "ам", "ами", "ах"),
    "к": ("а", "у", "ом", "е", "и", "ов", "ам", "ами", "ах"),
    "л": ("а", "у", "ом", "е", "ы", "ам", "ами", "ах"),
    "н": ("я", "ю", "ем", "е", "и", "ям", "ями", "ях"),
}
_ENDINGS_OF_SHORT = {
    **dict.fromkeys("бвгджзклмнпрстфхцчшщ", ("а", "у", "ом", "ем", "е", "ы", "и", "ов", "ев", "ам", "ами", "ах")),
    **dict.fromkeys("йь", ("я", "ю", "ем", "е", "и", "ью", "ев", "ей", "ям", "ями", "ях")),
    "а": ("ы", "и", "е", "у", "ой", "ою", "ей", "ею", "ам", "ами", "ах"),
    "я": ("и", "е", "ю", "ей", "ею", "ям", "ями", "ях"),
}
# Joined by «_» are the words of a file's name; an unseen hyphen or blank inside does not end a word.
_WORD = re.compile(r"[^\W_]+(?:[\u00ad\u200b-\u200d\u2060\ufeff]+[^\W_]+)*")
_ENCODED = re.compile(r"[^\s\"'<>]*(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4})[^\s\"'<>]*")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")


@lru_cache(maxsize=4096)
def _fold(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return "".join(part for part in decomposed if part.isalnum())


def compact(text: str) -> str:
    return "".join(map(_fold, text))


class LearnedValues:
    """Values to hide. ``add`` takes any text, ``add_name`` a word that Russian grammar may bend."""

    def __init__(self) -> None:
        self._by_key: dict[str, set[str]] = {}
        self._of_words: set[str] = set()
        self._short: set[str] = set()
        self._stems: set[str] = set()
        self._literal: set[str] = set()

    def add(self, value: str) -> None:
        folded = compact(value)
        if len(folded) >= KEY:
            self._by_key.setdefault(folded[:KEY], set()).add(folded)
            if len(value.split()) > 1:
                self._of_words.add(folded)
        elif folded and not folded.isdigit():
            self._short.add(folded)
        elif not folded and len(value.strip()) >= 3:
            self._literal.add(value.strip())

    def add_name(self, word: str) -> None:
        self.add(word)
        for part in _WORD.findall(word):
            folded = compact(part)
            stem = folded.rstrip(_ENDINGS)
            if len(folded) >= KEY and len(stem) >= 2:
                self._stems.add(stem)
            elif folded:
                self._short |= {folded, *_cases_of_short(part.casefold())}
            self._short.update(_without_fleeting_vowel(folded))

    def hide(self, text: str) -> str:
        """``text`` with every learned value in it replaced by ``***``."""
        if not (self._by_key or self._short or self._stems or self._literal):
            return text
        for literal in self._literal:
            text = text.replace(literal, HIDDEN)
        if "%" in text or "\\u" in text:
            text = _ENCODED.sub(self._hide_encoded, text)
        return self._hide_plain(text)

    def _hide_encoded(self, found: re.Match[str]) -> str:
        raw = found.group()
        plain = _ESCAPE.sub(lambda code: chr(int(code.group(1), 16)), urllib.parse.unquote(raw))
        return raw if self._hide_plain(plain) == plain else HIDDEN

    def _hide_plain(self, text: str) -> str:
        spans = self._spans(text)
        if not spans:
            return text
        spans.sort()
        pieces: list[str] = []
        end = 0
        for start, stop in spans:
            if start >= end:
                pieces += [text[end:start], HIDDEN]
            end = max(end, stop)
        pieces.append(text[end:])
        return "".join(pieces)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        if self._by_key:
            folded, places = _with_places(text)
            for start in range(len(folded) - KEY + 1):
                for value in self._by_key.get(folded[start : start + KEY], ()):
                    if folded.startswith(value, start):
                        span = places[start], places[start + len(value) - 1] + 1
                        if value in self._of_words or not _of_two_others(text, *span):
                            spans.append(span)
        if self._short or self._stems:
            for word in _WORD.finditer(text):
                if self._is_learned_word(compact(word.group())):
                    spans.append(word.span())
        return spans

    def _is_learned_word(self, word: str) -> bool:
        if word in self._short:
            return True
        # Case endings of Russian nouns and adjectives are at most three letters («-ыми», «-ого»).
        return any(word[: len(word) - cut] in self._stems for cut in range(min(4, max(len(word) - 1, 0))))


def _of_two_others(text: str, start: int, stop: int) -> bool:
    """Whether what reads like one word begins inside another and goes on in the next: «они названы» is no «Нина».

    Hidden, it would leave «о***званы» of a sentence somebody has to act on. What begins a word stays hidden however it
    is spaced or broken; so does what has a digit, for numbers are written after anything.
    """
    found = text[start:stop]
    return start > 0 and text[start - 1].isalpha() and len(found.split()) > 1 and not re.search(r"\d", found)


def _cases_of_short(name: str) -> set[str]:
    """The cases, folded, of a name too short to be known by its stem: «Ким» — «Киму», «Цой» — «Цоя», «Яна» — «Яной».

    Whole words and no stems, as below. An initial has none, nor has a name on another vowel («Ли»), nor one of a single
    consonant before its vowel: of «На» would come «не», and nobody could tell what was sent from what was not.
    """
    endings = _ENDINGS_OF_SHORT.get(name[-1], ()) if len(name) > 1 else ()
    stem = name[:-1] if name[-1] in "аяйь" else name
    if len(stem) == 1 and stem not in _VOWELS:
        return set()
    return {compact(stem + ending) for ending in endings}


def _without_fleeting_vowel(name: str) -> set[str]:
    """The cases of a folded name that loses a vowel in them: «Кравец» — «Кравцу», «Заяц» — «Зайца», «Лев» — «Льва».

    Whole words and no stems: «Павла» is the same man, «Павлович» and «павлин» are not.
    """
    if name == "лев":
        return {"льва", "льву", "львом", "льве"}
    found = _FLEETING.match(name)
    if found is None or len(found[1]) < 2:
        return set()
    body, last = found[1], found[found.lastindex or 0]
    # After a vowel «й» takes its place (folded to «и»), after a soft consonant «ь»: which are soft, letters don't tell.
    between = ("и",) if body[-1] in _VOWELS else ("", "ь") if last in "цк" else ("",)
    return {f"{body}{sign}{last}{ending}" for sign in between for ending in _FLEETING_ENDINGS[last]}


def _with_places(text: str) -> tuple[str, list[int]]:
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in _fold(letter):
            letters.append(part)
            places.append(place)
    return "".join(letters), places
