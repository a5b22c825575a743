"""«Остаток долга» under «Пени» is no rest of the debt: a caption that is known only without its parent."""

from __future__ import annotations

from pathlib import Path

import pytest
from registers import CAPTIONS, TODAY, Line, header, line, only_row, write_csv, write_xlsx

from rpa.debts.dataset import load_dataset, load_mapping, propose_mapping
from rpa.errors import DatasetError


def under(parent: str, captions: list[str], cells: Line, *, without: tuple[str, ...]) -> list[Line]:
    """The ordinary register without some columns, and others under ``parent`` at its end."""
    kept = [place for place, name in enumerate(CAPTIONS) if name not in without]
    upper = [header()[place] for place in kept] + [parent] + [""] * (len(captions) - 1)
    return [upper, [""] * len(kept) + captions, [line()[place] for place in kept] + cells]


FOREIGN = [
    ("Пени", ["Присуждено", "Остаток долга"], [500, 0], ("rest_main", "rest_peni"), "rest_main"),
    ("На начало года", ["Остаток основного долга", "Сальдо"], [0, 1], ("rest_main",), "rest_main"),
    ("Госпошлина", ["Взыскано", "Оплачено"], [500, 0], ("rest_main",), "paid_total"),
    ("Рассрочка", ["Период с", "Период по"], ["01.2019", "12.2019"], ("debt_from", "debt_to"), "debt_from"),
    ("Судебный участок", ["Адрес", "Телефон"], ["г. Энск, ул. Мира, д. 7", "5-55"], ("address",), "address"),
    ("Пристав", ["ФИО", "Отдел"], ["Петров Пётр Петрович", "1"], ("fio",), "fio"),
    ("Сведения об отмене", ["Дата решения", "Кем"], ["01.02.2026", "суд"], ("act_date",), "act_date"),
]


@pytest.mark.parametrize(("parent", "captions", "cells", "without", "name"), FOREIGN)
def test_a_caption_under_a_parent_of_another_kind_refuses_the_file(
    tmp_path: Path, parent: str, captions: list[str], cells: Line, without: tuple[str, ...], name: str
) -> None:
    lines = under(parent, captions, cells, without=without)
    for path in (write_xlsx(tmp_path / "a.xlsx", lines), write_csv(tmp_path / "a.csv", lines)):
        with pytest.raises(DatasetError, match=f"под заголовком «{parent}», а читался бы как {name}") as caught:
            load_dataset(path, today=TODAY)
        assert caught.value.column == name


def test_so_it_does_where_the_other_captions_are_merged_over_both_lines(tmp_path: Path) -> None:
    lines = under("Пени", ["Присуждено", "Остаток долга"], [500, 0], without=("rest_main", "rest_peni"))
    merges = tuple(f"{chr(65 + place)}1:{chr(65 + place)}2" for place in range(len(lines[0]) - 2))
    with pytest.raises(DatasetError, match="стоит под заголовком «Пени»"):
        load_dataset(write_xlsx(tmp_path / "a.xlsx", lines, merges=merges), today=TODAY)


def test_no_mapping_is_proposed_for_it_as_certain_and_a_person_may_name_it(tmp_path: Path) -> None:
    lines = under("На начало месяца", ["Остаток долга", "Сальдо"], [345.67, 1], without=("rest_main",))
    path = write_xlsx(tmp_path / "a.xlsx", lines)
    mapping = tmp_path / "a.yaml"
    proposed = propose_mapping(path).to_yaml()
    assert "  # проверьте: rest_main:" in proposed
    mapping.write_text(proposed.replace("# проверьте: rest_main:", "rest_main:"), encoding="utf-8")
    assert str(only_row(load_dataset(path, today=TODAY, mapping=load_mapping(mapping))).rest_main) == "345.67"


@pytest.mark.parametrize("parent", ["Задолженность", "Основной долг (без пени)", "Реестр долгов и пени:"])
def test_under_a_parent_of_its_own_kind_it_is_read(tmp_path: Path, parent: str) -> None:
    lines = under(parent, ["Остаток долга", "Счёт"], [300, 1], without=("rest_main",))
    assert str(only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", lines), today=TODAY)).rest_main) == "300.00"


def test_a_title_that_speaks_of_penalties_is_no_parent(tmp_path: Path) -> None:
    lines = [["Долги, пени и госпошлина на начало дня"], *under("", ["Остаток долга"], [300], without=("rest_main",))]
    assert str(only_row(load_dataset(write_xlsx(tmp_path / "a.xlsx", lines), today=TODAY)).rest_main) == "300.00"
