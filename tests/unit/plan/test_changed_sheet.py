"""A sheet that was changed where nobody decides, or that is none of this plan's, is refused by row and column."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from approvals import ANNA
from plan_samples import NOW, plan_of
from sheets import Edit, filled

from rpa.debts.approval import read_approval_sheet
from rpa.debts.approval.read_sheet import _SHOWN_PROBLEMS as SHOWN
from rpa.errors import PlanError

WRITE_ANEW = "Запишите таблицу заново: `rpa debts approve --write-sheet ФАЙЛ.xlsx`."


def _add_row(_: Any, sheet: Any) -> None:
    sheet.append(["9900000077", "27.11.2026", "г. Энск", "1", *[""] * 5, "Нет", ANNA, "", "0" * 64])


def _double_row(_: Any, sheet: Any) -> None:
    sheet.append([cell.value for cell in sheet[2]])


def _move_stamps(_: Any, sheet: Any) -> None:
    sheet["M2"], sheet["M3"] = sheet["M3"].value, sheet["M2"].value


@pytest.mark.parametrize(
    ("cells", "edit", "said"),
    [
        ({"A2": "9900000099"}, None, r"строка 2, столбец A .*нет в плане"),
        ({"A2": "9900000002"}, None, r"строка 3, столбец A .*уже есть выше"),
        ({"B2": "30.12.2026"}, None, r"строка 2, столбец B .*изменена"),
        ({"C2": "г. Энск, ул. Садовая, д. 6"}, None, r"строка 2, столбец C .*изменена"),
        ({"D2": "13"}, None, r"строка 2, столбец D .*изменена"),
        ({"M2": ""}, None, r"строка 2, столбец M .*изменена"),
        ({}, _move_stamps, r"строка 2, столбец M .*изменена"),
        ({}, _add_row, r"строка 7, столбец A .*нет в плане"),
        ({}, _double_row, r"строка 7, столбец A .*уже есть выше"),
        ({"J2": "Наверное", "K2": ANNA}, None, r"строка 2, столбец J .*Имеется, Погашена, Отменён приказ, Нет"),
        ({"J3": "Имеется", "K3": ANNA}, None, r"строка 3, столбец J .*нет должника.*постройте план заново"),
        ({"J2": "Нет"}, None, r"строка 2, столбец K .*кто принял решение"),
        ({"A1": "Номер"}, None, r"строка 1: заголовки"),
    ],
)
def test_a_changed_sheet_is_refused_with_row_and_column(
    tmp_path: Path, cells: dict[str, object], edit: Edit | None, said: str
) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError, match=rf"s\.xlsx, {said}"):
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", cells, edit))


def test_every_problem_is_named_at_once_and_no_value_is_repeated(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    cells = {"C2": "Секретная улица", "J3": "Имеется", "K3": ANNA, "J4": "Секретное слово", "K4": ANNA}
    with pytest.raises(PlanError) as caught:
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", cells))
    said = str(caught.value)
    assert [f"строка {row}," in said for row in (2, 3, 4)] == [True, True, True]
    assert "Секретн" not in said
    assert ANNA not in said


def test_a_sheet_full_of_problems_names_the_first_and_counts_the_rest(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)

    def spoil(_: Any, sheet: Any) -> None:
        for _row in range(SHOWN + 3):
            sheet.append(["9900000077", *[""] * 12])

    with pytest.raises(PlanError) as caught:
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {}, spoil))
    lines = caught.value.what.splitlines()
    assert lines[0] == "Таблица решений не принята:"
    assert lines[1].startswith("  s.xlsx, строка 7, столбец A («Номер запроса»): такого номера нет в плане: ")
    assert lines[1].endswith("строка добавлена или номер изменён.")
    assert (len(lines), lines[-1]) == (1 + SHOWN + 1, "  и ещё 3.")


def test_exactly_as_many_problems_as_are_shown_leave_nothing_to_count(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)

    def spoil(_: Any, sheet: Any) -> None:
        for _row in range(SHOWN):
            sheet.append(["9900000077", *[""] * 12])

    with pytest.raises(PlanError) as caught:
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {}, spoil))
    assert "и ещё" not in caught.value.what


def test_an_empty_row_is_passed_over_and_one_with_a_stray_cell_is_not(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    path = filled(plan, tmp_path / "s.xlsx", {"J3": "Нет", "K3": ANNA, "A9": " "})
    (row,) = read_approval_sheet(plan, path).filled
    assert (row.row, row.request_number) == (3, plan.items[1].request_number)
    with pytest.raises(PlanError, match=r"строка 9, столбец A .*нет в плане"):
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {"P9": "заметка на полях"}))


def test_a_number_that_the_spreadsheet_typed_as_a_number_is_the_same_number(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    number = int(plan.items[1].request_number)
    path = filled(plan, tmp_path / "s.xlsx", {"A3": float(number), "J3": "Нет", "K3": ANNA})
    (row,) = read_approval_sheet(plan, path).filled
    assert row.request_number == str(number)


def test_a_changed_cell_is_told_with_the_columns_that_may_be_filled(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError, match=r"ячейка изменена; решать можно только в столбцах «[^»]+», «[^»]+», «[^»]+»"):
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {"D2": "13"}))


def test_a_sheet_of_another_plan_is_refused(tmp_path: Path) -> None:
    path = filled(plan_of(tmp_path), tmp_path / "s.xlsx", {"J3": "Нет", "K3": ANNA})
    with pytest.raises(PlanError, match="по другому плану") as refused:
        read_approval_sheet(plan_of(tmp_path, built_at=NOW + timedelta(minutes=1)), path)
    assert refused.value.hint == WRITE_ANEW


def _row_above(_: Any, sheet: Any) -> None:
    sheet.insert_rows(1)


def _stray_cell(_: Any, sheet: Any) -> None:
    sheet["P9"] = "Имеется"


@pytest.mark.parametrize(
    ("edit", "said", "cure"),
    [
        (_row_above, "строка 1: заголовки", "Запишите таблицу заново"),
        (_stray_cell, "строка 9, столбец A", "Исправьте эти ячейки"),
    ],
)
def test_nothing_on_the_sheet_is_passed_over_and_the_cure_is_told(
    tmp_path: Path, edit: Edit, said: str, cure: str
) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError, match=said) as refused:
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {}, edit))
    assert refused.value.hint.startswith(cure)


def test_a_sheet_saved_in_another_format_says_which_one_is_wanted(tmp_path: Path) -> None:
    plan, path = plan_of(tmp_path), tmp_path / "s.xls"
    ours = openpyxl.load_workbook(filled(plan, tmp_path / "s.xlsx", {}))
    book = xlwt.Workbook()
    for sheet in ours:
        copy = book.add_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                copy.write(cell.row - 1, cell.column - 1, cell.value or "")
    book.save(str(path))
    with pytest.raises(PlanError, match="сохранён не в том формате") as refused:
        read_approval_sheet(plan, path)
    assert refused.value.hint == "Сохраните его как «Книга Excel (.xlsx)»."


@pytest.mark.parametrize("told", ["", "вчера", "2026-11-24T09:30:00"])
def test_a_sheet_that_does_not_say_when_it_was_written_is_as_old_as_its_plan(tmp_path: Path, told: str) -> None:
    plan = plan_of(tmp_path)

    def retell(book: Any, _: Any) -> None:
        book["Служебный"]["C1"] = told

    sheet = read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {}, retell, at=NOW + timedelta(hours=1)))
    assert sheet.written_at == plan.built_at


def _without_stamp(book: Any, _: Any) -> None:
    del book["Служебный"]


def test_a_sheet_without_its_stamp_is_refused(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    with pytest.raises(PlanError, match="не таблица решений") as refused:
        read_approval_sheet(plan, filled(plan, tmp_path / "s.xlsx", {}, _without_stamp))
    assert refused.value.hint == WRITE_ANEW


@pytest.mark.parametrize("data", [b"", b"not a spreadsheet", b"PK\x03\x04"])
def test_what_is_no_spreadsheet_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "s.xlsx"
    path.write_bytes(data)
    with pytest.raises(PlanError, match="не читается") as refused:
        read_approval_sheet(plan_of(tmp_path), path)
    assert refused.value.hint == WRITE_ANEW
    with pytest.raises(PlanError, match="не найден") as missing:
        read_approval_sheet(plan_of(tmp_path), tmp_path / "none.xlsx")
    assert missing.value.hint == "Проверьте путь."
