"""A session that a person sealed while a run was at work is not lost under the run's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.audit import Redactor
from rpa.cabinet import Cabinet, Liveness
from rpa.job import entry
from rpa.job.entry import Entry
from rpa.job.watchdog import Watchdog
from rpa.job.workplace import Workplace
from tests.secrets_in_memory import SecretsInMemory

OGRN = "1027700132195"
OWN, BROUGHT = b"the run's own", b"a person's"


class Site:
    """A browser's session whose cookies are ``now``, in a cabinet that lets the ``living`` in."""

    owner = OGRN
    connected = True

    def __init__(self, now: bytes, *living: bytes) -> None:
        self.now, self.living = now, set(living)

    async def probe(self) -> Liveness:
        return Liveness.ALIVE if self.now in self.living else Liveness.LOST

    async def adopt(self, state: bytes) -> None:
        self.now = state

    async def state(self) -> bytes:
        return self.now

    async def pages(self, _count: int) -> list[object]:
        return [object()]


class Folder:
    """What lies sealed in the organization's folder."""

    def __init__(self, lies: bytes | None, *, full: bool = False) -> None:
        self.lies, self.full = lies, full

    def read(self) -> bytes | None:
        return self.lies

    def keep(self, state: bytes) -> None:
        if not self.full:
            self.lies = state


@pytest.fixture(autouse=True)
def no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    async def on(page: object, session: object) -> object:
        return SimpleNamespace(page=page, session=session)

    monkeypatch.setattr(Cabinet, "on", on)


def place_of(site: Site, folder: Folder, *, method: str = "person") -> Workplace:
    @asynccontextmanager
    async def opened(_state: bytes | None) -> AsyncIterator[Any]:
        yield site

    settings: Any = SimpleNamespace(organization=SimpleNamespace(ogrn=OGRN), sign_in=SimpleNamespace(method=method))
    journal: Any = SimpleNamespace(record=lambda *_args, **_fields: None)
    secrets = SecretsInMemory(login="l", password="made-up")
    enters = Entry(settings, secrets, journal, Redactor(), brought=folder.read)
    return Workplace(opened, enters, Watchdog("none"), pages=1, state=folder.read(), save=folder.keep)


def test_what_a_person_sealed_during_a_run_lies_there_after_it() -> None:
    """`rpa sign-in` ended the run's session, which nobody asked again, and the run sealed it over the new one."""
    site, folder = Site(OWN, OWN), Folder(OWN)

    async def work() -> None:
        place = place_of(site, folder)
        await place.open()
        folder.lies, site.living = BROUGHT, {BROUGHT}
        await place.remember()

    asyncio.run(work())
    assert folder.lies == BROUGHT


def test_a_session_is_kept_that_nobody_brought_and_once_more_after_the_disk_was_full() -> None:
    site, folder = Site(OWN, OWN, b"renewed", b"later"), Folder(OWN)

    async def work() -> None:
        place = place_of(site, folder)
        await place.open()
        folder.full, site.now = True, b"renewed"
        await place.remember()
        assert folder.lies == OWN
        folder.full, site.now = False, b"later"
        await place.remember()

    asyncio.run(work())
    assert folder.lies == b"later"


def test_a_session_that_was_taken_over_or_refused_is_replaced_by_a_later_one(monkeypatch: pytest.MonkeyPatch) -> None:
    site, folder = Site(OWN, OWN), Folder(OWN)

    async def signed_in(session: Site, **_options: object) -> None:
        session.now = b"typed"
        session.living = {b"typed"}

    monkeypatch.setattr(entry, "sign_in", signed_in)

    async def work() -> None:
        place = place_of(site, folder, method="totp")
        await place.open()
        folder.lies, site.living = BROUGHT, {BROUGHT}
        await place.renew_session()
        site.now = b"a cookie more"
        site.living = {b"a cookie more"}
        await place.remember()
        assert folder.lies == b"a cookie more", "what was taken over goes on as the run's own"
        folder.lies, site.living = b"dead when it came", set()
        await place.renew_session()

    asyncio.run(work())
    assert folder.lies == b"typed"
