"""Runs that take no pictures: half of the browser's work in tests of what is clicked, repeated and recorded.

That pictures are taken, of what and how masked, is proven by the tests that look at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from rpa.cabinet.pages.base import CabinetPage, Picture

_NONE = Picture(None, "без снимков")
_NOTHING = Picture(b"\xff\xd8\xff nothing \xff\xd9")


def take_no_pictures() -> None:
    """From now on in this process. The product records that there is none, and why: as of a screen it cannot take."""
    _take(_NONE)


@contextmanager
def no_pictures() -> Iterator[None]:
    """The same while the body runs."""
    with pytest.MonkeyPatch.context() as patch:
        _take(_NONE, patch.setattr)
        yield


@contextmanager
def pictures_of_nothing() -> Iterator[None]:
    """While the body runs every picture is the same few bytes: for tests of how evidence is kept, told and linked."""
    with pytest.MonkeyPatch.context() as patch:
        _take(_NOTHING, patch.setattr)
        yield


def _take(picture: Picture, put: Callable[[Any, str, Any], None] = setattr) -> None:
    async def same(_page: CabinetPage) -> Picture:
        return picture

    put(CabinetPage, "picture", same)
