"""Are two house numbers, two flats, two rooms the same? One finding each part of a number."""

from __future__ import annotations

from collections.abc import Iterator

from rpa.debts.address.dwelling import FORMER_NAME, IN_BRACKETS, TWO_NUMBERS, UNPLACED, Dwelling, Flat, House
from rpa.debts.address.house import LETTERS
from rpa.debts.comparison import Comparison, Outcome
from rpa.debts.text import holds_latin

_LOOKS_LIKE_DIGIT = {"З": "3", "О": "0"}
_AS_DIGITS = str.maketrans(_LOOKS_LIKE_DIGIT)


def house_findings(one: Dwelling, two: Dwelling) -> Iterator[Comparison]:
    """The number, its letter, fraction, block, building, and what kind of house it is."""
    a, b = one.house, two.house
    # In an address that was not read in full a part may have been taken for another, be the other number's, or stand in
    # the brackets.
    unread = {UNPLACED, TWO_NUMBERS, FORMER_NAME, IN_BRACKETS} & {*one.house_problems, *two.house_problems}
    named_second = any(map(may_be_second, (a, b), (b, a)))
    unequal = Outcome.AMBIGUOUS if unread or named_second else Outcome.DIFFERENT
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
        if a.number in b.spanned or b.number in a.spanned:
            return Comparison(Outcome.AMBIGUOUS, "Номер через дефис может быть рядом домов", "house")
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


def may_be_second(one: House, two: House) -> bool:
    """Whether ``one`` is the house, or the block beside it, that a second number in the address of ``two`` may name:
    «д. 5, 7», «д. 5, корп. 1, 2»."""
    block = one.number == two.number and two.second in (one.corpus, one.building)
    return _named_second(one, two) or (two.second != "" and block)


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


def flat_findings(a: Flat, b: Flat, private: bool) -> Iterator[Comparison]:
    """The flat and its rooms; ``private``: the house is known to have none."""
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
    if flat.problem:
        return flat.possible
    # «к. 12» may be room 12 of flat 7.
    return frozenset({flat.number, *flat.rooms} if flat.number else ())
