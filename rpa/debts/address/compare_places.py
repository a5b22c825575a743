"""Are two addresses of one place? Region, town, district, microdistrict and street, one finding each."""

from __future__ import annotations

from collections.abc import Iterator

from rpa.debts.address.dwelling import (
    FORMER_NAME,
    IN_BRACKETS,
    NO_NUMBER,
    TWO_NUMBERS,
    TWO_PLACES,
    UNPLACED,
    Dwelling,
    Place,
)
from rpa.debts.address.lexicon import lexicon
from rpa.debts.address.names import compare_names, near
from rpa.debts.comparison import Comparison, Outcome

_TOWN = "город"
_CLOSENESS = (Outcome.DIFFERENT, Outcome.AMBIGUOUS, Outcome.SAME)
# Units of one level, of which a reform makes one into another.
_SUCCESSORS = (
    frozenset({"район", "городской округ", "муниципальный округ"}),
    frozenset({"сельсовет", "сельское поселение", "городское поселение"}),
)
_AVENUE_OR_DRIVE = frozenset({"?пр", "проспект", "проезд"})
# How a word of the name may begin that was read as the short form of a type; Ш also stands for the Roman three.
_KIND_OR_NAME = {
    "шоссе": ("Ш", "3", "ТРЕТ"),
    "аллея": ("АЛ",),
    "площадь": ("ПЛ",),
    "бульвар": ("БУЛ",),
    "переулок": ("ПЕР",),
    "дорога": ("ДОР",),
}


def place_findings(a: Dwelling, b: Dwelling) -> Iterator[Comparison]:
    """From the region down to the street."""
    yield from _region(a, b)
    yield _settlement(a, b)
    yield from _districts(a, b)
    yield from _planning(a, b)
    yield _street(a, b)


def _region(a: Dwelling, b: Dwelling) -> Iterator[Comparison]:
    one, two = a.region, b.region
    if one is None or two is None:
        return
    outer, inner = _canonical_region(one), _canonical_region(two)
    outcome, clause = compare_names(outer, inner)
    within = lexicon().regions_within
    part = within.get(" ".join(inner)) == " ".join(outer) or within.get(" ".join(outer)) == " ".join(inner)
    if outcome is Outcome.DIFFERENT and (part or a.house_problems or b.house_problems):
        # «обл. Энская ст. Луговая ул. Мира» without commas: the name may go on into the next one.
        outcome = Outcome.AMBIGUOUS
    if outcome is Outcome.SAME and one.kind and two.kind and one.kind != two.kind:
        outcome, clause = Outcome.AMBIGUOUS, "разный тип"
    yield Comparison(outcome, f"Регион: {clause}" if clause else "Регион совпадает", "region")


def _settlement(a: Dwelling, b: Dwelling) -> Comparison:
    one, two = a.settlement, b.settlement
    if one is None and two is None:
        return Comparison(Outcome.SAME, "Населённый пункт не указан с обеих сторон", "settlement")
    if one is None or two is None:
        return Comparison(Outcome.AMBIGUOUS, "Населённый пункт указан только с одной стороны", "settlement")
    outcome, clause = compare_names(one.words, two.words)
    if outcome is Outcome.DIFFERENT:
        if _among(one, b.parents) or _among(two, a.parents):
            return Comparison(
                Outcome.AMBIGUOUS, "Населённый пункт в составе города указан только с одной стороны", "settlement"
            )
        if UNPLACED in a.house_problems + b.house_problems:
            return Comparison(Outcome.AMBIGUOUS, UNPLACED, "settlement")
        # Without a type it may be no town at all: «Общежитие, ул. Мира, д. 5».
        if bool(one.kind) != bool(two.kind) or _uncertain(a, one, b) or _uncertain(b, two, a):
            return Comparison(Outcome.AMBIGUOUS, "Населённый пункт: неясно, где в адресе его название", "settlement")
    if outcome is Outcome.SAME and _full(one) - _full(two) and _full(two) - _full(one):
        # A street's adjective follows its type; «д. Верхняя» and «д. Верхнее» are two villages.
        outcome, clause = Outcome.AMBIGUOUS, "отличается окончанием"
    if outcome is not Outcome.SAME:
        return Comparison(outcome, f"Населённый пункт: {clause}", "settlement")
    if one.kind != two.kind and {one.kind, two.kind} != {"", _TOWN}:
        return Comparison(
            Outcome.AMBIGUOUS, "Тип населённого пункта разный или указан только с одной стороны", "settlement"
        )
    if bool(a.parents) != bool(b.parents) or any(
        compare_names(x.words, y.words)[0] is not Outcome.SAME for x, y in zip(a.parents, b.parents, strict=False)
    ):
        return Comparison(
            Outcome.AMBIGUOUS, "Город, в который входит населённый пункт, совпадает не полностью", "settlement"
        )
    return Comparison(Outcome.SAME, "Населённый пункт совпадает", "settlement")


def _full(place: Place) -> set[str]:
    """The adjectives of a name that are written out."""
    return {word for word in place.words if word.endswith(("АЯ", "ЯЯ", "ОЕ", "ЕЕ", "ИЙ", "ЫЙ", "ОЙ"))}


def _districts(a: Dwelling, b: Dwelling) -> Iterator[Comparison]:
    """A town is known without its district; villages of one name are not."""
    in_town = any(d.settlement is not None and d.settlement.kind in ("", _TOWN) for d in (a, b))
    for kind in sorted({place.kind for place in a.districts + b.districts}):
        one = [place for place in a.districts if place.kind == kind]
        two = [place for place in b.districts if place.kind == kind]
        if one and two:
            found = [compare_names(x.words, y.words) for x in one for y in two]
            outcome, clause = max(found, key=lambda verdict: _CLOSENESS.index(verdict[0]))
            elsewhere = any(_uncertain(a, place, b) for place in one) or any(_uncertain(b, place, a) for place in two)
            unread = {UNPLACED, TWO_NUMBERS} & {*a.house_problems, *b.house_problems}
            if outcome is Outcome.DIFFERENT and (in_town or kind != "район" or elsewhere or unread):
                outcome = Outcome.AMBIGUOUS
            if outcome is not Outcome.SAME:
                yield Comparison(outcome, f"Район или округ: {clause}", "district")
        elif kind == "район" and not in_town:
            yield Comparison(Outcome.AMBIGUOUS, "Район указан только с одной стороны", "district")
    for kinds in () if in_town else _SUCCESSORS:
        # «Луговой с/с» and «с.п. Горное»: villages of one name, though the units are of two kinds.
        one, two = ([place for place in d.districts if place.kind in kinds] for d in (a, b))
        if (
            one
            and two
            and not any(compare_names(x.words, y.words)[0] is not Outcome.DIFFERENT for x in one for y in two)
        ):
            yield Comparison(Outcome.AMBIGUOUS, "Район или округ: разное", "district")


def _planning(a: Dwelling, b: Dwelling) -> Iterator[Comparison]:
    if not a.planning and not b.planning:
        return
    if len(a.planning) != len(b.planning):
        yield Comparison(
            Outcome.AMBIGUOUS, "Микрорайон, квартал или территория указаны только с одной стороны", "planning"
        )
        return
    for one, two in zip(a.planning, b.planning, strict=True):
        outcome, clause = compare_names(one.words, two.words)
        if outcome is Outcome.SAME and one.kind != two.kind:
            outcome, clause = Outcome.AMBIGUOUS, "разный тип"
        unread = {UNPLACED, NO_NUMBER} & {*a.house_problems, *b.house_problems}
        # «ЖК Солнечный» and «мкр. Южный» around one street may both be true of it.
        of_other_sorts = a.street and b.street and (one.kind != two.kind or _numbered(one) != _numbered(two))
        if outcome is Outcome.DIFFERENT and (unread or of_other_sorts):
            outcome = Outcome.AMBIGUOUS
        yield Comparison(outcome, f"Микрорайон, квартал или территория: {clause or 'совпадает'}", "planning")


def _numbered(place: Place) -> bool:
    return place.words[:1] != () and place.words[0][:1].isdigit()


def _street(a: Dwelling, b: Dwelling) -> Comparison:
    one, two = a.street, b.street
    if one is None and two is None:
        return Comparison(Outcome.SAME, "Улицы нет с обеих сторон", "street")
    if one is None or two is None:
        return Comparison(Outcome.AMBIGUOUS, "Улица указана только с одной стороны", "street")
    outcome, clause = compare_names(one.words, two.words)
    if outcome is Outcome.DIFFERENT:
        for problem in (FORMER_NAME, IN_BRACKETS, TWO_PLACES, UNPLACED):
            if problem in a.house_problems + b.house_problems:
                return Comparison(Outcome.AMBIGUOUS, problem, "street")
    if outcome is Outcome.DIFFERENT and (_uncertain(a, one, b) or _uncertain(b, two, a)):
        return Comparison(Outcome.AMBIGUOUS, "Улица: неясно, где в адресе её название", "street")
    if _kind_in_name(one, two) or _kind_in_name(two, one):
        return Comparison(Outcome.AMBIGUOUS, "Тип улицы с одной стороны входит в название", "street")
    if _initial_for_kind(one, two) or _initial_for_kind(two, one):
        return Comparison(Outcome.AMBIGUOUS, "Сокращение типа улицы может быть частью названия", "street_kind")
    if one.kind != two.kind and one.kind and two.kind and outcome is not Outcome.DIFFERENT:
        renamed = {FORMER_NAME, IN_BRACKETS} & {*a.house_problems, *b.house_problems}
        if renamed:
            # «пр-кт Мира (бывш. ул. Мира)».
            return Comparison(Outcome.AMBIGUOUS, min(renamed), "street_kind")
        if {one.kind, two.kind} <= _AVENUE_OR_DRIVE and "?пр" in (one.kind, two.kind):
            return Comparison(Outcome.AMBIGUOUS, "«пр.» может быть проспектом и проездом", "street_kind")
        return Comparison(Outcome.DIFFERENT, "Тип улицы разный", "street_kind")
    if outcome is not Outcome.SAME:
        return Comparison(outcome, f"Название улицы: {clause}", "street")
    if one.kind != two.kind:
        return Comparison(Outcome.AMBIGUOUS, "Тип улицы указан только с одной стороны", "street_kind")
    if one.kind == "?пр":
        return Comparison(Outcome.AMBIGUOUS, "«пр.» может быть проспектом и проездом", "street_kind")
    return Comparison(Outcome.SAME, "Улица совпадает", "street")


def _uncertain(owner: Dwelling, place: Place, other: Dwelling) -> bool:
    """Whether ``place``, another name than its counterpart's, still proves no difference.

    It does not when the other side has these words elsewhere (an address without commas may have been cut wrongly),
    nor, without a type, when the address isn't clean or the other side has a word like it. An initial or a shortened
    word tells nothing here: «Г.К. Жукова, 5» reads like a town, «Н. Луг ул. С. Разина» like a village of that name.
    """
    names = [*other.planning, *other.parents, *other.districts, other.settlement, other.street]
    words = {word.rstrip(".") for name in names if name for word in name.words}
    telling = [word for word in place.words if len(word.rstrip(".")) > 2]
    if not telling and not any(word.endswith(".") for word in place.words):
        telling = list(place.words)
    if all(_spelled_out(word, words) for word in telling):
        return True
    if place.kind:
        return False
    if owner.house_problems or not owner.house.number or owner.settlement is None or len(place.words) > 3:
        return True
    return any(near(word, found) for word in place.words for found in words)


def _spelled_out(word: str, words: set[str]) -> bool:
    bare = word.rstrip(".")
    return bare in words or (bare != word and any(other.startswith(bare) for other in words))


def _among(place: Place, others: tuple[Place, ...]) -> bool:
    return any(compare_names(place.words, other.words)[0] is not Outcome.DIFFERENT for other in others)


def _kind_in_name(one: Place, two: Place) -> bool:
    """«ул. Заводской проезд» and «проезд Заводской»."""
    return bool(one.kind) and one.kind.upper() in two.words and one.kind != two.kind


def _initial_for_kind(one: Place, two: Place) -> bool:
    """«Ш. Руставели» and «ул. Шота Руставели», «Ал. Невского» and «ул. Александра Невского», «Ш Интернационала»."""
    begins = _KIND_OR_NAME.get(one.kind)
    if begins is None or one.kind == two.kind:
        return False
    return any(word.startswith(begins) for word in set(two.words) - set(one.words))


def _canonical_region(place: Place) -> tuple[str, ...]:
    name = " ".join(place.words)
    return tuple(lexicon().regions.get(name, name).split())
