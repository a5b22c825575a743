"""A sheet without captions that holds debts refuses the file; notes and lists of houses beside a register pass."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from registers import TODAY, header, line, only, write_sheets

from rpa.debts.dataset import ColumnMapping, load_dataset, write_marked_copy
from rpa.errors import DatasetError

FIRST = [header(), line(), only(account="Итого", rest_main=1), only(account="г. Энск, ул. Мира, д. 5")]
OTHER = line(flat="9", case_number="2-9/2025")


def with_sheet(folder: Path, lines: list[list[Any]]) -> Path:
    return write_sheets(folder / "a.xlsx", {"Долги": FIRST, "Лист2": lines})


@pytest.mark.parametrize(
    "lines",
    [
        [OTHER],
        [["Продолжение"], [], OTHER],
        [["Абонент", "Долг", "Акт от"], ["Иванов", 100, date(2025, 1, 1)]],
        [["Иванов", "12 345,67", "01.02.2025"]],
        [["Иванов", "2-9/2025", "2025-02-01"]],
        [[1, "Иванов", "2-9/2025", 45000]],
        [["" if cell is None else "х" for cell in OTHER]],
    ],
)
def test_a_sheet_of_debts_without_captions_refuses_the_file_by_its_name(tmp_path: Path, lines: list[list[Any]]) -> None:
    with pytest.raises(DatasetError, match="лист «Лист2», строка") as caught:
        load_dataset(with_sheet(tmp_path, lines), today=TODAY)
    assert "sheet:" in (caught.value.hint or "")
    assert caught.value.row == len(lines)


def test_a_hidden_sheet_of_debts_without_captions_refuses_the_file_too(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, lines in (("Долги", [header(), line()]), ("Лист2", [OTHER])):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    sheet.write(row, column, cell, day if isinstance(cell, date) else None)
        sheet.hide()
    with pytest.raises(DatasetError, match="Лист2"):
        load_dataset(path, today=TODAY)


@pytest.mark.parametrize(
    "lines",
    [
        [["Как пользоваться"], ["Выгружено", date(2026, 11, 24)], ["Строк", 500], [1, "исправлено", "24.11.2026"]],
        [["По состоянию на 24.11.2026 долгов на 12 345,67 руб. по делу 2-9/2025"]],
        [["Адрес", "ФИАС", "Год", "Площадь"], ["г. Энск, ул. Мира, д. 5", None, 1985, 3456.7], ["Итого", 1]],
        [["Итого", 1], ["г. Энск, ул. Мира, д. 5"]],
        [["Приказ", "СП"], ["Кв.", "Квартира"]],
    ],
)
def test_notes_and_houses_beside_the_register_are_left_out_as_before(tmp_path: Path, lines: list[list[Any]]) -> None:
    dataset = load_dataset(with_sheet(tmp_path, lines), today=TODAY)
    assert [bool(sheet.skipped) for sheet in dataset.sheets] == [True, False]
    assert len(dataset.rows) == 1


def test_a_sheet_of_debts_that_the_mapping_did_not_choose_is_left_out(tmp_path: Path) -> None:
    path = with_sheet(tmp_path, [OTHER])
    assert len(load_dataset(path, today=TODAY, mapping=ColumnMapping(sheet="Долги")).rows) == 1


def test_the_marked_copy_with_its_sheet_of_errors_still_loads(tmp_path: Path) -> None:
    bad = line(flat="9", rest_main="?", act_date="31.02.2025", case_number="б/н", ip_number="1", in_force_date=None)
    path = write_sheets(
        tmp_path / "a.xlsx", {"Дом 5": [header(), line(), bad], "Дом 6": [header(), line(flat="3"), bad]}
    )
    write_marked_copy(path, load_dataset(path, today=TODAY), tmp_path / "m.xlsx")
    assert len(load_dataset(tmp_path / "m.xlsx", today=TODAY).rows) == 2


@pytest.mark.parametrize("before", [[OTHER], [["Реестр"], OTHER, []], [["Абонент", "2-9/2025", 100]]])
def test_debts_above_the_captions_refuse_the_file(tmp_path: Path, before: list[list[Any]]) -> None:
    with pytest.raises(DatasetError, match="выше строки заголовков"):
        load_dataset(write_sheets(tmp_path / "a.xlsx", {"Долги": [*before, header(), line()]}), today=TODAY)


def test_titles_with_dates_and_sums_stand_above_the_captions_as_before(tmp_path: Path) -> None:
    titles = [["Реестр долгов"], ["на дату", date(2026, 11, 23), "всего", 12345.67], [str(n) for n in range(1, 23)]]
    path = write_sheets(tmp_path / "a.xlsx", {"Долги": [*titles, header(), line()]})
    assert len(load_dataset(path, today=TODAY).rows) == 1
