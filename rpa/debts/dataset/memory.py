"""Memory that reading a file freed goes back to the system."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctypes import CDLL


def give_back() -> None:
    """Give freed memory back. glibc keeps the pieces its allocations left behind: after a register of 100,000 rows as
    much as a third of the rows themselves, and it serves no object of Python's again. Elsewhere nothing is done."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library has no such call
            _system().malloc_trim(0)


@cache
def _system() -> CDLL:
    import ctypes  # not needed to start a command

    return ctypes.CDLL(None)
