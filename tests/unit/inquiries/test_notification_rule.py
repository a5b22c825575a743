"""Who is told, for every combination of box, right and address; and what is said to a person about it."""

from __future__ import annotations

import itertools

import pytest

from rpa.inquiries.notification import CabinetState, explain, receivers
from rpa.model import RIGHT_DISTRIBUTE, RIGHT_WORK, Employee


def employee(right: bool, email: bool, number: int = 1) -> Employee:
    rights = frozenset({RIGHT_DISTRIBUTE, RIGHT_WORK} if right else {RIGHT_WORK})
    return Employee(
        f"Придуманова {number}", email="a@example.test" if email else None, rights=rights, portal_id=str(number)
    )


@pytest.mark.parametrize(("box", "right", "email"), itertools.product([False, True], repeat=3))
def test_a_message_arrives_only_when_all_three_are_there(box: bool, right: bool, email: bool) -> None:
    state = CabinetState(box, (employee(right, email),))
    assert bool(receivers(state)) is (box and right and email)
    verdict = explain(state)
    assert verdict.arrives is (box and right and email)
    assert any(not found.fine for found in verdict.findings) is not verdict.arrives


def test_what_is_wrong_is_said_with_its_cure() -> None:
    verdict = explain(CabinetState(False, (employee(False, True),)))
    wrong = [found for found in verdict.findings if not found.fine]
    assert "выключены" in wrong[0].sentence
    assert "нет ни у кого" in wrong[1].sentence
    assert all(found.cure for found in wrong)


def test_nobody_is_named_and_no_address_is_told() -> None:
    said = " ".join(found.sentence for found in explain(CabinetState(True, (employee(True, True),))).findings)
    assert "Придуманова" not in said
    assert "example.test" not in said


def test_one_holder_without_an_address_among_others_is_told_of() -> None:
    verdict = explain(CabinetState(True, (employee(True, True, 1), employee(True, False, 2))))
    assert verdict.arrives
    assert any("без адреса" in found.sentence for found in verdict.findings)


def test_a_blocked_holder_gets_nothing_and_that_is_said() -> None:
    blocked = Employee(
        "Придуманова", email="a@example.test", rights=frozenset({RIGHT_DISTRIBUTE}), portal_id="1", active=False
    )
    verdict = explain(CabinetState(True, (blocked,)))
    assert not verdict.arrives
    assert any("заблокированы" in found.sentence for found in verdict.findings)
