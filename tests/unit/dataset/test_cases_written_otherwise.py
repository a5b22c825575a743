"""One case under two spellings of its number, or of its period: what the rows say of it must agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from registers import line, load

from rpa.debts.dataset.vocabulary import case_key

SPELLINGS = ["2-100/25", "№ 2-100/2025", "дело 2-100/2025 от 01.03.2025", "02-0100/2025", "Приказ 2 – 100 / 2025 г."]


def told(folder: Path, **cells: Any) -> list[str]:
    return [
        row.contradictions[0][:38] if row.contradictions else "" for row in load(folder, line(), line(**cells)).rows
    ]


@pytest.mark.parametrize("number", SPELLINGS)
def test_a_case_paid_or_cancelled_under_another_spelling_contradicts_its_debt(tmp_path: Path, number: str) -> None:
    assert told(tmp_path, case_number=number, rest_main=0) == ["По одному делу указаны разные остатки: ещё"[:38]] * 2
    cancelled = told(tmp_path, case_number=number, act_status="отменён")
    assert cancelled == ["По одному делу указаны разные состояния"[:38]] * 2


def test_periods_that_overlap_are_one_debt_and_periods_apart_are_two(tmp_path: Path) -> None:
    assert all(told(tmp_path, rest_main=0, debt_from="02.2024"))
    assert not any(told(tmp_path, rest_main=0, debt_from="01.2023", debt_to="12.2023"))


@pytest.mark.parametrize(
    ("number", "contradicts"),
    [("2-100/2025-37", False), ("2-100/2025-12", True), ("2-100/2025-012", True), ("2-100/2025", True)],
)
def test_a_case_of_another_court_by_its_number_contradicts_nothing(
    tmp_path: Path, number: str, contradicts: bool
) -> None:
    """Each district counts anew; a register may call each of their courts «мировой судья»."""
    rows = load(
        tmp_path, line(case_number="2-100/2025-12", court="Мировой судья"),
        line(flat="2", fio="Седов Пётр Ильич", case_number=number, court="Мировой судья", act_status="отменён"),
    ).rows  # fmt: skip
    assert [bool(row.contradictions) for row in rows] == [contradicts] * 2


@pytest.mark.parametrize("number", ["2а-100/2025", "2-100/2024", "2-1001/2025", "2-100-2/2025", "12-100/2025", "2-100"])
def test_other_numbers_are_other_cases(number: str) -> None:
    assert case_key(number) != case_key("2-100/2025")
    assert case_key(number) == case_key(f" № {number.replace('-', ' - ')}") or "/" not in number
