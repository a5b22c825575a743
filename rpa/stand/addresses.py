"""Invented addresses with the traps of real ones, spelled twice: as the portal prints and as accounting does.

Region and towns do not exist. Base house numbers are unique within a street name, so that two houses differ by more
than a letter or a fraction unless the trap is meant; a ground truth stays a truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from uuid import UUID

REGION = "Заозёрная"
_TOWNS = (
    ("г.", "г", "Синегорск"),
    ("г.", "г", "Верхнереченск"),
    ("пгт.", "пгт", "Сосновка-Новая"),
    ("с.", "с", "Ольховатка"),
)
# Portal spelling of the type, accounting's spelling, names. Feminine adjectives go with «улица» only.
_STREETS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "ул.",
        "ул",
        (
            "Садовая", "Лесная", "Школьная", "Полевая", "Озёрная", "Заводская", "Речная", "Берёзовая", "Вокзальная",
            "Южная",
            "Мира", "Победы", "Гагарина", "Чехова", "Ломоносова", "Космонавтов", "Строителей", "8 Марта",
            "50 лет Октября",
            "Академика Вымыслова", "Большая Набережная", "1-я Луговая", "Капитана Придумкина", "Зелёная", "Парковая",
        ),
    ),
    ("пр-кт.", "пр-кт", ("Мира", "Просвещения", "Энтузиастов", "Химиков")),
    ("пер.", "пер", ("Тихий", "Каменный", "Аптечный", "Новый")),
    ("б-р.", "б-р", ("Сиреневый", "Молодёжный", "Ярких Огней")),
    ("наб.", "наб", ("Рыбацкая", "Адмирала Выдумкина")),
)  # fmt: skip
ALL_STREETS = tuple((portal, books, name) for portal, books, names in _STREETS for name in names)


@dataclass(frozen=True, slots=True)
class House:
    """One house. ``number`` may be a corner «5/2»; ``fias`` is its truth even where a page omits it."""

    town: tuple[str, str, str]
    street: tuple[str, str, str]
    number: str
    letter: str = ""
    korpus: str = ""
    stroenie: str = ""
    private: bool = False
    communal: bool = False
    served: bool = True
    fias: str = ""

    def portal(self) -> str:
        """As the portal prints it, index and region included."""
        text = f"600{len(self.street[2]):03d}, обл. {REGION}, {self.town[0]} {self.town[2]}, "
        text += f"{self.street[0]} {self.street[2]}, д. {self.number}{self.letter}"
        if self.korpus:
            text += f", корп. {self.korpus}"
        if self.stroenie:
            text += f", стр. {self.stroenie}"
        return text

    def books(self, style: int = 0) -> str:
        """As an accounting program prints it. Styles 0–3 differ in order, shortening, case; the meaning is the same."""
        (_, town_kind, town), (_, kind, street) = self.town, self.street
        tail = f", корпус {self.korpus}" if self.korpus else ""
        tail += f", строение {self.stroenie}" if self.stroenie else ""
        if style == 1:
            return f"{town_kind}. {town}, {kind}. {street}, д.{self.number} {self.letter}".rstrip() + tail.replace(
                "корпус", "корп."
            )
        if style == 2:
            return f"{REGION} обл, {town} {town_kind}, {street} {kind}, {self.number}{self.letter.lower()}{tail}"
        if style == 3:
            return f"{town_kind} {town},  {_LONG.get(kind, kind)} {street}, дом {self.number}{self.letter}{tail}"
        return f"{town} {town_kind}, {street} {kind}, дом № {self.number}{self.letter}{tail}"


_LONG = {"ул": "улица", "пр-кт": "проспект", "пер": "переулок", "б-р": "бульвар", "наб": "набережная"}


def _fias(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


class HouseBook:
    """All houses one organization meets: served, not served, ambiguous. Same seed, same book."""

    def __init__(self, seed: int, ogrn: str, requests: int) -> None:
        rng = Random(f"{seed}:{ogrn}:houses")
        self._rng_key = f"{seed}:{ogrn}:house"
        self.town = _TOWNS[rng.randrange(2)]
        streets = list(ALL_STREETS)
        rng.shuffle(streets)
        # The last streets are kept apart: one for each purpose, so that no trap touches an ordinary dwelling.
        self._foreign_streets, self._trap_streets, self._private_streets = streets[:3], streets[3:7], streets[7:10]
        self._streets = streets[10:]
        self.apartment_houses = [self._apartment_house(rng, n) for n in range(max(20, requests // 25))]
        self.foreign_houses = [
            House(self.town, self._foreign_streets[n % 3], str(2 + n), served=False, fias=_fias(rng)) for n in range(5)
        ]

    def _apartment_house(self, rng: Random, n: int) -> House:
        street = self._streets[n % len(self._streets)]
        # Base numbers stay apart on each street, whatever letters and fractions follow.
        base = 1 + 2 * (n // len(self._streets)) + rng.randrange(2)
        dice = rng.random()
        fias = _fias(rng)
        if dice < 0.08:
            return House(self.town, street, f"{base}/{rng.randrange(2, 9)}", fias=fias)
        if dice < 0.16:
            return House(self.town, street, str(base), letter=rng.choice("АБВГ"), fias=fias)
        if dice < 0.24:
            return House(self.town, street, str(base), korpus=str(rng.randrange(1, 5)), fias=fias)
        if dice < 0.28:
            return House(self.town, street, str(base), stroenie=str(rng.randrange(1, 4)), fias=fias)
        return House(self.town, street, str(base), communal=dice < 0.36, fias=fias)

    def private_house(self, index: int) -> House:
        """A detached house of its own for request ``index``; it has no flat."""
        rng = Random(f"{self._rng_key}:private:{index}")
        village = _TOWNS[2 + index % 2]
        street = self._private_streets[index % 3]
        return House(village, street, str(1 + index), private=True, fias=_fias(rng))

    def trap_house(self, index: int, kind: int) -> House:
        """A house whose identity cannot be proven from text: fraction or корпус, no GUID on either side.

        A number that a spreadsheet takes for a day and a month (kind 1) keeps its GUID: without one, a single such
        row would rightly forbid «нет» for every house, and a demonstration would show nothing else.
        """
        if kind == 1:
            fias = _fias(Random(f"{self._rng_key}:dated:{index}"))
            return House(self.town, self._trap_streets[1], f"{1 + index % 28}/{2 + index // 28 % 11}", fias=fias)
        return House(self.town, self._trap_streets[0], f"{10 + index}/{2 + index % 3}")

    def trap_house_communal(self, index: int) -> House:
        """A communal house with a GUID: the house is certain, the room is not."""
        rng = Random(f"{self._rng_key}:rooms:{index}")
        return House(self.town, self._trap_streets[2], str(1 + index), communal=True, fias=_fias(rng))
