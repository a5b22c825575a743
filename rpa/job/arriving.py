"""Bringing a session into the organization's folder: a person's own, or one signed in before a person's eyes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from rpa.cabinet import Addresses, BrowserOptions, CabinetSession, Liveness
from rpa.cabinet.sign_in import Patience, sign_in
from rpa.errors import SessionExpired
from rpa.job.keeping import load_session, save_session
from rpa.settings import OrganizationFolder, OrganizationSettings, Secrets

HandOver = Callable[[str], Awaitable[None]]


async def take_over(folder: OrganizationFolder, settings: OrganizationSettings, secrets: Secrets, value: str) -> None:
    """Seal a session whose cookie a person copied from another browser, once the cabinet accepts it.

    Raises ``BadSettings`` for a value that cannot be one, ``SessionExpired`` if the cabinet refuses it.
    """
    async with _open(settings, None, headless=True) as session:
        await session.inject_sessionid(value)
        await _seal(session, folder, secrets)


async def sign_in_by_hand(
    folder: OrganizationFolder, settings: OrganizationSettings, secrets: Secrets, tell: HandOver
) -> None:
    """Open a window, let the person sign in, seal the session. ``tell`` hears which screen waits."""
    async with _open(settings, load_session(folder.session, secrets), headless=False) as session:
        if await session.probe() is not Liveness.ALIVE:
            patience = Patience(person=settings.sign_in.wait_for_person_minutes * 60)
            await sign_in(session, ogrn=settings.organization.ogrn, hand_over=tell, patience=patience)
        await _seal(session, folder, secrets)


async def is_alive(folder: OrganizationFolder, settings: OrganizationSettings, secrets: Secrets) -> bool:
    """Whether the sealed session still opens the cabinet. Raises ``SiteUnavailable`` if nobody answers."""
    state = load_session(folder.session, secrets)
    if state is None:
        return False
    async with _open(settings, state, headless=True) as session:
        return await session.probe() is Liveness.ALIVE


def _open(
    settings: OrganizationSettings, state: bytes | None, *, headless: bool
) -> AbstractAsyncContextManager[CabinetSession]:
    site = settings.site
    addresses = Addresses(portal=site.origin("dom"), cabinet=site.origin("my"), esia=site.origin("esia"))
    options = BrowserOptions(executable=settings.browser.executable, headless=headless)
    return CabinetSession.open(addresses, options, state=state)


async def _seal(session: CabinetSession, folder: OrganizationFolder, secrets: Secrets) -> None:
    if await session.probe() is not Liveness.ALIVE:
        raise SessionExpired("Кабинет не принимает эту сессию.")
    save_session(await session.state(), folder.session, secrets)
