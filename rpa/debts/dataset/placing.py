"""The address of a row: its own, or put together from «улица», «дом»…, or the group's above it.

The columns «Город», «Дом», «Корпус», «Строение» and «Литера» are a second word on the house where the address names one
already. They may complete it and never vanish: where both words do not make one house, nobody knows which of the two is
in debt.
"""

from __future__ import annotations

from rpa.debts.address import Outcome, parse_house
from rpa.debts.address.names import compare_names
from rpa.debts.dataset.line import Line
from rpa.debts.dataset.lines import has_house

_PARTS = frozenset({"address", "street", "house", "block", "structure", "liter", "letter"})
# Column, the part of a parsed house it says, the word that announces it in an address.
_WITHIN = (("block", "corpus", "корп."), ("structure", "building", "стр."), ("liter", "liter", "лит."))


def address(line: Line, group: str | None) -> bool:
    """Leave the address in ``line.got``, or none and the reason reported. False if the row's own statements name
    different houses: then it may be a debt of any house."""
    got = line.got
    own = got.get("address")
    sure = True
    if own is not None:
        own, sure = _completed(line, own)
    elif got.get("street") and got.get("house"):
        own, sure = _completed(line, ", ".join(part for part in (got.get("settlement"), got["street"]) if part))
    elif group and "address" not in line.bad and "street" not in line.bad:
        own, sure = _completed(line, group)
        if sure and not got.get("house") and not has_house(group):
            line.say(
                "house",
                "пусто",
                "группа над строкой называет улицу, но не дом",
                "Впишите адрес с номером дома.",
            )
            line.bad.add("house")
    if own is not None and sure:
        own, sure = _in_town(line, own)
    if own is None or not sure or line.bad & _PARTS:
        got.pop("address", None)
        if own is None and not line.bad & _PARTS:
            line.say("address", "пусто", "нет адреса", "Впишите адрес: город, улица, дом.")
    else:
        got["address"] = own
    return sure


def _in_town(line: Line, text: str) -> tuple[str, bool]:
    """``text`` with the town its column adds, and whether the two agree. A name in an address without a street may be
    the street («Д. Донского, 5»), so there nothing contradicts the column."""
    if not (town := line.got.get("settlement")):
        return text, True
    stated, told = parse_house(text), parse_house(f"{town}, ул. Мира, д. 1").settlement
    if stated.settlement is None or stated.street is None or told is None:
        return (text, True) if text.startswith(town) else (f"{town}, {text}", True)
    # «г.о. Энск, п. Лесной»: forms of programs have the town's own name where the address has its district.
    places = (stated.settlement, *stated.parents, *stated.districts)
    if all(compare_names(told.words, place.words)[0] is Outcome.DIFFERENT for place in places):
        return text, _refuse(line, "settlement", "населённый пункт в столбце и в адресе разный")
    return text, True


def _completed(line: Line, text: str) -> tuple[str, bool]:
    """``text`` with what the columns add to it, and whether they agree with it."""
    got = line.got
    if line.bad & _PARTS or not any(got.get(name) for name in _PARTS - {"address", "street"}):
        return text, True
    if given := got.get("house"):
        stated = parse_house(text).house
        if not stated.number and given.upper() not in (stated.corpus, stated.building):
            if given.isdigit() and len(letter := got.get("letter", "")) == 1 and letter.isalpha():
                given += got.pop("letter")
            text = f"{text}, д. {given}"
        elif not _same_number(line, text, given):
            return text, _refuse(line, "house", "номер дома в столбце и в адресе разный")
    # Beside an address that names its number, or a number that says more than digits, a letter may be a литера.
    if (letter := got.pop("letter", None)) and got.setdefault("liter", letter) != letter:
        return text, _refuse(line, "letter", "буква и литера дома разные")
    for name, part, word in _WITHIN:
        value = got.get(name)
        house = parse_house(text).house
        if not value or (part == "liter" and value.upper() == house.letter):  # «5А» and «А» say one thing
            continue
        known = getattr(house, part)
        if known:
            if known != getattr(parse_house(f"д. 1, {word} {value}").house, part):
                return text, _refuse(line, name, "корпус, строение или литера в столбце и в адресе разные")
            continue
        longer = f"{text}, {word} {value}"
        if not house.number:
            return text, _refuse(line, name, "корпус, строение или литера без номера дома")
        if not _adds(text, longer, part, value):
            return text, _refuse(line, name, "непонятно, названы ли корпус, строение или литера в номере дома")
        text = longer
    return text, True


def _same_number(line: Line, text: str, given: str) -> bool:
    """Whether column «Дом» says the house that the address says; it may leave out what stands in a column of its own
    or in none. A number after a dash may be the flat."""
    stated, told = parse_house(text).house, parse_house(f"д. {given}").house
    if not told.number or (stated.number, stated.letter, stated.fraction) != (told.number, told.letter, told.fraction):
        return False
    if told.dash not in ("", stated.dash) or told.liter not in ("", stated.liter):
        return False
    for name, part, _ in _WITHIN:
        in_address, in_house = getattr(stated, part), getattr(told, part)
        if in_house not in ("", in_address):
            return False
        if in_address and not in_house and line.has_column(name) and not line.got.get(name):
            return False
    return True


def _adds(text: str, longer: str, part: str, value: str) -> bool:
    """Whether the house of ``longer`` is that of ``text`` and ``part`` besides: «5/2» may already be «5, корп. 2»."""
    before, after = parse_house(text), parse_house(longer)
    house = before.house
    if house.fraction or house.dash or house.second or value.upper() in (house.letter, house.liter):
        return False
    return bool(getattr(after.house, part)) and before.flat == after.flat


def _refuse(line: Line, column: str, message: str) -> bool:
    line.say(column, "текст", message, "Сверьте адрес со столбцами «Город», «Дом», «Корпус», «Строение» и «Литера».")
    line.bad.add(column)
    return False
