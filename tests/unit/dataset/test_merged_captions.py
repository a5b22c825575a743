"""Forms of accounting programs: a caption, and the cells under it, as wide as several columns of the sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from registers import TODAY, Line, header, line, only_row, write_xlsx

from rpa.debts.dataset import load_dataset
from rpa.errors import DatasetError


def widened(cells: Line, *, second: object = None) -> Line:
    """Column B (the address) two columns wide, with ``second`` in the added one."""
    return [*cells[:2], second, *cells[2:]]


def test_a_caption_merged_over_several_columns_is_one_caption(tmp_path: Path) -> None:
    lines = [widened(header()), widened(line())]
    row = only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", lines, merges=("B1:C1", "B2:C2")), today=TODAY))
    assert (row.address, row.flat) == ("г. Энск, ул. Мира, д. 5", "12")


def test_the_column_that_is_filled_is_the_one_under_the_caption(tmp_path: Path) -> None:
    lines = [widened(header()), widened(line(address=None), second="г. Энск, ул. Мира, д. 5"), widened(header())]
    row = only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", lines, merges=("B1:C1",)), today=TODAY))
    assert row.address == "г. Энск, ул. Мира, д. 5"


def test_two_filled_columns_under_one_caption_are_refused(tmp_path: Path) -> None:
    lines = [widened(header()), widened(line(address="г. Энск"), second="ул. Мира, д. 5")]
    with pytest.raises(DatasetError, match="похожи сразу столбцы B и C"):
        load_dataset(write_xlsx(tmp_path / "a.xlsx", lines, merges=("B1:C1",)), today=TODAY)


def test_a_cell_merged_over_rows_and_columns_counts_for_each_row(tmp_path: Path) -> None:
    second = line(address=None, flat="13", case_number="2-101/2025")
    lines = [widened(header()), widened(line()), widened(second)]
    path = write_xlsx(tmp_path / "a.xlsx", lines, merges=("B1:C1", "B2:C3"))
    assert [row.address for row in load_dataset(path, today=TODAY).rows] == ["г. Энск, ул. Мира, д. 5"] * 2
