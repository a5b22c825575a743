"""What `rpa debts approve` may be asked at once, what it may write over, and what half an approval is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from approvals import BORIS
from plan_samples import NOW
from test_left_to_people import leave
from test_plans_in_a_row import ANNA, FIRST, SECOND, planned

from rpa.debts.approval import Approval
from rpa.debts.policy import DecisionPolicy
from rpa.errors import BadInput, RpaError, WrongUsage
from rpa.model import Decision
from rpa.operate.approving import Report, Wish, carry_out
from rpa.operate.due import due_list
from rpa.operate.guard import look
from rpa.operate.place import Place
from rpa.operate.planning import PlanMade, plan_of_hash, save_approval, sheet_was_read

NOTHING = Wish((), ANNA, "as-planned", "", None, None, False)
Ask = Callable[..., Report]


@pytest.fixture
def made(place: Place) -> PlanMade:
    return planned(place, 0)


@pytest.fixture
def ask(place: Place, made: PlanMade) -> Ask:
    """As the command asks it; an approval is kept."""

    def asked(left: frozenset[str] = frozenset(), **wishes: object) -> Report:
        report = carry_out(
            replace(NOTHING, **wishes),  # type: ignore[arg-type]
            made.plan,
            made.approval,
            at=NOW,
            earlier=lambda sha256: plan_of_hash(place, sha256),
            was_read=lambda sha256: sheet_was_read(place, sha256),
            left=left,
        )
        save_approval(place, made.plan, report.approval)
        return report

    return asked


def fill(path: Path, row: int, word: str = "Нет") -> bytes:
    book = openpyxl.load_workbook(path)
    book["Решения"][f"J{row}"], book["Решения"][f"K{row}"] = word, ANNA
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize(
    "wishes",
    [
        {"numbers": (SECOND,), "sheet_in": Path("a.xlsx")},
        {"numbers": (SECOND,), "sheet_out": Path("a.xlsx")},
        {"all_proven": True, "sheet_out": Path("a.xlsx")},
        {"sheet_in": Path("a.xlsx"), "sheet_out": Path("b.xlsx")},
    ],
)
def test_of_two_things_at_once_neither_is_done(ask: Ask, wishes: dict[str, object]) -> None:
    with pytest.raises(WrongUsage, match="вместе не бывают"):
        ask(**wishes)
    assert not Path("a.xlsx").exists() and not Path("b.xlsx").exists()


def test_where_rules_proved_nothing_all_that_is_proven_is_nothing_and_no_wrong_usage(place: Place) -> None:
    made = planned(place, 0)
    disputed = [replace(item, decision=Decision.REVIEW, debtors=()) for item in made.plan.items]
    plan = replace(made.plan, items=tuple(disputed))
    report = carry_out(replace(NOTHING, all_proven=True), plan, Approval(plan.sha256), at=NOW)
    assert not report.approval.items
    assert report.lines() == [f"Утверждено: 0. Ждут решения: {len(disputed)}."]
    with pytest.raises(WrongUsage, match="что утвердить"):
        carry_out(NOTHING, plan, Approval(plan.sha256), at=NOW)


@pytest.mark.parametrize("decision", ["no_debt", "debt", "review"])
def test_all_that_rules_proved_is_never_given_another_answer_at_once(ask: Ask, decision: str) -> None:
    with pytest.raises(WrongUsage, match="--all-proven"):
        ask(all_proven=True, decision=decision, reason="проверено")


def test_a_list_does_not_overrule_what_a_person_decided_otherwise(ask: Ask, place: Place, made: PlanMade) -> None:
    given = ask(numbers=(FIRST,), decision="no_debt", reason="погашен по квитанции").approval
    report = carry_out(replace(NOTHING, all_proven=True, by=BORIS), made.plan, given, at=NOW)
    assert report.approval.items[FIRST] == given.items[FIRST]
    assert report.kept == (FIRST,) and SECOND in report.approval.items
    assert any("Решены людьми иначе" in line and FIRST in line for line in report.lines())
    named = carry_out(replace(NOTHING, all_proven=True, by=BORIS, numbers=(FIRST,)), made.plan, given, at=NOW)
    assert named.approval.items[FIRST].decision is made.plan.by_number[FIRST].decision, "whoever names it decides"


def test_a_decision_taken_back_by_the_command_leaves_the_doubt_where_it_was(place: Place, made: PlanMade) -> None:
    notes = leave(place, SECOND)
    notes.settle(SECOND)
    assert not notes.left(SECOND)
    notes.unsettle(SECOND)
    assert notes.left(SECOND) and [note.settled for note in notes.of(SECOND)] == [False]


@pytest.mark.parametrize("settled_since", [False, True])
def test_a_sheet_written_while_a_request_is_left_to_people_can_be_read(
    place: Place, ask: Ask, tmp_path: Path, settled_since: bool
) -> None:
    path = tmp_path / "s.xlsx"
    notes = leave(place, SECOND)
    ask(frozenset({SECOND}), sheet_out=path)
    fill(path, 2, "Имеется")
    if settled_since:
        notes.settle(SECOND)
    assert FIRST in ask(sheet_in=path).approval.items


def test_a_table_somebody_is_filling_is_not_written_over_until_it_was_read(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    ask(sheet_out=path)
    ask(sheet_out=path)
    filled = fill(path, 2, "Имеется")
    with pytest.raises(BadInput, match="файл уже есть"):
        ask(sheet_out=path)
    assert path.read_bytes() == filled
    ask(sheet_in=path)
    ask(sheet_out=path)
    assert path.read_bytes() != filled


def test_the_register_is_not_written_over_by_a_table_of_decisions(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "долги.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    with pytest.raises(RpaError, match="файл уже есть"):
        ask(sheet_out=path)
    assert path.read_bytes() == before


def test_one_signature_of_two_is_no_approval_anywhere(place: Place) -> None:
    policy = DecisionPolicy.model_validate({"two_people_for_debt": True})
    careful = replace(place, settings=place.settings.model_copy(update={"decision": policy}))
    made = planned(careful, 0)

    def signed(by: str, approval: object) -> Report:
        wish = replace(NOTHING, numbers=(FIRST,), by=by)
        report = carry_out(wish, made.plan, approval, at=NOW)  # type: ignore[arg-type]
        save_approval(careful, made.plan, report.approval)
        return report

    def told() -> tuple[str, bool]:
        [due] = [one.note for one in due_list(careful) if one.number == FIRST]
        guarded = look(careful.folder, careful.settings, careful.now())
        [waiting] = [one for one in guarded.waiting if one.request_number == FIRST]
        return due, waiting.approved

    half = signed(ANNA, made.approval)
    assert any(line.startswith("Утверждено: 0.") for line in half.lines())
    assert told() == ("ждёт второго утверждающего", False)
    whole = signed(BORIS, half.approval)
    assert any(line.startswith("Утверждено: 1.") for line in whole.lines())
    assert told() == ("утверждён, не отправлен", True)


def test_a_sheet_that_was_filled_and_not_saved_says_that_it_is_empty(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    ask(sheet_out=path)
    unsaved = ask(sheet_in=path)
    assert unsaved.document()["sheet_empty"] and "ничего не решено" in unsaved.lines()[0]
    fill(path, 2, "Погашена")
    saved = ask(sheet_in=path)
    assert len(saved.approval.items) == 1
    assert not saved.document()["sheet_empty"] and "ничего не решено" not in "".join(saved.lines())
