"""Whatever is done to a sheet in a spreadsheet program, only what its rows show to a person is approved."""

from __future__ import annotations

import random
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from approvals import ANNA, BORIS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font
from plan_samples import NOW, plan_of
from sheets import filled

from rpa.debts.approval import approve_from_sheet, read_approval_sheet, word_of
from rpa.debts.approval.approve import checked_name
from rpa.debts.approval.sheet import HEADERS, TO_FILL, shown
from rpa.errors import PlanError

_WIDTH = len(HEADERS)
_WORDS = ("Погашена", "Отменён приказ", "Нет", "нет.", None) * 3 + ("Имеется", "Нет?", "-")


def _rows(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row[:_WIDTH]] for row in sheet.iter_rows(min_row=2, max_col=_WIDTH)]


def _put(sheet: Any, rows: list[list[Any]]) -> None:
    sheet.delete_rows(2, sheet.max_row)
    for row in rows:
        sheet.append(row)


def _sort(sheet: Any, luck: random.Random) -> None:
    rows = _rows(sheet)
    luck.shuffle(rows)
    _put(sheet, rows)


def _sort_some_columns(sheet: Any, luck: random.Random) -> None:
    """What a program does when a part of the columns was selected; those to fill alone show another decision."""
    columns = [column for column in range(_WIDTH) if column not in TO_FILL and luck.random() < 0.5]
    rows = _rows(sheet)
    order = luck.sample(range(len(rows)), len(rows))
    _put(
        sheet,
        [
            [rows[order[n]][column] if column in columns else row[column] for column in range(_WIDTH)]
            for n, row in enumerate(rows)
        ],
    )


def _delete_row(sheet: Any, luck: random.Random) -> None:
    sheet.delete_rows(luck.randint(2, max(2, sheet.max_row)))


def _delete_column(sheet: Any, luck: random.Random) -> None:
    sheet.delete_cols(luck.randint(1, _WIDTH))


def _insert(sheet: Any, luck: random.Random) -> None:
    luck.choice((sheet.insert_rows, sheet.insert_cols))(luck.randint(1, 8))


def _hide(sheet: Any, luck: random.Random) -> None:
    sheet.row_dimensions[luck.randint(1, 7)].hidden = True


def _copy_row(sheet: Any, luck: random.Random) -> None:
    if rows := _rows(sheet):
        sheet.append(luck.choice(rows))


def _copy_cell(sheet: Any, luck: random.Random) -> None:
    column = luck.randint(1, _WIDTH)
    sheet.cell(luck.randint(2, 6), column).value = sheet.cell(luck.randint(2, 6), column).value


def _decide(sheet: Any, luck: random.Random) -> None:
    row = luck.randint(2, 6)
    sheet.cell(row, TO_FILL[0] + 1).value = luck.choice(_WORDS)
    sheet.cell(row, TO_FILL[1] + 1).value = luck.choice((ANNA, BORIS) * 4 + (None, "-"))


def _merge(sheet: Any, luck: random.Random) -> None:
    column, row = luck.randint(1, _WIDTH), luck.randint(1, 5)
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)


_EDITS = (
    _sort, _sort_some_columns, _sort_some_columns, _delete_row, _delete_column, _insert, _hide, _hide, _copy_row,
    _copy_cell, _decide, _decide, _merge,
)  # fmt: skip


@given(edits=st.lists(st.sampled_from(_EDITS), max_size=3), seed=st.integers(0, 2**32))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_an_approved_request_has_one_row_that_shows_it_and_its_word(tmp_path: Path, edits: Any, seed: int) -> None:
    plan, luck = plan_of(tmp_path), random.Random(seed)

    def edit(_: Any, sheet: Any) -> None:
        for row in range(2, 7):
            sheet.cell(row, TO_FILL[0] + 1).value, sheet.cell(row, TO_FILL[1] + 1).value = "Нет", ANNA
        for one in edits:
            # openpyxl forbids to write into merged cells: a program parts them when rows are moved.
            for merged in list(sheet.merged_cells.ranges) if one is not _merge else ():
                sheet.unmerge_cells(str(merged))
            one(sheet, luck)

    path = filled(plan, tmp_path / "s.xlsx", {}, edit)
    try:
        read = read_approval_sheet(plan, path)
    except PlanError:
        return
    approval = approve_from_sheet(plan, read, at=NOW)
    sheet = openpyxl.load_workbook(path)["Решения"]
    for number, given_item in approval.items.items():
        places = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == number]
        assert len(places) == 1
        cells = [str(sheet.cell(places[0], column + 1).value or "") for column in range(_WIDTH)]
        expected = shown(plan.by_number[number])
        assert [cells[n] for n in range(_WIDTH) if n not in TO_FILL] == [
            expected[n] for n in range(_WIDTH) if n not in TO_FILL
        ]
        word = word_of(cells[TO_FILL[0]])
        assert word is not None
        assert word.decision is given_item.decision
        assert given_item.first.approver == checked_name(cells[TO_FILL[1]])
        assert not sheet.row_dimensions[places[0]].hidden


@pytest.mark.parametrize("column", ["E", "F", "G", "H", "I"])
def test_what_a_person_decides_by_must_stand_where_it_stood(tmp_path: Path, column: str) -> None:
    plan = plan_of(tmp_path)

    def exchange(_: Any, sheet: Any) -> None:
        one, other = sheet[f"{column}2"], sheet[f"{column}4"]
        one.value, other.value = f"{other.value or ''} ещё", one.value

    with pytest.raises(PlanError, match=rf"столбец {column} .*ячейка изменена"):
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {"J2": "Имеется", "K2": ANNA}, exchange))


def test_a_decision_that_fell_into_a_filtered_row_is_refused(tmp_path: Path) -> None:
    """What is pasted over a filtered column falls into the rows between, too."""
    plan = plan_of(tmp_path)

    def hide(_: Any, sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    cells = {f"J{row}": "Нет" for row in (2, 3, 4)} | {f"K{row}": ANNA for row in (2, 3, 4)}
    with pytest.raises(PlanError, match=r"строка 3, столбец J .*скрытой строке"):
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", cells, hide))
    undecided = filled(plan, tmp_path / "s.xlsx", {"J2": "Погашена", "K2": ANNA}, hide)
    assert len(read_approval_sheet(plan, undecided).filled) == 1


@pytest.mark.parametrize("written", [rb'<row hidden="1" \1', rb"<row hidden='1' \1r='3'"])
def test_a_hidden_row_that_does_not_say_which_it_is_refuses_the_sheet(tmp_path: Path, written: bytes) -> None:
    """A row may leave its number out, and another program its quotation marks: a decision there would be taken."""
    plan = plan_of(tmp_path)
    path = filled(plan, tmp_path / "s.xlsx", {"J3": "Погашена", "K3": ANNA})
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    changed = re.sub(rb'<row ([^>]*?)\br="3"', written, parts[sheet])
    assert changed != parts[sheet]
    with zipfile.ZipFile(path, "w") as package:
        for name, content in (parts | {sheet: changed}).items():
            package.writestr(name, content)
    with pytest.raises(PlanError, match="не в том формате"):
        read_approval_sheet(plan, path)


@pytest.mark.parametrize("column", ["A", "J", "K"])
def test_a_decision_that_was_struck_out_is_refused(tmp_path: Path, column: str) -> None:
    """Whoever strikes a decision out, or its whole row, has taken it back."""
    plan = plan_of(tmp_path)

    def strike(_: Any, sheet: Any) -> None:
        sheet[f"{column}3"].font = Font(strike=True)

    cells = {f"J{row}": "Погашена" for row in (2, 3)} | {f"K{row}": ANNA for row in (2, 3)}
    with pytest.raises(PlanError, match=r"строка 3, столбец J .*зачёркнутое"):
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", cells, strike))
    undecided = filled(plan, tmp_path / "s.xlsx", {"J2": "Погашена", "K2": ANNA}, strike)
    assert len(read_approval_sheet(plan, undecided).filled) == 1


def test_a_word_beside_the_table_of_a_row_without_a_number_is_not_passed_over(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    beside = openpyxl.utils.get_column_letter(_WIDTH + 1)
    last = len(plan.items) + 2
    with pytest.raises(PlanError, match=rf"строка {last}"):
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {f"{beside}{last}": "Погашена"}))


def test_a_dash_is_no_person(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError, match=r"столбец K .*кто принял решение"):
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {"J3": "Нет", "K3": "-"}))


def test_a_row_read_again_from_a_sheet_that_was_filled_further_decides_nothing_anew(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    cells: dict[str, object] = {"J2": "Имеется", "K2": ANNA}
    later, last = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    first = read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", cells))
    approval = approve_from_sheet(plan, first, at=NOW)
    more = read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", cells | {"J3": "Нет", "K3": ANNA}))
    approval = approve_from_sheet(plan, more, at=later, approval=approval)
    numbers = [item.request_number for item in plan.items]
    assert [approval.items[number].first.at for number in numbers[:2]] == [NOW, later]
    anew = filled(plan, tmp_path / "s.xlsx", cells, at=last)
    approval = approve_from_sheet(plan, read_approval_sheet(plan, anew), at=last, approval=approval)
    assert approval.items[numbers[0]].first.at == last
