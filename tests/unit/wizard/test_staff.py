"""Who works with обращения, asked again: what the settings say of people stays what it is."""

from __future__ import annotations

from typing import Any

import pytest

from rpa.inquiries.notification import CabinetState
from rpa.inquiries.wanted import difference
from rpa.model import RIGHT_DISTRIBUTE, RIGHT_WORK, Employee
from rpa.operate.wizard.staff import candidates, wished
from rpa.settings.organization import Employee as Wish


def employee(number: int, name: str, position: str = "Инженер", *, active: bool = True, **more: Any) -> Employee:
    return Employee(name, position, email=f"p{number}@stend.test", portal_id=str(number), active=active, **more)


IVANOV = employee(1, "Иванов Иван Иванович", rights=frozenset({RIGHT_WORK}))
PETROVA = employee(2, "Петрова Алёна Юрьевна")
FORMER = employee(3, "Петрова Алёна Юрьевна", "Директор", active=False)
STATE = CabinetState(True, (IVANOV, PETROVA, FORMER))


def kept(state: CabinetState, *wishes: Wish) -> list[dict[str, Any]]:
    """What Enter at the question leaves in the settings."""
    return [wished(one) for one in candidates(state, wishes) if one.ticked]


def test_a_wish_for_one_right_stays_a_wish_for_one_right() -> None:
    wish = Wish(name="петрова алена юрьевна", position="инженер", rights=[RIGHT_DISTRIBUTE])
    [entry] = kept(STATE, wish)
    assert Wish.model_validate(entry) == wish


def test_without_wishes_those_who_hold_a_right_are_proposed() -> None:
    [entry] = kept(STATE)
    assert entry == {"name": IVANOV.name, "position": "Инженер"}


def test_a_blocked_namesake_lends_nobody_a_position() -> None:
    chosen = [wished(one) for one in candidates(STATE, []) if one.employee is PETROVA]
    assert chosen == [{"name": PETROVA.name, "position": "Инженер"}]


@pytest.mark.parametrize("which", [0, 1])
def test_of_two_with_one_name_and_position_the_chosen_one_is_meant(which: int) -> None:
    twins = (employee(7, "Ким Анна"), employee(8, "Ким Анна"))
    state = CabinetState(True, twins)
    people = candidates(state, [])
    assert len({one.label for one in people}) == 2
    wish = Wish.model_validate(wished(people[which]))
    [change] = difference(state, email_notifications=True, employees=[wish]).rights
    assert change.employee is twins[which]
    [again] = kept(state, wish)
    assert Wish.model_validate(again) == wish


def test_a_wish_that_fits_nobody_or_several_is_nobodys() -> None:
    twins = CabinetState(True, (employee(7, "Ким Анна"), employee(8, "Ким Анна")))
    assert kept(twins, Wish(name="Ким Анна")) == []
    assert kept(STATE, Wish(name="Никто")) == []
