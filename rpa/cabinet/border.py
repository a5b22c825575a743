"""The one border where Playwright's errors become ours: by what the page shows, not by what the library says.

browser or page gone, net::…, 5xx, stranger's page → SiteUnavailable
«нет прав», public site, ЕСИА                      → SessionExpired or AccessDenied (the session is asked);
                                                     SiteUnavailable when it was renewed meanwhile
«Внимание»                                         → Temporary with the window's words; SessionExpired when the
                                                     session turns out to have ended
landmark absent from a page that has come          → SiteUnavailable once, then PageChanged(landmark)
still loading, or another document since           → SiteUnavailable
200, yet not the data that were asked for          → SiteUnavailable once, then PageChanged(key of the data)
landmark there, element absent or doubled          → PageChanged(key, line)
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.liveness import why_refused
from rpa.cabinet.scripts import script, went_elsewhere
from rpa.cabinet.selector_mending import page_changed
from rpa.errors import AccessDenied, RpaError, SessionExpired, SiteUnavailable, Temporary

if TYPE_CHECKING:
    from rpa.cabinet.pages.base import Part

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="Part")

_LOOK_S = 5
_REFUSALS = (401, 403)
_MISSES_ALLOWED = 1
UNANSWERED = "the page's own request was not answered"
NOT_DATA = "the answer to the page's own request is not JSON"
NO_DATA = "сайт сообщает об ошибке или данные устроены иначе"
COVERED, _GUARDED = "intercepts pointer events", "intercepting action to run the handler"
"""How Playwright says that a click would have reached something else, and that a window was to be closed first."""
_CLOSED = ("has been closed", "Target crashed", "Target closed", "Connection closed", "Browser closed")


def translated(method: Callable[Concatenate[S, P], Awaitable[R]]) -> Callable[Concatenate[S, P], Awaitable[R]]:
    """Wrap a public method of a page: whatever Playwright raises in it comes out as an error of ours."""

    @functools.wraps(method)
    async def guarded(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        session, page = self.session, self.page
        session.troubles.pop(page, None)
        with session.renewals.noticed(page):
            try:
                return await method(self, *args, **kwargs)
            except RpaError:
                session.tainted.add(page)
                raise
            except PlaywrightError as error:
                session.tainted.add(page)
                raise await diagnose(self, error) from error

    return guarded


@asynccontextmanager
async def told_by_the_page(part: Part) -> AsyncIterator[None]:
    """The same for calls outside a page's own methods. What it waited or clicked for says nothing of the session."""
    try:
        yield
    except PlaywrightError as error:
        raise await diagnose(part, error) from error


@contextmanager
def browser_may_go(what: str) -> Iterator[None]:
    """For calls that have no page to be judged by: whatever Playwright raises in the body is ``SiteUnavailable``.

    A browser that ends between two calls (killed, closed by a person, asked to end by the system) shows itself in
    whichever call comes next, also in those that read nothing. ``what`` is a Russian sentence.
    """
    try:
        yield
    except PlaywrightError as error:
        raise SiteUnavailable(what) from error


async def look(part: Part) -> dict[str, Any] | None:
    """See in one evaluation what the page shows; ``None`` when the page does not even answer that."""
    try:
        async with asyncio.timeout(_LOOK_S):
            seen: dict[str, Any] = await part.page.evaluate(script("look"), part.arrival())
            return seen
    except (PlaywrightError, TimeoutError):
        return None


async def unhindered(part: Part) -> None:
    """Before a click that has to reach the page: raise at once what it would wait for in vain, and then be judged by.

    «Внимание» does not go by itself.
    """
    seen = await look(part)
    if seen is not None and (refusal := await refused(part, seen)) is not None:
        raise refusal


async def diagnose(part: Part, error: PlaywrightError) -> RpaError:
    """Name the trouble once, by who has to act. Never raises."""
    message = error.message
    if part.page.is_closed() or any(sign in message for sign in _CLOSED):
        return SiteUnavailable("Окно браузера закрылось посреди работы.")
    if "net::" in message or "NS_ERROR" in message:
        return SiteUnavailable("Нет связи с сайтом.")
    seen = await look(part)
    if seen is None:
        return SiteUnavailable("Страница не отвечает.")
    if (refusal := await refused(part, seen)) is not None:
        return refusal
    status = part.session.troubles.get(part.page, 0)
    if status in _REFUSALS:
        # The refused call may be one the page makes besides; only a lost session explains everything after it.
        reason = await why_refused(part.session, part.page)
        if not isinstance(reason, AccessDenied):
            return reason
    if status >= 500:
        return SiteUnavailable(f"Сайт ответил ошибкой {status}.")
    if went_elsewhere(error):
        return SiteUnavailable("Страница сменилась посреди действия.")
    if not seen["landmark"] and not (seen["unfinished"] or seen["loading"]):
        return missing_landmark(part)
    if NOT_DATA in message:
        return SiteUnavailable("Сайт ответил не данными: технические работы или защита сайта.")
    if seen["unfinished"] or seen["loading"] or UNANSWERED in message:
        return SiteUnavailable("Сайт не ответил вовремя.")
    return _not_as_described(part, message, window=seen["window"])


async def refused(part: Part, seen: dict[str, Any]) -> RpaError | None:
    """Judge what the page shows instead of what was asked for; ``None`` when it shows nothing of the kind."""
    url = str(seen["url"])
    if seen["no_privileges"]:
        return await why_refused(part.session, part.page)
    if seen["attention"] is not None:
        if part.session.troubles.get(part.page) in _REFUSALS:
            reason = await why_refused(part.session, part.page)
            if not isinstance(reason, AccessDenied):
                return reason
        return Temporary(f"Кабинет показал окно «Внимание»: {_short(seen['attention'])}.")
    if part.session.addresses.is_sign_in(url) and not seen["landmark"]:
        return SessionExpired("Кабинет просит войти заново.")
    if seen["foreign"]:
        return SiteUnavailable("Вместо кабинета показана посторонняя страница: технические работы или защита сайта.")
    return None


async def not_told(part: Part, status: int | None) -> RpaError:
    """What the status means with which the site kept to itself the data that the page shows."""
    if status in _REFUSALS:
        return await why_refused(part.session, part.page)
    return SiteUnavailable(f"Сайт ответил {status}.")


def missing_landmark(part: Part) -> RpaError:
    """The page did not come. Once it may be the site's mood; again, it is the markup."""
    if _forgivable(part, "landmark"):
        return SiteUnavailable("Страница не появилась вовремя.")
    entry = part.where.entry("landmark")
    return page_changed(
        part.where.entries,
        entry,
        f"Страница не узнана: нет приметы {entry.key} (selectors.yaml:{entry.line}).",
        url=address_without_ids(part.page.url),
    )


def unlike(part: Part, key: str, what: str, *, lone: bool = False) -> RpaError:
    """The site answered with success, and not with what was asked for, or the screen shows something else.

    Once it may be the site's mood, an error told with 200 above all; again, the data or the markup are other ones.
    ``key`` is of the part's section.
    """
    if _forgivable(part, key):
        return SiteUnavailable(f"Сайт ответил не тем, о чём его спросили ({part.where.entry(key).key}: {what}).")
    return part.changed(key, what, lone=lone)


def as_expected(part: Part, key: str) -> None:
    """What the entry names came as it should: whatever was missed of it before is forgotten."""
    part.session.misses.pop(part.where.entry(key).key, None)


def _forgivable(part: Part, key: str) -> bool:
    """Count one more miss of the entry, and say whether it may still be the site's mood."""
    name = part.where.entry(key).key
    part.session.misses[name] += 1
    return part.session.misses[name] <= _MISSES_ALLOWED


def _not_as_described(part: Part, message: str, *, window: bool) -> RpaError:
    section, key = part.trail.last or (part.where, "landmark")
    found = "найдено больше одного" if "strict mode violation" in message else "не найден или не откликается"
    if COVERED in message or (window and _GUARDED in message):
        found = "закрыт другим элементом (плашкой, окном, чатом)"
        if window:
            section, key = part.session.selectors["windows"], "notice"
            found = "поверх страницы незнакомое окно, оно не описано и не закрывается"
    entry = section.entry(key)
    return page_changed(
        section.entries,
        entry,
        f"Элемент {entry.key} (selectors.yaml:{entry.line}): {found}.",
        url=address_without_ids(part.page.url),
    )


def address_without_ids(url: str) -> str:
    """Cut the query: it may carry what must not be in a log."""
    return url.split("?")[0]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line[:200].rstrip(".")
