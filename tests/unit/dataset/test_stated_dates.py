"""A title that names an earlier day than the column of dates: the balances are as old as it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, load_dataset, only_row, write_xlsx

from rpa.debts.dataset import Dataset
from rpa.errors import DatasetError


def under(folder: Path, title: str, **cells: Any) -> Dataset:
    return load_dataset(write_xlsx(folder / "a.xlsx", [[title], header(), line(**cells)]), today=TODAY)


STATES = [
    ("Остатки на 1 июня 2026 г.", date(2026, 6, 1)),
    ("по состоянию на «01» июня 2026 года", date(2026, 6, 1)),
    ("Долги на 31 июня 2026 г., остатки на 1 июня 2026 г.", date(2026, 6, 1)),
    ("Остатки на 01.06.26", date(2026, 6, 1)),
    ("Остатки на 2026-06-01", date(2026, 6, 1)),
    ("Остатки на 05/06/2026", date(2026, 5, 6)),
    ("Задолженность на начало июня 2026", date(2026, 6, 1)),
    ("Задолженность на конец мая 2026", date(2026, 5, 31)),
    ("Остатки на 1 сентебря 2026 г.", date(2026, 9, 1)),
    ("Задолженность на конец июлья 2026", date(2026, 7, 31)),
]
MADE = [("Дата формирования: 01.06.2026", date(2026, 6, 1)), ("Отчёт от 1 июня 2026 г.", date(2026, 6, 1))]


@pytest.mark.parametrize(("title", "day"), STATES + MADE)
def test_a_register_is_no_younger_than_its_title(tmp_path: Path, title: str, day: date) -> None:
    assert under(tmp_path, title).as_of == day


@pytest.mark.parametrize(("title", "day"), STATES)
def test_it_is_the_balance_date_where_the_row_has_none(tmp_path: Path, title: str, day: date) -> None:
    assert only_row(under(tmp_path, title, balance_date=None)).balance_date == day


@pytest.mark.parametrize("title", [title for title, _ in MADE])
def test_the_day_a_report_was_made_is_no_balance_date(tmp_path: Path, title: str) -> None:
    assert not under(tmp_path, title, balance_date=None).rows


@pytest.mark.parametrize("title", ["Остатки на 31.02.2026", "Долги на 45 июня 2026", "Долги за все годы"])
def test_other_titles_date_nothing(tmp_path: Path, title: str) -> None:
    try:
        assert under(tmp_path, title).as_of == date(2026, 11, 23)
    except DatasetError as error:
        pytest.fail(str(error))
