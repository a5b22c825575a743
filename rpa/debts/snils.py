"""The check number of an СНИЛС: постановление Правления ПФР 192п, приложение."""

from __future__ import annotations

_LAST_WITHOUT = 1_001_998
"""Numbers up to 001-001-998 were given without a check number."""


def check_number_fits(digits: str) -> bool | None:
    """Whether the last two of eleven digits are the check number of the nine before; ``None`` where there was none.

    It is the sum of the nine, weighted by 9 to 1, modulo 101; 100 counts as 0.
    """
    if int(digits[:9]) <= _LAST_WITHOUT:
        return None
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return total % 101 % 100 == int(digits[9:])
