"""A file that says of itself that it is a part of the register, or in thousands, proves no «нет»."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, load, only_row, write_csv, write_sheets, write_xlsx

from rpa.debts.dataset import load_dataset
from rpa.errors import DatasetError

OTHER = line(flat="13", case_number="2-101/2025")


@pytest.mark.parametrize(
    "title",
    [
        ["Отбор:", None, 'Остаток Больше "5 000"'],
        ['Отбор: Дом В списке "ул. Мира, 5"'],
        ["Условия отбора: сумма от 5000"],
        ['Отбор: Организация Равно "УК Пример" И Дом Равно "5"'],
        ["Фильтр по участку 2"],
        ["Реестр должников с задолженностью свыше 10 000 руб."],
        ["Долги более 3 месяцев"],
        ["Реестр судебных актов по дому: г. Энск, ул. Мира, д. 5"],
        ["Суммы в тыс. руб."],
        ["Должники с долгом от 5 000 руб."],
        ["Задолженность не менее 5000 руб."],
        ["Должники свыше 3-х месяцев"],
        ["Долг более трёх месяцев"],
        ["Условие: остаток больше 5 000"],
        ["Долг > 5000"],
        ["Минимальная сумма долга: 5 000"],
        ["Топ-50 должников"],
        ["Реестр (часть 1 из 3)"],
        ["Реестр должников по адресу: г. Энск, ул. Мира, д. 5"],
        ["Дом: г. Энск, ул. Мира, д. 5"],
        ["Долги по домам: ул. Мира, 5, 7"],
        ["Задолженность по адресам:"],
        ["Дом: все, кроме ул. Мира, 5"],
        ['Отбор: Организация Равно "УК ""Пример"" И Дом Равно ""5"""'],
        ["Реестр по дому: ул. Мира, 5; услуга: все"],
        ["Реестр, часть 1, ст. Луговая"],
        ["Реестр (часть II)"],
        ["Реестр, 2-я часть"],
        ["Реестр, том 1"],
        ["Первые 100 строк реестра"],
        ["Параметры:", "Дом: ул. Мира, 5"],
        ["Выборка по исполнителю"],
    ],
)
def test_a_title_that_tells_of_a_filter_or_thousands_refuses_the_file(tmp_path: Path, title: list[Any]) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["Реестр"], title, [], header(), line()])
    with pytest.raises(
        DatasetError, match=r"строка 2: (?:реестр выгружен с отбором|суммы указаны в тысячах)"
    ) as caught:
        load_dataset(path, today=TODAY)
    assert "удалите эту строку" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "title",
    [
        ["Отбор:"],
        ["Отбор: не задан"],
        ['Отбор: Организация Равно "УК Пример"'],
        ["Реестр без отбора по участкам"],
        ['Отбор: Организация Равно "ООО ""УК Пример"""'],
        ["Реестр по дому: все"],
        ["Участок: Все"],
        ["Сведения по части 3 (часть 3 ст. 160 ЖК РФ)"],
        ["Долги за период не более 3 лет, по домам"],
        ["ООО «Дом», по адресу: г. Энск, ул. Мира, д. 1"],
        ["Параметры: остаток больше 0, долг > 0"],
        ["Задолженность по адресам"],
        ["Реестр судебных приказов по адресам на 20.11.2026"],
        ["Дом:", "Все дома"],
        ["Пени начислены: часть 14 статьи 155 ЖК РФ"],
        ["Сведения по 3 часть статьи 160 ЖК РФ"],
        ["Параметры:", "Дом: все"],
        ["Показаны записи 1-1 из 1"],
        ["Утверждён приказом от 12 декабря 2025 г."],
    ],
)
def test_other_titles_pass(tmp_path: Path, title: list[Any]) -> None:
    only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", [title, header(), line()]), today=TODAY))


@pytest.mark.parametrize(
    "title",
    [
        "Реестр судебных приказов за 2025 год",
        "Реестр актов за 2025-2026 годы",
        "Реестр актов за март 2025 г.",
        "Реестр актов за мартъ 2025 г.",
        "Период: 01.01.2025 - 30.11.2026",
        "Реестр с 01.03.2025 г. по 31.03.2025",
        "Новые акты с 01.02.2025",
        "Долги за 2024 год",
        "Реестр актов за 1 квартал 2025 г.",
        "Реестр актов за I полугодие 2025 года",
        "Реестр актов за первое полугодие 2025",
        "Реестр актов за 9 месяцев 2025 г.",
        "Реестр актов за Январь 2025 г. - Ноябрь 2025 г.",
        "Реестр актов за март-апрель 2025 г.",
        "Реестр актов с марта по июнь 2025 г.",
        "Реестр актов за период 01.03.25 - 31.03.25",
        "Период: Март 2025 г.",
        "Период: 2025 г.",
        "Новые акты с марта 2025 г.",
        "Новые акты с начала 2025 года",
        "Реестр актов за последние 2 года",
    ],
)
def test_a_register_of_one_time_with_nothing_of_another_refuses_the_file(tmp_path: Path, title: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[title], header(), line(), OTHER])
    with pytest.raises(DatasetError, match="строка 1: реестр выгружен за один срок") as caught:
        load_dataset(path, today=TODAY)
    assert "удалите эту строку" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "title",
    [
        "Оборотная ведомость за ноябрь 2026 г.",
        "Долги за период с 01.01.2020 по 23.11.2026",
        "Сальдо за 2026 год",
        "Оборотная ведомость за 4 квартал 2026 г.",
        "Сальдо с начала года",
        "Долги за последние три года",
        "Долги за последние 36 месяцев",
        "Долги с января 2020 г. по ноябрь 2026 г.",
        "Остатки по состоянию на 23 ноября 2025 года",
        "Долги за весь период",
        "Период: весь",
        "Акты за 40 месяцев 2025 г., с 31.02.2025",
    ],
)
def test_a_time_that_the_lines_do_not_keep_to_or_that_is_long_enough_passes(tmp_path: Path, title: str) -> None:
    only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", [[title], header(), line()]), today=TODAY))


def test_sheets_of_one_house_each_are_the_whole_register(tmp_path: Path) -> None:
    sheets = {
        number: [[f"Реестр по дому: г. Энск, ул. Мира, д. {number}"], header(), cells]
        for number, cells in (("5", line()), ("7", OTHER))
    }
    assert len(load_dataset(write_sheets(tmp_path / "a.xlsx", sheets), today=TODAY).rows) == 2


@pytest.mark.parametrize("title", ["Показаны записи 1–100 из 250", "Показано 100 из 250", "Строки 1 - 100 из 250"])
def test_a_page_of_a_longer_list_refuses_the_file(tmp_path: Path, title: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[title], header(), line()])
    with pytest.raises(DatasetError, match=r"строка 1: строк названо 250"):
        load_dataset(path, today=TODAY)


@pytest.mark.parametrize("foot", ["Количество записей: 1250", "Страница 1 из 3", "Стр. 2/2"])
def test_lines_or_pages_that_are_not_there_refuse_the_file(tmp_path: Path, foot: str) -> None:
    with pytest.raises(DatasetError, match=r"строка 3: (?:строк|страниц) названо"):
        load(tmp_path, line(), [foot])


def test_lines_and_pages_that_are_there_pass(tmp_path: Path) -> None:
    feet = ["Страница 1 из 2"], header(), OTHER, ["Страница 2 из 2"], ["Количество записей: 2"]
    assert len(load(tmp_path, line(), *feet).rows) == 2


def test_pages_on_sheets_of_their_own_are_there_too(tmp_path: Path) -> None:
    sheets = {str(page): [header(), line(flat=str(page)), [f"Страница {page} из 2"]] for page in (1, 2)}
    assert len(load_dataset(write_sheets(tmp_path / "a.xlsx", sheets), today=TODAY).rows) == 2


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("left", [30, 8, 2])
def test_a_csv_that_breaks_off_within_a_line_refuses_the_file(tmp_path: Path, encoding: str, left: int) -> None:
    whole = write_csv(tmp_path / "a.csv", [header(), line(), OTHER])
    text = whole.read_text(encoding="utf-8").rstrip("\n")
    cells = text.splitlines()[-1].split(";")
    broken = "\n".join([*text.splitlines()[:-1], ";".join(cells[: len(cells) - left])])
    if left > len(cells):
        broken = "\n".join([*text.splitlines()[:-1], "г. Энск, ул. Ми"])
    whole.write_bytes(broken.encode(encoding))
    with pytest.raises(DatasetError, match="строка 3: файл обрывается посреди строки"):
        load_dataset(whole, today=TODAY)


@pytest.mark.parametrize("last", ["", "Итого;;;"])
def test_a_csv_whose_last_whole_line_has_no_break_behind_it_is_read(tmp_path: Path, last: str) -> None:
    path = write_csv(tmp_path / "a.csv", [header(), line(), OTHER])
    path.write_bytes((path.read_bytes() + last.encode()).rstrip(b"\r\n"))
    assert len(load_dataset(path, today=TODAY).rows) == 2
