"""The card of one обращение: read it, give it to an employee, extend its term, take its files."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.border import NO_DATA, as_expected, diagnose, translated, unlike
from rpa.cabinet.calling import once_more
from rpa.cabinet.inquiry_payloads import inquiry
from rpa.cabinet.pages.base import CabinetPage
from rpa.cabinet.pages.register import as_typed
from rpa.cabinet.pages.windows import Outcome, Windows
from rpa.cabinet.payloads import MISREAD, why
from rpa.cabinet.scripts import script
from rpa.errors import NeedsOperator, PageChanged, SessionExpired, SiteUnavailable, Temporary
from rpa.inquiries.words import STATUS_WORDS
from rpa.model import Inquiry, InquiryFile

_OK, _NOT_FOUND = 200, 404


def _sure() -> None:
    """For whoever has nobody to ask."""


class InquiryGone(NeedsOperator):
    """The service says that there is no such card. A gateway that says 404 does not speak the service's JSON."""

    hint = "Вероятно, обращение перенаправлено: прочитайте список заново (`rpa inquiries sync`)."


class InquiryCard(CabinetPage):
    """One card at a time: ``open_inquiry`` chooses it."""

    section = "inquiry"
    _portal_id: str | None = None

    @property
    def portal_id(self) -> str:
        """Id of the card that is open. Raises ``LookupError`` before ``open_inquiry``."""
        if self._portal_id is None:
            raise LookupError("no card was opened on this page")
        return self._portal_id

    @translated
    async def open_inquiry(self, portal_id: str) -> Inquiry:
        """Load the card anew from the site and read it. An open card is loaded again, not trusted.

        Facts come from the page's own data; number, state and files are checked on screen. Raises ``InquiryGone``.
        """
        self._portal_id = portal_id
        if self.session.addresses.is_cabinet(self.page.url):
            await self.page.evaluate(script("mark"), {"status": self.css("status")})
        async with self.hear("card_data", method="GET", id=portal_id) as heard:
            try:
                await self.go(self.path("address", id=portal_id))
                told = await heard.answer()
                if heard.status == _OK and not (isinstance(told, dict) and "id" in told):
                    raise unlike(self, "card_data", NO_DATA, lone=True)
            except Temporary as error:
                if heard.status != _NOT_FOUND or not isinstance(await heard.json(), dict):
                    raise
                # A window hangs over the card.
                self.session.tainted.add(self.page)
                raise InquiryGone("Карточки обращения в кабинете нет.") from error
        shown: dict[str, Any] = await self.until(
            "inquiry",
            {
                "address": self.path("address", id=portal_id),
                "row": self.css("fact_row"),
                "number": self.where.entry("fact_number").ways[0].value,
                "status": self.css("status"),
                "file": self.css("file"),
            },
            needs=("status", "fact_row"),
        )
        try:
            value = inquiry(told)
        except MISREAD as error:
            raise self.changed("card_data", f"данные карточки устроены иначе ({why(error)})", lone=True) from error
        if value.portal_id != portal_id:
            raise self.changed("card_data", "вместо этого обращения сайт прислал данные другого", lone=True)
        if (shown["number"], shown["status"]) != (value.number, STATUS_WORDS[value.status]):
            raise self.changed("status", f"обращение № {value.number}: на экране не то, что прислал сайт", lone=True)
        if [_letters(file["name"]) for file in shown["files"]] != [_letters(file.name) for file in value.attachments]:
            raise self.changed(
                "file", f"обращение № {value.number}: на экране не те файлы, что прислал сайт", lone=True
            )
        links = zip(value.attachments, shown["files"], strict=True)
        as_expected(self, "card_data")
        return replace(value, attachments=tuple(replace(file, url=link["href"]) for file, link in links))

    @translated
    async def read(self) -> Inquiry:
        """Load the open card again and read it."""
        return await self.open_inquiry(self.portal_id)

    @translated
    async def assign(
        self, performer_id: str, planned: date | None = None, *, sure: Callable[[], None] = _sure
    ) -> Outcome:
        """Give the обращение to an employee («Назначить» or «Изменить исполнителя») and say what was seen.

        ``sure`` is asked right before the click that stores, which filling may come minutes before; what it raises
        keeps from it.
        """
        await self.find("reassign" if await self.find("reassign").count() else "assign").click()
        await self.find("performer").select_option(value=performer_id)
        await self.find("planned").fill(as_typed(planned))
        async with self.hear("performer_data", method="PUT", id=self.portal_id) as heard:
            sure()
            await self.find("save").click()
            return await Windows(self.page, self.session, self.trail).settle(heard)

    @translated
    async def extend(self, until: date, comment: str, *, sure: Callable[[], None] = _sure) -> Outcome:
        """Extend the term («Продлить срок») and say what was seen. ``comment``: 20 to 1000 characters (schema);
        ``sure`` as above."""
        await self.find("extend").click()
        await self.find("new_date").fill(as_typed(until))
        await self.find("comment").fill(comment)
        async with self.hear("extend_data", method="POST", id=self.portal_id) as heard:
            sure()
            await self.find("save").click()
            return await Windows(self.page, self.session, self.trail).settle(heard)

    @translated
    async def download(self, file: InquiryFile) -> bytes:
        """Fetch an attachment with the page's own session. Its name is the site's text: don't use it as a path."""
        try:
            async with asyncio.timeout(self.session.timeouts.upload):
                asked = {"url": file.url or "", "headers": once_more(self.session.manner)}
                answer = await self.page.evaluate(script("download"), asked)
        except TimeoutError as error:
            raise SiteUnavailable("Файл обращения не отдан вовремя.") from error
        except PlaywrightError as error:
            # A connection that broke off. Nothing was looked for on the screen, so no line of ours can be wrong.
            trouble = await diagnose(self, error)
            lost = SiteUnavailable("Файл обращения не отдан: связь с сайтом оборвалась.")
            raise (lost if isinstance(trouble, PageChanged) else trouble) from error
        if answer["status"] in (401, 403) or self.session.addresses.is_sign_in(answer["url"]):
            raise SessionExpired("Файл обращения не отдан: сессия закончилась.")
        if any(kind in answer["type"].lower() for kind in ("html", "json")):
            # Of a firewall, a gateway or the service, with status 200; kept as the file, or refused as one of another
            # type, it would never be asked for again.
            raise SiteUnavailable("Вместо файла обращения сайт отдал сообщение: технические работы или защита сайта.")
        if not answer["content"] and answer["status"] != 200:
            raise SiteUnavailable(f"Файл обращения не отдан: сайт ответил {answer['status']}.")
        return base64.b64decode(answer["content"])


def _letters(name: str) -> str:
    """What of a stranger's file name the screen cannot change: it drops and merges blanks, other ones than Python."""
    return "".join(one for one in name if one.isalnum())
