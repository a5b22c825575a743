"""A register on disk, through decision, plan, spreadsheet and approval, to the answers. All people are invented."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from decision_samples import TODAY
from plan_samples import NOW, asked, plan_of

from rpa.debts.approval import approval_sheet, approve_from_sheet, approved_answers, read_approval_sheet
from rpa.debts.canonical import file_sha256, sha256_hex
from rpa.debts.dataset import Dataset, load_dataset
from rpa.debts.matching import Matcher
from rpa.debts.plan import ActsFolder, PlanItem, load_plan, parse_plan
from rpa.debts.served_houses import ServedHouse, ServedHouses
from rpa.model import Decision, HousingFundObject, Person, Subrequest
from rpa.operate.inputs import Inputs
from rpa.operate.place import Place
from rpa.operate.planning import draw_plan, load_prepared
from rpa.web.data import Loaded

ROW = {
    "Адрес": "г. Энск, ул. Садовая, д. 5",
    "Кв.": "1",
    "ФИО": "Иванов Иван Иванович",
    "Вид акта": "Судебный приказ",
    "Суд": "Судебный участок № 1",
    "Номер дела": "2-1/2025",
    "Дата акта": "02.06.2025",
    "Вступил в силу": "01.07.2025",
    "Состояние акта": "Действует",
    "Период с": "01.2024",
    "Период по": "03.2025",
    "Присуждено основной долг": "10000,00",
    "Остаток основной долг": "10000,00",
    "Остаток пени": "0",
    "Остаток госпошлина": "0",
    "Дата остатка": "24.11.2026",
    "Файл акта": "act.pdf",
}


def register(folder: Path, *rows: dict[str, str]) -> Dataset:
    (folder / "act.pdf").write_bytes(b"%PDF-1.4 act")
    path = folder / "долги.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(ROW), delimiter=";")
        writer.writeheader()
        writer.writerows({**ROW, **row} for row in rows)
    return load_dataset(path, today=TODAY)


HOUSES = ServedHouses((ServedHouse("г. Энск, ул. Садовая, д. 5"),), sha256="5" * 64)


def test_a_register_becomes_answers_only_where_it_proves_them(tmp_path: Path) -> None:
    data = register(
        tmp_path,
        {},
        {"Кв.": "2", "Номер дела": "2-2/2025", "Остаток основной долг": "0"},
        {"Кв.": "3", "Номер дела": "2-3/2025", "Остаток основной долг": "много"},
        {"Кв.": "4", "Номер дела": "2-4/2025", "Файл акта": ""},
        {"Кв.": "5", "Номер дела": "2-5/2025", "Период с": "01.2019", "Период по": "12.2020", "Дата акта": "02.06.2021",
         "Вступил в силу": "01.07.2021"},
    )  # fmt: skip
    assert (len(data.rows), len(data.broken)) == (4, 1)
    plan = plan_of(
        tmp_path,
        [asked(number, str(number)) for number in range(1, 7)],
        matcher=Matcher(data.rows, data.broken, HOUSES),
        dataset=data,
        acts=ActsFolder(tmp_path),
    )
    assert [(item.decision, item.rule) for item in plan.items] == [
        (Decision.DEBT, "R53"),
        (Decision.NO_DEBT, "R26"),
        (Decision.REVIEW, "R08"),
        (Decision.REVIEW, "R41"),
        (Decision.NO_DEBT, "R24"),
        (Decision.NO_DEBT, "R20"),
    ]
    (tmp_path / "plan.json").write_bytes(plan.to_bytes())
    (tmp_path / "sheet.xlsx").write_bytes(approval_sheet(plan))
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    for row, word in ((2, "Имеется"), (3, "Погашена"), (7, "Нет")):
        book["Решения"][f"J{row}"], book["Решения"][f"K{row}"] = word, "Смирнова Анна"
    book.save(tmp_path / "sheet.xlsx")

    again = load_plan(tmp_path / "plan.json")
    sheet = read_approval_sheet(again, tmp_path / "sheet.xlsx")
    assert len(sheet.filled) == 3
    answers = approved_answers(again, approve_from_sheet(again, sheet, at=NOW))
    assert [(answer.request_number[-1], answer.has_debt) for answer in answers] == [
        ("1", True),
        ("2", False),
        ("6", False),
    ]
    (debtor,) = answers[0].debtors
    assert (debtor.last_name, debtor.first_name, debtor.middle_name) == ("Иванов", "Иван", "Иванович")
    assert [(file.path, file.sha256) for file in debtor.files] == [("act.pdf", sha256_hex(b"%PDF-1.4 act"))]


def decided(tmp_path: Path, data: Dataset, request: Subrequest, houses: ServedHouses | None = HOUSES) -> PlanItem:
    matcher = Matcher(data.rows, data.broken, houses)
    (item,) = plan_of(tmp_path, [request], matcher=matcher, dataset=data, acts=ActsFolder(tmp_path)).items
    return item


def at(address: str, flat: str | None) -> Subrequest:
    return replace(asked(1, "1"), housing_fund_object=HousingFundObject(address, flat))


@pytest.mark.parametrize(
    ("address", "flat", "decision"),
    [
        ("г. Энск, ул. Садовая, д. 5", "1", Decision.DEBT),
        ("Энск г, Садовая ул, дом 5", "кв. 1", Decision.DEBT),
        ("г. Энск, улица Садовая, д.5", "№ 01", Decision.DEBT),
        ("г. Энск, ул. Садовая, д. 5", "2", Decision.NO_DEBT),
        ("г. Энск, ул. Садовая, д. 5", None, Decision.REVIEW),
        ("г. Энск, ул. Садовая, д. 5, корп. 1", "1", Decision.REVIEW),
        ("г. Энск, ул. Содовая, д. 5", "2", Decision.REVIEW),
        ("г. Энск, ул. Садовая, д. 7", "1", Decision.REVIEW),
        ("???", "1", Decision.REVIEW),
        ("", None, Decision.REVIEW),
    ],
)
def test_spelling_noise_changes_nothing_and_doubt_is_never_no(
    tmp_path: Path, address: str, flat: str | None, decision: Decision
) -> None:
    assert decided(tmp_path, register(tmp_path, {}), at(address, flat)).decision is decision


def test_without_a_list_of_houses_a_debt_is_debt_and_absence_is_review(tmp_path: Path) -> None:
    data = register(tmp_path, {})
    assert decided(tmp_path, data, asked(1, "1"), houses=None).decision is Decision.DEBT
    absent = decided(tmp_path, data, asked(1, "2"), houses=None)
    assert (absent.decision, absent.rule) == (Decision.REVIEW, "R06")


def test_a_broken_row_whose_dwelling_is_unknown_blocks_no_everywhere_and_leaves_a_proven_debt(tmp_path: Path) -> None:
    data = register(tmp_path, {}, {"Адрес": "", "Кв.": "", "Номер дела": "2-9/2025"})
    assert len(data.broken) == 1
    absent = decided(tmp_path, data, asked(1, "2"))
    assert (absent.decision, absent.rule) == (Decision.REVIEW, "R13")
    assert decided(tmp_path, data, asked(1, "1")).decision is Decision.DEBT


def test_a_shown_person_who_is_not_the_debtor_is_review(tmp_path: Path) -> None:
    data = register(tmp_path, {})
    other = replace(asked(1, "1"), applicant=Person("Петрова", "Анна", "Сергеевна"))
    assert decided(tmp_path, data, other).rule == "R10"
    same = replace(asked(1, "1"), applicant=Person("ИВАНОВ", "Иван", "Иванович"))
    assert decided(tmp_path, data, same).decision is Decision.DEBT


def test_a_plan_knows_which_mapping_its_register_was_read_by(place: Place, tmp_path: Path) -> None:
    register(tmp_path, {})
    mapping = tmp_path / "columns.yaml"
    mapping.write_text("columns: {rest_main: Остаток основной долг}", encoding="utf-8")
    source = place.settings.dataset.model_copy(update={"file": tmp_path / "долги.csv", "mapping": mapping})
    place = replace(place, settings=place.settings.model_copy(update={"dataset": source}))
    prepared = load_prepared(place)
    plan = draw_plan(place, [], prepared)
    assert parse_plan(plan.to_bytes()).basis.mapping_sha256 == file_sha256(mapping)
    assert not Inputs(place).moved(plan, by_policy=True)
    loaded = Loaded(prepared)
    assert not loaded.replaced_since(plan.basis)
    assert loaded.replaced_since(replace(plan.basis, mapping_sha256=""))
    without = place.settings.dataset.model_copy(update={"mapping": None})
    place = replace(place, settings=place.settings.model_copy(update={"dataset": without}))
    assert b"mapping" not in draw_plan(place, [], load_prepared(place)).to_bytes()
