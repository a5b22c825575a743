"""Totals, groups and service lines are recognised; nothing else ever leaves the register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from registers import CAPTIONS, TODAY, header, line, load, only, write_csv

from rpa.debts.dataset import Blocks, Dataset, load_dataset
from rpa.errors import DatasetError

TOTAL = only(account="Итого", rest_main="1 000,00", awarded_main=5)
GROUP = only(account="г. Энск, ул. Мира, д. 5")
BLANK = only()
NUMBERS = [str(number) for number in range(1, len(CAPTIONS) + 1)]


def counts(dataset: Dataset) -> dict[str, int]:
    (sheet,) = (sheet for sheet in dataset.sheets if not sheet.skipped)
    return {name: getattr(sheet, name) for name in ("rows", "broken", "blank", "totals", "groups", "service")}


def test_totals_groups_numbering_repeated_headers_and_signatures_are_no_data(tmp_path: Path) -> None:
    dataset = load(
        tmp_path, NUMBERS, GROUP, line(), TOTAL, BLANK, header(), line(flat="13"),
        only(account="Всего по домам", rest_main=1),
        only(account="Главный бухгалтер", fio="Петрова А. А."), only(account="Отчёт сформирован 24.11.2026"),
    )  # fmt: skip
    assert counts(dataset) == {"rows": 2, "broken": 0, "blank": 1, "totals": 2, "groups": 1, "service": 4}


def test_groups_give_the_address_to_the_rows_below(tmp_path: Path) -> None:
    dataset = load(
        tmp_path,
        only(account="г. Энск"), only(account="ул. Мира"),
        only(account="дом 5"), line(address=None), TOTAL,
        only(account="дом 7"), line(address=None, flat="1"),
        only(account="г. Энск, пр-кт Победы, д. 1, кв. 3"), line(address=None, flat=None),
    )  # fmt: skip
    assert [row.address for row in dataset.rows] == [
        "г. Энск, ул. Мира, дом 5",
        "г. Энск, ул. Мира, дом 7",
        "г. Энск, пр-кт Победы, д. 1, кв. 3",
    ]


def test_a_row_after_the_total_of_its_group_has_no_address(tmp_path: Path) -> None:
    dataset = load(tmp_path, GROUP, line(address=None), TOTAL, line(address=None, flat="13"))
    assert len(dataset.rows) == 1
    assert [(row.row, row.blocks) for row in dataset.broken] == [(5, Blocks.ALL)]


@pytest.mark.parametrize(
    "text", ["Итого по лицевому счету", "Итого по л/с 1234567:", "Всего по квартире 12", "итого по абоненту"]
)
def test_the_total_of_one_account_leaves_the_house_open_and_closes_a_flat(tmp_path: Path, text: str) -> None:
    total, second = only(account=text, rest_main="345,67"), line(address=None, flat="13", case_number="2-9/2025")
    dataset = load(tmp_path, GROUP, line(address=None), total, second, TOTAL, line(address=None, flat="14"))
    assert [row.flat for row in dataset.rows] == ["12", "13"]
    assert [(row.row, row.blocks) for row in dataset.broken] == [(7, Blocks.ALL)]
    flat = only(account="г. Энск, ул. Мира, д. 5, кв. 12")
    after = load(tmp_path, flat, line(address=None, flat=None), total, line(address=None, flat=None))
    assert [(row.row, row.blocks) for row in after.broken] == [(5, Blocks.ALL)]


def test_the_group_tells_the_house_of_a_row_whose_own_address_is_unreadable(tmp_path: Path) -> None:
    dataset = load(tmp_path, GROUP, line(address="Энск г, Мира ул, дом № 05.02.2026"))
    (row,) = dataset.broken
    assert (row.blocks, row.address) == (Blocks.DWELLING, "г. Энск, ул. Мира, д. 5")


def test_a_group_line_may_carry_the_sums_of_its_rows(tmp_path: Path) -> None:
    rows = [line(rest_main="100,00"), line(rest_main="250,50", flat="13")]
    dataset = load(tmp_path, only(account="г. Энск, ул. Мира, д. 5", rest_main="350,50"), *rows)
    assert counts(dataset)["groups"] == 1


def test_a_line_of_address_and_sums_that_is_no_subtotal_may_be_a_debt_so_it_blocks(tmp_path: Path) -> None:
    dataset = load(tmp_path, only(address="г. Энск, ул. Мира, д. 5", rest_main="999,00"), line(), line(flat="13"))
    assert [(row.row, row.blocks) for row in dataset.broken] == [(2, Blocks.HOUSE)]


def test_a_lone_address_with_a_flat_may_be_a_debt_so_it_blocks_its_dwelling(tmp_path: Path) -> None:
    dataset = load(tmp_path, only(address="г. Энск, ул. Мира, д. 5, кв. 12"), line(flat="13"))
    assert [(row.row, row.blocks) for row in dataset.broken] == [(2, Blocks.DWELLING)]


def test_a_total_with_a_name_or_a_case_is_data(tmp_path: Path) -> None:
    dataset = load(tmp_path, only(account="Итого", fio="Иванов Иван Иванович", rest_main=5))
    assert counts(dataset)["totals"] == 0
    assert len(dataset.broken) == 1


def _cells() -> st.SearchStrategy[Any]:
    words = st.sampled_from(
        ["", "Итого", "Всего", "г. Энск, ул. Мира, д. 5", "ул. Мира", "дом 7", "кв. 3", "Иванов Иван Иванович",
         "2-1/2025",
         "01.02.2025", "100,00", "0", "-", "приказ", "действует", "05.фев", "Бухгалтер", "1", "2", "=1+1", "Адрес",
         "ФИО"]
    )  # fmt: skip
    return st.one_of(words, st.text(alphabet="абвИОд 1290.,-/№\u00a0", max_size=12))


_LINE = st.one_of(
    st.lists(_cells(), max_size=len(CAPTIONS)),  # a longer line of a CSV refuses the file
    st.builds(
        lambda index, cell: [cell if number == index else value for number, value in enumerate(line())],
        st.integers(0, len(CAPTIONS) - 1),
        _cells(),
    ),
    st.sampled_from([line(), TOTAL, GROUP, BLANK]),
)


def read(path: Path, lines: list[list[Any]]) -> Dataset | None:
    """``None`` where the whole file was refused, which it may be for one thing: a line of these, named by its number,
    that is a header of its own."""
    try:
        return load_dataset(write_csv(path, [header(), *lines]), today=TODAY)
    except DatasetError as refused:
        assert refused.row is not None, refused
        assert sum(cell in ("Адрес", "ФИО") for cell in lines[refused.row - 2]) >= 3, refused
        return None


_QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_QUICK
@given(lines=st.lists(_LINE, max_size=8))
@example(lines=[["Адрес", "Адрес", "Адрес"]])
def test_no_line_is_ever_dropped_in_silence(tmp_path: Path, lines: list[list[Any]]) -> None:
    dataset = read(tmp_path / "p.csv", lines)
    if dataset is None:
        return
    (sheet,) = dataset.sheets
    found = counts(dataset)
    assert sum(found.values()) == sheet.lines == len(lines)
    assert (found["rows"], found["broken"]) == (len(dataset.rows), len(dataset.broken))
    assert all(row.errors for row in dataset.broken)


@_QUICK
@given(data=st.data())
def test_totals_and_blank_lines_change_nothing(tmp_path: Path, data: st.DataObject) -> None:
    rows = [line(flat=str(number), case_number=f"2-{number}/2025") for number in range(1, 5)]
    rows.append(line(flat="9", rest_main="?"))
    noisy: list[list[Any]] = []
    for row in rows:
        noisy += data.draw(st.lists(st.sampled_from([TOTAL, BLANK]), max_size=3))
        noisy.append(row)
    noisy += data.draw(st.lists(st.sampled_from([TOTAL, BLANK]), max_size=3))
    plain = load_dataset(write_csv(tmp_path / "p.csv", [header(), *rows]), today=TODAY)
    dirty = load_dataset(write_csv(tmp_path / "d.csv", [header(), *noisy]), today=TODAY)
    assert dirty.content_sha256 == plain.content_sha256
    assert (len(dirty.rows), len(dirty.broken)) == (4, 1)


@_QUICK
@given(lines=st.lists(_LINE, min_size=1, max_size=5), extra=_LINE)
def test_adding_a_line_never_makes_another_row_disappear(
    tmp_path: Path, lines: list[list[Any]], extra: list[Any]
) -> None:
    base = [line(), line(flat="13", case_number="2-2/2025")]
    dataset = read(tmp_path / "p.csv", [*base, *lines, extra])
    assert dataset is None or {row.flat for row in dataset.rows} >= {"12", "13"}
