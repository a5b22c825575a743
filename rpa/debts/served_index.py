"""The served house that an address means for certain, and what the list says of two addresses: one house or two."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from rpa.debts.address import GUID, Dwelling, House, Place, compare_houses
from rpa.debts.address.compare_numbers import may_be_second
from rpa.debts.address.lexicon import lexicon
from rpa.debts.aliases import Alias, alias_key
from rpa.debts.comparison import Comparison, Outcome
from rpa.debts.house_index import (
    HouseIndex,
    HouseText,
    clean_guid,
    compare_texts,
    house_text,
    is_mirrored,
    other_number,
)
from rpa.debts.served_houses import ServedHouse

_HOUSE_PARTS = ("letter", "fraction", "dash", "corpus", "building", "liter")
_STREET = frozenset({"street", "street_kind", "planning"})
_AROUND = frozenset({"region", "settlement", "district"})
_CORNER = _STREET | {"house", "fraction"}


class ServedIndex:
    """The served houses, found by GUID, by a confirmed spelling, or by a text that is the same in every component."""

    def __init__(self, houses: Iterable[ServedHouse], aliases: Iterable[Alias]) -> None:
        self.houses = tuple(houses)
        self._by_guid: dict[str, int] = {}
        self._texts: dict[HouseText, set[int]] = defaultdict(set)
        self._aliases: dict[str, int] = {}
        # What each house is called, its own address first: in the list, and by those who confirmed a spelling.
        self._called: list[list[HouseText]] = []
        # Remembered: every spelling of one house meets every spelling of the other.
        self._apart: dict[tuple[int, int], bool] = {}
        for number, house in enumerate(self.houses):
            guid = clean_guid(house.fias_guid)
            if guid:
                self._by_guid.setdefault(guid, number)
            self._called.append([HouseText(text, guid) for text in (house.address, *house.aliases)])
            for text in self._called[-1]:
                self._texts[text].add(number)
        self._index = HouseIndex(self._texts)
        self._known: dict[HouseText, tuple[Outcome, int | None]] = {}
        # Texts that leave out the district by which the list tells two houses apart: they may be either.
        self._torn: set[HouseText] = set()
        self.unused_aliases: tuple[Alias, ...] = self._learn(aliases)
        """Confirmed spellings whose house is not, or not clearly, in the list of served houses."""

    def resolve(self, house: HouseText) -> tuple[Outcome, int | None]:
        """SAME with the number of the one served house; AMBIGUOUS if it may be one of them; DIFFERENT if it is none."""
        if house not in self._known:
            self._known[house] = self._resolve(house)
        return self._known[house]

    def identified(self, house: HouseText) -> HouseText:
        """``house`` with the GUID the list gives it, where it has none of its own."""
        _, number = self.resolve(house)
        listed = clean_guid(self.houses[number].fias_guid) if number is not None else None
        return HouseText(house.text, listed) if listed and not house.guid else house

    def compare(self, house: HouseText, other: HouseText) -> Comparison:
        """Compare two houses by text, GUID and what the list says of either."""
        one, two = self.identified(house), self.identified(other)
        comparison = compare_texts(one, two)
        if comparison.outcome is Outcome.SAME and (self.contradicts(one) or self.contradicts(two)):
            return Comparison(Outcome.AMBIGUOUS, "Идентификатор дома (ФИАС) одного дома, а адрес другого", GUID)
        (said, first), (told, second) = self.resolve(house), self.resolve(other)
        if first is None or second is None:
            if comparison.outcome is Outcome.DIFFERENT and (self._may_mean(first, two) or self._may_mean(second, one)):
                return Comparison(Outcome.AMBIGUOUS, "По списку домов этот дом может называться и так", "served_house")
            if comparison.outcome is Outcome.SAME and comparison.component != GUID and self._torn & {house, other}:
                return Comparison(Outcome.AMBIGUOUS, "Адрес подходит к двум домам списка", "served_house")
            if {said, told} == {Outcome.SAME, Outcome.DIFFERENT} and (doubt := _otherwise_called(one, two, comparison)):
                return Comparison(Outcome.AMBIGUOUS, doubt, "served_house")
            return comparison
        if first == second:
            two_guids = one.guid and two.guid and one.guid != two.guid
            same = Comparison(Outcome.SAME, "Один и тот же дом в списке обслуживаемых домов", "served_house")
            return comparison if two_guids else same
        if comparison.component == GUID:
            return comparison
        if not self.apart(first, second):
            if comparison.outcome is Outcome.DIFFERENT:
                return Comparison(Outcome.AMBIGUOUS, "Дом может стоять в списке домов дважды", "served_house")
            return comparison
        return Comparison(Outcome.DIFFERENT, "Разные дома в списке обслуживаемых домов", "served_house")

    def lists(self, guid: str | None) -> bool:
        """Whether the list gives this GUID to a house."""
        return guid in self._by_guid

    def contradicts(self, house: HouseText) -> bool:
        """Whether the GUID of ``house`` is one listed house's, and its text certainly another's."""
        return house.guid in self._by_guid and self.resolve(house)[1] is None

    def apart(self, one: int, other: int) -> bool:
        """Whether two lines of the list are two houses. A list put together from two sources may name one house twice,
        once without the town, with another spelling of its block, or by the former name of its street."""
        pair = min(one, other), max(one, other)
        if pair not in self._apart:
            a, b = self._called[one], self._called[other]
            other_guids = a[0].guid and b[0].guid and a[0].guid != b[0].guid
            self._apart[pair] = bool(other_guids) or not any(_may_be_one(x, y) for x in a for y in b)
        return self._apart[pair]

    def other_names(self, house: HouseText) -> tuple[HouseText, ...]:
        """What the served house that ``house`` is may be called besides its address."""
        number = self.resolve(house)[1]
        return () if number is None else tuple(self._called[number][1:])

    def _may_mean(self, number: int | None, house: HouseText) -> bool:
        """Whether ``house``, which the list does not know for certain, may still be this one by another of its names:
        a register leaves out the town that the list gives with the former street."""
        if number is None:
            return False
        if self._aliases.get(alias_key(house.text)) == number:
            return True
        own, *others = self._called[number]
        return any(
            compare_texts(text, house).outcome is not Outcome.DIFFERENT
            # The former name of a street, alone, is of every house in it.
            and not other_number(text if text.dwelling.house.number else own, house)
            for text in others
        )

    def _resolve(self, house: HouseText) -> tuple[Outcome, int | None]:
        confirmed = self._aliases.get(alias_key(house.text))
        if house.guid in self._by_guid:
            number = self._by_guid[house.guid]
            known = confirmed == number or self._may_be(house, number)
            return (Outcome.SAME, number) if known else (Outcome.AMBIGUOUS, None)
        if confirmed is not None:
            guid = clean_guid(self.houses[confirmed].fias_guid)
            # A GUID of another house outweighs a text, however often it was confirmed.
            return (Outcome.AMBIGUOUS, None) if house.guid and guid else (Outcome.SAME, confirmed)
        same: set[int] = set()
        doubtful = listed_second = False
        for text in self._index.near(house):
            outcome = compare_texts(house, text).outcome
            if outcome is Outcome.AMBIGUOUS and may_be_second(text.dwelling.house, house.dwelling.house):
                listed_second = True  # «д. 5, 7» where the list has both: two houses, or a house and its flat
            if outcome is Outcome.SAME:
                same |= self._texts[text]
            doubtful = doubtful or outcome is Outcome.AMBIGUOUS
        if same and self._listed_twice(same) and not listed_second:
            return Outcome.SAME, min(same)
        if self._are_several(same):
            self._torn.add(house)
        return (Outcome.AMBIGUOUS if same or doubtful else Outcome.DIFFERENT), None

    def _may_be(self, house: HouseText, number: int) -> bool:
        """Whether the text of ``house`` leaves it open that it is this one, and is no other one's to the letter."""
        text = HouseText(house.text, None)
        alike = {other: compare_texts(text, HouseText(other.text, None)).outcome for other in self._index.near(text)}
        same = {found for other, outcome in alike.items() if outcome is Outcome.SAME for found in self._texts[other]}
        if same:
            return number in same
        return text.dwelling.blank or any(
            number in self._texts[other] for other, outcome in alike.items() if outcome is Outcome.AMBIGUOUS
        )

    def _listed_twice(self, numbers: set[int]) -> bool:
        """Whether all of them are one house: a list may repeat a line, but not with another GUID or another kind."""
        listed = [self.houses[number] for number in sorted(numbers)]
        texts = [house_text(house.address, house.fias_guid) for house in listed]
        return (
            len({text.guid for text in texts}) == 1
            and len({house.private for house in listed}) == 1
            and all(compare_texts(texts[0], text).outcome is Outcome.SAME for text in texts[1:])
        )

    def _are_several(self, numbers: set[int]) -> bool:
        listed = [house_text(self.houses[number].address, self.houses[number].fias_guid) for number in sorted(numbers)]
        return any(compare_texts(one, two).outcome is not Outcome.SAME for one, two in combinations(listed, 2))

    def _learn(self, aliases: Iterable[Alias]) -> tuple[Alias, ...]:
        unused: list[Alias] = []
        for alias in aliases:
            outcome, number = self._resolve(house_text(alias.house, alias.fias_guid))
            if outcome is Outcome.SAME and number is not None:
                self._aliases[alias_key(alias.text)] = number
                self._called[number].append(HouseText(alias.text, self._called[number][0].guid))
            else:
                unused.append(alias)
        return tuple(unused)


def _otherwise_called(one: HouseText, two: HouseText, comparison: Comparison) -> str:
    """Why two texts, of which the list knows only one, may be one house, or "": they differ in the street's name or
    type alone, in the town, the district or the region alone, or are two addresses of one corner. A register keeps a
    former name, or calls every street «ул.»; that it asks debts of a house of nobody's is less likely."""
    if comparison.outcome is not Outcome.DIFFERENT or comparison.component not in _CORNER | _AROUND:
        return ""
    findings = compare_houses(one.dwelling, two.dwelling).findings
    unequal = {found.component for found in findings if found.outcome is Outcome.DIFFERENT}
    if unequal <= _CORNER and is_mirrored(one, two):
        return "Номер через дробь тот же наоборот: возможно, это угловой дом, записанный по другой улице"
    if not any(found.component == "house" and found.outcome is Outcome.SAME for found in findings):
        return ""
    if unequal <= _STREET:
        return "Совпадает всё, кроме улицы, а дома с таким адресом в списке нет: возможно, её переименовали"
    if len(unequal) == 1 and unequal <= _AROUND:
        return (
            "Совпадает всё, кроме населённого пункта, района или региона, а дома с таким адресом в списке нет: "
            "возможно, название прежнее"
        )
    return ""


def _may_be_one(a: HouseText, b: HouseText) -> bool:
    """Whether two names of listed houses are of one house. A street without a number is of all its houses."""
    outcome = compare_texts(a, b).outcome
    if outcome is not Outcome.AMBIGUOUS:
        return outcome is Outcome.SAME
    return bool(a.dwelling.house.number and b.dwelling.house.number) and _leaves_out(a.dwelling, b.dwelling)


def _leaves_out(a: Dwelling, b: Dwelling) -> bool:
    """Whether two addresses may be one house of which either text says less («Мира, 5» without the town, «К. Маркса»,
    «Жукова» for «Маршала Жукова»), or says a part of the number otherwise («12/2» and «12, корп. 2», «12/2А» and
    «12/2, лит. А»). «12» and «12А», «Советская» and «1-я Советская» are two where a list holds both."""
    if a.house_problems or b.house_problems or len(a.planning) != len(b.planning) or len(a.parents) != len(b.parents):
        return True
    if a.house.kind != b.house.kind or any(map(_says_less, (a.settlement, a.street), (b.settlement, b.street))):
        return True
    if a.street and b.street and a.street.kind != b.street.kind:
        # Not certainly another street in spite of its type: «Ал. Невского» for «ул. Александра Невского».
        return True
    if a.house != b.house and _signs(a.house) == _signs(b.house):
        return True
    one, two = ({(part, getattr(house, part)) for part in _HOUSE_PARTS} for house in (a.house, b.house))
    # The same value under two names; an empty part is no value.
    return bool({value for _, value in one - two} & {value for _, value in two - one} - {""})


def _signs(house: House) -> list[str]:
    """The numbers and letters of a house, wherever they stand: «12/14А» and «12/14, лит. А» have the same."""
    return sorted(re.findall(r"\d+|[^\W\d]+", " ".join([house.number, *(getattr(house, p) for p in _HOUSE_PARTS)])))


def _says_less(one: Place | None, two: Place | None) -> bool:
    if one is None or two is None:
        return one is not two
    if bool(one.kind) != bool(two.kind) or (one.kind != two.kind and "?" in one.kind + two.kind):
        return True
    extra = set(one.words) ^ set(two.words)
    titles = set(lexicon().titles.values())
    return bool(extra) and (extra <= titles or any(word.endswith(".") for word in extra))
