"""Broken rows: how far they block, what is said about them, and what must never be guessed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from registers import GOOD, TODAY, header, line, load, only, only_broken, only_row, write_csv, write_xlsx

from rpa.debts.dataset import Blocks, DebtorStatus, IpState, Severity, load_dataset

GUID = "5f1d2a34-0000-4000-8000-00000000000a"


def test_a_broken_row_blocks_its_dwelling_when_address_and_flat_are_readable(tmp_path: Path) -> None:
    row = only_broken(load(tmp_path, line(rest_main="много")))
    assert (row.blocks, row.address, row.flat, row.row) == (Blocks.DWELLING, GOOD["address"], "12", 2)


def test_a_broken_row_blocks_its_house_when_the_flat_cannot_be_told(tmp_path: Path) -> None:
    for flat in (date(2026, 2, 5), "05.фев", 12.5, None):
        row = only_broken(load(tmp_path, line(flat=flat)))
        assert (row.blocks, row.address, row.flat) == (Blocks.HOUSE, GOOD["address"], None)


def test_a_broken_row_blocks_everything_when_the_house_cannot_be_told(tmp_path: Path) -> None:
    row = only_broken(load(tmp_path, line(address=date(2026, 2, 5))))
    assert (row.blocks, row.address) == (Blocks.ALL, None)


def test_the_house_identifier_tells_the_house_of_a_row_without_an_address(tmp_path: Path) -> None:
    row = only_broken(load(tmp_path, line(address=None, house_fias_guid=GUID)))
    assert (row.blocks, row.house_fias_guid) == (Blocks.DWELLING, GUID)


def test_a_broken_room_blocks_the_house_not_the_dwelling(tmp_path: Path) -> None:
    assert only_broken(load(tmp_path, line(room=date(2026, 2, 5)))).blocks is Blocks.HOUSE


@pytest.mark.parametrize(
    "address",
    [
        date(2026, 2, 5),
        datetime(2026, 2, 5, 0, 0),
        "г. Энск, ул. Мира, 05.фев",
        "г. Энск, ул. Мира, д. 5.фев",
        "Энск г, Мира ул, дом № 05.02.2026",
        "г. Энск, ул. Мира, 2026-02-05",
        "02.05.2026",
    ],
)
def test_a_house_turned_into_a_date_is_reported_never_guessed(tmp_path: Path, address: Any) -> None:
    row = only_broken(load(tmp_path, line(address=address)))
    assert [error.column for error in row.errors] == ["address"]
    assert "превратила" in row.errors[0].message
    assert row.errors[0].letter == "B"


@pytest.mark.parametrize("address", ["г. Энск, ул. 8 Марта, д. 5", "г. Энск, ул. 9 мая, 3", "г. Энск, пл. 1 Мая, д. 1"])
def test_a_street_named_after_a_day_is_no_date(tmp_path: Path, address: str) -> None:
    assert only_row(load(tmp_path, line(address=address))).address == address


@pytest.mark.parametrize(
    ("cell", "flat"), [(12.0, "12"), ("12.0", "12"), ("12,0", "12"), (" 12а ", "12а"), ("кв. 12", "кв. 12")]
)
def test_a_flat_keeps_its_number_whatever_the_cell_made_of_it(tmp_path: Path, cell: Any, flat: str) -> None:
    assert only_row(load(tmp_path, line(flat=cell))).flat == flat


def test_no_flat_is_needed_in_a_private_house_or_where_the_address_names_it(tmp_path: Path) -> None:
    captions = [*header(), "Частный дом"]
    path = write_xlsx(tmp_path / "a.xlsx", [captions, [*line(flat="-"), "да"]])
    assert only_row(load_dataset(path, today=TODAY)).private_house
    row = only_row(load(tmp_path, line(flat=None, address="г. Энск, ул. Мира, д. 5, кв. 12")))
    assert row.flat is None


def test_all_errors_of_a_row_are_told_at_once_with_a_place_and_a_cure(tmp_path: Path) -> None:
    row = only_broken(load(tmp_path, line(rest_main="x", act_date="31.02.2025", act_status="не обжалован", court=None)))
    assert {error.column for error in row.errors} == {"rest_main", "act_date", "act_status", "court"}
    assert all(
        error.cure and error.message and error.header and error.letter and error.row == 2 for error in row.errors
    )


def test_no_message_ever_holds_the_value(tmp_path: Path) -> None:
    secret = "Цапелькин 998877"
    row = only_broken(load(tmp_path, line(**{name: secret for name in GOOD if name not in ("address", "account")})))
    said = repr(row.errors)
    assert len(row.errors) > 8
    assert "Цапелькин" not in said
    assert "998877" not in said


@pytest.mark.parametrize(
    ("fio", "parts"),
    [
        ("Иванов Иван Иванович", ("Иванов", "Иван", "Иванович")),
        ("Мамедов Рашид Али оглы", ("Мамедов", "Рашид", "Али оглы")),
        ("Алиева Лейла Вагиф кызы", ("Алиева", "Лейла", "Вагиф кызы")),
        ("Мамедов Рашид Али-оглы", ("Мамедов", "Рашид", "Али-оглы")),
        ("Ли Ван -", ("Ли", "Ван", None)),
        ("Ли Ван б/о", ("Ли", "Ван", None)),
        ("Ли  Ван без отчества", ("Ли", "Ван", None)),
        ("Петров-Водкин Кузьма\u00a0Сергеевич", ("Петров-Водкин", "Кузьма", "Сергеевич")),
    ],
)
def test_a_name_is_split_where_it_can_be_split_in_one_way(
    tmp_path: Path, fio: str, parts: tuple[str, str, str | None]
) -> None:
    person = only_row(load(tmp_path, line(fio=fio))).person
    assert (person.last_name, person.first_name, person.middle_name) == parts


@pytest.mark.parametrize(
    "fio",
    [
        "Иванов", "Иванов Иван", "Иванов И.И.", "Иванов И. И.", "Иванов Иван Иванович Старший", "3айцев Иван Иванович",
        "Иванов Иван Иванович и др.", "Иванов Иван Иванович (умер)", "Иванов И.И., Петров П.П.", "Алиев Али оглы",
        "Ибн Сина Абу Али", None,
    ],
)  # fmt: skip
def test_a_name_that_could_be_read_in_two_ways_breaks_the_row(tmp_path: Path, fio: str | None) -> None:
    assert {error.column for error in only_broken(load(tmp_path, line(fio=fio))).errors} == {"fio"}


def test_three_columns_of_a_name_need_no_splitting_and_an_empty_patronymic_needs_a_word(tmp_path: Path) -> None:
    """An answer that names somebody without a patronymic may name somebody else."""
    captions = [*header(), "Фамилия", "Имя", "Отчество"]
    lines = [captions, [*line(fio=None), "Ибн Сина", "Абу", "-"], [*line(fio=None, flat="1"), "Ли", "Ван", None]]
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", lines), today=TODAY)
    assert [(row.person.last_name, row.person.middle_name) for row in dataset.rows] == [("Ибн Сина", None)]
    assert [(error.row, error.column) for broken in dataset.broken for error in broken.errors] == [(3, "middle")]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"debt_from": "01.2025", "debt_to": "12.2024"}, "debt_to"),
        ({"debt_to": "04.2025"}, "debt_to"),
        ({"rest_main": "12345,68"}, "rest_main"),
        ({"rest_main": "-1"}, "rest_main"),
        ({"rest_main": None}, "rest_main"),
        ({"rest_main": "1,234"}, "rest_main"),
        ({"act_date": "01.01.2027", "debt_to": "12.2026"}, "act_date"),
        ({"balance_date": "25.11.2026"}, "balance_date"),
        ({"act_date": "01.03.25"}, "act_date"),
        ({"in_force_date": None}, "in_force_date"),
        ({"act_status": "не отменён"}, "act_status"),
        ({"act_kind": "справка"}, "act_kind"),
        ({"agreement_status": "да"}, "agreement_status"),
        ({"rest_peni": "немного"}, "rest_peni"),
        ({"act_date": 7}, "act_date"),
    ],
)
def test_a_value_against_the_rules_breaks_the_row(tmp_path: Path, cells: dict[str, Any], column: str) -> None:
    assert {error.column for error in only_broken(load(tmp_path, line(**cells))).errors} == {column}


def test_the_edges_of_those_rules_are_accepted(tmp_path: Path) -> None:
    edges: list[dict[str, Any]] = [
        {"rest_main": "12345,67"}, {"rest_main": "0"}, {"debt_to": "03.2025"}, {"balance_date": TODAY},
        {"debt_from": "12.2024"}, {"act_status": "отменён", "in_force_date": None},
        {"act_status": "не вступил в силу", "in_force_date": None},
    ]  # fmt: skip
    dataset = load(tmp_path, *(line(flat=str(number), **cells) for number, cells in enumerate(edges, 1)))
    assert not dataset.broken
    assert len(dataset.rows) == len(edges)


def test_dates_come_as_dates_serials_and_text(tmp_path: Path) -> None:
    wanted = date(2025, 3, 1)
    cells = (wanted, 45717, 45717.0, "45717", "01.03.2025", "2025-03-01", "01.03.2025 г.", "01.03.2025 0:00:00")
    dataset = load(tmp_path, *(line(act_date=cell, flat=str(number)) for number, cell in enumerate(cells, 1)))
    assert [row.act_date for row in dataset.rows] == [wanted] * len(cells)


def test_months_stand_for_their_first_and_last_day(tmp_path: Path) -> None:
    row = only_row(load(tmp_path, line(debt_from="январь 2024", debt_to="02.2024")))
    assert (row.debt_from, row.debt_to) == (date(2024, 1, 1), date(2024, 2, 29))


def test_a_period_may_stand_in_one_cell(tmp_path: Path) -> None:
    captions = header()
    captions[11], captions[12] = "Период долга", "Прочее"
    for text in (
        "01.2024-12.2024",
        "01.01.2024 – 31.12.2024",
        "с 01.2024 по 12.2024",
        "янв.2024 - дек.2024",
        "2024-01-01 - 2024-12-31",
    ):
        path = write_csv(tmp_path / "a.csv", [captions, line(debt_from=text, debt_to=None)])
        row = only_row(load_dataset(path, today=TODAY))
        assert (row.debt_from, row.debt_to) == (date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(("text", "agrees"), [("01.2024-12.2024", True), ("12.2024", False)])
def test_a_period_beside_its_first_and_last_month_must_say_the_same(tmp_path: Path, text: str, agrees: bool) -> None:
    path = write_csv(tmp_path / "a.csv", [[*header(), "Период"], [*line(), text]])
    dataset = load_dataset(path, today=TODAY)
    assert len(dataset.rows) == agrees
    assert [error.column for row in dataset.broken for error in row.errors] == ["debt_period"] * (not agrees)


def test_the_rest_follows_from_payments_only_where_nothing_is_guessed(tmp_path: Path) -> None:
    captions = [*header(), "Присуждено пени", "Присуждено госпошлина", "Оплачено"]
    captions[14] = "Прочее"

    def rest(*extra: Any) -> Decimal | None:
        path = write_xlsx(tmp_path / "a.xlsx", [captions, [*line(rest_main=None), *extra]])
        dataset = load_dataset(path, today=TODAY)
        return dataset.rows[0].rest_main if dataset.rows else None

    assert rest(0, 0, "2 345,67") == Decimal("10000.00")
    assert rest(100, 50, 0) == Decimal("12345.67")
    assert rest(100, 50, "12 495,67") == Decimal("0.00")
    assert rest(100, 50, "2 345,67") is None
    assert rest(None, None, "2 345,67") is None


def test_soft_formats_and_optional_cells_never_break_a_row(tmp_path: Path) -> None:
    captions = [*header(), "СНИЛС", "УИД", "Дата рождения"]
    cells = [
        *line(case_number="б/н", ip_number="10701/16/3001-ИП", house_fias_guid="не знаю"),
        "112-233-445 96",
        "1",
        "вчера",
    ]
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", [captions, cells]), today=TODAY)
    row = only_row(dataset)
    assert (row.person.snils, row.birth_date, row.house_fias_guid) == (None, None, None)
    assert (row.case_number, row.ip_number, row.uid) == ("б/н", "10701/16/3001-ИП", "1")
    assert {(finding.column, finding.severity) for finding in dataset.findings} == {
        ("case_number", Severity.WARNING), ("ip_number", Severity.WARNING), ("uid", Severity.WARNING),
        ("snils", Severity.ERROR), ("birth_date", Severity.ERROR), ("house_fias_guid", Severity.ERROR),
    }  # fmt: skip
    assert {error.column for error in dataset.errors} == {"snils", "birth_date", "house_fias_guid"}


def test_a_valid_snils_is_kept_as_eleven_digits(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[*header(), "СНИЛС"], [*line(), "112-233-445 95"]])
    assert only_row(load_dataset(path, today=TODAY)).person.snils == "11223344595"


@pytest.mark.parametrize(
    ("number", "state", "article", "expected"),
    [
        (None, None, None, IpState.NONE),
        ("1/25/77001-ИП", None, None, IpState.UNKNOWN),
        ("1/25/77001-ИП", "исполняется", None, IpState.OPEN),
        ("1/25/77001-ИП", "окончено", "47, 1, 1", IpState.ENDED_PAID),
        ("1/25/77001-ИП", "окончено", "ст. 46 ч. 1 п. 4", IpState.ENDED_NOT_COLLECTED),
        ("1/25/77001-ИП (окончено 46-1-3)", None, None, IpState.ENDED_NOT_COLLECTED),
        ("1/25/77001-ИП", "окончено", "47-1-7", IpState.ENDED_OTHER),
        ("1/25/77001-ИП", "окончено", None, IpState.ENDED_OTHER),
    ],
)
def test_only_article_47_1_1_means_paid(
    tmp_path: Path, number: str | None, state: str | None, article: str | None, expected: IpState
) -> None:
    captions = [*header(), "Состояние ИП", "Статья окончания ИП"]
    path = write_xlsx(tmp_path / "a.xlsx", [captions, [*line(ip_number=number, rest_main=0), state, article]])
    assert only_row(load_dataset(path, today=TODAY)).ip_state is expected


def test_a_dead_or_bankrupt_debtor_is_told(tmp_path: Path) -> None:
    captions = [*header(), "Статус должника", "Прежняя фамилия"]
    path = write_xlsx(tmp_path / "a.xlsx", [captions, [*line(), "Умер 01.02.2025", "Сидорова, Петрова"]])
    row = only_row(load_dataset(path, today=TODAY))
    assert (row.debtor_status, row.former_last) == (DebtorStatus.DECEASED, ("Сидорова", "Петрова"))


def test_a_repeated_identifier_breaks_the_later_row(tmp_path: Path) -> None:
    captions = [*header(), "row_id"]
    path = write_xlsx(
        tmp_path / "a.xlsx", [captions, [*line(), "A1"], [*line(flat="13"), "A1"], [*line(flat="14"), "A2"]]
    )
    dataset = load_dataset(path, today=TODAY)
    assert [row.row_id for row in dataset.rows] == ["A1", "A2"]
    (broken,) = dataset.broken
    assert (broken.row, broken.flat, broken.blocks) == (3, "13", Blocks.DWELLING)
    (summary,) = dataset.sheets
    assert (summary.rows, summary.broken) == (2, 1)


def test_a_line_with_nothing_but_a_name_is_a_broken_row_not_a_group(tmp_path: Path) -> None:
    row = only_broken(load(tmp_path, only(fio="Иванов Иван Иванович")))
    assert row.blocks is Blocks.ALL
