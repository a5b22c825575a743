"""The accountant's sheet, where people leave it: overtaken by the plan of the morning, open in another program."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from decision_samples import match, row
from plan_samples import MATCHES, NOW
from sheets import filled
from test_plans_in_a_row import FIRST, SECOND, planned

from rpa.debts.approval import approve
from rpa.errors import PlanError
from rpa.model import Decision
from rpa.operate.approving import Report, Wish, carry_out
from rpa.operate.decided import decided_since
from rpa.operate.place import Place
from rpa.operate.planning import PlanMade, open_plan, plan_of_hash, save_approval
from rpa.operate.recording import journal_of
from rpa.settings import save_settings
from tests.forking import run

DECIDED: dict[str, object] = {"J2": "Имеется", "K2": "Петрова А. А.", "J3": "Нет", "K3": "Петрова А. А."}


def read(place: Place, path: Path, **later: Any) -> Report:
    plan, approval = open_plan(place)
    wish = Wish((), None, "as-planned", "", None, path, False)
    at = NOW + timedelta(hours=24)
    return carry_out(wish, plan, approval, at=at, earlier=partial(plan_of_hash, place), **later)


def since(place: Place) -> Any:
    return partial(decided_since, place.folder.journal, now=NOW + timedelta(hours=24))


def rows_of(made: PlanMade) -> list[str]:
    return [item.request_number for item in made.plan.items[:2]]


def test_decisions_of_a_sheet_that_the_morning_s_plan_overtook_are_taken_into_that_plan(
    place: Place, tmp_path: Path
) -> None:
    evening = planned(place, 0)
    assert rows_of(evening) == [FIRST, SECOND]
    sheet = filled(evening.plan, tmp_path / "sheet.xlsx", DECIDED)
    morning = planned(place, 12)
    report = read(replace(place, now=lambda: NOW + timedelta(hours=13)), sheet)
    assert report.plan.sha256 == morning.plan.sha256
    assert set(report.approval.items) == {FIRST, SECOND}
    assert report.approval.items[FIRST].first.approver == "Петрова А. А."
    assert (report.overtaken, report.left) == (True, ())
    save_approval(place, morning.plan, report.approval)


def test_a_decision_whose_answer_moved_meanwhile_is_named_and_not_taken(place: Place, tmp_path: Path) -> None:
    evening = planned(place, 0)
    sheet = filled(evening.plan, tmp_path / "sheet.xlsx", DECIDED)
    flat = next(iter(MATCHES))
    planned(place, 12, **{flat: match(row(rest_main=Decimal(1)))})
    report = read(replace(place, now=lambda: NOW + timedelta(hours=13)), sheet)
    assert report.left
    assert not set(report.left) & set(report.approval.items)
    assert any(report.left[0] in line for line in report.lines())


def test_what_somebody_decided_in_the_new_plan_stands_against_an_older_sheet(place: Place, tmp_path: Path) -> None:
    evening = planned(place, 0)
    sheet = filled(evening.plan, tmp_path / "sheet.xlsx", DECIDED)
    morning = planned(place, 12)
    choice = {FIRST: morning.plan.by_number[FIRST].decision}
    save_approval(place, morning.plan, approve(morning.plan, choice, approver="Смирнова Анна", at=NOW))
    report = read(replace(place, now=lambda: NOW + timedelta(hours=13)), sheet)
    assert report.approval.items[FIRST].first.approver == "Смирнова Анна"
    assert report.left == (FIRST,)


def test_a_sheet_read_once_more_after_a_new_plan_does_not_call_its_own_decisions_lost(
    place: Place, tmp_path: Path
) -> None:
    """Whoever added a row to it in the morning was told that those of the evening were changed or decided otherwise."""
    evening = planned(place, 0)
    first = {cell: said for cell, said in DECIDED.items() if cell.endswith("2")}
    report = read(place, filled(evening.plan, tmp_path / "sheet.xlsx", first))
    save_approval(place, evening.plan, report.approval)
    planned(place, 36)
    later = replace(place, now=lambda: NOW + timedelta(hours=37))
    report = read(later, filled(evening.plan, tmp_path / "more.xlsx", DECIDED))
    assert set(report.approval.items) == {FIRST, SECOND}
    assert (report.overtaken, report.left) == (True, ())


def test_a_sheet_dated_ahead_of_the_clock_cannot_overrule_what_was_decided_since(place: Place, tmp_path: Path) -> None:
    sheet = filled(planned(place, 0).plan, tmp_path / "sheet.xlsx", DECIDED, at=NOW + timedelta(days=3))
    with pytest.raises(PlanError, match="позже, чем сейчас на часах"):
        read(place, sheet)


def test_a_sheet_of_a_plan_that_nobody_keeps_is_refused(place: Place, tmp_path: Path) -> None:
    evening = planned(place, 0)
    sheet = filled(evening.plan, tmp_path / "sheet.xlsx", DECIDED)
    evening.path.unlink()
    planned(place, 12)
    with pytest.raises(PlanError, match="другому плану"):
        read(replace(place, now=lambda: NOW + timedelta(hours=13)), sheet)


@pytest.mark.parametrize("target", ["папка", "файл/plan.xlsx"])
def test_a_sheet_that_cannot_be_written_is_told_to_the_person_who_named_it(
    place: Place, tmp_path: Path, target: str
) -> None:
    planned(place, 0)
    (tmp_path / "папка").mkdir()
    (tmp_path / "файл").write_text("", encoding="utf-8")
    save_settings(place.folder.settings, place.settings)
    done = approve_command(place, "--write-sheet", str(tmp_path / target))
    assert done.returncode == 65
    assert "Закройте файл в других программах" in done.stderr
    assert "Traceback" not in done.stderr


def approve_command(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    data = place.folder.machine.path
    environ = {"PATH": "", "HOME": str(data), "RPA_DATA": str(data), "COLUMNS": "80",
               "RPA_VAULT_PASSPHRASE": "a made-up pass phrase"}  # fmt: skip
    return run("rpa", "debts", "approve", *words, env=environ)


def test_what_was_decided_elsewhere_since_the_sheet_was_written_stands_against_it(place: Place, tmp_path: Path) -> None:
    """The accountant fills the sheet further; what the director took back, or decided otherwise, meanwhile stays."""
    made = planned(place, 0)
    cells = DECIDED | {"J4": "Погашена", "K4": "Петрова А. А."}
    path = filled(made.plan, tmp_path / "sheet.xlsx", cells, at=NOW)
    save_approval(place, made.plan, read(place, path).approval)
    third = made.plan.items[2].request_number
    later = replace(place, now=lambda: NOW + timedelta(hours=1))
    choices = {FIRST: Decision.REVIEW, third: Decision.DEBT}
    taken_back = approve(made.plan, choices, approver="Ветров О. О.", at=later.now(), approval=open_plan(place)[1])
    save_approval(later, made.plan, taken_back)
    report = read(later, path, decided=since(place))
    assert (set(report.left), FIRST in report.approval.items) == ({FIRST, third}, False)
    assert report.approval.items[third].decision is Decision.DEBT
    assert FIRST in "".join(report.lines())
    anew = filled(made.plan, tmp_path / "anew.xlsx", cells, at=NOW + timedelta(hours=2))
    assert read(later, anew, decided=since(place)).left == ()


@pytest.mark.parametrize(("who", "left"), [("Ветров О. О.", True), ("петрова А.А.", False)])
def test_of_two_copies_of_a_sheet_the_one_read_last_does_not_overrule_another_person(
    place: Place, tmp_path: Path, who: str, left: bool
) -> None:
    """Neither knows what the other wrote: «Имеется» became «Погашена», and nobody was told. Oneself one may correct."""
    made = planned(place, 0)
    first = filled(made.plan, tmp_path / "first.xlsx", DECIDED, at=NOW)
    save_approval(place, made.plan, read(place, first).approval)
    copy = filled(made.plan, tmp_path / "copy.xlsx", {"J2": "Погашена", "K2": who, "J3": "Нет", "K3": who}, at=NOW)
    report = read(place, copy, decided=since(place))
    assert report.left == ((FIRST,) if left else ())
    assert report.approval.items[FIRST].decision is (Decision.DEBT if left else Decision.NO_DEBT)


def test_a_row_is_no_decision_on_what_the_robot_did_after_the_sheet_was_written(place: Place, tmp_path: Path) -> None:
    made = planned(place, 0)
    path = filled(made.plan, tmp_path / "sheet.xlsx", DECIDED, at=NOW)
    later = replace(place, now=lambda: NOW + timedelta(hours=1))
    with journal_of(later) as journal:
        journal.record("intent", request_number=FIRST, action="revoke")
    report = read(later, path, decided=since(place))
    assert (report.left, set(report.approval.items)) == ((FIRST,), {SECOND})
    save_approval(later, made.plan, report.approval)
    with journal_of(later) as journal:
        journal.record("intent", request_number=SECOND, action="send")
    again = read(later, path, decided=since(place))
    assert (again.left, again.approval) == ((FIRST,), report.approval)


def test_what_was_taken_back_before_a_clock_stood_back_for_a_while_stands_against_the_sheet(
    place: Place, tmp_path: Path
) -> None:
    made = planned(place, 0)
    path = filled(made.plan, tmp_path / "sheet.xlsx", DECIDED, at=NOW)
    later = replace(place, now=lambda: NOW + timedelta(hours=1))
    approval = approve(made.plan, {FIRST: Decision.DEBT}, approver="Ветров О. О.", at=later.now())
    save_approval(later, made.plan, approval)
    back = approve(made.plan, {FIRST: Decision.REVIEW}, approver="Ветров О. О.", at=later.now(), approval=approval)
    save_approval(replace(place, now=lambda: NOW - timedelta(days=400)), made.plan, back)
    assert (FIRST in open_plan(place)[1].items, since(place)(NOW)) == (False, {FIRST: ""})
    assert read(later, path, decided=since(place)).left == (FIRST,)


def test_a_decision_under_a_clock_that_ran_ahead_makes_none_that_followed_it_later_than_the_sheet(place: Place) -> None:
    made = planned(place, 0)
    for hours in (9_000, 2):
        then = replace(place, now=lambda hours=hours: NOW + timedelta(hours=hours))  # type: ignore[misc]
        given = approve(made.plan, {FIRST: Decision.DEBT}, approver=f"Через {hours} ч", at=then.now())
        save_approval(then, made.plan, given)
    assert since(place)(NOW + timedelta(hours=3)) == {}
    assert since(place)(NOW + timedelta(hours=1)) == {FIRST: "debt"}
