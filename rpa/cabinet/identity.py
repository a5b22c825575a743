"""Who the cabinet takes us for, and what its clock says: one question of the page to its own server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.scripts import script
from rpa.cabinet.session import CabinetSession
from rpa.errors import AccessDenied, SiteUnavailable


@dataclass(frozen=True, slots=True)
class Identity:
    """``person`` is personal data: for a terminal, not for logs. ``clock`` is the server's own (aware), if it says."""

    person: str
    role: str
    organization: str
    ogrn: str
    rights: tuple[str, ...]
    menu: tuple[str, ...]
    clock: datetime | None


async def identify(session: CabinetSession) -> Identity | None:
    """Ask; ``None`` when the cabinet does not tell it this way (or the session is lost). Raises ``SiteUnavailable``."""
    section = session.selectors["shell"]
    page = await session.probe_page()
    try:
        told = await page.evaluate(script("current_user"), section.path("current_user"))
    except PlaywrightError as error:
        raise SiteUnavailable("Кабинет не отвечает на вопрос, кто вошёл.") from error
    if told is None:
        return None
    return Identity(
        person=told["person"],
        role=told["role"],
        organization=told["organization"],
        ogrn=told["ogrn"],
        rights=tuple(told["rights"]),
        menu=tuple(told["menu"]),
        clock=_clock(told["date"]),
    )


def refuse_stranger(identity: Identity | None, ogrn: str) -> None:
    """Raises ``AccessDenied`` if the cabinet says it is another organization's. Silence is no refusal."""
    if identity is not None and identity.ogrn and identity.ogrn != ogrn:
        raise AccessDenied(
            "Открылся кабинет другой организации: её ОГРН не тот, что в настройках.",
            hint="Войдите от имени нужной организации или исправьте ОГРН в настройках.",
        )


def _clock(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
