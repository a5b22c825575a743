"""Which screen of the sign-in is up. One evaluation per look; the table's order is the order of recognition.

A screen counts only on the origin it belongs to: a copy of the password form on any other host is ``foreign``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Request, Response
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet.addresses import Addresses
from rpa.cabinet.locators import Selectors
from rpa.cabinet.scripts import script, went_elsewhere

ERROR = ("esia_login", "error")
UNKNOWN = "unknown"

# name, section and key of the mark, whose origin it lies on. Order and marks: public robots 2021-2026.
_TABLE: tuple[tuple[str, str, str, str], ...] = (
    ("secure", "esia_secure", "landmark", "any"),
    ("no_privileges", "shell", "no_privileges", "cabinet"),
    ("done", "shell", "landmark", "cabinet"),
    ("unavailable", "esia_down", "landmark", "any"),
    ("captcha", "esia_reaction", "captcha", "esia"),
    ("question", "esia_reaction", "question", "esia"),
    ("reaction", "esia_reaction", "landmark", "esia"),
    ("max_offer", "esia_max_quiz", "skip", "esia"),
    ("max_quiz", "esia_max_quiz", "landmark", "esia"),
    ("totp", "esia_factor", "totp", "esia"),
    ("sms", "esia_factor", "sms", "esia"),
    ("max_code", "esia_factor", "max_code", "esia"),
    ("push", "esia_factor", "push", "esia"),
    ("second_factor", "esia_factor", "landmark", "esia"),
    ("signature", "esia_signature", "landmark", "esia"),
    ("roles", "esia_roles", "landmark", "esia"),
    ("password", "esia_login", "landmark", "esia"),
    ("promo", "esia_promo", "landmark", "esia"),
    ("start", "esia_start", "landmark", "portal"),
    ("foreign", "esia_login", "landmark", "elsewhere"),
)

PERSONS: dict[str, str] = {
    "captcha": "ЕСИА просит ввести код с картинки",
    "question": "ЕСИА задаёт контрольный вопрос",
    "reaction": "ЕСИА проверяет, что входит человек",
    "max_quiz": "ЕСИА требует подтвердить вход в мессенджере MAX",
    "sms": "ЕСИА ждёт код из SMS",
    "max_code": "ЕСИА ждёт код из мессенджера MAX",
    "push": "ЕСИА ждёт подтверждения на телефоне",
    "second_factor": "ЕСИА просит второй фактор неизвестного вида",
    "signature": "ЕСИА просит электронную подпись",
    "mfa_setup": "ЕСИА требует включить вход с подтверждением",
    "change_password": "ЕСИА предлагает сменить пароль",
    "consent": "ЕСИА просит согласие на передачу данных",
    "roles": "На странице «Войти как» организацию должен выбрать человек",
    "password": "Нужно ввести логин и пароль",
    "totp": "ЕСИА ждёт код из приложения",
    UNKNOWN: "При входе показан неизвестный экран",
}
"""Screens only a person may pass, with what to say of them."""

_ACTIONS = {
    "SET_MFA_REQUIRED": "mfa_setup",
    "FILL_MFA": "mfa_setup",
    "CHANGE_PASSWORD": "change_password",
    "GRANT_SCOPE_ACCESS": "consent",
}
"""What the page's own answers call screens whose markup no source shows."""


_CODE = re.compile(r"[A-Z][A-Z0-9_-]{2,40}\Z")


@dataclass(frozen=True, slots=True)
class Seen:
    """``error`` is the site's caption under a field, empty when there is none."""

    name: str
    error: str
    origin: str


class Screens:
    """Looks at one page. ``status`` is the last document's HTTP status, ``action`` the last step the page was told."""

    def __init__(self, page: Page, addresses: Addresses, selectors: Selectors) -> None:
        self.page = page
        self.status = 200
        self.action: str | None = None
        self.failed = ""
        """Code with which ЕСИА refused the last step; empty when it did not. Captions change, codes less."""
        self.skippable: bool | None = None
        """Whether the messenger's offer may be skipped, if the last step told it."""
        self.asked: set[Request] = set()
        """Documents and steps the page has asked for and not got."""
        self._esia = addresses.esia
        self._error = selectors[ERROR[0]].css(ERROR[1])
        self._steps = selectors["esia_login"].path("steps")
        origins: dict[str, list[str] | None] = {
            "any": [addresses.portal, addresses.cabinet, addresses.esia],
            "portal": [addresses.portal, addresses.cabinet],
            "cabinet": [addresses.cabinet],
            "esia": [addresses.esia],
            "elsewhere": None,
        }
        self._screens: list[dict[str, Any]] = []
        inside = selectors["shell"].path("address").split("#")[0]
        for name, section, key, whose in _TABLE:
            by_address = selectors[section].entry(key).ways[0].kind == "path"
            self._screens.append(
                {
                    "name": name,
                    "origins": origins[whose],
                    # The public site has the same page-wrapper as the cabinet; only the address tells them apart.
                    "address": selectors[section].path(key) if by_address else inside if name == "done" else "",
                    "css": None if by_address else selectors[section].css(key),
                }
            )

    async def look(self, known: Seen | None, timeout_s: float) -> Seen | None:
        """Wait for a screen other than ``known``; ``None`` when none came in time."""
        arg = {
            "screens": self._screens,
            "error": self._error,
            "known": {"name": known.name, "error": known.error, "origin": known.origin} if known else None,
        }
        end = time.monotonic() + timeout_s
        while True:
            left = max(end - time.monotonic(), 0.001)
            try:
                handle = await self.page.wait_for_function(script("screen"), arg=arg, timeout=left * 1000, polling=100)
                return Seen(**await handle.json_value())
            except PlaywrightTimeoutError:
                return None
            except PlaywrightError as error:
                # The site went on right after a screen was seen: what comes next is looked at.
                if not went_elsewhere(error):
                    raise
                if time.monotonic() >= end:
                    return None

    def named_by_the_site(self) -> str | None:
        """A person's screen the page's own last answer named, for markup nobody has described."""
        return _ACTIONS.get(self.action or "")

    async def hear(self, response: Response) -> None:
        """For ``page.on("response")``: notes the document's status and the action of a step. Keeps no body."""
        try:
            if response.request.is_navigation_request():
                if response.frame == self.page.main_frame:
                    self.status = response.status
            elif response.url.startswith(self._esia + self._steps):
                step = await response.json()
                if isinstance(step, dict):
                    self._learn(step)
        except (PlaywrightError, ValueError):
            # The page moved on and took the body with it, or it is no JSON: nothing was learned.
            return

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear what the page asks and is answered while the body runs."""
        hears: list[tuple[Any, Callable[[Any], Any]]] = [
            ("request", self._ask),
            ("response", self.hear),
            ("requestfinished", self._got),
            ("requestfailed", self._got),
        ]
        for event, hear in hears:
            self.page.on(event, hear)
        try:
            yield
        finally:
            for event, hear in hears:
                self.page.remove_listener(event, hear)

    def _ask(self, request: Request) -> None:
        if request.is_navigation_request() or request.url.startswith(self._esia + self._steps):
            self.asked.add(request)

    def _got(self, request: Request) -> None:
        self.asked.discard(request)

    def _learn(self, step: dict[str, Any]) -> None:
        failed, offer = step.get("failed"), step.get("max_details")
        self.failed = failed if isinstance(failed, str) and _CODE.match(failed) else ""
        if isinstance(step.get("action"), str):
            self.action = step["action"]
            self.skippable = offer.get("skippable") if isinstance(offer, dict) else None
