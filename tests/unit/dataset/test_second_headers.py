"""A second table below the first, whose columns stand otherwise: read by those of the first, a debt is paid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, load_dataset, only, write_csv, write_xlsx

from rpa.errors import DatasetError


def paid(flat: str, **cells: Any) -> list[Any]:
    return [*line(flat=flat, case_number=f"2-{flat}/2025", **cells), "12000,00"]


def swapped(cells: list[Any], one: str, other: str) -> list[Any]:
    first, second = (([*header(), "Оплачено"]).index(caption) for caption in (one, other))
    cells = list(cells)
    cells[first], cells[second] = cells[second], cells[first]
    return cells


CAPTIONS = [*header(), "Оплачено"]


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
@pytest.mark.parametrize(("one", "other"), [("Остаток основной долг", "Оплачено"), ("Кв.", "Комната")])
def test_a_header_with_its_columns_in_other_places_refuses_the_file(
    tmp_path: Path, write: Any, one: str, other: str
) -> None:
    lines = [CAPTIONS, paid("1"), swapped(CAPTIONS, one, other), swapped(paid("2"), one, other)]
    with pytest.raises(DatasetError, match="строка 3: ещё одна строка заголовков"):
        load_dataset(write(tmp_path / "a", lines), today=TODAY)


def test_the_same_header_printed_again_and_words_that_are_captions_too_are_read(tmp_path: Path) -> None:
    again = [CAPTIONS, paid("1"), CAPTIONS, [*only(address="Адрес", flat="Кв.", fio="ФИО", court="стр. 2 из 2"), ""]]
    states = paid("2", act_status="Отменён", ip_number="ИП", court="Суд", rest_main=0)
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", [*again, states]), today=TODAY)
    assert [found.flat for found in dataset.rows] == ["1", "2"]
