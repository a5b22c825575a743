"""Set-up answers are tried before they are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.errors import BadInput
from rpa.operate.wizard.trying import check_ogrn, try_dataset, try_served_houses


@pytest.mark.parametrize("ogrn", ["1027700132195", " 1027700132195 ", "304500116000157"])
def test_a_real_number_is_taken(ogrn: str) -> None:
    assert check_ogrn(ogrn) == ogrn.strip()


@pytest.mark.parametrize("ogrn", ["1027700132196", "102770013219", "1027700132195a", "102770013219²", ""])
def test_a_typing_error_is_told(ogrn: str) -> None:
    with pytest.raises(BadInput):
        check_ogrn(ogrn)


@given(st.integers(10**11, 10**12 - 1), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed_unless_the_check_digit_is_ambiguous(body: int, at: int, shift: int) -> None:
    number = f"{body}{body % 11 % 10}"
    assert check_ogrn(number) == number
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    # Remainders 0 and 10 share the digit 0: the register's own rule cannot tell them apart.
    if int(wrong[:-1]) % 11 % 10 != int(wrong[-1]):
        with pytest.raises(BadInput):
            check_ogrn(wrong)


def test_a_file_that_cannot_be_used_says_why_and_what_to_do(tmp_path: Path) -> None:
    missing = try_dataset(tmp_path / "absent.xlsx", date(2026, 11, 24))
    assert not missing.good
    assert all(missing.lines)
    assert not try_served_houses(tmp_path / "absent.xlsx").good
