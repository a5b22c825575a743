"""Reading an address: words are sorted into components by the type words beside them, then by position.

The type may stand before its name («ул. Садовая») or after it («Садовая ул»); both may be mixed in one address, with
or without commas. What cannot be placed becomes a problem, which forbids the verdict «same»; nothing is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rpa.debts.address.dwelling import FORMER_NAME, IN_BRACKETS, TWO_PLACES, UNPLACED, Dwelling, Flat, House, Place
from rpa.debts.address.flat import merge, parse_flat, parse_rooms
from rpa.debts.address.house import HouseReader, spaced
from rpa.debts.address.lexicon import Marker, lexicon
from rpa.debts.address.tokens import Kind, Token, tokenize
from rpa.debts.text import holds_latin, normal, without_quotes

_NAMED = ("region", "district", "settlement", "planning", "street")
_AT_DOOR = ("flat", "room", "within")
# One letter: what it opens before a word. Before a number д is дом, с is строение.
_ONE_LETTER = {"Г": "город", "С": "село", "Д": "деревня", "П": "посёлок", "Х": "хутор", "Ш": "шоссе"}
_FORMER = re.compile(r"БЫВШ|РАНЕЕ|СТАР(?:ОЕ|АЯ) НАЗВ|ПЕРЕИМЕН|НЫНЕ|ПРЕЖН")
_POSTCODE = re.compile(r"(?<![\d/-])\d{6}(?![\d/-]),?")
_DECIMAL_ZERO = re.compile(r"(?<![\d.])(\d+)\.0+(?![\d.])")


def parse_address(text: str | None, flat: str | None = None, room: str | None = None) -> Dwelling:
    """Read an address and, where they stand apart, its flat and room cells. Never raises; empty text is a problem.

    >>> parse_address("Энск г, Садовая ул, 12к2", "кв. 7").house.corpus
    '2'
    """
    house = parse_house(text or "")
    merged, contradiction = read_flat(house, flat, room)
    problem = contradiction or merged.problem
    return replace(house, raw_flat=flat, flat=merged, flat_problems=(problem,) if problem else ())


@lru_cache(maxsize=200_000)
def parse_house(text: str) -> Dwelling:
    """The address alone; ``flat`` is what the address itself says of it. Remembered, so that equal texts share a value."""
    return _Reader(text).read()


def read_flat(house: Dwelling, flat: str | None, room: str | None = None) -> tuple[Flat, str]:
    """The flat that address, flat cell and room cell say together, and a problem where they contradict each other."""
    merged, contradiction = merge(house.flat, parse_flat(flat))
    if room:
        merged, of_rooms = merge(merged, parse_rooms(room))
        contradiction = contradiction or of_rooms
    return merged, contradiction


@dataclass(slots=True)
class _Open:
    """A component whose type was met and whose name is being read."""

    marker: Marker
    words: list[str] = field(default_factory=list)


class _Reader:
    """One pass over the tokens. ``pending`` are words without a type in the current segment, ``bare`` such segments."""

    def __init__(self, text: str) -> None:
        form = without_quotes(normal(text))
        form = _POSTCODE.sub(" ", form)
        form = _DECIMAL_ZERO.sub(r"\1", form)
        for pattern, replacement in lexicon().rewrites:
            form = pattern.sub(replacement, form)
        form = spaced(form)
        self.raw, self.form = text, form
        self.tokens = tokenize(form)
        self.places: dict[str, list[Place]] = {category: [] for category in _NAMED}
        self.open: _Open | None = None
        self.pending: list[str] = []
        # With the number of places known before it: a name without a type is only trusted in its usual position.
        self.bare: list[tuple[list[str], frozenset[str]]] = []
        self.house = HouseReader(self.tokens)
        self.problems: list[str] = []
        self.flat = Flat()
        self.marked = False

    # --- the pass -----------------------------------------------------------------------------------------------------

    def read(self) -> Dwelling:
        index = 0
        while index < len(self.tokens):
            index = self._take(index)
        self._close()
        self._place_bare()
        return self._dwelling()

    def _take(self, index: int) -> int:
        token = self.tokens[index]
        if token.kind is Kind.BREAK:
            self._break()
            return index + 1
        if token.kind is Kind.OPEN:
            return self._brackets(index)
        if token.kind is Kind.DATE:
            self._close()
            self.problems.append("Вместо номера дома стоит дата или дробь")
            return index + 1
        if token.kind is Kind.NUMBER:
            return self._number(index)
        if token.kind is Kind.ORDINAL:
            return self._ordinal(index)
        if token.kind is Kind.HASH:
            following = self._at(index + 1)
            if following is not None and following.kind is Kind.NUMBER and not self._awaits_number():
                self._close()
                return self._house_number(index + 1)
            return index + 1
        if token.kind is Kind.WORD:
            return self._word(index)
        joins_flat = (
            token.kind in (Kind.DASH, Kind.SLASH)
            and (self._marker(index + 1)[0] or Marker("", "", False)).category in _AT_DOOR
        )
        if not joins_flat and (token.kind is not Kind.DASH or self.house.parts):
            self.problems.append(UNPLACED)
        return index + 1

    def _word(self, index: int) -> int:
        token = self.tokens[index]
        if (skipped := self._country(index)) != index:
            return skipped
        marker, length = self._marker(index)
        if marker is None:
            self._name(token)
            return index + 1
        after = index + length
        if marker.category in _AT_DOOR:
            self._break()
            return self._door(index)
        if marker.category in ("corpus", "building", "liter"):
            self._close()
            return self.house.value(after, marker.category)
        if marker.category == "house":
            if marker.full and self._is_name_word(after, token):
                # «ул. Дом Отдыха».
                self._name(token)
                return after
            return self._house_kind(marker, after)
        return self._named(marker, index, after)

    def _name(self, token: Token) -> None:
        text = token.text + ("." if token.dotted else "")
        (self.open.words if self.open else self.pending).append(text)

    def _number(self, index: int) -> int:
        token, following = self.tokens[index], self._at(index + 1)
        marker, length = self._marker(index + 1) if following is not None else (None, 0)
        if self._awaits_number() and self.open is not None:
            self.open.words.append(self._with_letter(index))
            return index + (2 if self.open.words[-1] != token.text else 1)
        starts = not self.pending and (self.open is None or not self.open.words)
        if starts and marker and self.open is None and not self.house.parts.get("number"):
            after = self._at(index + 1 + length)
            numbered = marker.category == "planning" or marker.kind == "линия"
            if numbered and not (
                following is not None and following.text == "КВ" and after and after.kind is Kind.NUMBER
            ):
                self.pending.append(token.text)
                return index + 1
        if starts and marker is None and following is not None and self._is_name_word(index + 1, token):
            (self.open.words if self.open else self.pending).append(token.text)
            return index + 1
        if marker and marker.category == "within":
            return index + 1 + length
        untyped = bool(self.pending)
        self._close()
        if untyped:
            # Words right before a number are its street, never the settlement.
            self.bare[-1] = (self.bare[-1][0], self.bare[-1][1] | {"number"})
        if not self.house.parts.get("number"):
            return self._house_number(index)
        if not self.flat.stated:
            self.house.parts["second"] = token.text.lstrip("0")
            self.flat = Flat(problem="После номера дома стоит номер без пояснения")
        else:
            self.problems.append(UNPLACED)
        return index + 1

    def _ordinal(self, index: int) -> int:
        token, following = self.tokens[index], self._at(index + 1)
        digits, _, ending = token.text.partition("-")
        follows_word = bool(self.pending or (self.open and self.open.words))
        alone = following is None or following.kind is not Kind.WORD
        if alone and not follows_word and not self.house.parts.get("number") and len(ending) == 1 and self.open is None:
            # «Садовая, 8-е»: a house with a letter, not an ordinal.
            self.house.parts.update(number=digits.lstrip("0"), letter=ending)
            return index + 1
        (self.open.words if self.open else self.pending).append(digits)
        return index + 1

    def _house_number(self, index: int) -> int:
        return self.house.read(index)

    def _house_kind(self, marker: Marker, after: int) -> int:
        self._close()
        while (token := self._at(after)) is not None and token.kind in (Kind.HASH, Kind.DASH):
            after += 1
        kind = "" if marker.kind == "дом" else marker.kind
        if self.house.parts.get("kind", kind) != kind:
            self.problems.append("Вид дома указан дважды")
        if kind:
            self.house.parts["kind"] = kind
        if token is not None and token.kind is Kind.NUMBER:
            self.marked = True
            return self._house_number(after)
        if token is not None and token.kind is Kind.ORDINAL:
            digits, _, ending = token.text.partition("-")
            self.house.parts.setdefault("number", digits.lstrip("0"))
            self.house.parts.setdefault("letter", ending)
            return after + 1
        return after

    def _door(self, index: int) -> int:
        """Give everything up to the next name or house word to the grammar of flats."""
        end = index
        while end < len(self.tokens):
            if end > index and self.tokens[end].kind is Kind.WORD:
                marker, _ = self._marker(end, at_door=True)
                if marker is not None and marker.category not in _AT_DOOR:
                    break
            end += 1
        text = self.form[self.tokens[index].start : self.tokens[end - 1].end]
        self.flat, contradiction = merge(self.flat, parse_flat(text))
        if contradiction:
            self.problems.append("Квартира указана в адресе дважды по-разному")
        return end

    def _brackets(self, index: int) -> int:
        end = next((i for i in range(index, len(self.tokens)) if self.tokens[i].kind is Kind.CLOSE), len(self.tokens))
        inside = self.tokens[index + 1 : end]
        words = {token.text for token in inside if token.kind is Kind.WORD}
        text = self.form[inside[0].start : inside[-1].end] if inside else ""
        known = set(self.pending) | (set(self.open.words) if self.open else set())
        known |= {word for places in self.places.values() for place in places for word in place.words}
        if _FORMER.search(text):
            self.problems.append(FORMER_NAME)
        elif not words or not words <= known:
            if words and all(self._marker(i)[0] for i in range(index + 1, end) if self.tokens[i].kind is Kind.WORD):
                # «(корпус 2)» is read as if there were no brackets.
                self._break()
                return index + 1
            self.problems.append(IN_BRACKETS)
        return end + 1

    # --- names and their types ----------------------------------------------------------------------------------------

    def _named(self, marker: Marker, index: int, after: int) -> int:
        next_marker, _ = self._marker(after)
        next_is_name = self._starts_name(marker, after, next_marker)
        if self._is_part_of_name(marker, index, next_marker, next_is_name):
            self._name(self.tokens[index])
            return after
        if self.pending and (not next_is_name or self._type_follows(marker, after)):
            self._add(marker, self.pending)
            self.pending = []
            return after
        if self.pending:
            self._bare(self.pending)
            self.pending = []
        if self.open and self.open.words and not next_is_name and len(self.open.words) > 1:
            # «г Энск Садовая ул 5»: the last word should belong to this type, but nothing shows where a name ends.
            last = self.open.words.pop()
            self.problems.append(UNPLACED)
            self._close()
            self._add(marker, [last])
            return after
        self._close()
        if not next_is_name and not self._wraps(marker, next_marker) and self._after_comma(index) and self.bare:
            self._add(marker, self.bare.pop()[0])
            return after
        self.open = _Open(marker)
        return after

    def _starts_name(self, marker: Marker, index: int, next_marker: Marker | None) -> bool:
        """Whether the token at ``index`` begins a name that belongs to ``marker`` before it."""
        token, beyond = self._at(index), self._at(index + 1)
        if token is None or token.kind is Kind.ORDINAL:
            return token is not None
        if token.kind is Kind.NUMBER:
            numbered = marker.category == "planning" or marker.kind == "линия"
            return self._is_name_word(index + 1, token) or (numbered and not self.pending)
        if token.kind is not Kind.WORD:
            return False
        if next_marker is None:
            return True
        if next_marker.category == "house":
            return next_marker.full and self._is_name_word(index + 1, token)
        if marker.category != "street" or self.pending:
            return False
        # «ул. С. Разина», «ул. Набережная».
        initial = len(token.text) == 1 and token.dotted and beyond is not None and beyond.kind is Kind.WORD
        return initial or (next_marker.category == "street" and next_marker.full and next_marker.kind != "улица")

    def _type_follows(self, marker: Marker, after: int) -> bool:
        """«Московская обл Энск г»: words stand before the type, because the next words have a type after them too."""
        if marker.category in ("region", "district"):
            return True
        index = after
        while (token := self._at(index)) is not None and token.kind in (Kind.WORD, Kind.ORDINAL, Kind.NUMBER):
            if token.kind is Kind.NUMBER and not self._is_name_word(index + 1, token):
                return False
            if token.dotted and len(token.text) == 1 and self._is_plain_word(index + 1):
                index += 1
                continue
            found, length = self._marker(index) if token.kind is Kind.WORD else (None, 0)
            if found is not None:
                tail, _ = self._marker(index + length)
                beyond = self._at(index + length)
                named = beyond is not None and beyond.kind is Kind.WORD and tail is None
                return found.category in _NAMED and not named
            index += 1
        return False

    def _is_part_of_name(self, marker: Marker, index: int, next_marker: Marker | None, next_is_name: bool) -> bool:
        """«ул. Набережная», «Большая Набережная ул», «ул. Заводской проезд»: a type word inside a name."""
        if not marker.full or marker.category != "street" or marker.kind == "улица" or next_is_name:
            return False
        if self.open is not None and self.open.marker.category == "street":
            return True
        return next_marker is not None and next_marker.category == "street"

    def _wraps(self, marker: Marker, following: Marker | None) -> bool:
        return following is not None and following.category == marker.category

    def _add(self, marker: Marker, words: list[str]) -> None:
        self.places[marker.category].append(Place(marker.kind, tuple(words)))

    def _close(self) -> None:
        """End the component being read; words without a type become a bare segment."""
        if self.open is not None:
            if self.open.words:
                self._add(self.open.marker, self.open.words)
            elif self.open.marker.full and self.open.marker.category == "street":
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

    def _place_bare(self) -> None:
        """Give segments without a type to the street, the settlement and the region, from the house outwards."""
        if not self.places["street"] and not self.places["planning"] and self.bare:
            words, known = self.bare[-1]
            if "house" not in known and not (self._is_federal(words) and not self.places["settlement"]):
                self._assign("street", "")
        if not self.places["settlement"] and self.bare and not self.bare[-1][1] & {"house", "number", "street", "planning"}:
            self._assign("settlement", "город" if self._is_federal(self.bare[-1][0]) else "")
        if not self.places["region"] and self.bare and not self.bare[-1][1] & {"house", "street", "settlement"}:
            name = " ".join(self.bare[-1][0])
            if name in lexicon().federal_cities or name in {*lexicon().regions, *lexicon().regions.values()}:
                self._assign("region", "")
        if self.bare:
            self.problems.append(UNPLACED)

    def _assign(self, category: str, kind: str) -> None:
        self.places[category].append(Place(kind, tuple(self.bare.pop()[0])))

    # --- small questions ----------------------------------------------------------------------------------------------

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
                return self._in_place(found, index, length), length
        if run and len(run[0]) == 1:
            found = self._one_letter(index, at_door)
            return found, 1 if found else 0
        return None, 0

    def _in_place(self, found: Marker, index: int, length: int) -> Marker:
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
        if self.open is not None and self.open.marker.category in ("street", "planning"):
            if all(len(word.rstrip(".")) == 1 for word in self.open.words):
                # «ул. С. Разина», «ул. А.С. Пушкина»: initials.
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
        for words in lexicon().countries:
            run = tuple(token.text for token in self.tokens[index : index + len(words)])
            if run == words and not self.pending and not (self.open and self.open.words):
                return index + len(words)
        return index

    def _awaits_number(self) -> bool:
        """«мкр 5», «линия 3»: the number is the name."""
        if self.open is None or self.open.words:
            return False
        return self.open.marker.category == "planning" or self.open.marker.kind == "линия"

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
        if token is None or token.kind is not Kind.WORD or len(token.text) < 3:
            return False
        return token.start > number.end and self._marker(index)[0] is None

    def _is_plain_word(self, index: int) -> bool:
        token = self._at(index)
        return token is not None and token.kind is Kind.WORD and self._marker(index)[0] is None

    def _is_federal(self, words: list[str]) -> bool:
        return " ".join(words) in lexicon().federal_cities

    def _after_comma(self, index: int) -> bool:
        return index > 0 and self.tokens[index - 1].kind is Kind.BREAK

    def _at(self, index: int) -> Token | None:
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    # --- the result ---------------------------------------------------------------------------------------------------

    def _dwelling(self) -> Dwelling:
        places = self.places
        parts = dict(self.house.parts)
        private = parts.get("kind") == "частный дом"
        if private or parts.get("kind") == "жилой дом":
            parts["kind"] = ""
        settlements, streets = places["settlement"], places["street"]
        problems = self.problems + self.house.problems
        if len(streets) > 1 or len(places["region"]) > 1:
            problems.append(TWO_PLACES)
        if not any(parts.get(part) for part in ("number", "corpus", "building")):
            problems.append("Номер дома не указан")
        if not (streets or places["planning"] or settlements):
            problems.append("Улица не указана")
        if holds_latin(
            " ".join(word for found in places.values() for place in found for word in place.words)
        ) or holds_latin("".join(parts.values()).replace("частный дом", "")):
            problems.append("В адресе есть латинские буквы")
        return Dwelling(
            raw=self.raw,
            region=places["region"][0] if places["region"] else None,
            districts=tuple(places["district"]),
            parents=tuple(settlements[:-1]),
            settlement=settlements[-1] if settlements else None,
            planning=tuple(places["planning"]),
            street=streets[-1] if streets else None,
            house=House(**parts, marked=self.marked),
            flat=self.flat,
            house_problems=tuple(dict.fromkeys(problems)),
            private=private,
        )
