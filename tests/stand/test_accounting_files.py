"""The simulated accounting program: same seed, same files; the habits of real exports; every kind of case present."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from tests.forking import run
from tests.stand.conftest import RunningStand

NOW = "2026-11-24T10:00:00"
KINDS = {
    "no_rows", "debt", "several_debtors", "fully_paid", "penalties_only", "cancelled_order", "agreement_kept",
    "agreement_broken", "out_of_window", "straddling", "not_in_force", "house_not_served", "ambiguous_house",
    "ambiguous_room", "house_as_date",
}  # fmt: skip


def write(folder: Path, *arguments: str) -> Path:
    run("rpa.stand", "accounting", "--now", NOW, *arguments, str(folder)).check_returncode()
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("accounting"), "--seed", "3", "--requests", "80")


def table(path: Path) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def test_every_kind_of_case_is_there_with_what_to_expect(folder: Path) -> None:
    truth = json.loads((folder / "ground_truth.json").read_text(encoding="utf-8"))
    assert len(truth) == 80
    assert {case["kind"] for case in truth.values()} == KINDS
    still_open = {case["kind"] for case in truth.values() if case["past"] == "open"}
    assert still_open == KINDS
    assert {case["expected"] for case in truth.values()} == {"debt", "no_debt", "review"}
    assert all(case["debtors"] for case in truth.values() if case["expected"] == "debt")
    assert all(len(c["debtors"]) > 1 for c in truth.values() if c["kind"] == "several_debtors")


def test_the_register_has_the_habits_of_real_exports(folder: Path) -> None:
    rows = table(folder / "debts.xlsx")
    captions = rows[4]
    assert {"Период с", "Период по", "Остаток основной долг", "Остаток пени"} <= set(captions)
    assert {"Лицевой счет", "Адрес", "Кв.", "ФИО", "Дата остатка"} <= set(rows[3])
    assert openpyxl.load_workbook(folder / "debts.xlsx").active.merged_cells.ranges  # type: ignore[union-attr]
    firsts = [row[0] for row in rows[5:] if row[0]]
    assert any(str(f).startswith("Итого") for f in firsts)
    data = [row for row in rows[5:] if row[5]]
    assert any("\u00a0" in row[15] and "," in row[15] for row in data)
    flats = Counter(type(row[2]).__name__ for row in data)
    assert flats["str"]
    assert flats["int"]
    assert any(isinstance(row[2], str) and row[2].endswith(".0") for row in data)
    dates = Counter(type(row[9]).__name__ for row in data)
    assert set(dates) >= {"int", "str", "datetime"}
    assert any(str(row[0]).startswith("000") for row in data)
    waiting = [row for row in data if row[11] == "не вступил в силу"]
    assert waiting
    assert not any(row[20] for row in waiting)  # nobody opens an enforcement case by such an act


def test_a_corner_house_stays_a_text_and_one_house_became_a_date(folder: Path) -> None:
    addresses = [row[1] for row in table(folder / "debts.xlsx")[5:] if row[5]]
    assert any("/" in address for address in addresses)
    turned = [a for a in addresses if a.rpartition("№ ")[2].count(".") == 2]
    assert turned
    datetime.strptime(turned[0].rpartition("№ ")[2], "%d.%m.%Y")


def test_served_houses_name_guids_aliases_and_detached_houses(folder: Path) -> None:
    captions, *rows = table(folder / "served_houses.xlsx")
    assert captions == ("Адрес дома", "Идентификатор дома ФИАС", "Другие написания", "Частный дом")
    assert {row[3] for row in rows} == {"да", "нет"}
    assert any(row[1] is None for row in rows)
    guids = [row[1] for row in rows if row[1]]
    assert len(guids) == len(set(guids))


def test_each_act_is_a_readable_pdf_that_names_its_debtor_and_case(folder: Path) -> None:
    data = [row for row in table(folder / "debts.xlsx")[5:] if row[5]]
    files = {path.name for path in (folder / "acts").iterdir()}
    assert files == {row[21] for row in data}
    for row in data[:10]:
        pages = PdfReader(folder / "acts" / row[21]).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert row[5] in text
        assert f"Дело № {row[8]}" in text
        assert "УЧЕБНЫЙ ДОКУМЕНТ" in text


def test_the_same_seed_writes_the_same_and_the_running_stand_agrees(
    folder: Path, tmp_path: Path, stands: Callable[..., RunningStand]
) -> None:
    again = tmp_path / "from_server"
    stand = stands("--seed", "3", "--requests", "80", "--now", NOW, "--accounting", str(again))
    assert (again / "ground_truth.json").read_bytes() == (folder / "ground_truth.json").read_bytes()
    assert table(again / "debts.xlsx") == table(folder / "debts.xlsx")
    acts = sorted(path.name for path in (folder / "acts").iterdir())
    assert sorted(path.name for path in (again / "acts").iterdir()) == acts
    assert all((again / "acts" / name).read_bytes() == (folder / "acts" / name).read_bytes() for name in acts)
    truth = json.loads((again / "ground_truth.json").read_text(encoding="utf-8"))
    requests = {r["request_number"]: r for r in stand.state(only="requests")["requests"]}
    assert set(truth) == set(requests)
    for number, case in truth.items():
        assert case["due"] == requests[number]["due_date"]
        assert case["fias_shown"] == (requests[number]["fias_house_guid"] is not None)
    sent = [a for a in stand.state(only="answers")["answers"] if a["status"] == "SENT"]
    assert sent
    assert all(a["has_debt"] == (truth[a["request_number"]]["expected"] == "debt") for a in sent)


def test_one_organization_of_several_is_chosen_by_ogrn(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", "--organizations", "2")
    ogrn = next(iter(json.loads((folder / "ground_truth.json").read_text(encoding="utf-8")).values()))["ogrn"]
    named = write(tmp_path / "b", "--organizations", "2", "--ogrn", ogrn)
    assert (named / "ground_truth.json").read_bytes() == (folder / "ground_truth.json").read_bytes()
    unknown = run("rpa.stand", "accounting", "--ogrn", "0", str(tmp_path / "c"))
    assert unknown.returncode == 2
    assert not (tmp_path / "c").exists()


def test_periods_and_dates_agree_with_the_kind_of_case(folder: Path) -> None:
    """The window is the three years before the request was sent; here every open one was sent in November 2026."""
    truth = json.loads((folder / "ground_truth.json").read_text(encoding="utf-8"))
    by_file = {debtor["act_file"].rpartition("/")[2]: case for case in truth.values() for debtor in case["debtors"]}
    for row in table(folder / "debts.xlsx")[5:]:
        if row[5] and row[21] in by_file:
            assert float(row[15].replace("\u00a0", "").replace(",", ".")) > 0
            assert row[11] == "действует"
            assert _day(row[13]) >= date(2024, 1, 1)
            assert _day(row[10]) <= date(2026, 11, 24)


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, int):
        return date.fromordinal(date(1899, 12, 30).toordinal() + cell)
    return datetime.strptime(cell, "%d.%m.%Y").date()
