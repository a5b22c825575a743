"""A caption that was not understood ends the group above it: its rows are never given to the previous house."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, load, only, write_csv, write_xlsx

from rpa.debts.dataset import Blocks, Dataset, load_dataset

FIRST = only(account="г. Энск, ул. Мира, д. 5")
NEXT = only(account="г. Энск, ул. Садовая, д. 9")


def row(flat: str, **cells: Any) -> list[Any]:
    return line(address=None, flat=flat, case_number=f"2-{flat}/2025", **cells)


def placed(dataset: Dataset) -> dict[str | None, str]:
    return {found.flat: found.address for found in dataset.rows}


def blocked(dataset: Dataset) -> list[tuple[int, Blocks]]:
    return [(found.row, found.blocks) for found in dataset.broken]


@pytest.mark.parametrize("column", ["account", "address", "fio", "flat", "court", "case_number"])
@pytest.mark.parametrize("text", ["Общежитие, Ленина 7", "Ленина 7", "7", "Дом быта", "Посёлок Красное Село"])
def test_rows_below_an_unknown_caption_have_no_address_and_block_all(tmp_path: Path, text: str, column: str) -> None:
    dataset = load(tmp_path, FIRST, row("1"), only(**{column: text}), row("2"), NEXT, row("3"))
    assert placed(dataset) == {"1": "г. Энск, ул. Мира, д. 5", "3": "г. Энск, ул. Садовая, д. 9"}
    assert blocked(dataset) == [(4, Blocks.ALL), (5, Blocks.ALL)]
    assert "не распознана" in dataset.broken[0].errors[0].message


@pytest.mark.parametrize("column", ["account", "address"])
def test_a_caption_with_a_sum_in_an_unknown_column_ends_the_group_above(tmp_path: Path, column: str) -> None:
    captions = [*header(), "Всего к взысканию"]
    caption = [*only(**{column: "г. Энск, ул. Ленина, д. 7"}), 9000]
    lines = [captions, FIRST, [*row("1"), 1], caption, [*row("2"), 9000], NEXT, [*row("3"), 1]]
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", lines), today=TODAY)
    assert set(placed(dataset)) == {"1", "3"}
    assert blocked(dataset) == [(4, Blocks.ALL), (5, Blocks.ALL)]


def test_after_an_unknown_caption_a_street_or_a_house_alone_is_in_no_known_town(tmp_path: Path) -> None:
    town, street = only(account="г. Энск"), only(account="ул. Мира")
    house, other = only(account="дом 5"), only(account="ул. Мира, д. 6")
    dataset = load(
        tmp_path, town, street, house, row("1"), only(account="Красное"), house, row("2"), street, house, row("3"),
        other, row("4"), only(account="с.Красное"), street, house, row("5"),
    )  # fmt: skip
    assert placed(dataset) == {"1": "г. Энск, ул. Мира, дом 5", "5": "с.Красное, ул. Мира, дом 5"}
    assert {blocks for _, blocks in blocked(dataset)} == {Blocks.ALL}


def test_captions_that_never_name_a_town_are_whole_without_it(tmp_path: Path) -> None:
    first, other = only(account="ул. Мира, д. 5"), only(account="ул. Мира, д. 6")
    dataset = load(tmp_path, first, row("1"), only(account="Общежитие"), row("2"), other, row("3"))
    assert placed(dataset) == {"1": "ул. Мира, д. 5", "3": "ул. Мира, д. 6"}


@pytest.mark.parametrize("text", ["пр. Ленина, 7", "пр Ленина, д. 7", "пр-т Ленина, 7"])
@pytest.mark.parametrize("town", ["г. Энск", "с.Красное", "г.Энск"])
def test_captions_with_a_short_avenue_and_without_a_blank_are_understood(tmp_path: Path, town: str, text: str) -> None:
    dataset = load(tmp_path, FIRST, row("1"), only(account=town), only(account=text), row("2"))
    assert placed(dataset)["2"] == f"{town}, {text}"
    dataset = load(tmp_path, FIRST, row("1"), only(account=f"{town}, {text}"), row("2"))
    assert placed(dataset)["2"] == f"{town}, {text}"


@pytest.mark.parametrize("cells", [{"case_number": "уточнить"}, {"fio": "Примерова Анна Сергеевна"}, {"act_date": "?"}])
@pytest.mark.parametrize("column", ["account", "address"])
def test_a_caption_with_a_remark_beside_it_ends_the_group_above(
    tmp_path: Path, column: str, cells: dict[str, str]
) -> None:
    caption = only(**{column: "г. Энск, ул. Ленина, д. 7"}, **cells)
    dataset = load(tmp_path, FIRST, row("1"), caption, row("2"), NEXT, row("3"))
    assert placed(dataset) == {"1": "г. Энск, ул. Мира, д. 5", "3": "г. Энск, ул. Садовая, д. 9"}
    assert (5, Blocks.ALL) in blocked(dataset)
    assert dataset.broken[0].address in (None, "г. Энск, ул. Ленина, д. 7")


def test_a_date_in_the_line_of_a_caption_is_no_second_text_in_a_csv(tmp_path: Path) -> None:
    lines = [header(), FIRST, row("1"), only(account="Ленина, 7", act_date="05.02.2026"), row("2")]
    dataset = load_dataset(write_csv(tmp_path / "a.csv", lines), today=TODAY)
    assert placed(dataset) == {"1": "г. Энск, ул. Мира, д. 5"}
    assert blocked(dataset) == [(4, Blocks.ALL), (5, Blocks.ALL)]


def test_a_row_of_a_group_with_a_person_and_a_bad_cell_keeps_the_group(tmp_path: Path) -> None:
    dataset = load(tmp_path, FIRST, row("1", rest_main="?"), row("2"))
    assert placed(dataset) == {"2": "г. Энск, ул. Мира, д. 5"}
    assert blocked(dataset) == [(3, Blocks.DWELLING)]


def test_a_nameless_line_of_a_group_that_names_its_own_dwelling_blocks_only_that(tmp_path: Path) -> None:
    own = only(address="г. Энск, ул. Мира, д. 5", flat="4", rest_main=5)
    dataset = load(tmp_path, FIRST, line(flat="1"), own, line(flat="2", case_number="2-2/2025"))
    assert set(placed(dataset)) == {"1", "2"}
    assert blocked(dataset) == [(4, Blocks.DWELLING)]


@pytest.mark.parametrize(("sum_", "group"), [("345,67", True), ("5 345,67", False)])
def test_a_flat_with_an_amount_is_a_group_only_if_the_rows_below_add_up_to_it(
    tmp_path: Path, sum_: str, group: bool
) -> None:
    caption = only(address="г. Энск, ул. Мира, д. 5, кв. 12", rest_main=sum_)
    dataset = load(tmp_path, caption, line(address=None, flat=None), NEXT, row("3"))
    assert [found.address for found in dataset.rows][group:] == ["г. Энск, ул. Садовая, д. 9"]
    assert blocked(dataset) == ([] if group else [(2, Blocks.DWELLING), (3, Blocks.ALL)])


def test_a_caption_that_closes_the_rows_above_it_gives_no_address_to_those_below(tmp_path: Path) -> None:
    first, other = (
        only(account=f"г. Энск, ул. Мира, д. {house}", rest_main=rest) for house, rest in ((5, 30), (7, 40))
    )
    rows = [row("1", rest_main=10), row("2", rest_main=20), first, row("3", rest_main=40), other]
    dataset = load(tmp_path, *rows)
    assert not dataset.rows
    assert {blocks for _, blocks in blocked(dataset)} == {Blocks.ALL}
    assert set(placed(load(tmp_path, first, *rows[:2], other, rows[3]))) == {"1", "2", "3"}


def test_a_subtotal_of_a_spreadsheet_is_a_total(tmp_path: Path) -> None:
    subtotal = only(address="г. Энск, ул. Мира, д. 5 Итог", rest_main="345,67")
    dataset = load(tmp_path, line(), subtotal, line(flat="13", rest_main="1,00", case_number="2-9/2025"))
    assert (len(dataset.rows), dataset.broken) == (2, ())


@pytest.mark.parametrize("address", ["г. Энск, ул. Садовая, д. 9", "ул. Садовая, д. 9"])
def test_a_row_of_another_house_ends_the_group_for_those_below_it(tmp_path: Path, address: str) -> None:
    dataset = load(tmp_path, FIRST, row("1"), line(address=address, flat="2", case_number="2-2/2025"), row("3"))
    assert placed(dataset) == {"1": "г. Энск, ул. Мира, д. 5", "2": address}
    assert blocked(dataset) == [(5, Blocks.ALL)]


@pytest.mark.parametrize("address", ["г. Энск, ул. Мира, д. 5, кв. 2", "Энск г., Мира ул., дом 5"])
def test_a_row_with_the_address_of_its_group_leaves_it_open(tmp_path: Path, address: str) -> None:
    dataset = load(tmp_path, FIRST, line(address=address, flat="2", case_number="2-2/2025"), row("3"))
    assert placed(dataset)["3"] == "г. Энск, ул. Мира, д. 5"
    assert not dataset.broken


@pytest.mark.parametrize("amounts", [{}, {"rest_main": 500, "awarded_main": 500}])
@pytest.mark.parametrize(
    ("column", "text"), [("flat", "12А"), ("flat", "12/1"), ("room", "3-2"), ("account", "100-20")]
)
def test_a_number_alone_in_another_column_is_no_house_of_the_rows_below(
    tmp_path: Path, column: str, text: str, amounts: dict[str, Any]
) -> None:
    town, street, house = only(account="г. Энск"), only(account="ул. Мира"), only(account="д. 5")
    dataset = load(tmp_path, town, street, house, row("1"), only(**{column: text}, **amounts), row("2"))
    assert placed(dataset) == {"1": "г. Энск, ул. Мира, д. 5"}
    assert blocked(dataset) == [(6, Blocks.ALL), (7, Blocks.ALL)]


@pytest.mark.parametrize(
    "text", ["8 Марта ул, 77", "1-я Луговая ул., д. 9", "50 лет Октября ул, 34 корп. 1", "5 мкр, 12"]
)
def test_a_street_that_begins_with_a_number_is_a_caption_and_ends_the_group_above(tmp_path: Path, text: str) -> None:
    first, caption = only(account="ул. Мира, д. 5"), only(account=text)
    assert placed(load(tmp_path, first, row("1"), caption, row("2"))) == {"1": "ул. Мира, д. 5", "2": text}
    dataset = load(tmp_path, first, row("1"), only(account=text, case_number="взыскание"), row("2"))
    assert placed(dataset) == {"1": "ул. Мира, д. 5"}
    assert blocked(dataset) == [(4, Blocks.ALL), (5, Blocks.ALL)]


@pytest.mark.parametrize("text", ["М.П. Чехова ул., д. 9", "Директорская ул., д. 9", "Исполнительский пер., д. 9"])
def test_a_street_that_begins_like_a_signature_is_a_caption(tmp_path: Path, text: str) -> None:
    dataset = load(tmp_path, only(account="ул. Мира, д. 5"), row("1"), only(account=text), row("2"))
    assert placed(dataset) == {"1": "ул. Мира, д. 5", "2": text}


def test_a_street_without_its_type_that_begins_like_a_place_for_a_stamp_ends_the_group(tmp_path: Path) -> None:
    dataset = load(tmp_path, FIRST, row("1"), only(account="М.П. Девятаева, 9"), row("2"))
    assert placed(dataset) == {"1": "г. Энск, ул. Мира, д. 5"}
    assert blocked(dataset) == [(4, Blocks.ALL), (5, Blocks.ALL)]


@pytest.mark.parametrize(
    "text",
    [
        "М.П.", "М.П. (подпись)", "Исполнитель: А. А. Иванова", "Исполнительный директор", "Юрист: А. А. Примерова",
        "Генеральный директор", "Ведущий экономист", "Подготовила: Примерова", "Ответственный исполнитель",
        "Документ сформирован 24.11.2026", "Конец отчёта",
    ],
)  # fmt: skip
def test_what_stands_under_a_table_is_no_data(tmp_path: Path, text: str) -> None:
    dataset = load(tmp_path, FIRST, row("1"), only(account=text))
    assert not dataset.broken


@pytest.mark.parametrize("address", [f"г. Энск, ул. Мира, д. 5{more}" for more in (", корп. 2", "5", "А")])
def test_a_row_of_a_house_that_only_begins_like_the_group_ends_it(tmp_path: Path, address: str) -> None:
    dataset = load(tmp_path, FIRST, row("1"), line(address=address, flat="9", case_number="2-9/2025"), row("2"))
    assert placed(dataset) == {"1": "г. Энск, ул. Мира, д. 5", "9": address}
    assert blocked(dataset) == [(5, Blocks.ALL)]


def test_a_block_in_its_own_column_and_a_flat_in_the_address_leave_the_group_open(tmp_path: Path) -> None:
    captions = ["Корпус", *header()]
    own = line(address="г. Энск, ул. Мира, д. 5, кв. 9", flat=None, case_number="2-9/2025")
    lines = [captions, ["", *FIRST], ["2", *row("1")], ["", *own], ["", *row("2")]]
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", lines), today=TODAY)
    assert placed(dataset)["2"] == "г. Энск, ул. Мира, д. 5"


@pytest.mark.parametrize("column", ["account", "address"])
def test_a_building_below_a_caption_is_no_page(tmp_path: Path, column: str) -> None:
    dataset = load(tmp_path, FIRST, row("1"), only(**{column: "Стр. 2"}), row("2"), NEXT, row("3"))
    assert set(placed(dataset)) == {"1", "3"}
    assert blocked(dataset) == [(4, Blocks.ALL), (5, Blocks.ALL)]


def test_a_page_beside_a_header_printed_again_or_at_the_end_is_one(tmp_path: Path) -> None:
    page = [only(account=f"Стр. {number}") for number in (1, 2)]
    dataset = load(tmp_path, FIRST, row("1"), page[0], header(), row("2"), page[1])
    assert (set(placed(dataset)), blocked(dataset)) == ({"1", "2"}, [])


@pytest.mark.parametrize(
    "captions",
    [
        [FIRST, only(account="г. Энск, ул. Садовая, д. 9, всего", rest_main=345.67)],
        [FIRST, only(account="Всего г. Энск, ул. Мира, д. 7:")],
        [only(account="г. Энск"), only(account="ул. Мира"), only(account="д. 7"), only(account="д. 5, итого")],
        [FIRST, only(account="г. Энск, ул. Мира, д. 5, корп. 2, всего")],
        [FIRST, only(account="5А всего")],
        [FIRST, only(account="ул. Садовая, всего")],
        [FIRST, only(account="Садовая, 9, всего")],
        [FIRST, only(account="пос. Новый, итого")],
    ],
)
def test_a_total_that_names_another_house_may_be_the_caption_of_the_rows_below_it(
    tmp_path: Path, captions: list[Any]
) -> None:
    dataset = load(tmp_path, *captions, row("1"))
    assert (placed(dataset), blocked(dataset)) == ({}, [(len(captions) + 2, Blocks.ALL)])


@pytest.mark.parametrize(
    "total",
    [
        "Итого по ул. Мира, д. 5", "Всего по дому 5", "д. 5, всего", "Итого по кв. 7", "улица Мира, дом 5, итого",
        "Итого по дому: 12 кв.", "Итого по г. Энск", "Задолженность всего", "Всего 12 должников",
    ],
)  # fmt: skip
def test_a_total_of_the_house_itself_below_no_row_leaves_its_group_open(tmp_path: Path, total: str) -> None:
    assert placed(load(tmp_path, FIRST, only(account=total), row("1"))) == {"1": "г. Энск, ул. Мира, д. 5"}
