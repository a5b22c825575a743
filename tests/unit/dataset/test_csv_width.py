"""A CSV line that is longer than the captions was cut in the wrong place: its amounts stand in other columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from registers import TODAY, as_text, header, line, only, only_row, write_csv

from rpa.debts.dataset import load_dataset
from rpa.errors import DatasetError

SHORT = [name for name in header() if not name.startswith("Остаток")]


def unquoted(folder: Path, captions: list[str], cells: list[str], delimiter: str = ",") -> Path:
    path = folder / "a.csv"
    path.write_text("\n".join(delimiter.join(cells) for cells in (captions, cells)) + "\n", encoding="utf-8")
    return path


def good(captions: list[str], **cells: str) -> list[str]:
    """The good row without commas of its own, then ``cells`` under their captions."""
    values = dict(zip(header(), map(as_text, line(address="ул. Мира 5", awarded_main="5000")), strict=True))
    return [(values | cells).get(caption, "") for caption in captions]


@pytest.mark.parametrize("last", [[], ["Примечание"], ["Примечание", "Телефон"]])
def test_amounts_with_unquoted_commas_refuse_the_file(tmp_path: Path, last: list[str]) -> None:
    captions = [*(name for name in SHORT if not name.startswith("Присуждено")), "Присуждено основной долг",
                "Остаток основной долг", *last]  # fmt: skip
    amounts = {"Присуждено основной долг": "5000,00", "Остаток основной долг": "5000,00"}
    with pytest.raises(DatasetError, match="строка 2: ячеек больше, чем заголовков") as caught:
        load_dataset(unquoted(tmp_path, captions, good(captions, **amounts)), today=TODAY)
    assert caught.value.row == 2


def test_a_cell_beyond_the_captions_refuses_a_file_of_semicolons_too(tmp_path: Path) -> None:
    cells = [*good(header()), "", "см. письмо"]
    with pytest.raises(DatasetError, match="ячеек больше"):
        load_dataset(unquoted(tmp_path, [*header(), ""], cells, ";"), today=TODAY)


def test_empty_cells_at_the_end_of_lines_between_semicolons_are_nothing(tmp_path: Path) -> None:
    assert only_row(load_dataset(unquoted(tmp_path, header(), [*good(header()), "", ""], ";"), today=TODAY))


def test_quoted_commas_titles_and_totals_are_read_as_before(tmp_path: Path) -> None:
    lines = [["Реестр", "", ""], header(), line(), only(account="Итого", rest_main="345,67")]
    assert only_row(load_dataset(write_csv(tmp_path / "a.csv", lines, delimiter=","), today=TODAY))
