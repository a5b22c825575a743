"""Whose cabinet it is, and what its clock says: one question of the page to its own server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from rpa.cabinet.calling import once_more
from rpa.cabinet.scripts import script
from rpa.cabinet.session import CabinetSession
from rpa.errors import AccessDenied, SiteUnavailable

_NO_SUCH_SERVICE = 404


@dataclass(frozen=True, slots=True)
class Identity:
    """``ogrn`` is empty where the cabinet does not say. ``clock`` is the server's own (aware), if it says."""

    ogrn: str
    clock: datetime | None


async def identify(session: CabinetSession) -> Identity | None:
    """Ask on a page of its own; see ``asked``."""
    return await asked(session, await session.probe_page())


async def asked(session: CabinetSession, page: Page) -> Identity | None:
    """Ask from inside ``page``; ``None`` when the cabinet does not tell it this way: it has no such service (404).

    Raises ``SiteUnavailable`` for everything else that is no answer: one failed call must not pass for a cabinet
    that does not say whose it is.
    """
    question = {"url": session.selectors["shell"].path("current_user"), "headers": once_more(session.manner)}
    try:
        async with asyncio.timeout(session.timeouts.action):
            told = await page.evaluate(script("current_user"), question)
    except (PlaywrightError, TimeoutError) as error:
        raise SiteUnavailable("Кабинет не отвечает на вопрос, кто вошёл.") from error
    if "told" not in told:
        if told["status"] == _NO_SUCH_SERVICE:
            return None
        raise SiteUnavailable(f"Кабинет не отвечает на вопрос, кто вошёл ({told['status'] or 'нет связи'}).")
    return Identity(told["ogrn"], _clock(told["date"]))


def refuse_stranger(identity: Identity | None, ogrn: str) -> None:
    """Raises ``AccessDenied`` if the cabinet says it is another organization's. Silence is no refusal."""
    refuse_owner(identity.ogrn if identity is not None else "", ogrn)


def refuse_owner(told: str, ogrn: str) -> None:
    """The same of an ОГРН that is known already (``CabinetSession.owner``)."""
    if told and told != ogrn:
        raise AccessDenied(
            "Открылся кабинет другой организации: её ОГРН не тот, что в настройках.",
            hint="Войдите от имени нужной организации или исправьте ОГРН в настройках; проверьте, к какой организации"
            " привязана учётная запись ЕСИА.",
        )


def _clock(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
