"""Joining a type word and its name: «ул. Садовая», «Садовая ул», and names that have no type word at all."""

from __future__ import annotations

from rpa.debts.address.dwelling import UNPLACED
from rpa.debts.address.lexicon import Marker, lexicon
from rpa.debts.address.reading import NAMED, Open, Reading, place_of
from rpa.debts.address.tokens import Kind


class Placing(Reading):
    """Decides, for every type word, on which side its name stands."""

    def _named(self, marker: Marker, index: int, after: int) -> int:
        next_marker, _ = self._marker(after)
        next_is_name = self._starts_name(marker, after, next_marker)
        if self._is_part_of_name(marker, next_marker, next_is_name):
            self._name(self.tokens[index])
            return after
        before = self.pending or (self.open.words if self.open else [])
        following = self._at(after)
        signed = following is not None and following.kind is Kind.HASH
        alone = bool(before) and not self.places["settlement"] and not self.bare
        if self._numbered(marker) and (alone or len(before) > 1) and self._is_number(after + signed):
            # «с. Красное Северный кв-л 18» without commas: the number may be the house, and «Северный» the name. What
            # stands alone before «кв-л 12А» may be the town.
            self.problems.append(UNPLACED)
        between = len(before) > 1 or (bool(self.pending) and not self.places["settlement"])
        if between and next_is_name and marker.category == "planning":
            # «г. Энск Южный мкр Мира 5», «Ромашка СНТ Мира ул. 5»: the name may stand on either side.
            self.problems.append(UNPLACED)
        within = self.open is not None and self.open.marker.category in ("region", "district")
        if within and len(before) > 1 and next_is_name and marker.category == "settlement" and not self.pending:
            # «г.о. Энск Красный Луч рп Ромашка СНТ»: the settlement's name may have been taken for the district's.
            self.problems.append(UNPLACED)
        if next_is_name and marker.category == "settlement" and _is_region(self.pending):
            # «Татарстан г Энск Мира ул»: no town of that name.
            self._bare(self.pending)
            self.pending = []
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
        self.open = Open(marker)
        return after

    def _starts_name(self, marker: Marker, index: int, next_marker: Marker | None) -> bool:
        """Whether the token at ``index`` begins a name that belongs to ``marker`` before it."""
        token, beyond = self._at(index), self._at(index + 1)
        if token is None or token.kind is Kind.ORDINAL:
            return token is not None
        if token.kind is Kind.NUMBER:
            return self._is_name_word(index + 1, token) or (self._numbered(marker) and not self.pending)
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
                return found.category in NAMED and not named
            index += 1
        return False

    def _is_part_of_name(self, marker: Marker, next_marker: Marker | None, next_is_name: bool) -> bool:
        """«ул. Набережная», «Большая Набережная ул», «ул. Заводской проезд»: a type word inside a name."""
        if not marker.full or marker.category != "street" or marker.kind == "улица" or next_is_name:
            return False
        if self.open is not None and self.open.marker.category == "street":
            return True
        return next_marker is not None and next_marker.category == "street"

    def _place_bare(self) -> None:
        """Give segments without a type to the street, the settlement and the region, from the house outwards."""
        if not self.places["street"] and not self.places["planning"] and self.bare:
            words, known = self.bare[-1]
            if self.places["settlement"] and not known:
                # «Саха, С. Разина, 5»: what stands before the first town is as likely to hold the town.
                self.problems.append(UNPLACED)
            if "house" not in known and not (self._is_federal(words) and not self.places["settlement"]):
                self._assign("street", "")
        if (
            not self.places["settlement"]
            and self.bare
            and not self.bare[-1][1] & {"house", "number", "street", "planning"}
        ):
            self._assign("settlement", "город" if self._is_federal(self.bare[-1][0]) else "")
        last, known = self.bare[-1] if self.bare else ([], frozenset())
        early = not self.places["region"] and not known & {"house", "street", "settlement"}
        if early and (self._is_federal(last) or _is_region(last)):
            self._assign("region", "")
        if self.bare:
            self.problems.append(UNPLACED)

    def _assign(self, category: str, kind: str) -> None:
        self.places[category].append(place_of(kind, tuple(self.bare.pop()[0])))


def _is_region(words: list[str]) -> bool:
    return " ".join(words) in {*lexicon().regions, *lexicon().regions.values()}
