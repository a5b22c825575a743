"""«Обращения»: the register of received обращения. No public source shows this screen: all of it is the stand's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from rpa.cabinet.border import translated, unhindered
from rpa.cabinet.inquiry_payloads import STATUSES, inquiry
from rpa.cabinet.pages.narrowing import CUT_SHORT, OTHER_STATUSES, PERIOD_UNREAD, cut_short, left_on, narrowed_by
from rpa.cabinet.pages.register import Register, as_typed
from rpa.cabinet.payloads import MISREAD
from rpa.inquiries.words import STATUS_WORDS
from rpa.model import Inquiry, InquiryStatus


@dataclass(frozen=True, slots=True)
class InquiryFilter:
    """What to search for; empty means all."""

    number: str | None = None
    created_from: date | None = None
    created_to: date | None = None
    statuses: frozenset[InquiryStatus] = frozenset()


class Inquiries(Register[Inquiry]):
    """The register of received обращения."""

    section = "inquiries"
    card_section = "inquiry"
    items_key = "items"
    icons: ClassVar = {
        InquiryStatus.SENT: "icon_sent",
        InquiryStatus.IN_WORK: "icon_in_work",
        InquiryStatus.EXECUTED: "icon_executed",
        InquiryStatus.WITHDRAWN: "icon_withdrawn",
    }

    _wanted = InquiryFilter()
    """What the form was filled with."""

    @translated
    async def read(self, wanted: InquiryFilter | None = None) -> tuple[Inquiry, ...]:
        """Search and read all pages; see ``Register.read_all`` for what makes a reading count."""
        await self.open()
        # The page searches by itself when opened.
        await self.until("arrived", {"landmark": self.css("landmark"), "loader": self.loader()})
        await unhindered(self)
        chosen = self._wanted = wanted or InquiryFilter()
        await self.find("number").fill(chosen.number or "")
        await self.find("created_from").fill(as_typed(chosen.created_from))
        await self.find("created_to").fill(as_typed(chosen.created_to))
        for status, caption in STATUS_WORDS.items():
            await self.find("status_box", caption=caption).set_checked(status in chosen.statuses)
        return await self.read_all()

    def check_asked(self, asked: Mapping[str, Any]) -> None:
        wanted = self._wanted
        if not asked:
            raise self.changed("search_data", "не видно, о чём страница спросила сайт: фильтр мог скрыть обращения")
        known = {"sortCriteria"} | ({"statuses"} if wanted.statuses else set())
        if wanted.created_from or wanted.created_to:
            known.add("createDatePeriod")
        try:
            cut = cut_short(asked.get("createDatePeriod"), wanted.created_from, wanted.created_to)
        except MISREAD as error:
            raise self.changed("search_data", PERIOD_UNREAD) from error
        if cut:
            raise self.changed(f"created_{cut}", CUT_SHORT[cut])
        codes = {code for code, status in STATUSES.items() if status in wanted.statuses}
        if asked.get("statuses") and any(code not in asked["statuses"] for code in codes):
            raise self.changed("status_box", OTHER_STATUSES)
        if odd := narrowed_by(asked, known, wanted.number):
            raise self.changed("search_data", left_on(odd))

    def item(self, data: dict[str, Any]) -> Inquiry:
        return inquiry(data)

    def number(self, item: Inquiry) -> str:
        return item.number

    def portal_id(self, item: Inquiry) -> str:
        return item.portal_id or ""

    def state(self, item: Inquiry) -> InquiryStatus:
        return item.status
