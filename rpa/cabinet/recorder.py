"""Watches a person sign in and writes down how the screens are built; does nothing on them itself.

The live site's sign-in is known from other people's robots of several years only. One sign-in of the owner, watched,
says what no source does: addresses, components, captions, what the selectors find, how the service answers. Values,
running text and people stay out: addresses lose what stands after «=», paths their identifiers, answers everything
but the names of their fields and codes, cookies their values, captions what looks like a name (``rpa.audit.captions``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response

from rpa.audit import Redactor
from rpa.cabinet.going import go_to
from rpa.cabinet.outline import Part, components, outline
from rpa.cabinet.recorded import address_of, cookie_without_value, people_in, said_by, secrets_in
from rpa.cabinet.recorded_data import built
from rpa.cabinet.session import CabinetSession
from rpa.cabinet.sign_in_screens import Screens
from rpa.errors import SiteUnavailable

_LOOK_SECONDS = 0.3
"""Between two looks at the pages. A screen counts once two looks in a row found it the same."""
_SECTIONS = ("esia_", "shell", "home", "windows")
_CALLS = frozenset({"document", "xhr", "fetch"})


@dataclass
class Recording:
    """What was seen so far. ``path`` holds the order of the screens with seconds since the start."""

    screens: list[dict[str, Any]] = field(default_factory=list)
    path: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    cookies: list[dict[str, Any]] = field(default_factory=list)


class Recorder:
    """``keep`` is called whenever something was added: whatever ends the watching, what was seen is on the disk."""

    def __init__(self, session: CabinetSession, redactor: Redactor, keep: Callable[[Recording], None]) -> None:
        self.session, self.redactor, self._keep = session, redactor, keep
        self.recording = Recording()
        self._began = time.monotonic()
        self._known: dict[tuple[str, ...], int] = {}
        self._before: dict[Page, tuple[str, ...]] = {}
        self._last: dict[Page, tuple[str, ...]] = {}

    async def watch(self, ended: asyncio.Event) -> None:
        """Open the public site and watch every window until the person closes them all, or ``ended`` is set.

        Raises ``SiteUnavailable`` when the public site does not open.
        """
        page = await self.session.page()
        self.session.context.on("response", self._hear)
        try:
            await self._open(page)
            while self.session.context.pages and self.session.connected and not ended.is_set():
                for shown in self.session.context.pages:
                    await self._look(shown)
                try:
                    await asyncio.wait_for(ended.wait(), _LOOK_SECONDS)
                except TimeoutError:
                    continue
        finally:
            self.session.context.remove_listener("response", self._hear)

    async def _open(self, page: Page) -> None:
        try:
            await go_to(page, self.session.addresses.portal + "/")
        except PlaywrightError as error:
            if not page.is_closed():
                raise SiteUnavailable("Сайт не открывается: нет связи с ним.") from error

    async def _look(self, page: Page) -> None:
        try:
            parts = await outline(page, self.redactor.caption)
            shape = (address_of(page.url), *(part.line for part in parts))
            settled = self._before.get(page) == shape != self._last.get(page)
            self._before[page] = shape
            if settled and parts:
                self._last[page] = shape
                await self._note(page, shape, parts)
        except PlaywrightError:
            # The page moved on or was closed while it was looked at: the next look sees what came of it.
            self._before.pop(page, None)

    async def _note(self, page: Page, shape: tuple[str, ...], parts: tuple[Part, ...]) -> None:
        if shape not in self._known:
            screen = await self._described(page, parts)
            self._known[shape] = len(self.recording.screens) + 1
            self.recording.screens.append({"number": self._known[shape], **screen})
        self.recording.path.append({"seconds": self._seconds(), "screen": self._known[shape]})
        self.recording.cookies = [cookie_without_value(dict(one)) for one in await self.session.context.cookies()]
        self._keep(self.recording)

    async def _described(self, page: Page, parts: tuple[Part, ...]) -> dict[str, Any]:
        looked = await Screens(page, self.session.addresses, self.session.selectors).look(None, 1)
        captions: dict[str, list[str]] = {}
        for part in parts:
            if part.kind:
                captions.setdefault(part.kind, []).extend(part.captions)
        return {
            "known_as": looked.name if looked else "unknown",
            "address": address_of(page.url),
            "components": components(parts),
            "captions": {kind: list(dict.fromkeys(texts)) for kind, texts in captions.items() if texts},
            "selectors": await self._found(page),
            "outline": [part.line for part in parts],
        }

    async def _found(self, page: Page) -> dict[str, int]:
        """Keys of the sign-in that find something here, with how many elements."""
        found: dict[str, int] = {}
        for section in self.session.selectors:
            for name, entry in section.entries.items() if section.name.startswith(_SECTIONS) else ():
                if not any(way.kind == "path" or way.parameters() for way in entry.ways):
                    found[entry.key] = await section.find(page, name).count()
        return {key: count for key, count in found.items() if count}

    async def _hear(self, response: Response) -> None:
        if response.request.resource_type not in _CALLS:
            return
        answer = self._answered(response)
        if "json" in (response.headers.get("content-type") or ""):
            try:
                body = await response.json()
            except (PlaywrightError, ValueError):
                # The body went with a page that moved on; the address and the status are known all the same.
                return
            self._learn(body)
            answer |= said_by(body)
            if self.session.addresses.is_cabinet(response.url):
                answer |= built(response.request, body, self.session.selectors)

    def _answered(self, response: Response) -> dict[str, Any]:
        """A new line of the answers; a page that asks the same again and again (GET) lengthens the last one."""
        method = response.request.method
        what = {"method": method, "address": address_of(response.url), "status": response.status}
        last = self.recording.answers[-1] if self.recording.answers else {}
        if method == "GET" and what.items() <= last.items():
            last |= {"times": last.get("times", 1) + 1, "until": self._seconds()}
            return last
        answer = {"seconds": self._seconds(), **what}
        self.recording.answers.append(answer)
        return answer

    def _learn(self, body: Any) -> None:
        """Names the service sends are never written, wherever else they turn up."""
        for value in people_in(body):
            self.redactor.learn_person(value)
        self.redactor.learn(secrets_in(body))

    def _seconds(self) -> float:
        return round(time.monotonic() - self._began, 1)
