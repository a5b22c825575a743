"""A formula that failed or was never computed is no empty cell: the parser shows it as one, the register does not."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from registers import TODAY, as_text, header, line, load, only, only_broken, only_row, write_csv

from rpa.debts.dataset import Blocks, Dataset, load_dataset
from rpa.debts.dataset.formulas import failed_cells
from rpa.debts.served_houses import ServedHousesError, load_served_houses


def book(folder: Path, *lines: list[Any]) -> Path:
    """A workbook of openpyxl: it writes formulas without their results, and «#N/A» as an error."""
    made = openpyxl.Workbook()
    for cells in lines:
        made.active.append([as_text(cell) if cell is not None else None for cell in cells])
    made.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def loaded(folder: Path, caption: str, cell: str) -> Dataset:
    return load_dataset(book(folder, [*header(), caption], [*line(), cell]), today=TODAY)


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "=VLOOKUP(A2,B:C,2,0)"])
@pytest.mark.parametrize(
    ("caption", "column", "blocks"),
    [
        ("Корпус", "block", Blocks.ALL),
        ("Литера", "liter", Blocks.ALL),
        ("Статус должника", "debtor_status", Blocks.DWELLING),
    ],
)
def test_a_failed_formula_breaks_the_row_where_an_empty_cell_would_not(
    tmp_path: Path, caption: str, column: str, blocks: Blocks, cell: str
) -> None:
    row = only_broken(loaded(tmp_path, caption, cell))
    assert (row.errors[0].column, row.errors[0].value_class, row.blocks) == (column, "ошибка формулы", blocks)


def test_a_failed_formula_of_a_column_that_decides_nothing_is_told_and_left_out(tmp_path: Path) -> None:
    dataset = loaded(tmp_path, "Примечание", "#N/A")
    assert (only_row(dataset).note, [finding.column for finding in dataset.findings]) == (None, ["note"])


def test_a_csv_with_the_text_of_a_failed_formula_is_read_the_same_way(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [[*header(), "Корпус"], [*line(), "#Н/Д"]])
    assert only_broken(load_dataset(path, today=TODAY)).errors[0].column == "block"


def test_a_total_that_was_not_computed_is_still_a_total(tmp_path: Path) -> None:
    path = book(tmp_path, header(), line(), only(account="Итого", rest_main="=SUM(O2:O2)", awarded_main="#N/A"))
    dataset = load_dataset(path, today=TODAY)
    assert only_row(dataset)
    assert dataset.sheets[0].totals == 1


def test_computed_formulas_are_values_and_a_computed_empty_text_is_empty(tmp_path: Path) -> None:
    path = book(tmp_path, header(), line(rest_main="=345.67", room='=""', agreement_status='=IF(1,"нет","")'))
    changed = tmp_path / "b.xlsx"
    results = {
        b"<f>345.67</f><v />": b"<f>345.67</f><v>345.67</v>",
        b'><f>""</f><v />': b' t="str"><f>""</f><v></v>',
        b'><f>IF(1,"\xd0\xbd\xd0\xb5\xd1\x82","")</f><v />': b' t="str"><f>IF(1)</f><v>\xd0\xbd\xd0\xb5\xd1\x82</v>',
    }
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            for without, computed in results.items():
                assert without in data or not name.endswith("sheet1.xml"), without
                data = data.replace(without, computed)
            target.writestr(name, data)
    row = only_row(load_dataset(changed, today=TODAY))
    assert (str(row.rest_main), row.room) == ("345.67", None)


def test_a_failed_cell_is_found_wherever_the_pieces_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path, *([1, "#N/A", None, "=A1", "text"] for _ in range(20)))
    with zipfile.ZipFile(path) as package:
        whole = failed_cells(package)
        assert whole == [[(row, column) for row in range(20) for column in (1, 3)]]
        for size in (1, 7, 64, 500):
            monkeypatch.setattr("rpa.debts.dataset.formulas._CHUNK", size)
            assert failed_cells(package) == whole


def test_workbooks_without_formulas_are_read_as_before(tmp_path: Path) -> None:
    assert only_row(load(tmp_path, line()))


def test_a_failed_formula_refuses_the_list_of_houses(tmp_path: Path) -> None:
    with pytest.raises(ServedHousesError, match="ошибка формулы"):
        load_served_houses(book(tmp_path, ["Адрес", "Частный дом"], ["г. Энск, ул. Мира, д. 5", "=VLOOKUP(1,A:B,2)"]))
