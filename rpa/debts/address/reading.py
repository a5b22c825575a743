"""The state of reading one address, and what can be told at any point of it: is this word a type, a name, a number?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from rpa.debts.address.dwelling import UNPLACED, Flat, Place
from rpa.debts.address.house import HouseReader, spaced
from rpa.debts.address.lexicon import Marker, lexicon
from rpa.debts.address.tokens import Kind, Token, tokenize
from rpa.debts.text import normal, without_quotes

NAMED = ("region", "district", "settlement", "planning", "street")
# One letter: what it opens before a word. Before a number д is дом, с is строение.
_ONE_LETTER = {"Г": "город", "С": "село", "Д": "деревня", "П": "посёлок", "Х": "хутор", "Ш": "шоссе"}
_ASSOCIATIONS = ("СНТ", "ДНТ", "СНП", "ТСН", "ГСК")
_POSTCODE = re.compile(r"(?<![\d/-])\d{6}(?![\d/-]),?")
# «улицаМира», «КарлаМаркса»: only the capital letter still shows where a word begins.
_GLUED = re.compile(r"([а-яё]{2})(?=[А-ЯЁ][а-яё])")
_DECIMAL_ZERO = re.compile(r"(?<![\d.])(\d+)\.0+(?![\d.])")


@lru_cache(maxsize=50_000)
def place_of(kind: str, words: tuple[str, ...]) -> Place:
    """Remembered: a register names one street in the address of every flat of it."""
    return Place(kind, words)


@dataclass(slots=True)
class Open:
    """A component whose type was met and whose name is being read."""

    marker: Marker
    words: list[str] = field(default_factory=list)


class Reading:
    """One pass over the tokens. ``pending`` are words without a type in the current segment, ``bare`` such segments."""

    def __init__(self, text: str) -> None:
        form = without_quotes(normal(_GLUED.sub(r"\1 ", text)))
        form = _POSTCODE.sub(" ", form)
        form = _DECIMAL_ZERO.sub(r"\1", form)
        for pattern, replacement in lexicon().rewrites:
            form = pattern.sub(replacement, form)
        form = spaced(form)
        self.form = form
        self.tokens = tokenize(form)
        self.places: dict[str, list[Place]] = {category: [] for category in NAMED}
        self.open: Open | None = None
        self.pending: list[str] = []
        # With the number of places known before it: a name without a type is only trusted in its usual position.
        self.bare: list[tuple[list[str], frozenset[str]]] = []
        self.house = HouseReader(self.tokens)
        self.problems: list[str] = []
        self.flat = Flat()
        self.marked = False

    # --- what a token is ----------------------------------------------------------------------------------------------

    def _marker(self, index: int, *, at_door: bool = False) -> tuple[Marker | None, int]:
        """The type word at ``index`` with its length in tokens, or (None, 0)."""
        words = lexicon()
        run: list[str] = []
        for token in self.tokens[index : index + words.longest]:
            if token.kind is not Kind.WORD:
                break
            run.append(token.text)
        for length in range(len(run), 0, -1):
            found = words.markers.get(tuple(run[:length]))
            if found is not None and (length == 1 or len(run[0]) > 1 or self.tokens[index].dotted):
                return self._inplace_of(found, index, length), length
        if run and len(run[0]) == 1:
            found = self._one_letter(index, at_door)
            return found, 1 if found else 0
        return None, 0

    def _inplace_of(self, found: Marker, index: int, length: int) -> Marker:
        following = self._at(index + length)
        if found.category == "flat" and found.kind == "квартира" and following is not None:
            named = following.kind is Kind.WORD and self._marker(index + length)[0] is None
            if named and len(following.text) > 2 and following.text not in ("НЕТ", "НОМЕР"):
                return Marker("planning", "квартал", False)
        return found

    def _one_letter(self, index: int, at_door: bool) -> Marker | None:
        token, following = self.tokens[index], self._at(index + 1)
        if token.text == "К":
            beyond = self._at(index + 2)
            lettered = following is not None and following.kind is Kind.WORD and len(following.text) == 1
            lettered = lettered and (beyond is None or beyond.kind is not Kind.NUMBER)
            numbered = following is not None and following.kind is Kind.NUMBER
            in_house = bool(self.house.parts.get("number")) and not at_door
            return Marker("corpus", "корпус", False) if in_house and (numbered or lettered) else None
        if token.text not in _ONE_LETTER:
            return None
        if following is not None and following.kind in (Kind.NUMBER, Kind.HASH):
            goes_on = self._is_name_word(index + 2, following)
            if token.text == "Д" and not (goes_on and self.pending):
                return Marker("house", "дом", False)
            if token.text == "С" and self.house.parts.get("number"):
                return Marker("building", "строение", False)
            if not goes_on and not self.pending:
                return None
        if token.text == "Д" and following is not None and following.kind is Kind.ORDINAL:
            letter, after = following.text.partition("-")[2], self._at(index + 2)
            last = after is None or after.kind is not Kind.WORD or self._goes_on_with_house(index + 2)
            if len(letter) == 1 and last:
                # «д. 8-е»; but «д. 1-я Луговая».
                return Marker("house", "дом", False)
        in_street = self.open is not None and self.open.marker.category in ("street", "planning")
        if in_street and self.open and all(len(word.rstrip(".")) == 1 for word in self.open.words):
            # «ул. С. Разина», «ул. А.С. Пушкина»: initials.
            return None
        if in_street and self.open and token.dotted and self._ends_segment(index + 1) and self._after_name_of_person():
            # «ул. им Чернышевского Н.Г., д. 5»
            return None
        if self.pending and token.dotted and all(len(word) == 2 and word.endswith(".") for word in self.pending):
            # «А.С. Пушкина ул».
            return None
        if following is not None and following.kind is Kind.WORD and following.text == "Б/Н":
            return Marker("house", "дом", False) if token.text == "Д" else None
        named = following is not None and (following.kind in (Kind.WORD, Kind.ORDINAL, Kind.NUMBER))
        if not named and not self.pending and not (self.open and len(self.open.words) > 1):
            return None
        if named and self.places["settlement"] and token.dotted and self._street_type_ends_segment(index + 1):
            # «С. Разина ул»: an initial.
            return None
        category = "street" if token.text == "Ш" else "settlement"
        return Marker(category, _ONE_LETTER[token.text], False)

    def _ends_segment(self, index: int) -> bool:
        token = self._at(index)
        return token is None or token.kind is Kind.BREAK or (token.kind is Kind.WORD and self._opens_house(index))

    def _opens_house(self, index: int) -> bool:
        found = lexicon().markers.get((self.tokens[index].text,))
        return found is not None and found.category == "house"

    def _after_name_of_person(self) -> bool:
        """Whether the open street names somebody: an initial stands before, or «им.»."""
        words = [word.rstrip(".") for word in self.open.words] if self.open else []
        return bool(words) and (words[0] in lexicon().titles or (len(words) > 1 and len(words[-1]) == 1))

    def _street_type_ends_segment(self, index: int) -> bool:
        while (token := self._at(index)) is not None and token.kind is Kind.WORD:
            if len(token.text) > 1 and (token.text,) in lexicon().markers:
                after = self._at(index + 1)
                is_street = lexicon().markers[(token.text,)].category == "street"
                return is_street and (
                    after is None or after.kind is not Kind.WORD or self._marker(index + 1)[0] is not None
                )
            index += 1
        return False

    def _country(self, index: int) -> int:
        if self.pending or (self.open and self.open.words):
            return index
        first = self.tokens[index].text
        for words in lexicon().countries:
            if words[0] == first and words == tuple(token.text for token in self.tokens[index : index + len(words)]):
                return index + len(words)
        return index

    def _awaits_number(self) -> bool:
        """«мкр 5», «линия 3»: the number is the name."""
        if self.open is None or self.open.words:
            return False
        # «СНТ Весна тер., 61»: the name of the territory stands before the word, and 61 is the house.
        planning = self.places["planning"]
        named = bool(planning) and (
            self.open.marker.kind == "территория"
            # «Весна тер. СНТ, 61»
            or (planning[-1].kind == "территория" and self.open.marker.kind in _ASSOCIATIONS)
        )
        return self._numbered(self.open.marker) and not named

    def _numbered(self, marker: Marker) -> bool:
        """Whether the name of what the word opens may be a mere number."""
        return marker.category == "planning" or marker.kind == "линия"

    def _lettered(self, index: int) -> tuple[str, int]:
        """The number at ``index`` with its letter, and the index behind both. The letter stands apart only before the
        word of a district: «6 А мкр», «6-А мкр»."""
        text = self._with_letter(index)
        if text != self.tokens[index].text:
            return text, index + 2
        dash = self._at(index + 1)
        at = index + (2 if dash is not None and dash.kind is Kind.DASH else 1)
        letter, marker = self._at(at), self._marker(at + 1)[0] if self._at(at + 1) is not None else None
        apart = letter is not None and letter.kind is Kind.WORD and len(letter.text) == 1
        if letter is not None and apart and marker is not None and marker.category == "planning":
            return text + letter.text, at + 1
        return text, index + 1

    def _with_letter(self, index: int) -> str:
        token, following = self.tokens[index], self._at(index + 1)
        if (
            following is not None
            and following.kind is Kind.WORD
            and len(following.text) == 1
            and following.start == token.end
        ):
            return token.text + following.text
        return token.text

    def _is_name_word(self, index: int, number: Token) -> bool:
        """Whether the word at ``index`` goes on a name that begins with ``number`` («8 Марта», «40 лет Октября»)."""
        token = self._at(index)
        if token is None or token.kind is not Kind.WORD or len(token.text) < 3 or "/" in token.text:
            return False
        return token.start > number.end and self._marker(index)[0] is None

    def _is_plain_word(self, index: int) -> bool:
        token = self._at(index)
        return token is not None and token.kind is Kind.WORD and self._marker(index)[0] is None

    def _is_number(self, index: int) -> bool:
        token = self._at(index)
        return token is not None and token.kind is Kind.NUMBER

    def _house_follows(self, index: int) -> bool:
        """Whether «д. 5» is still to come."""
        return any(
            token.kind is Kind.WORD and (self._marker(place)[0] or Marker("", "", False)).category == "house"
            for place, token in enumerate(self.tokens[index:], index)
        )

    def _goes_on_with_house(self, index: int) -> bool:
        """Whether the word at ``index`` is one of a block or of a door: «8-е к. 2», «8-е кв. 71»."""
        token, following = self.tokens[index], self._at(index + 1)
        found, _ = self._marker(index)
        if found is not None:
            return found.category in ("corpus", "building", "liter", "flat", "room")
        lettered = following is not None and following.kind is Kind.WORD and len(following.text) == 1
        numbered = following is not None and following.kind is Kind.NUMBER
        return (token.text in ("К", "С") and numbered) or (token.text == "К" and lettered)

    def _after_letter(self, index: int) -> bool:
        """Whether a letter of no known meaning clings to the number's front: in «д. l2», «д. О5» it may be a digit."""
        before = self._at(index - 1)
        named = self.pending or (self.open.words if self.open else [])
        clings = before is not None and before.end == self.tokens[index].start and len(before.text) == 1
        return clings and before is not None and named[-1:] == [before.text]

    def _is_federal(self, words: list[str]) -> bool:
        return " ".join(words) in lexicon().federal_cities

    def _after_comma(self, index: int) -> bool:
        return index > 0 and self.tokens[index - 1].kind is Kind.BREAK

    def _at(self, index: int) -> Token | None:
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    # --- keeping what was read ----------------------------------------------------------------------------------------

    def _wraps(self, marker: Marker, following: Marker | None) -> bool:
        return following is not None and following.category == marker.category

    def _name(self, token: Token) -> None:
        text = token.text + ("." if token.dotted else "")
        (self.open.words if self.open else self.pending).append(text)

    def _add(self, marker: Marker, words: list[str]) -> None:
        self.places[marker.category].append(place_of(marker.kind, tuple(words)))

    def _close(self) -> None:
        """End the component being read; words without a type become a bare segment."""
        if self.open is not None:
            if self.open.words:
                self._add(self.open.marker, self.open.words)
            elif self.open.marker.full and self.open.marker.category == "street" and self.open.marker.kind != "улица":
                self._bare([normal(self.open.marker.kind)])
            elif self.open.marker.kind != "территория":  # «тер. СНТ …»
                self.problems.append(UNPLACED)
            self.open = None
        if self.pending:
            self._bare(self.pending)
            self.pending = []

    def _break(self) -> None:
        if self.open is not None and not self.open.words:
            return
        self._close()

    def _bare(self, words: list[str]) -> None:
        known = {category for category, found in self.places.items() if found}
        self.bare.append((words, frozenset(known | ({"house"} if self.house.parts else set()))))
