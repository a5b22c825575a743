"""What people decide on the review page while a run of another process holds the journal. Without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from plan_samples import NOW
from test_plans_in_a_row import planned

import rpa.web.desk
from rpa.debts.approval import Choice, How, approve
from rpa.model import Decision
from rpa.operate.place import Place
from rpa.operate.planning import open_plan, save_approval
from rpa.operate.recording import journal_of
from rpa.operate.waiting import decided_meanwhile
from rpa.private_files import store_private
from rpa.web.desk import Desk

ANNA, BORIS = "Смирнова Анна", "Второй Борис"
FIRST, SECOND = "9900000001", "9900000002"
DEBT, NO, BACK = Choice(Decision.DEBT), Choice(Decision.NO_DEBT, "Задолженность погашена"), Choice(Decision.REVIEW)


def decide(desk: Desk, number: str, choice: Choice, by: str = ANNA) -> None:
    desk.decide(by, number, desk.line(number).token, choice)


def told(place: Place) -> list[tuple[str, str, str]]:
    """(number, decision, who decided it on the page) of each approval that the journal tells of."""
    lines = [json.loads(line) for line in place.folder.journal.read_text(encoding="utf-8").splitlines()]
    return [
        (line["request_number"], line["decision"], line.get("by", "")) for line in lines if line["kind"] == "approval"
    ]


def test_what_waited_for_a_run_stands_in_the_plan_that_is_made_after_it(place: Place) -> None:
    planned(place, 0)
    desk = Desk(place)
    decide(desk, FIRST, DEBT)
    with journal_of(place):
        decide(desk, SECOND, NO)
        decide(desk, FIRST, BACK, BORIS)
    made = planned(place, 1)
    assert {n: given.first.approver for n, given in made.approval.items.items()} == {SECOND: ANNA}
    assert {given.first.how for given in made.approval.items.values()} == {How.PAGE}
    assert told(place) == [
        (FIRST, "debt", ANNA),
        (FIRST, "", BORIS),
        (SECOND, "no_debt", ANNA),
        (SECOND, "no_debt", ""),
    ]


def test_a_decision_that_waits_holds_although_another_could_not_be_written_before(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(place, 0)
    desk = Desk(place)

    def full(path: Path, data: bytes) -> None:
        if path.suffix == ".waiting":
            raise OSError(28, "No space left on device")
        store_private(path, data)

    with journal_of(place), monkeypatch.context() as patched:
        patched.setattr(rpa.web.desk, "store_private", full)
        with pytest.raises(OSError, match="No space"):
            decide(desk, SECOND, NO)
    decide(desk, FIRST, DEBT)
    with journal_of(place):
        decide(desk, FIRST, BACK, BORIS)
        assert FIRST not in desk.open().approval.items
    assert desk.settle()
    assert not desk.open().approval.items
    assert told(place) == [(FIRST, "debt", ANNA), (FIRST, "", BORIS)]


def test_what_is_taken_back_while_a_run_goes_on_stays_so_although_it_was_approved_in_the_terminal(place: Place) -> None:
    made = planned(place, 0)
    desk = Desk(place)
    with journal_of(place):
        decide(desk, SECOND, NO)
    save_approval(place, made.plan, approve(made.plan, {FIRST: DEBT}, approver=ANNA, at=NOW))
    with journal_of(place):
        assert set(desk.open().approval.items) == {FIRST, SECOND}
        decide(desk, FIRST, BACK, BORIS)
        assert set(desk.open().approval.items) == {SECOND}
        assert decided_meanwhile(place.folder, desk.open().name) == {FIRST, SECOND}, "a run sends neither"
    assert desk.settle()
    assert set(open_plan(place)[1].items) == {SECOND}


def test_the_next_decision_lets_take_effect_what_waited_for_a_run_nobody_here_heard_the_end_of(place: Place) -> None:
    planned(place, 0)
    desk = Desk(place)
    with journal_of(place):
        decide(desk, SECOND, NO)
    decide(desk, FIRST, DEBT, BORIS)
    assert set(open_plan(place)[1].items) == {FIRST, SECOND} and not desk.open().waiting
    assert told(place) == [(SECOND, "no_debt", ANNA), (FIRST, "debt", BORIS)]
