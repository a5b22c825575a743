"""The sheet the accountant fills: what is typed into it becomes the approval, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from approvals import ANNA, BORIS
from decision_samples import match
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_samples import NOW, asked, plan_of
from sheets import filled

from rpa.debts.approval import Approval, How, approval_sheet, approve_from_sheet, approved_answers, read_approval_sheet
from rpa.debts.canonical import file_sha256
from rpa.errors import PlanError
from rpa.model import Decision, HousingFundObject

DECISION, APPROVER, NOTE, STAMPED = "J", "K", "L", "M"


def test_the_four_words_become_answers_and_unfilled_rows_stay_in_review(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    cells = {
        "J2": "Имеется",
        "K2": ANNA,
        "J3": "Нет",
        "K3": ANNA,
        "J4": "Отменён приказ",
        "K4": BORIS,
        "L4": "от 20.11.2026",
    }
    path = filled(plan, tmp_path / "sheet.xlsx", cells)
    sheet = read_approval_sheet(plan, path)
    assert [row.request_number for row in sheet.filled] == [item.request_number for item in plan.items[:3]]
    approval = approve_from_sheet(plan, sheet, at=NOW)
    answers = approved_answers(plan, approval)
    assert [(answer.has_debt, answer.approvers) for answer in answers] == [
        (True, (ANNA,)),
        (False, (ANNA,)),
        (False, (BORIS,)),
    ]
    assert answers[0].debtors == plan.items[0].debtors
    given_item = approval.items[plan.items[2].request_number]
    assert given_item.reason == "Судебный акт отменён. от 20.11.2026"
    assert (given_item.first.how, given_item.first.source_sha256) == (How.SHEET, file_sha256(path))


@pytest.mark.parametrize(
    ("typed", "decision"),
    [
        ("имеется", Decision.DEBT),
        (" ИМЕЕТСЯ. ", Decision.DEBT),
        ("Погашена", Decision.NO_DEBT),
        ("отменен  приказ", Decision.NO_DEBT),
        ("НЕТ", Decision.NO_DEBT),
    ],
)
def test_a_word_is_read_whatever_its_case(tmp_path: Path, typed: str, decision: Decision) -> None:
    plan = plan_of(tmp_path)
    sheet = read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {"J2": typed, "K2": ANNA, "L2": "см. акт"}))
    assert [row.choice.decision for row in sheet.filled] == [decision]


@pytest.mark.parametrize("row", [2, 4])
def test_a_no_that_no_rule_has_proven_needs_a_ground_as_everywhere(tmp_path: Path, row: int) -> None:
    plan = plan_of(tmp_path)
    assert plan.items[row - 2].decision is not Decision.NO_DEBT
    bare = {f"J{row}": "Нет", f"K{row}": ANNA}
    with pytest.raises(PlanError, match=rf"строка {row}, столбец L .*не доказал.*почему его нет"):
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", bare))
    for more in ({f"L{row}": "другое жильё"}, {f"J{row}": "Погашена"}):
        sheet = read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", bare | more))
        (given,) = approve_from_sheet(plan, sheet, at=NOW).items.values()
        assert given.decision is Decision.NO_DEBT and given.reason != "Задолженности нет."


def test_nothing_filled_decides_nothing(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    sheet = read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {"K2": ANNA, "L3": "спросить юриста"}))
    assert sheet.filled == ()
    assert approve_from_sheet(plan, sheet, at=NOW).items == {}


def test_the_importer_stands_for_empty_names_only(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    path = filled(plan, tmp_path / "s.xlsx", {"J2": "Имеется", "J3": "Нет", "K3": BORIS})
    with pytest.raises(PlanError, match=r"s\.xlsx, строка 2, столбец K"):
        read_approval_sheet(plan, path)
    assert [row.approver for row in read_approval_sheet(plan, path, approver=ANNA).filled] == [ANNA, BORIS]


def test_rows_may_be_sorted_and_deleted(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)

    def shuffle(_: Any, sheet: Any) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        sheet.delete_rows(2, len(rows))
        for row in (rows[4], rows[0]):
            sheet.append(row)

    path = filled(plan, tmp_path / "s.xlsx", {"J2": "Имеется", "K2": ANNA, "J3": "Нет", "K3": ANNA}, shuffle)
    sheet = read_approval_sheet(plan, path)
    assert [row.request_number for row in sheet.filled] == [plan.items[0].request_number]


HOSTILE = '=HYPERLINK("http://evil.example","x")\x07\n\u202e'


def test_text_of_the_portal_is_never_a_formula(tmp_path: Path) -> None:
    evil = [replace(asked(1, "1"), housing_fund_object=HousingFundObject(HOSTILE, "+1"), request_number="=1+1")]
    plan = plan_of(tmp_path, evil, matches={"+1": match()})
    path = filled(plan, tmp_path / "s.xlsx", {"J2": "Нет", "K2": "=cmd()"})
    book = openpyxl.load_workbook(path)
    cells = {cell.coordinate: cell for cell in book["Решения"][2]}
    assert [cells[place].data_type for place in ("A2", "C2", "D2")] == ["s", "s", "s"]
    assert all(cells[place].quotePrefix for place in ("A2", "C2", "D2"))
    assert "\u202e" not in cells["C2"].value, "nor is it turned round"
    # openpyxl made a formula of the typed name; there is no name in a formula that was never computed.
    with pytest.raises(PlanError, match="столбец K"):
        read_approval_sheet(plan, path)


def test_the_sheet_is_made_for_deciding_and_for_nothing_else(tmp_path: Path) -> None:
    path = filled(plan_of(tmp_path), tmp_path / "s.xlsx", {})
    book = openpyxl.load_workbook(path)
    sheet = book["Решения"]
    assert sheet.freeze_panes == "B2"
    assert sheet.protection.sheet
    assert {cell.column_letter for cell in sheet[2] if not cell.protection.locked} == {DECISION, APPROVER, NOTE}
    assert sheet.column_dimensions[STAMPED].hidden
    assert book["Служебный"].sheet_state == "veryHidden"
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == '"Имеется,Погашена,Отменён приказ,Нет"'
    assert str(validation.sqref) == "J2:J6"


def test_the_same_plan_gives_the_same_sheet(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    assert approval_sheet(plan) == approval_sheet(plan)


def test_an_empty_plan_gives_a_sheet_that_can_be_read(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [])
    sheet = read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {}))
    assert sheet.filled == ()


WORDS = st.sampled_from([None, "Имеется", "Погашена", "Отменён приказ", "Нет"])


NAMES = st.sampled_from([ANNA, BORIS])


ADDRESSES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(st.lists(st.tuples(WORDS, NAMES, ADDRESSES), min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_what_was_decided_comes_back_through_the_file(tmp_path: Path, rows: list[tuple[Any, str, str]]) -> None:
    """Any address survives the trip; a decision comes back as made; nothing else is decided."""
    requests = [
        replace(asked(place, "1"), housing_fund_object=HousingFundObject(address, str(place)))
        for place, (_, _, address) in enumerate(rows, start=1)
    ]
    plan = plan_of(tmp_path, requests)
    cells: dict[str, object] = {}
    expected = {}
    for place, (word, name, _) in enumerate(rows):
        item = plan.items[place]
        if word is None or (word == "Имеется" and not item.debtors):
            continue
        cells |= {f"J{place + 2}": word, f"K{place + 2}": name, f"L{place + 2}": "см. акт"}
        expected[item.request_number] = (Decision.DEBT if word == "Имеется" else Decision.NO_DEBT, name)
    sheet = read_approval_sheet(plan, filled(plan, tmp_path / "trip.xlsx", cells))
    assert {row.request_number: (row.choice.decision, row.approver) for row in sheet.filled} == expected
    approval = approve_from_sheet(plan, sheet, at=NOW, approval=Approval(plan.sha256))
    assert {answer.request_number for answer in approved_answers(plan, approval)} == set(expected)
