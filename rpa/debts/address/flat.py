"""Flat and room, from a cell of their own or from the tail of an address.

One grammar is certain: [kind] number [letter] [комната list]. Everything else («12к3», «12/3», «5-12», a date) has
several readings and gets none: only the set of numbers it may mean, so that a flat outside the set is still another.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rpa.debts.address.dwelling import Flat
from rpa.debts.address.lexicon import lexicon
from rpa.debts.address.tokens import Kind, tokenize
from rpa.debts.text import normal, without_quotes

_ABSENT = frozenset(
    ["", "-", "0", "00", "0.0", "НЕТ", "Б/Н", "БН", "Б.Н.", "БЕЗ НОМЕРА", "Н/Д", "НЕ УКАЗАНО", "НЕ УКАЗАНА",
     "ОТСУТСТВУЕТ", "ПУСТО", "NULL", "NONE", "NAN", "."]
)  # fmt: skip
# A spreadsheet's day numbers of 1995–2060: no house has such a flat, a date cell without its format has.
_SERIAL_DAYS = range(34_700, 58_500)
_KIND_AFTER = re.compile(r"^(\d+ ?[А-Я]?)[ -]*(?:КВ|КВАРТИРА)\.?$")
_LARGEST_NUMBER = 9_999
_WIDEST_RANGE = 50
_SEVERAL_READINGS = "Номер квартиры можно прочитать по-разному"


@lru_cache(maxsize=200_000)
def parse_flat(text: str | None) -> Flat:
    """Read a flat cell. An empty cell, a dash, 0 and the like state nothing (``Flat.stated`` is false)."""
    form = without_quotes(normal(text or "", among_cyrillic=True))
    form = re.sub(r"\s+", " ", form).strip(" ,;").removesuffix(".").replace("#", "№")
    form = _KIND_AFTER.sub(r"КВ \1", form)
    if form in _ABSENT or re.fullmatch(r"[-_ .]*|0+(?:\.0+)?", form):
        return Flat()
    certain, kind_only = _grammar()
    trimmed = _without_place(form).strip(" ,;")
    if not trimmed or kind_only.fullmatch(trimmed):
        return Flat()
    found = certain.fullmatch(trimmed)
    if found is None or _suspicious(found["number"]):
        return _unreadable(form)
    kind = lexicon().flat_kinds.get(re.sub(r"[ .]+", " ", found["kind"] or "").strip(), "")
    return Flat(
        number=found["number"] or "",
        letter=found["letter"] or "",
        rooms=_rooms(found["rooms"] or found["only_rooms"] or ""),
        kind="" if kind == "квартира" else kind,
    )


def parse_rooms(text: str | None) -> Flat:
    """Read a cell of rooms («3», «ком. 3, 4»)."""
    form = normal(text or "", among_cyrillic=True)
    if form in _ABSENT:
        return Flat()
    if re.fullmatch(r"\d.*", form):
        form = f"КОМ {form}"
    return parse_flat(form)


def merge(inside: Flat, beside: Flat) -> tuple[Flat, str]:
    """The flat of an address that states it twice, and a problem if the two contradict each other."""
    if not inside.stated or not beside.stated:
        return (inside if inside.stated else beside), ""
    for rooms, other in ((inside, beside), (beside, inside)):
        if rooms.rooms and rooms.problem and other.number and not other.rooms:
            # «12» and «ком. 3-4»: flat 12, or one of the rooms where somebody takes it for a flat.
            return Flat(possible=rooms.rooms | {other.number}, problem=_SEVERAL_READINGS), ""
    if inside.problem or beside.problem:
        possible = (inside.possible or {inside.number}) | (beside.possible or {beside.number})
        known = bool(inside.possible or inside.number) and bool(beside.possible or beside.number)
        return Flat(possible=frozenset(possible) if known else frozenset(), problem=_SEVERAL_READINGS), ""
    only_rooms = next((flat for flat in (inside, beside) if not flat.number), None)
    if only_rooms is not None:
        other = beside if only_rooms is inside else inside
        if other.number and (not other.rooms or other.rooms == only_rooms.rooms):
            return Flat(other.number, other.letter, only_rooms.rooms, other.kind), ""
    same_number = (inside.number, inside.letter) == (beside.number, beside.letter)
    same_kind = inside.kind == beside.kind or not (inside.kind and beside.kind)
    same_rooms = inside.rooms == beside.rooms or not (inside.rooms and beside.rooms)
    if same_number and same_kind and same_rooms:
        return Flat(inside.number, inside.letter, inside.rooms | beside.rooms, inside.kind or beside.kind), ""
    possible = frozenset({inside.number, beside.number} - {""})
    problem = "Квартира в адресе и в отдельном поле разная"
    return Flat(possible=possible, problem=problem), problem


def _without_place(form: str) -> str:
    """The form without what says where in the house it is («2 подъезд», «этаж 3»).

    A number right after «кв.» is the flat's, whatever word follows it. Of «12 эт 2» either number may be the flat, so
    nothing is taken away and the form stays unreadable.
    """
    marked, place, _ = _places()
    parts = marked.split(form)
    return "".join(part if index % 2 else place.sub(" ", part) for index, part in enumerate(parts))


def _unreadable(form: str) -> Flat:
    form = _places()[2].sub(",", form)
    if any(token.kind is Kind.DATE for token in tokenize(form)):
        return Flat(problem="Вместо номера квартиры стоит дата или дробь")
    if not _numbers_and_signs().fullmatch(form):
        return Flat(problem=_SEVERAL_READINGS if re.search(r"\d", form) else "Вместо номера квартиры стоит текст")
    numbers = [int(digits) for digits in re.findall(r"\d{1,9}", form)]
    if any(_suspicious(str(number)) for number in numbers):
        return Flat(problem="Номер квартиры похож на дату или ошибку ввода")
    possible = set(numbers)
    for first, last in re.findall(r"(\d{1,4})-(\d{1,4})", form):
        if 0 < int(last) - int(first) <= _WIDEST_RANGE:
            possible |= set(range(int(first), int(last) + 1))
    found = frozenset(map(str, possible))
    if _opens_with_room().match(form):
        # «ком. 3-4» alone says nothing of the flat: it may be any.
        return Flat(rooms=found, problem=_SEVERAL_READINGS)
    return Flat(possible=found, problem=_SEVERAL_READINGS)


def _suspicious(number: str | None) -> bool:
    if not number:
        return False
    return len(number) > 6 or int(number) in _SERIAL_DAYS or int(number) > _LARGEST_NUMBER


def _rooms(text: str) -> frozenset[str]:
    found = re.findall(r"\d+(?:[ -]?[А-ЯA-Z](?![А-ЯA-Z]))?", text.replace(" И ", ", "))
    return frozenset(re.sub(r"[ -]", "", room).lstrip("0") for room in found)


@cache
def _grammar() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The certain form; a kind without a number."""
    words = lexicon()
    kinds, rooms = _any_of(words.flat_kinds), _any_of(words.room_words)
    room = r"\d{1,5}(?: ?-?[А-Я](?![А-Я]))?"
    listed = rf"{room}(?: ?(?:,|;| И ) ?{room})*"
    before = rf"(?:{rooms})[ .:]*(?:№|N)?\.? ?"
    # К after a number is a комната, a корпус or a квартира; one that ends the text may be a letter, may be cut off.
    number = r"0*(?P<number>[1-9]\d*)(?:\.0+|,00?)?(?: ?-? ?(?P<letter>[А-ЙЛ-Я])(?![А-Я]))?"
    certain = (
        rf"(?:№|N)?\.? ?(?:(?P<kind>{kinds})[ .:-]*(?:№|N|НОМЕР)?[ .]*)?(?:№|N)?\.? ?{number}"
        rf"(?:[ ,;.(/]*{before}(?P<rooms>{listed}) ?\)?)?"
        rf"|{before}(?P<only_rooms>{listed})"
    )
    return re.compile(certain), re.compile(rf"(?:{kinds}|{rooms})[ .№-]*(?:0|Б/Н|НЕТ)?")


@cache
def _places() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A number that «кв.», «ком.» or «№» claims; what says where in the house, on its own; a word of such a place."""
    words = lexicon()
    word = rf"(?<![А-Я])(?:{_any_of(words.within_words)})(?![А-Я])\.?"
    claims = rf"(?<![А-Я])(?:{_any_of(words.flat_kinds)}|{_any_of(words.room_words)})[ .:-]*(?:№|N|НОМЕР)?[ .]*"
    marked = rf"({claims}\d+|^(?:№|N)\.? ?\d+)"
    ordinal = rf"(?<![\dА-Я])\d+-?Й ?{word}"
    number_first = rf"(?<![\dА-Я])(?:\d+ ?{word}[ ,;]*)+(?![ ,;.№]*\d)"
    word_first = rf"(?<!\d)(?<!\d )(?:{word} ?№? ?\d+[ ,;]*)+"
    return re.compile(marked), re.compile(f"{ordinal}|{number_first}|{word_first}"), re.compile(rf"{word}[ ,;]*")


@cache
def _numbers_and_signs() -> re.Pattern[str]:
    """Numbers with signs between them that leave it open which is which. A blank is no sign: «1 2» may be 12."""
    words = _any_of([*lexicon().flat_kinds, *lexicon().room_words, "К"])
    number = r"\d{1,9} ?[А-Я]?"
    return re.compile(rf"(?:(?:{words})[ .№]*)?{number}(?:(?: ?[-/,;\\] ?| ?(?:{words})[ .№]*){number})*(?:К|\?)?")


@cache
def _opens_with_room() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of(lexicon().room_words)})[ .:№]*\d")


def _any_of(words: object) -> str:
    texts = sorted(words, key=len, reverse=True)  # type: ignore[call-overload]
    return "|".join(re.escape(text).replace(r"\ ", r"[ .]+") for text in texts)
