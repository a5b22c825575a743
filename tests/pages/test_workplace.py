"""A run's place in a real browser: a page that failed is replaced once, whoever of the workers notices it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from rpa.cabinet import CabinetSession
from rpa.job.watchdog import Watchdog
from rpa.job.workplace import Workplace


async def test_only_the_page_that_failed_is_replaced_and_only_once(stand, chromium) -> None:
    @asynccontextmanager
    async def signed_in(_state: bytes | None) -> AsyncIterator[CabinetSession]:
        async with CabinetSession.on(chromium, stand.addresses) as session:
            await session.inject_sessionid(stand.session())
            yield session

    entry: Any = SimpleNamespace(session=None)
    place = Workplace(signed_in, entry, Watchdog("no such browser"), pages=2, state=None, save=lambda _state: None)
    await place.open()
    assert place.cabinets == [place.main], "one page, until there are items for several"
    listing = place.main
    await place.spread(5)
    failed, other = place.cabinets
    assert place.main is listing and listing not in place.cabinets, (
        "a sign-in in mid-run has a page that nobody works on"
    )
    assert len({cabinet.page for cabinet in (listing, failed, other)}) == 3 == len(listing.session.context.pages)
    assert not await place.repaired(0, failed), "it answers: nothing to repair"

    assert await place.repaired(0, failed, silent=True)
    fresh = place.cabinets[0]
    assert fresh is not failed
    assert place.cabinets[1] is other and await place.answers(other)

    assert await place.repaired(0, failed, silent=True), "the item of a page replaced meanwhile gets another try"
    assert place.cabinets[0] is fresh and await place.answers(fresh)
    await place.close()
