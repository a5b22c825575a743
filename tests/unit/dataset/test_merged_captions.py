"""Forms of accounting programs: a caption, and the cells under it, as wide as several columns of the sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from registers import TODAY, Line, header, line, only_row, write_xlsx

from rpa.debts.dataset import ColumnMapping, load_dataset, load_mapping, propose_mapping
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


def letters(count: int) -> list[str]:
    return [chr(ord("A") + number) for number in range(count)]


def below_contacts(cells: Line, *, merged: int) -> tuple[list[Line], tuple[str, ...]]:
    """Captions of two lines, of which the first ``merged`` are merged down, over ``cells``; «Контакты» has children."""
    upper, lower = [*header(), "Контакты", None], [*[None] * len(header()), "телефон", "почта"]
    merges = tuple(f"{name}1:{name}2" for name in letters(merged))
    return [upper, lower, [*cells, "8 000", None], [*header(), "Контакты", None], lower], merges


def test_captions_merged_down_beside_the_children_of_a_column_nobody_reads_are_no_row(tmp_path: Path) -> None:
    lines, merges = below_contacts(line(), merged=len(header()))
    row = only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", lines, merges=merges), today=TODAY))
    assert (row.row, row.flat) == (3, "12")


def test_a_line_below_captions_that_are_not_all_merged_down_may_be_a_row(tmp_path: Path) -> None:
    lines, merges = below_contacts(line(), merged=len(header()) - 1)
    data = load_dataset(write_xlsx(tmp_path / "a.xlsx", lines, merges=merges), today=TODAY)
    assert [row.row for row in data.broken][:1] == [2]


def chosen(path: Path, text: str) -> ColumnMapping:
    mapping = path.with_suffix(".yaml")
    mapping.write_text(text, encoding="utf-8")
    return load_mapping(mapping)


@pytest.mark.parametrize("second", ["Остаток долга", "Остаток основной долг"])
def test_of_two_filled_columns_with_one_name_none_is_proposed_for_certain(tmp_path: Path, second: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[*header(), second], [*line(), "300,00"]])
    proposed = propose_mapping(path).to_yaml()
    assert "rest_main" not in chosen(path, proposed).columns
    with pytest.raises(DatasetError, match="похожи сразу столбцы O и W"):
        load_dataset(path, today=TODAY, mapping=chosen(path, proposed))
    open_lines = [text for text in proposed.splitlines() if "# проверьте: rest_main:" in text]
    rests = [
        str(only_row(load_dataset(path, today=TODAY, mapping=chosen(path, taken))).rest_main)
        for text in open_lines
        if (taken := proposed.replace(text, text.replace("# проверьте: ", "")))
    ]
    assert rests == ["345.67", "300.00"]


def test_of_two_columns_with_one_name_the_filled_one_is_proposed(tmp_path: Path) -> None:
    lines = [widened(header()), widened(line(address=None), second="г. Энск, ул. Мира, д. 5")]
    path = write_xlsx(tmp_path / "a.xlsx", lines, merges=("B1:C1",))
    mapping = chosen(path, propose_mapping(path).to_yaml())
    assert only_row(load_dataset(path, today=TODAY, mapping=mapping)).address == "г. Энск, ул. Мира, д. 5"
