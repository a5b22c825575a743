"""The marked copy is used in place of its original, so every cell in it must be as good, or as bad, as it was there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rpa.debts.dataset import BrokenRow, Dataset, DebtRow, load_dataset, write_marked_copy
from rpa.debts.dataset.columns import BY_NAME
from rpa.debts.dataset.reader import LIST_OF_ERRORS, read_source
from tests.unit.dataset.registers import CAPTIONS, GOOD, TODAY, write_xlsx

# One file has one creditor, or is refused whole.
NAMES = [*CAPTIONS, *(name for name in BY_NAME if name not in CAPTIONS and name != "creditor")]
CELLS: list[Any] = [
    "текст", "12", "да", "05.02.2026", "03.2025", "=1+1", "http://evil.example", "#Н/Д", "-",
    0, 1, 12, -1, 45_000, 12_345_678_901, 1_122_334_459, 40_817_810_099_910_004_312, 10**15,
    12.0, 12.5, 0.1 + 0.2, 12_345.67 - 12_000.01, 3.2025, 5.125, 1.5e-07, 45_000.75, -0.5,
    True, False,
    date(2026, 2, 5), date(2025, 3, 31), date(1900, 3, 1), datetime(2026, 2, 5, 13, 30),
    time(5, 2), time(0, 0, 1), timedelta(hours=5, minutes=2), timedelta(days=2, hours=1), timedelta(0),
]  # fmt: skip


def write(path: Path, lines: list[list[Any]]) -> Path:
    """By openpyxl: it keeps every digit of a number and gives times and spans formats of their own."""
    book = openpyxl.Workbook()
    for row, cells in enumerate(lines, 1):
        for column, cell in enumerate(cells, 1):
            if cell is not None:
                place = book.worksheets[0].cell(row, column, cell)
                place.data_type = "s" if isinstance(cell, str) else place.data_type
    book.save(path)
    return path


def said(dataset: Dataset) -> tuple[list[DebtRow], list[BrokenRow], list[Any]]:
    """All that a file says; the copy has a second sheet, so its rows name theirs."""
    rows = [replace(row, sheet="") for row in dataset.rows]
    broken = [
        replace(row, sheet="", errors=tuple(replace(error, sheet="") for error in row.errors)) for row in dataset.broken
    ]
    return rows, broken, [replace(finding, sheet="") for finding in dataset.findings]


def copied(path: Path) -> tuple[Dataset, Dataset, Path]:
    report = load_dataset(path, today=TODAY)
    out = path.with_name("marked.xlsx")
    write_marked_copy(path, report, out)
    return report, load_dataset(out, today=TODAY), out


def of(name: str, cell: Any) -> list[Any]:
    return [cell if known == name else GOOD.get(known) for known in NAMES]


@pytest.mark.parametrize("name", {BY_NAME[name].kind: name for name in NAMES}.values())
def test_every_kind_of_cell_is_read_in_the_marked_copy_as_in_the_original(tmp_path: Path, name: str) -> None:
    captions = [CAPTIONS.get(known, BY_NAME[known].synonyms[0]) for known in NAMES]
    lines: list[list[Any]] = [captions, of("", None), *(of(name, cell) for cell in CELLS)]
    original, copy, _ = copied(write(tmp_path / "a.xlsx", lines))
    assert said(copy) == said(original)
    assert copy.content_sha256 == original.content_sha256


def test_lines_that_are_no_data_are_none_in_the_marked_copy(tmp_path: Path) -> None:
    captions = [CAPTIONS.get(known, BY_NAME[known].synonyms[0]) for known in NAMES]
    total: list[Any] = ["Итого", date(2026, 11, 23), 12_345.67 - 12_000.01, 5.125]
    lines = [captions, [1, 2, 3, 4], of("", None), of("flat", time(5, 2)), total]
    original, copy, _ = copied(write(tmp_path / "a.xlsx", lines))
    counts = [[(sheet.totals, sheet.service, sheet.rows, sheet.broken) for sheet in one.sheets if not sheet.skipped]
              for one in (original, copy)]  # fmt: skip
    assert counts == [[(1, 1, 1, 1)]] * 2


def test_a_caption_as_wide_as_several_columns_stands_over_each_of_them(tmp_path: Path) -> None:
    """Which of them is filled tells which column it is."""

    def widened(cells: list[Any]) -> list[Any]:
        return [cells[0], None, *cells[1:]]

    captions = list(CAPTIONS.values())
    captions[0], captions[1] = captions[1], captions[0]
    line = [GOOD.get(name) for name in CAPTIONS]
    line[0], line[1] = line[1], line[0]
    lines = [["Реестр"], widened(captions), [None, *line], [None, *line[:2], time(5, 2), *line[3:]]]
    original, copy, out = copied(write_xlsx(tmp_path / "a.xlsx", lines, merges=("A1:D1", "A2:B2")))
    assert said(copy) == said(original) and len(copy.rows) == len(copy.broken) == 1
    assert read_source(out, lambda _: 0).sheets[0].lines[0][:2] == ["Реестр", ""]


def test_the_marked_copy_of_a_marked_copy_has_one_list_of_errors(tmp_path: Path) -> None:
    lines = [list(CAPTIONS.values()), [GOOD.get(name) for name in CAPTIONS], ["?"]]
    _, once, out = copied(write_xlsx(tmp_path / "a.xlsx", lines))
    write_marked_copy(out, once, tmp_path / "again.xlsx")
    assert openpyxl.load_workbook(tmp_path / "again.xlsx").sheetnames == ["Долги", LIST_OF_ERRORS]
    assert said(load_dataset(tmp_path / "again.xlsx", today=TODAY)) == said(once)


def test_an_amount_with_the_noise_of_a_computer_is_written_in_kopecks(tmp_path: Path) -> None:
    noisy = 12_345.67 - 12_000.01
    captions = [CAPTIONS.get(known, BY_NAME[known].synonyms[0]) for known in NAMES]
    _, copy, out = copied(write(tmp_path / "a.xlsx", [captions, of("rest_main", noisy)]))
    assert [str(row.rest_main) for row in copy.rows] == ["345.66"]
    assert read_source(out, lambda _: 0).sheets[0].lines[1][NAMES.index("rest_main")] == 345.66
