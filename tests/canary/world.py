"""A stand whose people cannot be mistaken for anything else: ``python -m tests.canary.world`` instead of ``rpa.stand``.

Names, flats and what letters tell are replaced before the world is drawn, so everything that follows (register, acts,
cards, letters, exports) is the stand's own work.
"""

from __future__ import annotations

import dataclasses
import sys
from random import Random
from typing import Any

import rpa.stand.cases as cases
import rpa.stand.inquiries as inquiries
import rpa.stand.organizations as organizations
import rpa.stand.people as people
from rpa.stand.command import main

SURNAME, FIRST, MIDDLE, STAFF = "канарейк", "небылослав", "выдумьевич", "сотрудникожар"
"""What is looked for: stems that no other word has, the same in every grammatical case."""
_SURNAMES = tuple(f"Канарейк{ending}" for ending in ("оперов", "оклювов", "огнездов", "олётов", "опухов", "освистов"))
FLAT = "88{:02d}ж"
SNILS, PHONE, MAIL = "700-{:03d}-{:03d}", "+7 (999) 888-77-{:02d}", "kanareika{}@citizens.test"


def _staff(rng: Random, *, traps: bool = True) -> people.MadeUpPerson:
    part = "".join(rng.choices("абвгдежзиклмнопрст", k=3))
    return people.MadeUpPerson(f"Сотрудникожар{part}ов", "Трудолюб", "Коллективович")


def _rename() -> None:
    people._MALE = people._FEMALE = (_SURNAMES, ("Небылослав",), ("Выдумьевич",))
    organizations.make_person = _staff
    dwelling, letter = cases.CaseBook._dwelling, inquiries.make_letter

    def marked_dwelling(book: Any, index: int, kind: str, rng: Random) -> Any:
        house, flat, room, shown = dwelling(book, index, kind, rng)
        if flat is None or shown is None:
            return house, flat, room, shown
        marked = FLAT.format(index % 100)
        return house, marked, room, shown.replace(flat, marked, 1)

    def marked_letter(rng: Random, index: int, house: Any, flat: str | None) -> Any:
        made = letter(rng, index, house, FLAT.format(index % 100))
        applicant = made.applicant | {"phone": PHONE.format(index % 100), "email": MAIL.format(index)}
        said = f"{made.text}\nЯ, {people.make_person(rng, traps=False).fio}, кв. {FLAT.format(index % 100)}"
        return dataclasses.replace(made, text=said[:10_000], applicant=applicant)

    cases.CaseBook._dwelling = marked_dwelling  # type: ignore[method-assign]
    inquiries.make_letter = marked_letter


if __name__ == "__main__":
    _rename()
    sys.exit(main(sys.argv[1:]))
