"""The difference between wishes and the cabinet: small, never locking anybody out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.audit import Redactor
from rpa.audit.fields import as_content
from rpa.errors import BadSettings
from rpa.inquiries.notification import CabinetState, holders
from rpa.inquiries.wanted import MANAGED, Difference, difference
from rpa.model import RIGHT_DISTRIBUTE, RIGHT_WORK, Employee


@dataclass(frozen=True)
class Wish:
    name: str
    position: str | None = None
    email: str | None = None
    rights: tuple[str, ...] = MANAGED


def employee(number: int, *rights: str, name: str = "", position: str = "") -> Employee:
    return Employee(name or f"Сотрудник {number}", position=position, rights=frozenset(rights), portal_id=str(number))


def seen_by_us(*employees: Employee, box: bool = True) -> CabinetState:
    """What an employee without rights sees, who signed in for the robot."""
    return CabinetState(box, (*employees, employee(99)), user="Сотрудник 99")


def after(state: CabinetState, found: Difference) -> CabinetState:
    """The cabinet once the difference was made."""
    rights = {change.employee.portal_id: change for change in found.rights}
    employees = tuple(
        replace(one, rights=(one.rights | set(change.grant)) - set(change.revoke))
        if (change := rights.get(one.portal_id))
        else one
        for one in state.employees
    )
    box = state.email_notifications if found.box is None else found.box
    return replace(state, email_notifications=box, employees=employees)


def test_only_what_is_missing_is_granted_and_the_rest_is_left() -> None:
    state = CabinetState(True, (employee(1, RIGHT_DISTRIBUTE, "Другое право"), employee(2)))
    found = difference(state, email_notifications=True, employees=[Wish("Сотрудник 1"), Wish("Сотрудник 2")])
    assert found.box is None
    assert [(change.employee.portal_id, change.grant, change.revoke) for change in found.rights] == [
        ("1", (RIGHT_WORK,), ()),
        ("2", MANAGED, ()),
    ]


def test_a_second_run_finds_nothing_to_do() -> None:
    state = CabinetState(False, (employee(1),))
    wishes = {"email_notifications": True, "employees": [Wish("Сотрудник 1")]}
    found = difference(state, **wishes)
    assert found
    assert not difference(after(state, found), **wishes)


def test_rights_are_taken_away_only_with_prune() -> None:
    state = seen_by_us(employee(1, *MANAGED), employee(2, *MANAGED))
    wishes = [Wish("Сотрудник 1")]
    assert not difference(state, email_notifications=True, employees=wishes)
    pruned = difference(state, email_notifications=True, employees=wishes, prune=True)
    assert [(change.employee.portal_id, change.revoke) for change in pruned.rights] == [("2", MANAGED)]


def test_the_last_holder_keeps_the_right_that_brings_messages() -> None:
    state = seen_by_us(employee(1, *MANAGED))
    found = difference(state, email_notifications=True, employees=[], prune=True)
    assert found.rights[0].revoke == (RIGHT_WORK,)
    assert "последнего" in found.kept[0]


def test_one_does_not_take_rights_from_oneself() -> None:
    state = CabinetState(True, (employee(1, *MANAGED), employee(2, *MANAGED)), user="Сотрудник 2")
    found = difference(state, email_notifications=True, employees=[Wish("Сотрудник 1")], prune=True)
    assert not found.rights
    assert "Собственные" in found.kept[0]


@pytest.mark.parametrize("user", ["", "Придуманова А. И."])
def test_nobody_loses_a_right_while_it_is_unknown_who_we_are(user: str) -> None:
    state = CabinetState(True, (employee(1, *MANAGED), employee(2, *MANAGED)), user=user)
    with pytest.raises(BadSettings, match="Кто из сотрудников вошёл"):
        difference(state, email_notifications=True, employees=[], prune=True)
    assert not difference(state, email_notifications=True, employees=[Wish("Сотрудник 1")])


def test_of_somebody_hired_again_the_working_record_is_meant() -> None:
    former = replace(employee(1, name="Белов Илья", position="Диспетчер"), active=False)
    state = CabinetState(True, (former, employee(2, name="Белов Илья", position="Диспетчер")))
    found = difference(state, email_notifications=True, employees=[Wish("Белов Илья")])
    assert [change.employee.portal_id for change in found.rights] == ["2"]


def test_where_nothing_tells_two_apart_no_word_is_asked_for_that_is_there_already() -> None:
    twins = tuple(Employee("Белов Илья", "Диспетчер", email="1@uk.test", portal_id=str(n)) for n in (1, 2))
    with pytest.raises(BadSettings) as caught:
        difference(
            CabinetState(True, twins),
            email_notifications=True,
            employees=[Wish("Белов Илья", position="Диспетчер", email="1@uk.test")],
        )
    assert "(email: …)" not in caught.value.hint


def test_namesakes_need_a_position_and_it_decides() -> None:
    twins = (
        employee(1, name="Белов Илья", position="Диспетчер"),
        employee(2, name="Белов  Илья", position="Бухгалтер"),
    )
    state = CabinetState(True, twins)
    with pytest.raises(BadSettings) as caught:
        difference(state, email_notifications=True, employees=[Wish("Белов Илья")])
    assert "position" in caught.value.hint
    found = difference(state, email_notifications=True, employees=[Wish("белов илья", position="бухгалтер")])
    assert [change.employee.portal_id for change in found.rights] == ["2"]


def test_namesakes_of_one_position_are_told_apart_by_their_address() -> None:
    twins = tuple(Employee("Белов Илья", "Диспетчер", email=f"{n}@uk.test", portal_id=str(n)) for n in (1, 2))
    state = CabinetState(True, twins)
    with pytest.raises(BadSettings) as caught:
        difference(state, email_notifications=True, employees=[Wish("Белов Илья", position="Диспетчер")])
    assert "email" in caught.value.hint
    assert "cabinet.employees[0]" in caught.value.what
    found = difference(state, email_notifications=True, employees=[Wish("Белов Илья", email="2@uk.test")])
    assert [change.employee.portal_id for change in found.rights] == ["2"]


def test_one_employee_wished_for_twice_is_refused_not_merged() -> None:
    state = CabinetState(True, (employee(1),))
    with pytest.raises(BadSettings, match="уже указан"):
        difference(state, email_notifications=True, employees=[Wish("Сотрудник 1"), Wish("сотрудник 1")])


def test_a_blocked_employee_counts_as_no_holder_and_gets_no_right() -> None:
    blocked = replace(employee(1, *MANAGED), active=False)
    state = seen_by_us(blocked, employee(2, *MANAGED))
    with pytest.raises(BadSettings, match="заблокирован"):
        difference(state, email_notifications=True, employees=[Wish("Сотрудник 1")])
    found = difference(state, email_notifications=True, employees=[], prune=True)
    assert [(change.employee.portal_id, change.revoke) for change in found.rights] == [("2", (RIGHT_WORK,))]


def test_of_the_last_holders_one_who_gets_letters_is_spared() -> None:
    reachable = replace(employee(1, RIGHT_DISTRIBUTE), email="a@uk.test")
    state = seen_by_us(reachable, employee(2, RIGHT_DISTRIBUTE))
    found = difference(state, email_notifications=True, employees=[], prune=True)
    assert [change.employee.portal_id for change in found.rights] == ["2"]


def test_rights_are_granted_before_any_is_taken_away() -> None:
    state = seen_by_us(employee(1, *MANAGED), employee(2))
    found = difference(state, email_notifications=True, employees=[Wish("Сотрудник 2")], prune=True)
    grants, revokes = found.phases
    assert [(one.employee.portal_id, one.grant, one.revoke) for one in grants] == [("2", MANAGED, ())]
    assert [(one.employee.portal_id, one.grant, one.revoke) for one in revokes] == [("1", (), MANAGED)]


def test_the_key_in_journals_names_nobody_and_has_a_form_that_is_never_hidden() -> None:
    state = CabinetState(True, (employee(1),))
    found = difference(state, email_notifications=True, employees=[Wish("Сотрудник 1")])
    content = as_content({"request_number": found.rights[0].request_number}, Redactor())
    assert content["request_number"] == found.rights[0].request_number


def test_an_unknown_employee_is_an_error_that_names_nobody() -> None:
    with pytest.raises(BadSettings) as caught:
        difference(CabinetState(True, (employee(1),)), email_notifications=True, employees=[Wish("Нездешний Пётр")])
    assert "Нездешний" not in str(caught.value)


rights = st.frozensets(st.sampled_from([*MANAGED, "Другое право"]))


@given(st.lists(rights, min_size=1, max_size=6), st.booleans(), st.data())
def test_the_organization_never_loses_its_last_holder(
    held: list[frozenset[str]], box: bool, data: st.DataObject
) -> None:
    state = seen_by_us(*(employee(n, *have) for n, have in enumerate(held)), box=box)
    wished = data.draw(st.sets(st.integers(0, len(held) - 1)))
    found = difference(
        state,
        email_notifications=True,
        employees=[Wish(f"Сотрудник {n}", rights=tuple(data.draw(rights) & set(MANAGED))) for n in sorted(wished)],
        prune=True,
    )
    if holders(state.employees):
        assert holders(after(state, found).employees)
    untouched = [one.rights - set(MANAGED) for one in state.employees]
    assert [one.rights - set(MANAGED) for one in after(state, found).employees] == untouched
