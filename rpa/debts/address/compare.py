"""Are two addresses one dwelling? Each component is compared by itself; a part that one side lacks is never equal.

Rules: domain notes §4.3. The region, the postcode and administrative units around a town may be left out by one side.

Over 300 lines: one finding a component, in the order of the address; a reader checks them against each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from rpa.debts.address.dwelling import (
    FORMER_NAME,
    IN_BRACKETS,
    TWO_NUMBERS,
    TWO_PLACES,
    UNPLACED,
    Dwelling,
    Flat,
    House,
    Place,
)
from rpa.debts.address.house import LETTERS
from rpa.debts.address.lexicon import lexicon
from rpa.debts.address.names import compare_names, near
from rpa.debts.comparison import Comparison, Outcome, combine
from rpa.debts.text import holds_latin

SAME_HOUSE = "Дом совпадает во всех частях адреса"
SAME_DWELLING = "Дом и квартира совпадают во всех частях"
GUID = "guid"
"""The component of a verdict that rests on identifiers."""
_TOWN = "город"
_CLOSENESS = (Outcome.DIFFERENT, Outcome.AMBIGUOUS, Outcome.SAME)
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
_LOOKS_LIKE_DIGIT = {"З": "3", "О": "0"}
_AS_DIGITS = str.maketrans(_LOOKS_LIKE_DIGIT)


def compare_dwellings(a: Dwelling, b: Dwelling, *, private_house: bool = False) -> Comparison:
    """Compare two dwellings; symmetric.

    ``private_house`` says that the house is known to have no flats (served houses list): only then do two absent flats
    agree.
    """
    house = compare_houses(a, b)
    private = private_house or (a.private and b.private)
    findings = [*(house.findings or (house,)), *_flat(a.flat, b.flat, private)]
    return combine(findings, SAME_DWELLING)


def compare_houses(a: Dwelling, b: Dwelling, *, a_guid: str | None = None, b_guid: str | None = None) -> Comparison:
    """The same for the house alone, whatever the flats.

    House GUIDs, when both are given, decide what the texts leave open. Against the texts they prove nothing: a column
    copied down, or filled with identifiers of flats or streets, is as likely.
    """
    by_text = combine(_house_findings(a, b), SAME_HOUSE)
    if not (a_guid and b_guid):
        return by_text
    if _guid(a_guid) == _guid(b_guid):
        if by_text.outcome is Outcome.DIFFERENT:
            return Comparison(Outcome.AMBIGUOUS, "Идентификатор дома (ФИАС) совпадает, а адрес разный", GUID)
        return Comparison(Outcome.SAME, "Идентификатор дома (ФИАС) совпадает", GUID)
    if by_text.outcome is Outcome.SAME:
        return Comparison(Outcome.AMBIGUOUS, "Идентификатор дома (ФИАС) разный, а адрес тот же", GUID)
    if by_text.outcome is Outcome.DIFFERENT or a.blank or b.blank:
        return Comparison(Outcome.DIFFERENT, "Идентификатор дома (ФИАС) разный", GUID)
    return by_text


def differing_house(a: Dwelling, b: Dwelling) -> Comparison | None:
    """The first certain difference between two houses, or ``None``; the quick half of :func:`compare_houses`."""
    return next((found for found in _house_findings(a, b) if found.outcome is Outcome.DIFFERENT), None)


def compare_flats(a: Flat, b: Flat, *, private_house: bool = False) -> Comparison:
    """The same for flat and rooms within one house."""
    return combine(_flat(a, b, private_house), "Квартира совпадает")


def _house_findings(a: Dwelling, b: Dwelling) -> Iterator[Comparison]:
    yield from _region(a, b)
    yield _settlement(a, b)
    yield from _districts(a, b)
    yield from _planning(a, b)
    yield _street(a, b)
    yield from _house(a, b)
    for problem in dict.fromkeys(a.house_problems + b.house_problems):
        yield Comparison(Outcome.AMBIGUOUS, problem, "problem")


# --- places -----------------------------------------------------------------------------------------------------------


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
        unread = UNPLACED in a.house_problems + b.house_problems
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


# --- the house --------------------------------------------------------------------------------------------------------


def _house(one: Dwelling, two: Dwelling) -> Iterator[Comparison]:
    a, b = one.house, two.house
    # In an address that was not read in full a part may have been taken for another, be the other number's, or stand in
    # the brackets.
    unread = {UNPLACED, TWO_NUMBERS, FORMER_NAME, IN_BRACKETS} & {*one.house_problems, *two.house_problems}
    unequal = Outcome.AMBIGUOUS if unread or _named_second(a, b) or _named_second(b, a) else Outcome.DIFFERENT
    yield _number(one, two)
    yield from _part(a.letter, b.letter, "Буква дома", "letter", unequal)
    # «12-3/45» and «12/3»: the same value stands behind another sign.
    resigned = a.fraction == b.dash != "" or b.fraction == a.dash != ""
    fraction = Outcome.AMBIGUOUS if resigned else unequal
    yield from _part(a.fraction, b.fraction, "Номер через дробь (угловой дом или корпус)", "fraction", fraction)
    if a.dash or b.dash:
        same = a.dash == b.dash
        yield Comparison(
            Outcome.SAME if same else Outcome.AMBIGUOUS,
            "Номер через дефис совпадает" if same else "Номер через дефис: корпус или квартира",
            "dash",
        )
    # «28/1, к. 12» and «28, корп. 1»: where the block stands behind the number, «к.» may be the room.
    written_twice = a.corpus in (b.fraction, b.dash) or b.corpus in (a.fraction, a.dash)
    yield from _part(a.corpus, b.corpus, "Корпус", "corpus", Outcome.AMBIGUOUS if written_twice else unequal)
    yield from _part(a.building, b.building, "Строение", "building", unequal)
    yield from _part(a.liter, b.liter, "Литера", "liter", unequal)
    if a.kind != b.kind:
        yield Comparison(Outcome.AMBIGUOUS, "Вид дома разный (дом, владение, здание…)", "house_kind")


def _number(one: Dwelling, two: Dwelling) -> Comparison:
    a, b = one.house, two.house
    if a.number and a.number == b.number:
        return Comparison(Outcome.SAME, "Номер дома совпадает", "house")
    if a.number and b.number:
        if _looks_like(a, b) or _looks_like(b, a):
            return Comparison(Outcome.AMBIGUOUS, "Буква в номере дома похожа на цифру", "house")
        if _named_second(a, b) or _named_second(b, a):
            return Comparison(Outcome.AMBIGUOUS, "Номер дома стоит в адресе вторым, без пояснения", "house")
        if not (one.number_certain and two.number_certain):
            return Comparison(
                Outcome.AMBIGUOUS, "Номер дома записан без пояснения в адресе, который прочитан не весь", "house"
            )
        return Comparison(Outcome.DIFFERENT, "Номер дома разный", "house")
    if not a.number and not b.number and (a.corpus, a.building) == (b.corpus, b.building) != ("", ""):
        return Comparison(Outcome.SAME, "Номера дома нет с обеих сторон, корпус или строение совпадает", "house")
    return Comparison(Outcome.AMBIGUOUS, "Номер дома не указан или не прочитан", "house")


def _named_second(one: House, two: House) -> bool:
    """Whether ``one`` is the other number that the address of ``two`` names."""
    return one.number == two.second != ""


def _looks_like(one: House | Flat, two: House | Flat) -> bool:
    digit = _LOOKS_LIKE_DIGIT.get(one.letter)
    return digit is not None and one.number + digit == two.number


def _part(a: str, b: str, caption: str, component: str, unequal: Outcome) -> Iterator[Comparison]:
    if a == b:
        if a:
            yield Comparison(Outcome.SAME, f"{caption}: совпадает", component)
    elif a and b:
        # «12/14А» may be «12/14», whose letter was left out or stands apart: «12/14, лит. А».
        lettered = a != b and a.rstrip(LETTERS) == b.rstrip(LETTERS) and (a[-1:].isdigit() or b[-1:].isdigit())
        digits = a.translate(_AS_DIGITS) == b.translate(_AS_DIGITS)
        outcome = Outcome.AMBIGUOUS if lettered or digits or holds_latin(a + b) else unequal
        yield Comparison(outcome, f"{caption}: разные значения", component)
    else:
        yield Comparison(Outcome.AMBIGUOUS, f"{caption}: указано только с одной стороны", component)


# --- flat and room ----------------------------------------------------------------------------------------------------


def _flat(a: Flat, b: Flat, private: bool) -> Iterator[Comparison]:
    if not a.stated and not b.stated:
        if private:
            yield Comparison(Outcome.SAME, "Дом частный, квартиры нет", "flat")
        else:
            yield Comparison(Outcome.AMBIGUOUS, "Квартира не указана, а что дом частный, неизвестно", "flat")
        return
    if not a.stated or not b.stated:
        yield Comparison(Outcome.AMBIGUOUS, "Квартира указана только с одной стороны", "flat")
        return
    if a.problem or b.problem:
        one, two = _possible(a), _possible(b)
        if one and two and not one & two:
            yield Comparison(Outcome.DIFFERENT, "Номер квартиры разный при любом прочтении", "flat")
        else:
            yield Comparison(Outcome.AMBIGUOUS, a.problem or b.problem, "flat")
        return
    if bool(a.number) != bool(b.number):
        yield Comparison(Outcome.AMBIGUOUS, "С одной стороны только комната, без квартиры", "flat")
        return
    if a.number != b.number:
        if _looks_like(a, b) or _looks_like(b, a):
            yield Comparison(Outcome.AMBIGUOUS, "Буква в номере квартиры похожа на цифру", "flat")
        elif a.number in b.rooms or b.number in a.rooms:
            yield Comparison(Outcome.AMBIGUOUS, "Номер с одной стороны может быть комнатой другой", "flat")
        else:
            yield Comparison(Outcome.DIFFERENT, "Номер квартиры разный", "flat")
        return
    if a.letter != b.letter and {a.letter, b.letter} <= {"", "Н", "П"}:
        yield Comparison(Outcome.AMBIGUOUS, "Буква Н или П может означать помещение, а не часть номера", "flat")
    elif a.letter != b.letter:
        yield Comparison(Outcome.DIFFERENT, "Буква в номере квартиры разная или есть только с одной стороны", "flat")
    if a.kind != b.kind:
        yield Comparison(Outcome.AMBIGUOUS, "Вид помещения разный (квартира, помещение, офис, блок…)", "flat_kind")
    elif a.number:
        yield Comparison(Outcome.SAME, "Номер квартиры совпадает", "flat")
    yield from _room_sets(a.rooms, b.rooms)


def _room_sets(a: frozenset[str], b: frozenset[str]) -> Iterator[Comparison]:
    if a == b:
        if a:
            yield Comparison(Outcome.SAME, "Комната совпадает", "room")
    elif not a or not b:
        yield Comparison(Outcome.AMBIGUOUS, "Комната указана только с одной стороны", "room")
    elif a & b:
        yield Comparison(Outcome.AMBIGUOUS, "Списки комнат совпадают не полностью", "room")
    else:
        yield Comparison(Outcome.DIFFERENT, "Комната разная", "room")


def _possible(flat: Flat) -> frozenset[str]:
    return flat.possible if flat.problem else frozenset({flat.number} - {""})


def _guid(text: str) -> str:
    return text.strip().strip("{}").lower()
