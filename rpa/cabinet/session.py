"""One signed-in session of the cabinet: a browser context, its pages, its state between runs.

The state (cookies) leaves as bytes and comes back as bytes; who keeps it, encrypts it. No trace, no HAR, no video
and no route handler: they cost time, keep personal data, or switch the browser's cache off.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.async_api import Browser, BrowserContext, Page, Response
from playwright.async_api import Error as PlaywrightError

from rpa.cabinet import liveness
from rpa.cabinet.addresses import Addresses
from rpa.cabinet.border import browser_may_go
from rpa.cabinet.browser import BrowserOptions, open_browser
from rpa.cabinet.calling import headers_of, of_no_call, without_body
from rpa.cabinet.going import go_to
from rpa.cabinet.locators import Selectors
from rpa.cabinet.renewals import Renewals
from rpa.cabinet.scripts import script
from rpa.cabinet.session_cookie import SESSION_COOKIE, require_sessionid
from rpa.errors import SiteUnavailable

if TYPE_CHECKING:
    from rpa.settings.organization import Browser as BrowserWishes


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds until a wait gives up. A first load of the live cabinet was seen to take minutes (public robots 2022)."""

    action: float = 30
    navigation: float = 60
    upload: float = 120

    @classmethod
    def of(cls, wishes: BrowserWishes) -> Timeouts:
        """As the organization's settings name the first of them."""
        step = wishes.timeout_seconds
        return cls(action=step, navigation=2 * step, upload=4 * step)


class CabinetSession:
    """A browser context that belongs to one organization's employee."""

    def __init__(self, context: BrowserContext, addresses: Addresses, selectors: Selectors, timeouts: Timeouts) -> None:
        self.context = context
        self.addresses = addresses
        self.selectors = selectors
        self.timeouts = timeouts
        self.generations: dict[str, int] = {}
        self.misses: Counter[str] = Counter()
        self.troubles: dict[Page, int] = {}
        """HTTP status of the last call of the page that the portal refused or failed."""
        self.guarded: set[Page] = set()
        self.tainted: set[Page] = set()
        """Pages on which something failed: a window may hang over them, so they are loaded anew before use."""
        self.width = 1
        """How many calls at once the site is used to from this session."""
        self.owner = ""
        """ОГРН of the organization whose cabinet it is, as the last probe or sign-in was told; empty: it was not."""
        self.renewals = Renewals()
        self.period_demanded: set[str] = set()
        """Searches (``number``, ``all``) that the register does not take without a period of sending."""
        self.manner = of_no_call()
        """Headers of the last call a page of the site made by itself: calls of ours go out with them."""
        self.read: bytes | None = None
        """What ``state`` returned last."""
        self._pages: list[Page] = []
        self._probe_page: Page | None = None
        self._opening = 0
        self._asking = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        addresses: Addresses,
        options: BrowserOptions | None = None,
        *,
        state: bytes | None = None,
        selectors: Selectors | None = None,
        timeouts: Timeouts | None = None,
    ) -> AsyncIterator[CabinetSession]:
        """Start a browser for one session and close it at the end."""
        async with (
            open_browser(options) as browser,
            cls.on(browser, addresses, state=state, selectors=selectors, timeouts=timeouts) as session,
        ):
            yield session

    @classmethod
    @asynccontextmanager
    async def on(
        cls,
        browser: Browser,
        addresses: Addresses,
        *,
        state: bytes | None = None,
        selectors: Selectors | None = None,
        timeouts: Timeouts | None = None,
    ) -> AsyncIterator[CabinetSession]:
        """Open a session in a running browser: one browser serves many organizations."""
        try:
            context = await browser.new_context(
                locale="ru-RU",
                timezone_id="Europe/Moscow",
                viewport={"width": 1280, "height": 900},
                accept_downloads=True,
                storage_state=json.loads(state) if state else None,
            )
            # A 300 ms transition makes every click in a dialog wait 340 ms more.
            await context.add_init_script(script("still"))
        except PlaywrightError as error:
            raise SiteUnavailable("Браузер закрылся до начала работы.") from error
        session = cls.within(context, addresses, selectors=selectors, timeouts=timeouts)
        try:
            yield session
        finally:
            await session.close()

    @classmethod
    def within(
        cls,
        context: BrowserContext,
        addresses: Addresses,
        *,
        selectors: Selectors | None = None,
        timeouts: Timeouts | None = None,
    ) -> CabinetSession:
        """A session with the cookies and the cache of an open context, and with nothing else of who had it before."""
        limits = timeouts or Timeouts()
        context.set_default_timeout(limits.action * 1000)
        context.set_default_navigation_timeout(limits.navigation * 1000)
        return cls(context, addresses, selectors or Selectors(), limits)

    async def close(self) -> None:
        """Close all pages of the session. The cabinet is not told: the session stays usable elsewhere."""
        try:
            await self.context.close()
        except PlaywrightError:
            # Already closed together with the browser.
            self._pages.clear()

    async def pages(self, count: int) -> list[Page]:
        """Return ``count`` pages of this session for work side by side, opening those that are missing.

        The page that was asked whether the session lives, before any work began, becomes the first of them.
        """
        self._pages = [page for page in self._pages if not page.is_closed()]
        if not self._pages and self._probe_page is not None and not self._probe_page.is_closed():
            self._pages, self._probe_page = [self._probe_page], None
        while len(self._pages) < count:
            self._pages.append(await self._new_page())
        return self._pages[:count]

    @property
    def connected(self) -> bool:
        """Whether the browser is still there."""
        browser = self.context.browser
        return browser is not None and browser.is_connected()

    async def answers(self, page: Page) -> bool:
        """Whether the page answers a trivial question. A hung one never does: bound the call."""
        try:
            return bool(await page.evaluate("true"))
        except PlaywrightError:
            return False

    async def collect_garbage(self, page: Page) -> None:
        """Let a page give back the memory it no longer uses. One that cannot is found out by its next work."""
        with suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(self.timeouts.action):
                await page.request_gc()

    async def replace(self, page: Page) -> Page:
        """Close a page that crashed or hangs and return a new one in its place. Bound the call."""
        self._pages = [known for known in self._pages if known is not page]
        try:
            await page.close()
        except PlaywrightError as error:
            raise SiteUnavailable("Окно браузера не закрывается.") from error
        fresh = await self._new_page()
        self._pages.append(fresh)
        return fresh

    async def page(self) -> Page:
        """Return the main page."""
        return (await self.pages(1))[0]

    async def close_popups(self) -> None:
        """Close windows that are not ours: those the site opened by itself (news, a card in a new tab)."""
        if self._opening:
            # The browser shows a page of ours before it says that it is the one we asked for; the next time will do.
            return
        ours = [*self._pages, self._probe_page]
        for page in self.context.pages:
            if page not in ours:
                await page.close()

    async def _new_page(self) -> Page:
        self._opening += 1
        try:
            page = await self.context.new_page()
        except PlaywrightError as error:
            raise SiteUnavailable("Браузер закрылся и не может открыть страницу.") from error
        finally:
            self._opening -= 1

        def note(response: Response) -> None:
            # A counter or a chat of somebody else's says nothing of the portal.
            if not self.addresses.is_portal(response.url):
                return
            if response.status >= 400:
                self.troubles[page] = response.status
            elif response.status >= 300 and self.addresses.is_sign_in(response.headers.get("location", "")):
                # A service that sends its caller to sign in refuses it, and the page can follow no more than we can.
                self.troubles[page] = 401
            if response.request.resource_type == "xhr" and self.addresses.is_cabinet(response.url):
                self.manner = without_body(headers_of(response.request))

        page.on("response", note)
        page.on("close", self._forget)
        return page

    def _forget(self, page: Page) -> None:
        self.troubles.pop(page, None)
        self.tainted.discard(page)
        self.guarded.discard(page)

    async def state(self) -> bytes:
        """Return cookies and local storage as bytes. They open the cabinet: encrypt them before they touch the disk.

        Local storage is asked of the pages, and one that hangs never answers: raises ``SiteUnavailable`` then, too.
        """
        try:
            async with asyncio.timeout(self.timeouts.action):
                self.read = json.dumps(await self.context.storage_state()).encode()
        except (PlaywrightError, TimeoutError) as error:
            raise SiteUnavailable("Браузер закрылся или не отвечает: сессию не прочитать.") from error
        return self.read

    async def inject_sessionid(self, value: str) -> None:
        """Take over a session that a person opened. Raises ``WrongUsage`` on a value that cannot be one."""
        require_sessionid(value)
        with self.renewals.one(), browser_may_go("Браузер закрылся: сессию не перенять."):
            await self.context.add_cookies(
                [
                    {
                        "name": SESSION_COOKIE,
                        "value": value,
                        "domain": f".{self.addresses.cookie_domain}",
                        "path": "/",
                        "httpOnly": True,
                        "secure": self.addresses.portal.startswith("https:"),
                    }
                ]
            )

    async def adopt(self, state: bytes) -> None:
        """Take over the cookies of a session that was signed in elsewhere; ``state`` is what its ``state`` returned.

        Cookies of other names stay: a person may be in the middle of signing in here.
        """
        with self.renewals.one(), browser_may_go("Браузер закрылся: сессию не перенять."):
            await self.context.add_cookies(json.loads(state)["cookies"])

    async def forget(self) -> None:
        """Be nobody's session any more: the cabinet is not told, so it stays usable elsewhere."""
        with self.renewals.one(), browser_may_go("Браузер закрылся: сессию не забыть."):
            await self.context.clear_cookies()

    async def probe(self) -> liveness.Liveness:
        """Ask whether the session lives; see ``liveness.ask``."""
        return await liveness.ask(self)

    async def probe_page(self) -> Page:
        """Return a page on the cabinet's origin. A page of its own never disturbs the work on the others.

        Pages that need it together, as when the session ends under all of them, get the same.
        """
        blank = self.selectors["shell"].path("blank")
        async with self._asking:
            page = self._probe_page
            if page is None or page.is_closed():
                page = self._probe_page = await self._new_page()
            if not self.addresses.is_cabinet(page.url):
                try:
                    await go_to(page, self.addresses.cabinet + blank)
                except PlaywrightError as error:
                    raise SiteUnavailable("Кабинет не открывается: нет связи с сайтом.") from error
            return page
