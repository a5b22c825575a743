"""«Ответ на полученные запросы о наличии задолженности за ЖКУ»: the register of received debt requests."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet.border import COVERED, UNANSWERED, translated, unhindered
from rpa.cabinet.pages.narrowing import CUT_SHORT, OTHER_STATUSES, PERIOD_UNREAD, cut_short, left_on, narrowed_by
from rpa.cabinet.pages.register import Register, SearchRefused, as_typed
from rpa.cabinet.payloads import MISREAD, RESPONSE_STATUSES, subrequest
from rpa.debts.deadline import MOSCOW
from rpa.errors import PageChanged, RpaError
from rpa.model import ResponseStatus, Subrequest

CAPTIONS = {
    ResponseStatus.NOT_SENT: "Не отправлен",
    ResponseStatus.SENT: "Отправлен",
    ResponseStatus.AUTO_GENERATED: "Сформирован автоматически",
}
"""Russian names of ``ResponseStatusType`` in the official schema."""
_TIMES_NOT_FOUND = 2

LONGEST_DAYS = 180
"""The site searches a period of at most six months (official schema)."""
_FIRST_DAY = date(2021, 1, 1)
"""Nobody was asked before: the duty to answer is not older."""
_NOT_UNDERSTOOD = (400, 422)
_ASKED = ("statuses", "sentDatePeriod", "answerUserIds", "sortCriteria")
"""All a search is made of besides the number (public robots of 2022)."""
_TWICE = "в реестре два запроса с одним номером, и один нельзя принять за другой"


@dataclass(frozen=True, slots=True)
class Filter:
    """What to search for; empty means all. A period of sending may be ``LONGEST_DAYS`` long."""

    number: str | None = None
    sent_from: date | None = None
    sent_to: date | None = None
    statuses: frozenset[ResponseStatus] = frozenset()

    @property
    def endless(self) -> bool:
        """Whether no period is asked for."""
        return self.sent_from is None and self.sent_to is None

    def by_periods(self, today: date) -> Iterator[Filter]:
        """The same search in parts, the newest first, that leave no day out on which a request may have been sent."""
        end = today
        while end >= _FIRST_DAY:
            begin = max(end - timedelta(days=LONGEST_DAYS), _FIRST_DAY)
            yield replace(self, sent_from=begin, sent_to=end)
            end = begin - timedelta(days=1)


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
        return await self._searched(wanted or Filter(), self.read_all)

    @translated
    async def find_request(self, number: str) -> Subrequest | None:
        """Search by number; ``None`` when the register has no such request (it may have been withdrawn).

        Two answers have to say so, and both with nothing at all: what follows from ``None`` is that nobody waits for us
        any more. Raises ``PageChanged`` when other requests come instead: then the number was not what was asked for;
        and when two bear it.
        """
        found = await self._searched(Filter(number=number), partial(self._of_number, number))
        return found[0] if found else None

    async def _of_number(self, number: str) -> tuple[Subrequest, ...]:
        for _ in range(_TIMES_NOT_FOUND):
            leaf = await self.search()
            found = tuple(item for item in leaf.items if item.request_number == number)
            if len({item.portal_id for item in found}) > 1:
                raise self.changed("number", _TWICE, lone=True)
            if found:
                return found
            if leaf.items:
                raise self.changed("number", "поиск по номеру показал другие запросы")
        return ()

    async def _searched(
        self, wanted: Filter, search: Callable[[], Awaitable[tuple[Subrequest, ...]]]
    ) -> tuple[Subrequest, ...]:
        """Search for ``wanted``; period by period where the form takes no search without one, so that none hides
        a request. Known of a session once that worked, of searches by number and of others apart."""
        await self.open()
        kind = "number" if wanted.number else "all"
        if not wanted.endless or kind not in self.session.period_demanded:
            try:
                await self._fill(wanted)
                return await search()
            except (PlaywrightError, RpaError) as error:
                if not wanted.endless or not self._asks_for_period(error):
                    raise
            await self.open()
        found: dict[str, Subrequest] = {}
        for part in wanted.by_periods(datetime.now(MOSCOW).date()):
            await self._fill(part)
            for item in await search():
                if found.setdefault(item.request_number, item).portal_id != item.portal_id:
                    raise self.changed("search_data", _TWICE)
            self.session.period_demanded.add(kind)
            if found and wanted.number:
                break
        return tuple(found.values())

    def _asks_for_period(self, error: PlaywrightError | RpaError) -> bool:
        """Whether this is how a form may end that wants a period: no search, none understood, or one of its own."""
        if isinstance(error, PlaywrightTimeoutError):
            stuck = self.trail.last is not None and self.trail.last[1] == "search"
            return stuck and UNANSWERED not in error.message and COVERED not in error.message
        if isinstance(error, SearchRefused):
            return error.status in _NOT_UNDERSTOOD
        return isinstance(error, PageChanged) and error.key in ("debt_requests.sent_from", "debt_requests.sent_to")

    async def _fill(self, wanted: Filter) -> None:
        self._wanted = wanted
        # «Исполнитель» comes late and is filled with the current user, which hides other people's requests. The page
        # searches by itself meanwhile: a click during that search would be lost under whatever it shows.
        await self.until("arrived", {"landmark": self.css("executor"), "loader": self.loader()})
        await unhindered(self)
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
        if not asked:
            raise self.changed("search_data", "не видно, о чём страница спросила сайт: фильтр мог скрыть запросы")
        if asked.get("answerUserIds"):
            raise self.changed("executor_chip", "поиск ушёл с исполнителем: запросы других сотрудников были бы скрыты")
        codes = {code for code, status in RESPONSE_STATUSES.items() if status in (wanted.statuses or CAPTIONS)}
        if asked.get("statuses") and any(code not in asked["statuses"] for code in codes):
            raise self.changed("status_box", OTHER_STATUSES)
        if wanted.number and wanted.number not in json.dumps(asked, ensure_ascii=False):
            raise self.changed("number", "поиск ушёл без введённого номера")
        try:
            cut = cut_short(asked.get("sentDatePeriod"), wanted.sent_from, wanted.sent_to)
        except MISREAD as error:
            raise self.changed("search_data", PERIOD_UNREAD) from error
        if cut:
            raise self.changed(f"sent_{cut}", CUT_SHORT[cut])
        if odd := narrowed_by(asked, _ASKED, wanted.number):
            raise self.changed("search_data", left_on(odd))

    def item(self, data: dict[str, Any]) -> Subrequest:
        return subrequest(data)

    def number(self, item: Subrequest) -> str:
        return item.request_number

    def portal_id(self, item: Subrequest) -> str:
        return item.portal_id or ""

    def state(self, item: Subrequest) -> ResponseStatus:
        return item.response_status
