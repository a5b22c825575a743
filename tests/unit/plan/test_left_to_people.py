"""What a person left to people though a rule had decided it: only a decision about that very request approves it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from plan_samples import NOW
from test_plans_in_a_row import ANNA, FIRST, SECOND, planned
from typer.testing import CliRunner

from rpa.cli import build
from rpa.debts.policy import DecisionPolicy
from rpa.operate import planning
from rpa.operate.approving import Wish, carry_out
from rpa.operate.notes import Note, Notes
from rpa.operate.place import Place
from rpa.operate.planning import open_plan
from rpa.settings import OrganizationFolder, save_settings

PROVEN = {FIRST, SECOND, "9900000005"}


def leave(place: Place, number: str) -> Notes:
    notes = Notes(place.folder.notes)
    notes.add(number, Note("Седова", NOW, "Похоже на другую квартиру", left=True))
    return notes


def test_all_proven_passes_over_what_was_left_and_names_it(place: Place) -> None:
    made = planned(place, 0)
    notes = leave(place, SECOND)
    wish = Wish((), ANNA, "as-planned", "", None, None, True)
    left = notes.left_of(made.plan.by_number)
    report = carry_out(wish, made.plan, made.approval, at=NOW, left=left)
    assert set(report.approval.items) == PROVEN - {SECOND}
    assert any("Оставлены людьми" in line and SECOND in line for line in report.lines())
    assert report.document()["left_to_people"] == [SECOND]
    named = carry_out(replace(wish, numbers=(SECOND,)), made.plan, made.approval, at=NOW, left=left)
    assert set(named.approval.items) == PROVEN and not named.doubted, "whoever names it decides about it"


def test_the_command_reads_the_marks_and_a_decision_by_number_ends_them(place: Place) -> None:
    planned(place, 0)
    notes = leave(place, SECOND)
    save_settings(place.folder.settings, place.settings)
    vault = {"RPA_VAULT_PASSPHRASE": "a made-up pass phrase"}
    root = ["--data", str(place.folder.machine.path), "--json"]

    def run(*words: str) -> dict[str, object]:
        done = CliRunner().invoke(build(), ["debts", "approve", *words, "--by", ANNA, *root], env=vault)
        assert done.exit_code == 0, done.output
        document: dict[str, object] = json.loads(done.stdout)
        return document

    assert run("--all-proven")["left_to_people"] == [SECOND]
    assert SECOND not in open_plan(place)[1].items and notes.left(SECOND)
    run(SECOND)
    assert SECOND in open_plan(place)[1].items and not notes.left(SECOND)


def test_the_sheet_says_it_beside_the_proposal(place: Place) -> None:
    made = planned(place, 0)
    path = place.folder.root / "sheet.xlsx"
    wish = Wish((), None, "as-planned", "", path, None, False)
    carry_out(wish, made.plan, made.approval, at=NOW, left=leave(place, SECOND).left_of(made.plan.by_number))
    rows = list(openpyxl.load_workbook(BytesIO(path.read_bytes()))["Решения"].values)
    said = {row[0]: row[4] for row in rows[1:]}
    assert said[SECOND] == "нет; оставлено на проверке" and said[FIRST] == "имеется"
    assert said["9900000003"].startswith("решает человек"), "the word of the page and the command"


def test_the_policy_does_not_approve_what_was_left(place: Place) -> None:
    policy = DecisionPolicy.model_validate({"automatic": "no_debt"})
    trusting = replace(place, settings=place.settings.model_copy(update={"decision": policy}))
    assert SECOND in planned(trusting, 0).approval.items
    leave(place, SECOND)
    assert SECOND not in planned(trusting, 1).approval.items


def test_what_is_left_while_the_policy_approves_is_not_approved(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody presses «Оставить» while the plan waits for the lock under which decisions are taken."""
    policy = DecisionPolicy.model_validate({"automatic": "no_debt"})
    trusting = replace(place, settings=place.settings.model_copy(update={"decision": policy}))
    deciding = planning.deciding

    @contextmanager
    def after_another(folder: OrganizationFolder) -> Iterator[None]:
        with deciding(folder):
            if not Notes(place.folder.notes).left(SECOND):
                leave(place, SECOND)
            yield

    monkeypatch.setattr(planning, "deciding", after_another)
    assert SECOND not in planned(trusting, 0).approval.items


def test_a_similar_row_is_printed_with_its_flat_as_one_writes_it(place: Place) -> None:
    path = place.folder.root / "sheet.xlsx"
    made = planned(place, 0)
    carry_out(Wish((), None, "as-planned", "", path, None, False), made.plan, made.approval, at=NOW)
    rows = list(openpyxl.load_workbook(BytesIO(path.read_bytes()))["Решения"].values)
    [similar] = [row[8] for row in rows[1:] if row[8]]
    assert ", кв. " in similar
