"""Reading an address: words are sorted into components by the type words beside them, then by position.

The type may stand before its name («ул. Садовая») or after it («Садовая ул»); both may be mixed in one address, with
or without commas. What cannot be placed becomes a problem, which forbids the verdict «same»; nothing is dropped.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from rpa.debts.address.dwelling import FORMER_NAME, IN_BRACKETS, NO_NUMBER, TWO_PLACES, UNPLACED, Dwelling, Flat, House
from rpa.debts.address.flat import merge, parse_flat, parse_rooms
from rpa.debts.address.lexicon import Marker
from rpa.debts.address.placing import Placing
from rpa.debts.address.tokens import Kind
from rpa.debts.text import holds_latin

_AT_DOOR = ("flat", "room", "within")
_FORMER = re.compile(r"БЫВШ|РАНЕЕ|СТАР(?:ОЕ|АЯ) НАЗВ|ПЕРЕИМЕН|НЫНЕ|ПРЕЖН")


def parse_address(text: str | None, flat: str | None = None, room: str | None = None) -> Dwelling:
    """Read an address and, where they stand apart, its flat and room cells. Never raises; empty text is a problem.

    >>> parse_address("Энск г, Садовая ул, 12к2", "кв. 7").house.corpus
    '2'
    """
    house = parse_house(text or "")
    merged, contradiction = read_flat(house, flat, room)
    problem = contradiction or merged.problem
    return replace(house, flat=merged, flat_problems=(problem,) if problem else ())


@lru_cache(maxsize=200_000)
def parse_house(text: str) -> Dwelling:
    """The address alone; ``flat`` is what the address itself says. Remembered, so that equal texts share a value."""
    return _Reader(text).read()


def read_flat(house: Dwelling, flat: str | None, room: str | None = None) -> tuple[Flat, str]:
    """The flat that address, flat cell and room cell say together, and a problem where they contradict each other."""
    merged, contradiction = merge(house.flat, parse_flat(flat))
    if room:
        merged, of_rooms = merge(merged, parse_rooms(room))
        contradiction = contradiction or of_rooms
    return merged, contradiction


@lru_cache(maxsize=50_000)
def _house(parts: tuple[tuple[str, str], ...], marked: bool) -> House:
    """Remembered: a register names one house in the address of every flat of it."""
    return House(**dict(parts), marked=marked)


class _Reader(Placing):
    """One pass over the tokens of an address."""

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
                return self.house.read(index + 1)
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

    def _number(self, index: int) -> int:
        token, following = self.tokens[index], self._at(index + 1)
        marker, length = self._marker(index + 1) if following is not None else (None, 0)
        if self._awaits_number() and self.open is not None:
            self.open.words.append(self._with_letter(index))
            return index + (2 if self.open.words[-1] != token.text else 1)
        starts = not self.pending and (self.open is None or not self.open.words)
        lettered, behind = self._lettered(index)
        planned = (
            self._at(behind) is not None and (self._marker(behind)[0] or Marker("", "", False)).category == "planning"
        )
        if planned and lettered != token.text and not self.house.parts.get("number"):
            if starts and self.open is None:
                # «7А мкр»
                self.pending.append(lettered)
                return behind
            # «п. Лесной 7А мкр 12» without commas: a house or the name of the district?
            self.problems.append(UNPLACED)
        if marker and not starts and not self.house.parts.get("number") and self._numbered(marker):
            # «г. Энск 18 кв-л 65», «г. Энск 18 кв-л Мира ул 65» without a comma: 18 is the quarter, or the house.
            self.problems.append(UNPLACED)
        if starts and marker and self.open is None and not self.house.parts.get("number"):
            after = self._at(index + 1 + length)
            if self._numbered(marker) and not (
                following is not None and following.text == "КВ" and after and after.kind is Kind.NUMBER
            ):
                self.pending.append(token.text)
                return index + 1
        if starts and marker is None and following is not None and self._is_name_word(index + 1, token):
            (self.open.words if self.open else self.pending).append(token.text)
            return index + 1
        if marker and marker.category == "within" and not self._number_follows(index + 1 + length):
            if not self.house.parts.get("number") and not self._house_follows(index + 1 + length):
                # «ул. Мира 5 подъезд, 3»: which is the house? Neither number may prove a difference.
                self.problems.append(UNPLACED)
                self.house.parts["number"] = ""
            return index + 1 + length
        untyped = bool(self.pending)
        if self._after_letter(index):
            self.problems.append(UNPLACED)
        self._close()
        if untyped:
            # Words right before a number are its street, never the settlement.
            self.bare[-1] = (self.bare[-1][0], self.bare[-1][1] | {"number"})
        if not self.house.parts.get("number"):
            return self.house.read(index)
        if not self.flat.stated:
            self.house.parts["second"] = token.text.lstrip("0")
            self.flat = Flat(problem="После номера дома стоит номер без пояснения")
        elif self.house.parts.get("second") and self._after_comma(index):
            self.house.is_list()
        else:
            self.problems.append(UNPLACED)
            if not self.house.parts.get("second"):
                # «кв. 86, д. 5, 12»: quarter 86, and the flat is 12.
                self.flat, _ = merge(self.flat, parse_flat(token.text))
        return index + 1

    def _number_follows(self, index: int) -> bool:
        """Whether the word of a place before ``index`` has its number after it; that of «3 этаж» is the next word's."""
        while (token := self._at(index)) is not None:
            if token.kind is Kind.NUMBER:
                marker, length = self._marker(index + 1) if self._at(index + 1) is not None else (None, 0)
                if marker is None or marker.category != "within":
                    return True
                index += length
            elif token.kind is not Kind.HASH:
                return False
            index += 1
        return False

    def _ordinal(self, index: int) -> int:
        token, following = self.tokens[index], self._at(index + 1)
        digits, _, ending = token.text.partition("-")
        follows_word = bool(self.pending or (self.open and self.open.words))
        alone = following is None or following.kind is not Kind.WORD or self._goes_on_with_house(index + 1)
        if ending == "Е" and alone and (follows_word or self.open) and not self.house.parts.get("number"):
            # «ул. Мира 8-е, 71», «Лесной проезд 8-е, 71»: hardly an ordinal, so 71 is no house for certain.
            self.problems.append(UNPLACED)
        if alone and not follows_word and not self.house.parts.get("number") and len(ending) == 1 and self.open is None:
            # «Садовая, 8-е»: a house with a letter, not an ordinal.
            self.house.lettered(token.text)
            return index + 1
        (self.open.words if self.open else self.pending).append(digits)
        return index + 1

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
            return self.house.read(after)
        if token is not None and token.kind is Kind.ORDINAL:
            self.house.lettered(token.text)
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
        # «д. 7 (ныне ул. Мира, д. 5)»: either number may be the one that the other side knows.
        if inside and not self.house.parts.get("second"):
            self.house.parts["second"] = parse_house(re.sub(r"[()\[\]]", " ", text)).house.number
        return end + 1

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
        if {TWO_PLACES, UNPLACED} & {*problems} or any("/" in word for street in streets for word in street.words):
            parts["second"] = parts.get("second") or self.house.at_corner
        if not any(parts.get(part) for part in ("number", "corpus", "building")):
            problems.append(NO_NUMBER)
        if not (streets or places["planning"] or settlements):
            problems.append("Улица не указана")
        if holds_latin(
            " ".join(word for found in places.values() for place in found for word in place.words)
        ) or holds_latin("".join(parts.values()).replace("частный дом", "")):
            problems.append("В адресе есть латинские буквы")
        return Dwelling(
            region=places["region"][0] if places["region"] else None,
            districts=tuple(places["district"]),
            parents=tuple(settlements[:-1]),
            settlement=settlements[-1] if settlements else None,
            planning=tuple(places["planning"]),
            street=streets[-1] if streets else None,
            house=_house(tuple(parts.items()), self.marked),
            flat=self.flat,
            house_problems=tuple(dict.fromkeys(problems)),
            private=private,
        )
