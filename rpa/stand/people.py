"""Made-up people: Faker's Russian names, drawn with the caller's own generator so that a seed decides all."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from faker.providers.person.ru_RU import Provider as RussianNames


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """An invented natural person; ``middle`` is ``None`` for the few who have no patronymic."""

    last: str
    first: str
    middle: str | None

    @property
    def fio(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.middle) if part)

    def as_json(self) -> dict[str, str | None]:
        return {"lastName": self.last, "firstName": self.first, "middleName": self.middle}


_names: Any = RussianNames
_MALE = tuple(
    tuple(dict.fromkeys(n)) for n in (_names.last_names_male, _names.first_names_male, _names.middle_names_male)
)
_FEMALE = tuple(
    tuple(dict.fromkeys(n)) for n in (_names.last_names_female, _names.first_names_female, _names.middle_names_female)
)


def make_person(rng: Random, *, traps: bool = True) -> MadeUpPerson:
    """One person, parts agreeing in sex. With ``traps``: now and then a double surname or «оглы»."""
    lasts, firsts, middles = _MALE if rng.random() < 0.5 else _FEMALE
    last, first, middle = rng.choice(lasts), rng.choice(firsts), rng.choice(middles)
    if not traps:
        return MadeUpPerson(last, first, middle)
    dice = rng.random()
    if dice < 0.03:
        last = f"{last}-{rng.choice(lasts)}"
    elif dice < 0.04:
        return MadeUpPerson("Мамедов", "Рашид", "Али оглы")
    return MadeUpPerson(last, first, middle)
