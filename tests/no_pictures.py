"""Runs that take no pictures: half of the browser's work in tests of what is clicked, repeated and recorded.

That pictures are taken, of what and how masked, is proven by the tests that look at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from rpa.cabinet.pages.base import CabinetPage, Picture


def take_no_pictures(put: Callable[[Any, str, Any], None] = setattr) -> None:
    """From now on in this process, or as long as ``put`` lasts; the product records that there is none, and why, as
    where a screen cannot be taken."""

    async def none(_page: CabinetPage) -> Picture:
        return Picture(None, "без снимков")

    put(CabinetPage, "picture", none)


@contextmanager
def no_pictures() -> Iterator[None]:
    """While the body runs."""
    with pytest.MonkeyPatch.context() as patch:
        take_no_pictures(patch.setattr)
        yield
