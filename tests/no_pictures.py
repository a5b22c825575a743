"""Runs that take no pictures: half of the browser's work in tests of what is clicked, repeated and recorded.

That pictures are taken, of what and how masked, is proven by the tests that look at them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from rpa.cabinet.pages.base import CabinetPage, Picture


@contextmanager
def no_pictures() -> Iterator[None]:
    """While the body runs; the product records that there is none, and why, as where a screen cannot be taken."""

    async def none(_page: CabinetPage) -> Picture:
        return Picture(None, "без снимков")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CabinetPage, "picture", none)
        yield
