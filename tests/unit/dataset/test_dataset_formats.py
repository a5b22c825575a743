"""The same register in every format, encoding and layout loads to the same content."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from registers import (
    TODAY,
    header,
    line,
    load,
    only_row,
    write_csv,
    write_ods,
    write_sheets,
    write_xls,
    write_xlsx,
)

from rpa.debts.dataset import load_dataset
from rpa.debts.dataset.header import letter
from rpa.errors import DatasetError

LINES = [header(), line(), line(account="7", flat="3", fio="Ёлкина Анна Петровна", case_number="2-7/2025")]


def content(path: Path) -> str:
    dataset = load_dataset(path, today=TODAY)
    assert (len(dataset.rows), len(dataset.broken)) == (2, 0), dataset.errors
    return dataset.content_sha256


def test_xls_ods_and_csv_say_the_same_as_xlsx(tmp_path: Path) -> None:
    expected = content(write_xlsx(tmp_path / "a.xlsx", LINES))
    assert content(write_xls(tmp_path / "a.xls", LINES)) == expected
    assert content(write_ods(tmp_path / "a.ods", LINES)) == expected
    assert content(write_csv(tmp_path / "a.csv", LINES)) == expected


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "koi8-r", "cp866", "utf-16", "utf-16-le"])
def test_csv_is_read_in_any_common_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    # KOI8-R has no «№»; «ё» exists everywhere, so the content must be equal to the letter.
    lines = [[cell.replace("№ ", "") if isinstance(cell, str) else cell for cell in cells] for cells in LINES]
    expected = content(write_csv(tmp_path / "a.csv", lines))
    assert content(write_csv(tmp_path / "b.csv", lines, encoding=encoding, delimiter=delimiter)) == expected


def test_the_kind_of_a_file_is_told_by_its_content_not_by_its_name(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", LINES).rename(tmp_path / "a.csv")
    content(tmp_path / "a.csv")


def test_every_sheet_with_a_register_is_loaded_and_the_others_are_named(tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path / "a.xlsx",
        {"Пояснения": [["Как пользоваться"]], "Дом 5": LINES[:2], "Дом 6": [LINES[0], LINES[2]], "Пусто": []},
    )
    dataset = load_dataset(path, today=TODAY)
    assert [(row.sheet, row.row) for row in dataset.rows] == [("Дом 5", 2), ("Дом 6", 2)]
    assert len({row.row_id for row in dataset.rows}) == 2
    assert {sheet.name: bool(sheet.skipped) for sheet in dataset.sheets} == {
        "Пояснения": True, "Пусто": True, "Дом 5": False, "Дом 6": False,
    }  # fmt: skip


def test_a_header_of_two_rows_with_merged_parents_is_found_under_titles(tmp_path: Path) -> None:
    top, under = header(), header()
    for index, caption in enumerate(top):
        parent, _, child = caption.partition(" ")
        if parent in ("Присуждено", "Остаток") and child != "":
            top[index], under[index] = parent, child
        else:
            under[index] = None
    assert top[14:17] == ["Остаток"] * 3
    top[15] = top[16] = None  # as a merged cell leaves it
    lines = [["Реестр долгов"], ["по состоянию на 20.11.2026"], [], top, under, line(balance_date=None)]
    for merges in ((), ("O4:Q4",)):
        row = only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", lines, merges=()), today=TODAY))
        assert (row.row, row.rest_main, row.rest_peni) == (6, Decimal("345.67"), Decimal("0.00")), merges
        assert row.balance_date == date(2026, 11, 20)


def test_merged_header_cells_are_written_out(tmp_path: Path) -> None:
    top = [*header()[:14], "Остаток", None, None, *header()[17:]]
    under = [None] * 14 + ["основной долг", "пени", "госпошлина"] + [None] * 5
    path = write_xlsx(tmp_path / "a.xlsx", [top, under, line()], merges=("O1:Q1", "A1:A2", "B1:B2"))
    assert only_row(load_dataset(path, today=TODAY)).rest_main == Decimal("345.67")


def test_a_cell_merged_over_several_rows_counts_for_each(tmp_path: Path) -> None:
    lines = [header(), line(), line(address=None, case_number="2-101/2025")]
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", lines, merges=("B2:B3",)), today=TODAY)
    assert [row.address for row in dataset.rows] == ["г. Энск, ул. Мира, д. 5"] * 2


def test_a_table_that_begins_far_from_the_corner_keeps_its_places(tmp_path: Path) -> None:
    moved = [["", "", *cells] for cells in (header(), line(), line(rest_main="x"))]
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", [[], [], *moved]), today=TODAY)
    (row,), (error,) = dataset.rows, dataset.errors
    assert (row.row, error.row, error.column) == (4, 5, "rest_main")
    assert error.letter == letter(moved[0].index(error.header))


def test_equal_cells_of_a_register_are_one_object_in_memory(tmp_path: Path) -> None:
    rows = [line(flat="1", case_number="2-1/2025"), line(flat="2", case_number="2-2/2025")]
    for path in (write_xlsx(tmp_path / "a.xlsx", [header(), *rows]), write_csv(tmp_path / "a.csv", [header(), *rows])):
        one, other = load_dataset(path, today=TODAY).rows
        shared = ("address", "court", "act_date", "awarded_main")
        assert all(getattr(one, name) is getattr(other, name) for name in shared)


def test_an_address_in_several_columns_is_put_together(tmp_path: Path) -> None:
    captions = [*header(), "Город", "Улица", "Дом", "Корпус"]
    captions[1] = "Район"
    path = write_xlsx(tmp_path / "a.xlsx", [captions, [*line(), "г. Энск", "ул. Мира", 5.0, "2"]])
    assert only_row(load_dataset(path, today=TODAY)).address == "г. Энск, ул. Мира, д. 5, корп. 2"


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "пуст"),
        (b"<html><table></table></html>", "не таблица"),
        (b"PK\x03\x04 not a zip", "повреждён"),
        ("просто текст без таблицы".encode(), "заголовков"),
    ],
)
def test_a_file_that_is_no_register_is_refused_with_a_cure(tmp_path: Path, data: bytes, part: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(DatasetError) as caught:
        load_dataset(path, today=TODAY)
    assert part in caught.value.what
    assert caught.value.hint
    assert caught.value.file == path


def test_an_absent_file_is_a_dataset_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="не найден"):
        load_dataset(tmp_path / "no.xlsx", today=TODAY)


def test_all_missing_columns_are_named_at_once(tmp_path: Path) -> None:
    lines = [["Адрес", "ФИО", "Номер дела"], ["г. Энск, ул. Мира, д. 5, кв. 1", "Иванов Иван Иванович", "2-1/2025"]]
    with pytest.raises(DatasetError) as caught:
        load_dataset(write_xlsx(tmp_path / "a.xlsx", lines), today=TODAY)
    for name in ("act_kind", "act_date", "act_status", "rest_main", "balance_date", "debt_from"):
        assert name in caught.value.what
    assert "address" not in caught.value.what


def test_two_columns_for_one_name_are_refused_unless_the_mapping_chooses(tmp_path: Path) -> None:
    from rpa.debts.dataset import ColumnMapping

    path = write_xlsx(tmp_path / "a.xlsx", [[*header(), "Полный адрес"], [*line(), "г. Энск, ул. Тихая, д. 1"]])
    with pytest.raises(DatasetError, match="address"):
        load_dataset(path, today=TODAY)
    chosen = load_dataset(path, today=TODAY, mapping=ColumnMapping(columns={"address": "W"}))
    assert only_row(chosen).address == "г. Энск, ул. Тихая, д. 1"


def test_the_balance_date_of_most_rows_is_the_date_of_the_dataset(tmp_path: Path) -> None:
    fresh, old = date(2026, 11, 23), date(2025, 1, 1)
    rows = [line(case_number=f"2-{n}/2025", balance_date=old if n == 1 else fresh) for n in range(1, 4)]
    assert load(tmp_path, *rows).as_of == fresh
    assert load(tmp_path, line(balance_date=old), line(case_number="2-2/2025")).as_of == old
    assert load(tmp_path).as_of is None


def test_a_sheet_nobody_renewed_makes_the_dataset_as_old_unless_nothing_is_owed_on_it(tmp_path: Path) -> None:
    fresh, old = date(2026, 11, 23), date(2026, 8, 20)
    new = [header(), *[line(flat=str(flat), case_number=f"2-{flat}/2025") for flat in (1, 2, 3)]]
    left = {"address": "г. Энск, ул. Мира, д. 7", "balance_date": old, "case_number": "2-9/2025"}
    for cells, as_of in (({}, old), ({"rest_main": 0}, fresh), ({"act_status": "отменён"}, fresh)):
        sheets = {"Дом 5": new, "Дом 7": [header(), line(**left, **cells)]}
        assert load_dataset(write_sheets(tmp_path / "a.xlsx", sheets), today=TODAY).as_of == as_of


def test_a_register_without_a_row_is_of_no_date_whatever_date_it_bears(tmp_path: Path) -> None:
    titled = [["Остатки по состоянию на 23.11.2026"], header()]
    assert load_dataset(write_xlsx(tmp_path / "a.xlsx", titled), today=TODAY).as_of is None
    assert load_dataset(write_xlsx(tmp_path / "a.xlsx", [*titled, line()]), today=TODAY).as_of == date(2026, 11, 23)
    broken = load_dataset(write_xlsx(tmp_path / "a.xlsx", [*titled, line(rest_main="много")]), today=TODAY)
    assert broken.as_of == date(2026, 11, 23)


def test_progress_counts_up_to_the_total(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    rows = [line(case_number=f"2-{number}/2025") for number in range(2500)]
    load(tmp_path, *rows, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (2500, 2500)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len(seen) >= 3


def test_a_damaged_old_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    with pytest.raises(DatasetError):
        load_dataset(path, today=TODAY)


def test_of_several_dates_above_the_table_the_earliest_is_that_of_the_balances(tmp_path: Path) -> None:
    """A report is printed later than the balances it shows."""
    titles = [["Сформировано 23.11.2026"], ["Остатки на 31.10.2026"]]
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", [*titles, header(), line(balance_date=None)]), today=TODAY)
    assert dataset.rows[0].balance_date == date(2026, 10, 31)
