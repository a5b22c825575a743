"""Bringing a session into the organization's folder: a person's own, or one signed in before a person's eyes.

None of it takes the organization's lock or writes its journal: a run that is parked at the sign-in holds both, and it
is that run which waits for what is sealed here (and journals that it came).
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from rpa.audit import Redactor
from rpa.cabinet import Addresses, BrowserOptions, CabinetSession, Liveness, Timeouts
from rpa.cabinet.identity import identify, refuse_stranger
from rpa.cabinet.kept_browser import KeptBrowser
from rpa.cabinet.session_cookie import require_sessionid
from rpa.cabinet.sign_in import HandOver, Patience, sign_in
from rpa.errors import BadSettings, SessionExpired
from rpa.job.entry import credentials_of
from rpa.job.keeping import load_session, save_session
from rpa.settings import OrganizationFolder, OrganizationSettings, Secrets


async def take_over(folder: OrganizationFolder, settings: OrganizationSettings, secrets: Secrets, value: str) -> None:
    """Seal a session whose cookie a person copied from another browser, once the cabinet accepts it.

    Raises ``WrongUsage`` for a value that cannot be one, ``SessionExpired`` if the cabinet refuses it,
    ``AccessDenied`` if it opens another organization's cabinet.
    """
    require_sessionid(value)
    async with open_session(settings, None, headless=True) as session:
        await session.inject_sessionid(value)
        await _seal(session, folder, settings, secrets)


async def sign_in_by_hand(
    folder: OrganizationFolder,
    settings: OrganizationSettings,
    secrets: Secrets,
    tell: HandOver | None,
    *,
    headless: bool = False,
    anew: bool = False,
    redactor: Redactor,
    browser: KeptBrowser | None = None,
) -> None:
    """Open a window, let the person sign in, seal the session. ``tell`` hears which screen waits.

    Where the settings let the robot type the password, it does, and the person only passes the other screens.
    ``headless``: no window, so nobody can pass one (then ``tell`` is ``None``). ``anew``: although a session lives.
    One of another organization (its ОГРН stood in the settings before) is left behind. ``browser``: without a window,
    work in this one.
    """
    credentials = credentials_of(settings, secrets, redactor)
    if headless and credentials is None:
        raise BadSettings("Без окна входить некому: пароль в хранилище не лежит.", hint="Выполните `rpa sign-in`.")
    state = None if anew else load_session(folder.session, secrets)
    async with open_session(settings, state, headless=headless, browser=browser if headless else None) as session:
        alive = not anew and await session.probe() is Liveness.ALIVE
        if alive and session.owner not in ("", settings.organization.ogrn):
            await session.forget()
            alive = False
        if not alive:
            await sign_in(
                session,
                ogrn=settings.organization.ogrn,
                credentials=credentials,
                hand_over=tell,
                patience=Patience(person=max(settings.sign_in.wait_for_person_minutes, 1) * 60),
            )
        await _seal(session, folder, settings, secrets)


def open_session(
    settings: OrganizationSettings,
    state: bytes | None,
    *,
    headless: bool,
    selectors_file: Path | None = None,
    browser: KeptBrowser | None = None,
    mark: str | None = None,
) -> AbstractAsyncContextManager[CabinetSession]:
    """A session as the settings want it, in ``browser`` or in one of its own, which bears ``mark``.
    ``selectors_file`` replaces the shipped one."""
    from rpa.cabinet.locators import Selectors

    addresses = Addresses.of(settings.site)
    options = BrowserOptions(executable=settings.browser.executable, headless=headless, mark=mark)
    selectors, timeouts = Selectors(selectors_file) if selectors_file else None, Timeouts.of(settings.browser)
    if browser is not None:
        return browser.session(addresses, options, state=state, selectors=selectors, timeouts=timeouts)
    return CabinetSession.open(addresses, options, state=state, selectors=selectors, timeouts=timeouts)


async def _seal(
    session: CabinetSession, folder: OrganizationFolder, settings: OrganizationSettings, secrets: Secrets
) -> None:
    if await session.probe() is not Liveness.ALIVE:
        raise SessionExpired(
            "Кабинет не принимает эту сессию.",
            hint="Войдите ещё раз: `rpa sign-in`. Переносите sessionid — скопируйте его, пока кабинет открыт.",
        )
    refuse_stranger(await identify(session), settings.organization.ogrn)
    save_session(await session.state(), folder.session, secrets)
