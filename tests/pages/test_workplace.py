"""A run's place in a real browser: a page that failed is replaced once, whoever of the workers notices it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.cabinet import CabinetSession, Liveness
from rpa.errors import AccessDenied, InteractionNeeded
from rpa.job.entry import Entry
from rpa.job.watchdog import Watchdog
from rpa.job.workplace import Workplace
from rpa.stand.sessions import kept_by_a_browser


def entry_of(ogrn: str) -> Entry:
    """The way in of a run for this organization, in which a person signs in."""
    settings: Any = SimpleNamespace(
        organization=SimpleNamespace(ogrn=ogrn), sign_in=SimpleNamespace(method="person", wait_for_person_minutes=0)
    )
    nobody: Any = SimpleNamespace(record=lambda *_, **__: None)
    return Entry(settings, nobody, nobody, nobody)


async def test_only_the_page_that_failed_is_replaced_and_only_once(stand, chromium) -> None:
    @asynccontextmanager
    async def signed_in(_state: bytes | None) -> AsyncIterator[CabinetSession]:
        async with CabinetSession.on(chromium, stand.addresses) as session:
            await session.inject_sessionid(stand.session())
            yield session

    entry = entry_of(stand.accounts[0]["ogrn"])
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


def place_in(stand, chromium, sessionid: str, saved: list[bytes]) -> Workplace:
    """A run of the first organization with somebody's live session."""

    @asynccontextmanager
    async def taken_over(_state: bytes | None) -> AsyncIterator[CabinetSession]:
        async with CabinetSession.on(chromium, stand.addresses) as session:
            await session.inject_sessionid(sessionid)
            yield session

    entry = entry_of(stand.accounts[0]["ogrn"])
    return Workplace(taken_over, entry, Watchdog("no such browser"), pages=1, state=None, save=saved.append)


async def test_a_live_session_of_another_organization_is_refused_before_any_work(stand, chromium) -> None:
    saved: list[bytes] = []
    place = place_in(stand, chromium, stand.session_of_a_stranger(), saved)
    with pytest.raises(AccessDenied, match="другой организации"):
        await place.open()
    assert (place.cabinets, saved) == ([], []), "no page was opened in it, and it was not kept"
    await place.close()


async def test_the_organization_is_checked_anew_whenever_the_session_is_renewed(stand, chromium) -> None:
    saved: list[bytes] = []
    place = place_in(stand, chromium, stand.session(), saved)
    await place.open()
    asked = stand.asked_who_we_are()
    await place.renew_session()
    assert stand.asked_who_we_are() == asked + 1, "one call tells that the session lives and whose it is"
    await place.main.session.inject_sessionid(stand.session_of_a_stranger())
    kept = len(saved)
    with pytest.raises(AccessDenied, match="другой организации"):
        await place.renew_session()
    assert len(saved) == kept
    await place.close()


async def test_a_session_a_person_brought_in_mid_run_is_taken_and_not_lost_under_one_that_ended(
    stand, chromium
) -> None:
    """The run ended for want of a person, and put the ended session over the one that had been brought."""
    saved: list[bytes] = []
    place = place_in(stand, chromium, stand.session(), saved)
    await place.open()
    assert len(saved) == 1
    stand.call("DELETE", "sessions", {})
    with pytest.raises(InteractionNeeded):
        await place.renew_session()
    await place.remember()
    assert len(saved) == 1, "what ended is not kept"

    brought = kept_by_a_browser(stand.session())
    place._entry.brought = lambda: brought
    await place.renew_session()
    assert len(saved) == 2 and await place.main.session.probe() is Liveness.ALIVE
    await place.close()
