"""What is done on each screen of the sign-in that a machine may pass. Each is called at most once a run."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page

from rpa.cabinet.identity import asked, refuse_stranger
from rpa.cabinet.scripts import not_hung, script
from rpa.cabinet.selector_mending import page_changed
from rpa.cabinet.session import CabinetSession
from rpa.cabinet.sign_in_screens import UNKNOWN
from rpa.cabinet.sign_in_secrets import Credentials, fresh_code, type_code, type_secret
from rpa.errors import AccessDenied, InteractionNeeded, PageChanged, SiteUnavailable

# The page writes «ОГРН: 1020202870555»; an entrepreneur's number has 15 digits and may begin with our 13.
_OGRN = re.compile(r"ОГРН(?:ИП)?\s*:?\s*(\d{15}|\d{13})(?!\d)")

_AT_REST_S = 3.0
"""How long no card may come before there are no others. Only a refusal waits for it."""


class Steps:
    def __init__(
        self,
        page: Page,
        session: CabinetSession,
        ogrn: str,
        credentials: Credentials | None,
        now: Callable[[], float],
    ) -> None:
        self.page, self.session, self.ogrn, self.now = page, session, ogrn, now
        self._credentials = credentials
        self._last = ("esia_start", "landmark")
        self.acts: dict[str, Callable[[], Awaitable[None]]] = {
            "start": lambda: self._click("esia_start", "landmark"),
            "password": self._password,
            "totp": self._totp,
            "max_offer": lambda: self._click("esia_max_quiz", "skip"),
            "promo": lambda: self._click("esia_promo", "landmark"),
            "roles": self._roles,
            "secure": self._secure,
        }

    def able(self, screen: str) -> bool:
        """Whether we hold the secret this screen asks for."""
        if screen == "password":
            return self._credentials is not None
        return screen != "totp" or (self._credentials is not None and self._credentials.totp_secret is not None)

    def changed(self, what: str) -> PageChanged:
        """The error that sends the fixer to the line of the key used last."""
        name, key = self._last
        section = self.session.selectors[name]
        entry = section.entry(key)
        what = f"{entry.key} (selectors.yaml:{entry.line}): {what}."
        return page_changed(section.entries, entry, what, url=self.page.url.split("?")[0])

    async def check_organization(self) -> None:
        """Refuse a cabinet of another organization, where the cabinet tells whose it is (an only role is not asked)."""
        try:
            identity = await asked(self.session, self.page)
        except SiteUnavailable:
            # Once more: a sign-in that succeeded, perhaps by a person's hand, must not be lost with one failed call.
            identity = await asked(self.session, self.page)
        self.session.owner = identity.ogrn if identity is not None else ""
        refuse_stranger(identity, self.ogrn)

    def _find(self, section: str, key: str) -> Locator:
        self._last = (section, key)
        return self.session.selectors[section].find(self.page, key)

    async def _click(self, section: str, key: str) -> None:
        # A page may hold hidden copies (a menu for telephones): a person clicks the one that is seen.
        await self._find(section, key).locator("visible=true").first.click()

    async def _password(self) -> None:
        """Login where it is asked for, password, «Войти» by its exact name: «Восстановить» stands beside it."""
        assert self._credentials is not None
        origin = self.session.addresses.esia
        login = self._find("esia_login", "login").first
        if await login.is_visible():
            await type_secret(login, self._credentials.login, origin)
        await type_secret(self._find("esia_login", "password").first, self._credentials.password, origin)
        await self._click("esia_login", "submit")

    async def _totp(self) -> None:
        assert self._credentials is not None and self._credentials.totp_secret is not None
        cells = self._find("esia_factor", "cell")
        await cells.first.wait_for()
        code = await fresh_code(self._credentials.totp_secret, self.now)
        if await cells.count() != len(code):
            raise self.changed(f"ячеек кода {await cells.count()}, а не {len(code)}")
        await type_code(cells, code, self.session.addresses.esia)

    async def _roles(self) -> None:
        """Choose by ОГРН alone: names are near-equal, and the first card is the private person."""
        section = self.session.selectors["esia_roles"]
        cards = self._find("esia_roles", "card")
        css = section.css("card")
        texts = await self.page.evaluate(script("cards"), css)
        ours = self._ours(texts)
        if not ours:
            # The screen is known by its first card; organizations may come after the private person.
            patience = self.session.timeouts.action
            wanted = {"css": css, "awaited": self.ogrn, "quiet": _AT_REST_S * 1000, "patience": patience * 1000}
            async with not_hung(patience):
                texts = await self.page.evaluate(script("cards_at_rest"), wanted)
            ours = self._ours(texts)
        if not ours and not any(map(_OGRN.search, texts)):
            # Any page of ЕСИА outside its application has a form with buttons: a consent, a notice.
            raise InteractionNeeded("При входе показан неизвестный экран с кнопками.", screen=UNKNOWN)
        if not ours:
            raise AccessDenied(
                f"На странице «Войти как» нет организации с ОГРН {self.ogrn}.",
                hint="Привяжите учётную запись к организации в ЕСИА или исправьте ОГРН в настройках.",
            )
        if len(ours) > 1:
            raise InteractionNeeded(f"Организация с ОГРН {self.ogrn} показана {len(ours)} раза.", screen="roles")
        # Not by its place: a card that comes late moves the others, and the next one is another organization's.
        await cards.filter(has_text=re.compile(rf"ОГРН(?:ИП)?\s*:?\s*{self.ogrn}(?!\d)")).click()

    def _ours(self, texts: list[str]) -> list[int]:
        return [place for place, text in enumerate(texts) if self.ogrn in _OGRN.findall(text)]

    async def _secure(self) -> None:
        """«неГОСТ подключение»: tick the box if it is there, go on."""
        box = self._find("esia_secure", "save").first
        if await box.is_visible():
            await box.check()
        await self._click("esia_secure", "landmark")
