"""«Ответ на полученные запросы о наличии задолженности за ЖКУ»: the register of received debt requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from rpa.cabinet.border import translated
from rpa.cabinet.pages.register import Register, as_typed
from rpa.cabinet.payloads import RESPONSE_STATUSES, day, subrequest
from rpa.model import ResponseStatus, Subrequest

CAPTIONS = {
    ResponseStatus.NOT_SENT: "Не отправлен",
    ResponseStatus.SENT: "Отправлен",
    ResponseStatus.AUTO_GENERATED: "Сформирован автоматически",
}
"""Russian names of ``ResponseStatusType`` in the official schema."""
_TIMES_NOT_FOUND = 2


@dataclass(frozen=True, slots=True)
class Filter:
    """What to search for. The site wants a period of at most six months (official schema); empty means all."""

    number: str | None = None
    sent_from: date | None = None
    sent_to: date | None = None
    statuses: frozenset[ResponseStatus] = frozenset()


class DebtRequests(Register[Subrequest]):
    """The register of received debt requests."""

    section = "debt_requests"
    card_section = "debt_request"
    items_key = "debtSubReqList"
    icons: ClassVar = {
        ResponseStatus.NOT_SENT: "icon_not_sent",
        ResponseStatus.SENT: "icon_sent",
        ResponseStatus.AUTO_GENERATED: "icon_automatic",
    }

    _wanted = Filter()
    """What the form was filled with."""

    @translated
    async def read(self, wanted: Filter | None = None) -> tuple[Subrequest, ...]:
        """Search and read all pages; see ``Register.read_all`` for what makes a reading count."""
        await self.open()
        await self._fill(wanted or Filter())
        return await self.read_all()

    @translated
    async def find_request(self, number: str) -> Subrequest | None:
        """Search by number; ``None`` when the register has no such request (it may have been withdrawn).

        Two answers have to say so, and both with nothing at all: what follows from ``None`` is that nobody waits for us
        any more. Raises ``PageChanged`` when other requests come instead: then the number was not what was asked for.
        """
        await self.open()
        await self._fill(Filter(number=number))
        for _ in range(_TIMES_NOT_FOUND):
            leaf = await self.search()
            found = next((item for item in leaf.items if item.request_number == number), None)
            if found is not None:
                return found
            if leaf.items:
                raise self.changed("number", "поиск по номеру показал другие запросы")
        return None

    async def _fill(self, wanted: Filter) -> None:
        self._wanted = wanted
        # «Исполнитель» comes late and is filled with the current user, which hides other people's requests. The page
        # searches by itself meanwhile: a click during that search would be lost under whatever it shows.
        await self.until("arrived", {"landmark": self.css("executor"), "loader": self.loader()})
        chips = self.find("executor_chip")
        while left := await chips.count():
            await self.press("executor_chip")
            await chips.nth(left - 1).wait_for(state="detached")
        await self.find("number").fill(wanted.number or "")
        await self.find("sent_from").fill(as_typed(wanted.sent_from))
        await self.find("sent_to").fill(as_typed(wanted.sent_to))
        for status, caption in CAPTIONS.items():
            await self.find("status_box", caption=caption).set_checked(status in wanted.statuses)

    def check_asked(self, asked: Mapping[str, Any]) -> None:
        wanted = self._wanted
        if asked.get("answerUserIds"):
            raise self.changed("executor_chip", "поиск ушёл с исполнителем: запросы других сотрудников были бы скрыты")
        codes = {code for code, status in RESPONSE_STATUSES.items() if status in (wanted.statuses or CAPTIONS)}
        if asked.get("statuses") and not codes <= set(asked["statuses"]):
            raise self.changed("status_box", "поиск ушёл с другими статусами, чем отмечено")
        if asked and wanted.number and wanted.number not in json.dumps(asked):
            raise self.changed("number", "поиск ушёл без введённого номера")
        self._check_period(asked.get("sentDatePeriod") or {}, wanted)

    def _check_period(self, asked: Mapping[str, Any], wanted: Filter) -> None:
        try:
            begin, end = day(asked.get("beginDate")), day(asked.get("endDate"))
        except ValueError as error:
            raise self.changed("search_data", "период поиска записан иначе") from error
        if begin and (wanted.sent_from is None or begin > wanted.sent_from):
            raise self.changed("sent_from", "поиск ушёл с более поздним началом периода, чем введено")
        if end and (wanted.sent_to is None or end < wanted.sent_to):
            raise self.changed("sent_to", "поиск ушёл с более ранним концом периода, чем введено")

    def item(self, data: dict[str, Any]) -> Subrequest:
        return subrequest(data)

    def number(self, item: Subrequest) -> str:
        return item.request_number

    def portal_id(self, item: Subrequest) -> str:
        return item.portal_id or ""

    def state(self, item: Subrequest) -> ResponseStatus:
        return item.response_status
