"""Whether a session lives, and what a refusal means: the cabinet says «нет прав» of an ended session as well."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from rpa.cabinet.calling import once_more
from rpa.cabinet.going import go_to
from rpa.cabinet.scripts import not_hung, script
from rpa.errors import AccessDenied, RpaError, SessionExpired, SiteUnavailable

if TYPE_CHECKING:
    from rpa.cabinet.session import CabinetSession


class Liveness(StrEnum):
    """What the cabinet says of our session."""

    ALIVE = "alive"
    LOST = "lost"


async def ask(session: CabinetSession) -> Liveness:
    """Ask the cabinet, from inside a page of its origin; ``session.owner`` holds afterwards whose cabinet it is.

    Raises ``SiteUnavailable`` when there is no answer, a 5xx or a stranger's page: that is not a lost session,
    and signing in again would not help.
    """
    section = session.selectors["shell"]
    page = await session.probe_page()
    arg = {
        "user": section.path("current_user"),
        "shell": section.path("address"),
        "mark": section.css("application"),
        "search": session.selectors["debt_requests"].path("search_data") + ";page=1;itemsPerPage=1",
        "headers": once_more(session.manner),
    }
    try:
        async with asyncio.timeout(session.timeouts.action):
            verdict = await page.evaluate(script("probe"), arg)
    except (PlaywrightError, TimeoutError) as error:
        raise SiteUnavailable("Кабинет не отвечает на проверку сессии.") from error
    session.owner = verdict.get("ogrn", "")
    match verdict["state"]:
        case "alive":
            return Liveness.ALIVE
        case "lost":
            return Liveness.LOST
        case "refused":
            return Liveness.ALIVE if await _lets_in(session, page) else Liveness.LOST
        case _:
            entry = section.entry("current_user")
            said = f"{verdict['status'] or 'нет связи'}; {entry.key}, selectors.yaml:{entry.line}"
            raise SiteUnavailable(f"Кабинет не отвечает на проверку сессии ({said}).")


async def _lets_in(session: CabinetSession, page: Page) -> bool:
    """Whether the cabinet's first screen comes: it needs a session and no right.

    Debt requests are refused in the same words to an employee without that right and to nobody at all.
    """
    home, patience = session.selectors["home"], session.timeouts.navigation
    wanted = {
        "landmark": home.css("landmark"),
        "away": session.selectors["shell"].path("no_privileges"),
        "patience": patience * 1000,
    }
    try:
        # From another document: a change of the part after «#» alone would load nothing.
        await go_to(page, session.addresses.cabinet + session.selectors["shell"].path("blank"))
        await go_to(page, session.addresses.cabinet + home.path("address"))
        async with not_hung(patience):
            return bool(await page.evaluate(script("lets_in"), wanted))
    except (PlaywrightError, TimeoutError):
        # It went to another document: the sign-in, «нет прав».
        return False


async def why_refused(session: CabinetSession, page: Page) -> RpaError:
    """Tell apart, on the cabinet's «нет прав» page, a lost session from a missing right.

    A session that lives proves a missing right only if it is the one that was refused: another page may have
    renewed it since this page's operation began.
    """
    try:
        state = await ask(session)
    except SiteUnavailable as error:
        return error
    if state is Liveness.LOST:
        return SessionExpired("Сессия личного кабинета закончилась.")
    if session.renewals.since_begun(page):
        return SiteUnavailable("Кабинет отказал прежней сессии; она уже возобновлена.")
    return AccessDenied("Кабинет открыт, но этот раздел сотруднику не разрешён.")
