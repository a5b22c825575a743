"""A quotation mark out of place in a CSV refuses the file: read leniently it would swallow lines, and their debts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, as_text, header, line

from rpa.debts.dataset import load_dataset
from rpa.errors import DatasetError

FLATS = [str(number) for number in range(1, 8)]


def written(path: Path, notes: dict[str, str], *, encoding: str = "utf-8", delimiter: str = ";") -> Path:
    """A register of `FLATS` written without any quoting; ``notes`` are raw ends of lines by flat."""
    lines: list[list[Any]] = [header()] + [line(flat=flat, case_number=f"2-{flat}/2025") for flat in FLATS]
    texts = [delimiter.join(as_text(cell) for cell in cells) for cells in lines]
    texts = [f"{texts[0]}{delimiter}Примечание"] + [
        f"{text}{delimiter}{notes.get(flat, '')}" for text, flat in zip(texts[1:], FLATS, strict=True)
    ]
    path.write_bytes("\r\n".join(texts).encode(encoding))
    return path


def refusal(path: Path) -> DatasetError:
    with pytest.raises(DatasetError) as caught:
        load_dataset(path, today=TODAY)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    "notes",
    [
        {"2": '"Ромашка'},
        {"2": '"Ромашка', "4": '"'},
        {"2": '"Ромашка', "5": '"Лютик'},
        {"2": '"Ромашка', "5": 'Лютик"'},
        {"2": '"Мир" ТСЖ'},
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_a_stray_quotation_mark_refuses_the_register_by_the_line_it_stands_in(
    tmp_path: Path, notes: dict[str, str], encoding: str
) -> None:
    error = refusal(written(tmp_path / "a.csv", notes, encoding=encoding))
    assert error.row == 3
    assert "строка 3" in error.what


def test_marks_at_the_end_of_a_line_and_in_the_next_first_cell_do_not_make_one_line_of_two(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {"2": '"Ромашка'})
    text = path.read_text(encoding="utf-8").splitlines()
    text[3] = text[3].replace(";", '";', 1)
    path.write_text("\n".join(text), encoding="utf-8")
    assert refusal(path).row == 3


def test_a_mark_that_never_closes_in_a_large_file_is_told_as_an_error_of_the_file(tmp_path: Path) -> None:
    rows = [";".join(as_text(cell) for cell in line(flat=str(number))) for number in range(2000)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([";".join(header()), '"' + rows[0], *rows[1:]]), encoding="utf-8")
    assert path.stat().st_size > 256 * 1024
    assert refusal(path).row == 2
    path.write_text('"' + ";".join(header()) + "\n" + "\n".join(rows), encoding="utf-8")
    refusal(path)


def test_marks_that_are_in_place_are_read_as_before(tmp_path: Path) -> None:
    notes = {"1": '"ООО ""Мир"""', "2": 'ООО "Мир"', "3": '"первая\r\nвторая"', "4": '"раз; два"'}
    dataset = load_dataset(written(tmp_path / "a.csv", notes), today=TODAY)
    assert [row.flat for row in dataset.rows] == FLATS
    assert [row.note for row in dataset.rows[:2]] == ['ООО "Мир"'] * 2
    assert dataset.rows[3].note == "раз; два"
