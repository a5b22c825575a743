"""What every screen has: a section of selectors.yaml, a landmark, an address, a masked picture."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import FloatRect, Locator, Page, Request, Response
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet.border import address_without_ids, as_expected, not_told, refused, translated, unhindered, unlike
from rpa.cabinet.going import go_to, load_anew
from rpa.cabinet.heard import Heard, is_of
from rpa.cabinet.locators import Section
from rpa.cabinet.payloads import MISREAD, why
from rpa.cabinet.scripts import not_hung, script, went_elsewhere
from rpa.cabinet.selector_mending import page_changed
from rpa.cabinet.session import CabinetSession
from rpa.errors import PageChanged, SiteUnavailable

F = TypeVar("F")

_OK = 200
_JPEG_QUALITY = 60
"""Half the time and a third of the bytes of PNG; the text stays readable (measured)."""

_COVER = (
    ":is({css}) {{ background: #808080 !important; -webkit-text-fill-color: transparent !important;"
    " text-shadow: none !important; outline: none !important; }} :is({css}) * {{ visibility: hidden !important; }}\n"
)
"""A style, not an overlay: it follows scrolling and clipping, and covers what appears while the picture is taken."""

TYPED = "input:not([type=radio], [type=checkbox]), textarea, select"
"""Whatever people or the robot write or choose, on any screen."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A masked JPEG, or ``None`` and the ``reason`` why there is none (Russian)."""

    jpeg: bytes | None
    reason: str | None = None


class Trail:
    """Remembers which key was looked up last, so that a failure names it."""

    def __init__(self) -> None:
        self.last: tuple[Section, str] | None = None


class Part:
    """A piece of a page with its own section: a page itself, the pager, the windows above it."""

    section: ClassVar[str]

    def __init__(self, page: Page, session: CabinetSession, trail: Trail | None = None) -> None:
        self.page = page
        self.session = session
        self.where = session.selectors[self.section]
        self.trail = trail or Trail()

    def find(self, key: str, *, inside: Locator | None = None, **params: str) -> Locator:
        """Return the locator of a key of this section."""
        self.trail.last = (self.where, key)
        return self.where.find(self.page, key, inside=inside, **params)

    async def press(self, key: str) -> None:
        """Press a button that may be pressed twice without harm: in one call, if a click would reach it at once.

        Else it is clicked in the ordinary way, which waits until it can be; see ``unhindered``. Raises ``ValueError``
        for a key that sends (``commit``): those are always clicked as a person clicks.
        """
        entry = self.where.entry(key)
        if entry.commit:
            raise ValueError(f"{entry.key} sends: it must be clicked")
        button = self.find(key).first if entry.many else self.find(key)
        if not await button.evaluate(script("press")):
            await unhindered(self)
            await button.click()

    async def must_show(self) -> Sequence[str]:
        """Keys that may be absent, but not as the page is now."""
        return ()

    def css(self, key: str) -> str:
        """Return plain CSS of a key, for use in an evaluation."""
        self.trail.last = (self.where, key)
        return self.where.css(key)

    def path(self, key: str, **params: str) -> str:
        """Return an address or an address's beginning of this section."""
        return self.where.path(key, **params)

    def changed(self, key: str, what: str, *, lone: bool = False) -> PageChanged:
        """Make the error that sends the fixer to this key's line; ``lone``: other cards may be as they were."""
        entry = self.where.entry(key)
        said = f"{entry.key} (selectors.yaml:{entry.line}): {what}."
        return page_changed(self.where.entries, entry, said, lone=lone)

    def loader(self) -> str:
        """Return the css of the site's «Загрузка…»."""
        return self.session.selectors["shell"].css("loader")

    def arrival(self) -> dict[str, Any]:
        """CSS by which the page, its refusals and its windows are recognized (``look.js``)."""
        shell, windows = self.session.selectors["shell"], self.session.selectors["windows"]
        return {
            "landmark": self.where.css("landmark"),
            "attention": windows.css("attention"),
            "attention_text": windows.css("attention_text"),
            "window": windows.css("landmark"),
            "loader": self.loader(),
            "application": shell.css("application"),
            "no_privileges": shell.path("no_privileges"),
            "sign_in": [self.session.addresses.esia, self.session.addresses.portal],
        }

    @asynccontextmanager
    async def hear(self, key: str, *, method: str | None = None, **params: str) -> AsyncIterator[Heard]:
        """Collect answers to requests the page makes inside the block to the address of entry ``key``.

        Only parameters may follow it there: what the site tells of a card's history is not the card. Answers to earlier
        requests don't count: a slow answer to the page's first search must not pass for ours.
        """
        heard, start = Heard(self.session.timeouts.action), self.path(key, **params)

        def ask(request: Request) -> None:
            path = request.url.removeprefix(self.session.addresses.cabinet)
            if is_of(path, start) and (method is None or request.method == method):
                heard.asked.add(request)

        def note(response: Response) -> None:
            if response.request in heard.asked:
                heard.note(response)

        self.page.on("request", ask)
        self.page.on("response", note)
        try:
            yield heard
        finally:
            self.page.remove_listener("request", ask)
            self.page.remove_listener("response", note)

    async def until(self, want: str, wanted: Any, *, timeout_s: float | None = None, needs: Sequence[str] = ()) -> Any:
        """Wait until the script ``want`` returns something for ``wanted``, and return that.

        Ends at once, with the fitting error, when the site shows a refusal instead: «Внимание», «нет прав», the
        sign-in page, a page of somebody else's. ``needs``: keys without which the script cannot succeed, from the
        coarse to the fine; a wait in vain is laid to the first of them that finds nothing, else to the last.
        """
        expression = script("until").replace("WANT", script(want), 1).replace("LOOK", script("look"), 1)
        try:
            found = await self._waited(expression, wanted, timeout_s or self.session.timeouts.action)
        except PlaywrightTimeoutError:
            await self._lay_to(needs)
            raise
        if "seen" in found and (refusal := await refused(self, found["seen"])) is not None:
            raise refusal
        return found.get("value")

    async def _lay_to(self, keys: Sequence[str]) -> None:
        with suppress(PlaywrightError, TimeoutError):
            async with not_hung(0):
                for key in keys:
                    if not await self.find(key).count():
                        return

    async def _waited(self, expression: str, wanted: Any, patience_s: float) -> dict[str, Any]:
        """Wait in one evaluation; in another one when the page went to another document meanwhile.

        No handle is left behind in the page: a run reads thousands of cards without loading a document.
        """
        arrival, clock = self.arrival(), asyncio.get_running_loop()
        end = clock.time() + patience_s
        while (left := end - clock.time()) > 0:
            try:
                async with not_hung(left):
                    found: dict[str, Any] | None = await self.page.evaluate(
                        expression, {"wanted": wanted, "arrival": arrival, "patience": left * 1000}
                    )
            except TimeoutError:
                break
            except PlaywrightError as error:
                if went_elsewhere(error):
                    continue
                raise
            if found is not None:
                return found
        raise PlaywrightTimeoutError(f"not seen in {patience_s:g} s")


class CabinetPage(Part):
    """One screen with an address of its own."""

    @translated
    async def open(self) -> None:
        """Go to the page and wait until it is there."""
        await self.go(self.path("address"))

    async def go(self, path: str, *, anew: bool = False) -> None:
        """Go to ``path`` of the cabinet and wait for the landmark.

        The whole page is loaded ``anew`` when asked for, when the address is already shown, and after a failure:
        a change of the part after «#» alone loads no document, and a window hanging over the page would stay.

        Raises ``SiteUnavailable``, ``SessionExpired``, ``AccessDenied``, ``Temporary`` («Внимание») or, when the
        landmark stays away again, ``PageChanged``.
        """
        await self.load(path, anew=anew)
        await self.arrive()

    async def go_filled(self, key: str, understood: Callable[[Any], F], **params: str) -> F:
        """Show the page afresh, wait until the site told it, at entry ``key``, what it shows, and return what it told.

        Boxes may stand there before that, all of them empty: one read then would be taken for unticked. So they do when
        it was told something else: what ``understood`` cannot read (one of ``MISREAD``) is no answer.
        """
        async with self.hear(key, method="GET", **params) as heard:
            await self.go_afresh(self.path("address", **params))
            self.trail.last = (self.where, key)
            told = await heard.answer()
        if heard.status != _OK:
            raise await not_told(self, heard.status)
        try:
            value = understood(told)
        except MISREAD as error:
            raise unlike(self, key, f"данные страницы устроены иначе ({why(error)})") from error
        as_expected(self, key)
        return value

    async def go_afresh(self, path: str) -> None:
        """Go to ``path``; anew where this screen, another employee's too, is or may be on: that is not what comes."""
        shown, wanted = map(address_without_ids, (self.page.url, self.session.addresses.cabinet + path))
        unsure = shown == wanted or self.page in self.session.tainted
        await self.go(path, anew=unsure or await self.is_here())

    async def load(self, path: str, *, anew: bool = False) -> None:
        """Go to ``path`` and wait for nothing: see ``go``, which waits."""
        url = self.session.addresses.cabinet + path
        same, anew = self.page.url == url, anew or self.page in self.session.tainted
        self.session.tainted.discard(self.page)
        await self.session.close_popups()
        if not (same or anew) and self.page.url.partition("#")[0] == url.partition("#")[0]:
            # The part after «#» alone changes: no document to wait for.
            await self.page.evaluate("(url) => { location.href = url }", url)
            return
        response = None if same else await go_to(self.page, url)
        if response is None and (same or anew):
            response = await load_anew(self.page)
        if response is not None and response.status >= 500:
            raise SiteUnavailable(f"Сайт ответил ошибкой {response.status}.")

    async def arrive(self) -> None:
        """Wait until the page, or whatever the site shows instead, is on screen; judge it."""
        self.trail.last = (self.where, "landmark")
        await self.until("arrived", self.arrival(), timeout_s=self.session.timeouts.navigation)
        as_expected(self, "landmark")
        self.session.generations.update(await self.where.generations(self.page))

    async def is_here(self) -> bool:
        """Tell whether this page is on screen now."""
        return await self.find("landmark").first.is_visible()

    @translated
    async def picture(self) -> Picture:
        """Take the page's ``picture`` area with every personal element covered.

        Fails closed: when an element that must be covered is not found, there is no picture, only the reason.
        """
        missing, box = await self._survey()
        if missing:
            return Picture(None, f"снимок не сохранён: не найдено, что скрывать ({missing})")
        # Not a picture of the element: that waits for two frames in which it rests, and scrolls to it.
        jpeg = await self.page.screenshot(
            full_page=True,
            clip=box,
            type="jpeg",
            quality=_JPEG_QUALITY,
            style="".join(_COVER.format(css=css) for css in (*self.session.selectors.personal(), TYPED)),
            animations="disabled",
        )
        missing, _ = await self._survey()
        if missing:
            return Picture(None, f"снимок не сохранён: страница изменилась во время снимка ({missing})")
        return Picture(jpeg)

    async def _survey(self) -> tuple[str | None, FloatRect]:
        """Name a personal element the page does not show where it must be (``None``: all are there), and the area."""
        entries = [(key, self.where.entry(key)) for key in self.where.personal()]
        asked = [{"css": self.where.css(key), "caption": entry.caption} for key, entry in entries]
        found = await self.find("picture").first.evaluate(script("survey"), asked)
        for (key, entry), count, moved in zip(entries, found["counts"], found["moved"], strict=True):
            if moved or not (count or entry.optional):
                return f"{self.section}.{key}", found["box"]
        return None, found["box"]
