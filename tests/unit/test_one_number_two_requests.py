"""A number names one request. Where two have it, none is taken for the other, and none is lost."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.cabinet.locators import Selectors
from rpa.cabinet.pages.debt_requests import DebtRequests, Filter
from rpa.cabinet.pages.register import Leaf
from rpa.errors import PageChanged, SiteUnavailable
from rpa.model import HousingFundObject, ResponseStatus, Subrequest

NUMBER = "260010000001"
FIRST, SECOND = (
    Subrequest(NUMBER, HousingFundObject(address), ResponseStatus.NOT_SENT, portal_id=portal_id)
    for portal_id, address in (("a", "г. Выдуманск, ул. Придуманная, д. 1"), ("b", "г. Выдуманск, ул. Иная, д. 2"))
)


class Blank:
    url = ""


def register(monkeypatch: pytest.MonkeyPatch, *leaves: tuple[Subrequest, ...]) -> DebtRequests:
    """One whose form wants a period; each search shows the next of ``leaves``, then nothing."""
    session: Any = SimpleNamespace(selectors=Selectors(), period_demanded={"all", "number"}, tainted=set())
    session.troubles, session.renewals = {}, SimpleNamespace(noticed=nullcontext)
    found, shown = DebtRequests(Blank(), session), iter(leaves)  # type: ignore[arg-type]

    async def nothing(*_args: Any) -> None: ...

    async def read_all() -> tuple[Subrequest, ...]:
        return next(shown, ())

    async def search() -> Leaf[Subrequest]:
        items = next(shown, ())
        return Leaf(items, len(items))

    for name, made_up in (("open", nothing), ("_fill", nothing), ("read_all", read_all), ("search", search)):
        monkeypatch.setattr(found, name, made_up)
    return found


def test_two_requests_of_one_number_in_two_periods_are_not_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PageChanged, match="с одним номером"):
        asyncio.run(register(monkeypatch, (FIRST,), (SECOND,)).read(Filter()))


def test_one_request_that_two_periods_show_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asyncio.run(register(monkeypatch, (FIRST,), (FIRST,)).read(Filter())) == (FIRST,)


def test_a_search_by_number_that_finds_two_takes_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PageChanged, match="с одним номером"):
        asyncio.run(register(monkeypatch, (FIRST, SECOND)).find_request(NUMBER))


@pytest.mark.parametrize("items", [(FIRST, SECOND), (FIRST, FIRST)])
def test_a_number_that_one_page_shows_twice_is_no_register_that_moves(
    items: tuple[Subrequest, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """«Реестр меняется быстрее, чем читается», 75: the schedule repeated it all day, and nobody was told to look."""
    found = DebtRequests(Blank(), SimpleNamespace(selectors=Selectors()))  # type: ignore[arg-type]

    async def turn(_act: Any) -> Leaf[Subrequest]:
        return Leaf(items, len(items))

    async def nothing_more() -> bool:
        return False

    monkeypatch.setattr(found, "turn", turn)
    monkeypatch.setattr(found.pager, "has_next", nothing_more)
    with pytest.raises(PageChanged, match="дважды один номер"):
        asyncio.run(found.read_all())


def test_a_number_that_two_pages_show_is_a_register_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    found = DebtRequests(Blank(), SimpleNamespace(selectors=Selectors()))  # type: ignore[arg-type]

    async def first() -> Leaf[Subrequest]:
        return Leaf((FIRST,), 2)

    async def pages(leaf: Leaf[Subrequest]) -> Any:
        for _ in range(2):
            yield leaf

    async def nothing_more() -> bool:
        return False

    for on, name, made_up in (
        (found, "_first", first),
        (found, "_leaves", pages),
        (found.pager, "has_next", nothing_more),
    ):
        monkeypatch.setattr(on, name, made_up)
    with pytest.raises(SiteUnavailable, match="быстрее"):
        asyncio.run(found.read_all())
