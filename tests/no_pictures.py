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
    with _given(Picture(None, "без снимков")):
        yield


@contextmanager
def pictures_of_nothing() -> Iterator[None]:
    """While the body runs every picture is the same few bytes: for tests of how evidence is kept, told and linked."""
    with _given(Picture(b"\xff\xd8\xff nothing \xff\xd9")):
        yield


@contextmanager
def _given(picture: Picture) -> Iterator[None]:
    async def same(_page: CabinetPage) -> Picture:
        return picture

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CabinetPage, "picture", same)
        yield
