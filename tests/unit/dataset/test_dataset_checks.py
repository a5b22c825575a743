"""Contradictions, duplicates and the difference between two loads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from registers import TODAY, header, line, load, write_csv, write_xlsx

from rpa.debts.dataset import Dataset, diff_datasets, load_dataset


def sentences(dataset: Dataset) -> list[str]:
    assert not dataset.broken, dataset.errors
    return [sentence for row in dataset.rows for sentence in row.contradictions]


@pytest.mark.parametrize(
    ("kind", "days", "contradicts"),
    [
        ("Судебный приказ", 9, True), ("Судебный приказ", 10, False), ("Решение", 27, True), ("Решение", 28, False),
        ("Заочное решение", 27, True), ("Решение в упрощённом порядке", 15, False),
        ("Апелляционное определение", 0, False),
    ],
)  # fmt: skip
def test_an_act_in_force_earlier_than_the_law_allows_is_a_contradiction_not_a_correction(
    tmp_path: Path, kind: str, days: int, contradicts: bool
) -> None:
    since = date.fromordinal(date(2025, 3, 1).toordinal() + days)
    dataset = load(tmp_path, line(act_kind=kind, in_force_date=since))
    assert bool(sentences(dataset)) is contradicts
    assert dataset.rows[0].in_force_date == since


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        ({"in_force_date": "25.11.2026"}, "ещё не наступила"),
        ({"act_status": "не вступил в силу", "ip_number": None}, "уже прошла"),
        ({"act_status": "не вступил в силу", "in_force_date": None}, "исполнительное производство по нему есть"),
        ({"act_kind": "Иск"}, "Вид акта не судебный"),
        ({"act_kind": "Иск", "in_force_date": None}, "по состоянию акт уже есть"),
        ({"act_kind": "Исковое заявление", "in_force_date": None, "act_status": "обжалуется"}, "акт уже есть"),
        ({"debt_from": "01.2014", "debt_to": "12.2014"}, "опечатку в годе"),
        ({"awarded_main": 0, "rest_main": 0}, "не присуждено ничего"),
        ({"ip_number": "1/25/77001-ИП (окончено 47-1-1)"}, "фактическим исполнением"),
    ],
)
def test_statements_that_exclude_each_other_are_named(tmp_path: Path, cells: dict[str, Any], part: str) -> None:
    (sentence,) = sentences(load(tmp_path, line(**cells)))
    assert part in sentence


def test_what_confirms_nothing_yet_says_nothing_against_itself(tmp_path: Path) -> None:
    waiting = line(act_status="не вступил в силу", in_force_date=None, ip_number=None)
    pending = {"in_force_date": None, "act_status": "не вступил в силу", "ip_number": None}
    claimed = line(act_kind="Иск", case_number="2-9/2025", awarded_main=0, rest_main=0, **pending)
    notary = {"court": "Нотариус Сидорова А. А.", "case_number": "2-7/2025"}
    noted = line(act_kind="Надпись нотариуса", in_force_date=None, **notary)
    cancelled = line(act_status="отменён", case_number="2-8/2025", awarded_main=0, rest_main=0)
    assert not sentences(load(tmp_path, waiting, claimed, noted, cancelled))


def test_paid_by_enforcement_with_nothing_left_is_no_contradiction(tmp_path: Path) -> None:
    assert not sentences(load(tmp_path, line(ip_number="1/25/77001-ИП (окончено 47-1-1)", rest_main=0)))


def test_a_cancelled_order_that_was_partly_paid_is_no_contradiction(tmp_path: Path) -> None:
    assert not sentences(load(tmp_path, line(act_status="отменён")))


def test_one_case_with_two_rests_is_a_contradiction_of_both_rows(tmp_path: Path) -> None:
    dataset = load(tmp_path, line(), line(rest_main="1,00"))
    assert [bool(row.contradictions) for row in dataset.rows] == [True, True]
    assert "строке 3" in dataset.rows[0].contradictions[0]


def test_debtors_of_one_case_with_shares_of_their_own_do_not_contradict(tmp_path: Path) -> None:
    other = line(fio="Иванова Анна Петровна", awarded_main="500,00", rest_main="100,00")
    assert not sentences(load(tmp_path, line(), other))


def test_the_same_case_number_in_another_court_is_another_case(tmp_path: Path) -> None:
    assert not sentences(load(tmp_path, line(), line(court="Судебный участок № 2", rest_main="1,00", flat="13")))


@pytest.mark.parametrize("without_rests", [{}, {"rest_peni": None, "rest_duty": None}])
def test_an_act_paid_in_full_leaves_no_main_debt(tmp_path: Path, without_rests: dict[str, None]) -> None:
    captions = [*header(), "Присуждено пени", "Присуждено госпошлина", "Оплачено"]
    paid = [*line(rest_main="12 345,67", **without_rests), 500, 200, "13 045,67"]
    assert sentences(load_dataset(write_xlsx(tmp_path / "a.xlsx", [captions, paid]), today=TODAY))


@pytest.mark.parametrize(
    ("kind", "court", "contradicts"),
    [
        ("Надпись нотариуса", "Судебный участок № 1", True),
        ("Решение правления", "Мировой судья участка № 1", True),
        ("Самозачёт", "ТСЖ «Мира»", False),
        ("Судебный приказ", "Нотариус Сидорова А. А.", True),
        ("Судебный приказ", "Правление ТСЖ «Мира»", True),
        ("Судебный приказ", "Районный суд (взыскатель ТСЖ «Мира»)", False),
    ],
)
def test_an_act_of_court_is_made_by_a_court_and_no_other_act_is(
    tmp_path: Path, kind: str, court: str, contradicts: bool
) -> None:
    force = None if kind in ("Надпись нотариуса", "Решение правления", "Самозачёт") else "25.03.2025"
    assert bool(sentences(load(tmp_path, line(act_kind=kind, court=court, in_force_date=force)))) is contradicts


def test_paid_and_rests_must_come_out_at_awarded(tmp_path: Path) -> None:
    captions = [*header(), "Присуждено пени", "Присуждено госпошлина", "Оплачено"]
    for paid, contradicts in (("12 000,00", False), ("11 000,00", True), ("99 999,00", True)):
        path = write_xlsx(tmp_path / "a.xlsx", [captions, [*line(), 0, 0, paid]])
        assert bool(sentences(load_dataset(path, today=TODAY))) is contradicts


@pytest.mark.parametrize(
    ("paid", "rest", "contradicts"),
    [("3 000,00", 0, True), (0, 0, True), ("12 345,67", 0, False), ("12 345,66", 0, False),
     ("3 000,00", "9 345,67", False), ("13 000,00", 0, False), ("3 000,00", "12 345,67", False), (None, 0, False),
     ("12 345,67", "12 345,67", True), ("13 000,00", "0,01", True)],
)  # fmt: skip
def test_a_main_debt_falls_by_no_more_than_was_paid_whatever_penalties_are(
    tmp_path: Path, paid: str | int | None, rest: str | int, contradicts: bool
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[*header(), "Оплачено"], [*line(rest_main=rest), paid]])
    assert bool(sentences(load_dataset(path, today=TODAY))) is contradicts


@pytest.mark.parametrize("caption", ["Присуждено пени", "Присуждено госпошлина", "Оплачено"])
@pytest.mark.parametrize("cell", ["уточняется", "5000,123"])
def test_an_amount_that_decides_whether_all_is_paid_breaks_its_row_when_unreadable(
    tmp_path: Path, caption: str, cell: str
) -> None:
    lines = [[*header(), caption], [*line(rest_main=0, rest_peni=None, rest_duty=None), cell]]
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", lines), today=TODAY)
    assert not dataset.rows
    assert len(dataset.broken) == 1


def test_a_repeated_dwelling_person_and_case_is_marked_as_a_duplicate(tmp_path: Path) -> None:
    dataset = load(tmp_path, line(), line(fio="ИВАНОВ ИВАН ИВАНОВИЧ"), line(case_number="2-9/2025"))
    assert [row.duplicate_of for row in dataset.rows] == [None, "2", None]
    assert [row.row for row in dataset.duplicates] == [3]


def test_the_difference_names_added_removed_and_changed_rows_wherever_they_moved(tmp_path: Path) -> None:
    old = load_dataset(
        write_csv(tmp_path / "old.csv", [header(), line(), line(account="2", flat="1"), line(account="3", flat="2")]),
        today=TODAY,
    )
    new = load_dataset(
        write_csv(tmp_path / "new.csv",
                  [header(), [], line(account="4", flat="9"), line(account="3", flat="2"), line(rest_main="100,00")]),
        today=TODAY,
    )  # fmt: skip
    found = diff_datasets(old, new)
    assert [row.account for row in found.added] == ["4"]
    assert [row.account for row in found.removed] == ["2"]
    assert [(change.old.row, change.new.row, change.columns) for change in found.changed] == [(2, 5, ("rest_main",))]
    assert (found.unchanged, found.same_content) == (1, False)


def test_the_difference_of_a_file_with_itself_is_empty(tmp_path: Path) -> None:
    rows = [line(), line(), line(flat="13", rest_main="x")]
    path = write_xlsx(tmp_path / "a.xlsx", [header(), *rows])
    found = diff_datasets(load_dataset(path, today=TODAY), load_dataset(path, today=TODAY))
    assert not (found.added or found.removed or found.changed)
    assert found.same_file
    assert found.same_content


def test_rows_with_identifiers_of_their_own_are_paired_by_them(tmp_path: Path) -> None:
    captions = [*header(), "ID"]
    captions[-1] = "row_id"
    old = load_dataset(write_csv(tmp_path / "o.csv", [captions, [*line(), "A1"], [*line(flat="2"), "A2"]]), today=TODAY)
    new = load_dataset(
        write_csv(tmp_path / "n.csv", [captions, [*line(account="9"), "A1"], [*line(flat="2"), "A3"]]), today=TODAY
    )
    found = diff_datasets(old, new)
    assert [change.columns for change in found.changed] == [("account",)]
    assert [row.row_id for row in (*found.added, *found.removed)] == ["A3", "A2"]


@pytest.mark.parametrize(
    ("before", "after", "warned"),
    [
        ({"act_status": "отменён"}, {"act_status": "отменён", "rest_main": "1,00"}, True),
        ({}, {"rest_main": "999,00"}, True),
        ({}, {"rest_main": "1,00"}, False),
    ],
)
def test_a_suspicious_change_of_the_rest_is_said(
    tmp_path: Path, before: dict[str, Any], after: dict[str, Any], warned: bool
) -> None:
    (change,) = diff_datasets(load(tmp_path, line(**before)), load(tmp_path, line(**after))).changed
    assert bool(change.warning) is warned


@pytest.mark.parametrize(
    ("status", "rests", "contradicts"),
    [
        ("Отменён", (0, 0, 0), False), ("Отменён", (0, 100, 0), True), ("Отменён", (5000, 100, 0), True),
        ("Действует", (0, 0, 0), True),
    ],
)  # fmt: skip
def test_a_cancelled_act_of_which_nothing_is_left_was_taken_off_and_not_paid(
    tmp_path: Path, status: str, rests: tuple[int, int, int], contradicts: bool
) -> None:
    captions = [*header(), "Присуждено пени", "Присуждено госпошлина", "Оплачено"]
    main, peni, duty = rests
    row = line(act_status=status, awarded_main=10000, rest_main=main, rest_peni=peni, rest_duty=duty, ip_number=None)
    dataset = load_dataset(write_xlsx(tmp_path / "a.xlsx", [captions, [*row, 500, 200, 0]]), today=TODAY)
    assert any("не сходятся" in sentence for sentence in sentences(dataset)) is contradicts
