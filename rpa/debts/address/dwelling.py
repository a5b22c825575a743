"""What a dwelling's address is made of once it is read. Values only; reading is in ``parser`` and ``flat``."""

from __future__ import annotations

from dataclasses import dataclass, field

UNPLACED = "Часть адреса не распознана"
FORMER_NAME = "В адресе указано прежнее название"
IN_BRACKETS = "В адресе есть пояснение в скобках"
NO_NUMBER = "Номер дома не указан"
TWO_NUMBERS = "В адресе два номера дома"
TWO_PLACES = "В адресе две улицы или два региона"

_LONGEST_ROW = 50
"""No row of houses written with a dash is longer: «5-112» is a house and its flat."""
_LONGEST_NUMBER = 6
"""Digits. A cell or a card may hold thousands in a row, and of so many no number can be made."""


@dataclass(frozen=True, slots=True)
class Place:
    """A named thing: region, settlement, planning structure or street.

    ``kind`` is the canonical type («улица»), "" where the text shows none, and «?пр» where the text shows one that
    may be read in two ways. ``words`` is the name in normal form, in the order of the text.
    """

    kind: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """The house as the address writes it. ``kind`` is «дом», «владение», …; "" means that the text says none.

    ``number`` is digits without leading zeros. ``fraction`` is what follows a slash (corner house or корпус, nobody
    knows), ``dash`` what follows a dash between digits (корпус or flat). Absent parts are "".
    """

    number: str = ""
    letter: str = ""
    fraction: str = ""
    dash: str = ""
    corpus: str = ""
    building: str = ""
    liter: str = ""
    kind: str = ""
    second: str = field(default="", compare=False)
    """A number without explanation after the house number («5, 12»): most likely the flat, but nobody says so."""
    marked: bool = field(default=False, compare=False)
    """A word («д.», «дом») stands before the number; a bare number is only trusted in an address read in full."""

    @property
    def spanned(self) -> frozenset[str]:
        """The further houses that «5-9» names if it is a row of houses, and no block or flat; none where it is none."""
        if not (self.number and self.dash.isdigit()) or max(len(self.number), len(self.dash)) > _LONGEST_NUMBER:
            return frozenset()
        first, last = int(self.number), int(self.dash)
        return frozenset(map(str, range(first + 1, last + 1) if last - first <= _LONGEST_ROW else ()))


@dataclass(frozen=True, slots=True)
class Flat:
    """Flat and rooms. ``possible`` are all numbers the flat may have when the text can be read in several ways.

    ``kind`` is "" (the ordinary flat, with or without «кв.»), «помещение», «офис», «блок», …
    ``number`` is "" where none is stated; then ``possible`` empty means «anything».
    """

    number: str = ""
    letter: str = ""
    rooms: frozenset[str] = frozenset()
    kind: str = ""
    possible: frozenset[str] = frozenset()
    problem: str = ""

    @property
    def stated(self) -> bool:
        """Whether the text says anything of a flat or a room at all."""
        return bool(self.number or self.rooms or self.problem)


@dataclass(frozen=True, slots=True)
class Dwelling:
    """An address in components. Problems are Russian sentences: any of them forbids the verdict «same».

    ``private`` is true where the text itself says that it is a detached house.
    """

    region: Place | None = None
    districts: tuple[Place, ...] = ()
    parents: tuple[Place, ...] = ()
    settlement: Place | None = None
    planning: tuple[Place, ...] = ()
    street: Place | None = None
    house: House = field(default_factory=House)
    flat: Flat = field(default_factory=Flat)
    house_problems: tuple[str, ...] = ()
    flat_problems: tuple[str, ...] = ()
    private: bool = False

    @property
    def blank(self) -> bool:
        """Whether the text tells nothing of the house."""
        return not (self.named or self.house.number)

    @property
    def named(self) -> bool:
        """Whether the text names anything that the house stands in or at; «участок № 1» alone may be a court's."""
        return bool(self.settlement or self.planning or self.street)

    @property
    def number_certain(self) -> bool:
        """Whether another house number proves another house."""
        street = self.street
        # «Мира, 5 секция 3»: without a type, a name that begins with a number may be the house and what adjoins it.
        on_street = street is not None and bool(street.kind or (self.settlement and not street.words[0].isdigit()))
        placed = (on_street or bool(self.planning)) and UNPLACED not in self.house_problems
        # «г. Энск, д. 12/5» without a street: quarter 12, house 5.
        lone = street is None and not self.planning and bool(self.house.fraction or self.house.dash)
        return bool(self.house.number) and (placed or (self.house.marked and not lone))

    @property
    def problems(self) -> tuple[str, ...]:
        """All of them, the house's first."""
        return self.house_problems + self.flat_problems
