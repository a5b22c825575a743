"""«Ответ на полученные запросы о наличии задолженности за ЖКУ»: the register of received debt requests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from rpa.cabinet.border import address_without_ids, translated
from rpa.cabinet.pages.base import CabinetPage, Heard
from rpa.cabinet.pages.pager import Pager
from rpa.cabinet.payloads import subrequest
from rpa.cabinet.session import CabinetSession
from rpa.errors import PageChanged, SiteUnavailable
from rpa.model import ResponseStatus, Subrequest

CAPTIONS = {
    ResponseStatus.NOT_SENT: "Не отправлен",
    ResponseStatus.SENT: "Отправлен",
    ResponseStatus.AUTO_GENERATED: "Сформирован автоматически",
}
"""Russian names of ``ResponseStatusType`` in the official schema."""

Progress = Callable[[int, int | None], None]
_PASSES = 5


@dataclass(frozen=True, slots=True)
class Filter:
    """What to search for. The site wants a period of at most six months (official schema); empty means all."""

    number: str | None = None
    sent_from: date | None = None
    sent_to: date | None = None
    statuses: frozenset[ResponseStatus] = frozenset()


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One page of the register, the page's data and its picture on screen already agreeing."""

    items: tuple[Subrequest, ...]
    total: int


class DebtRequests(CabinetPage):
    """The register. ``read`` returns only a reading that agrees with itself."""

    section = "debt_requests"

    def __init__(self, page: Page, session: CabinetSession) -> None:
        super().__init__(page, session)
        self.pager = Pager(page, session, self.trail)

    @translated
    async def read(self, wanted: Filter | None = None, progress: Progress | None = None) -> tuple[Subrequest, ...]:
        """Search and read all pages, in the register's order, each request once.

        The register moves while it is read: requests arrive, answers change the order. A reading counts only when
        every page named the same total, as many different numbers were seen, and the first page looked the same
        afterwards. Else it is read again; raises ``SiteUnavailable`` when it does not come to rest.
        """
        await self.open()
        await self._fill(wanted or Filter())
        for _ in range(_PASSES):
            first = await self._search()
            items, steady = await self._pass(first, progress)
            if steady:
                return tuple(items.values())
        raise SiteUnavailable("Реестр запросов меняется быстрее, чем читается.")

    @translated
    async def find_request(self, number: str) -> Subrequest | None:
        """Search by number; ``None`` when the register has no such request (it may have been withdrawn)."""
        await self.open()
        await self._fill(Filter(number=number))
        leaf = await self._turn(self.find("search").click)
        return next((item for item in leaf.items if item.request_number == number), None)

    @translated
    async def export_registry(self, folder: Path, wanted: Filter | None = None) -> Path:
        """Download the register as the site exports it («Скачать») into ``folder``, under our own name for it."""
        await self.open()
        await self._fill(wanted or Filter())
        await self._turn(self.find("search").click)
        async with self.page.expect_download() as download:
            await self.find("export").click()
        target = folder / "registry.xlsx"
        await (await download.value).save_as(target)
        return target

    async def _fill(self, wanted: Filter) -> None:
        # The field comes late and is filled with the current user, which hides other people's requests.
        await self.find("executor").wait_for()
        chips = self.find("executor_chip")
        while await chips.count():
            await chips.first.click()
        await self.find("number").fill(wanted.number or "")
        await self.find("sent_from").fill(_text(wanted.sent_from))
        await self.find("sent_to").fill(_text(wanted.sent_to))
        for status, caption in CAPTIONS.items():
            await self.find("status_box", caption=caption).set_checked(status in wanted.statuses)

    async def _search(self) -> _Leaf:
        """Press «Найти» and show the largest pages; return the first."""
        leaf = await self._turn(self.find("search").click)
        if leaf.total > len(leaf.items) and not await self.pager.is_largest():
            leaf = await self._turn(self.pager.choose_largest)
        return leaf

    async def _pass(self, first: _Leaf, progress: Progress | None) -> tuple[dict[str, Subrequest], bool]:
        """Read from ``first`` to the last page; tell whether the reading agrees with itself."""
        items = {item.request_number: item for item in first.items}
        totals, leaf, seen = {first.total}, first, len(first.items)
        while seen < leaf.total and leaf.items and await self.pager.has_next():
            leaf = await self._turn(self.pager.next)
            items |= {item.request_number: item for item in leaf.items}
            totals.add(leaf.total)
            seen += len(leaf.items)
            if progress:
                progress(len(items), leaf.total)
        agrees = len(totals) == 1 and len(items) == first.total == seen
        if agrees and first.total > len(first.items):
            agrees = await self._search() == first
        return items, agrees

    async def _turn(self, act: Callable[[], Awaitable[Any]]) -> _Leaf:
        """Do what makes the page ask for rows, and read them when the screen shows what the page was told."""
        async with self.hear("search_data", method="POST") as heard:
            await act()
            items, total = await self._told(heard)
        if not items:
            await self.find("empty").first.wait_for()
            return _Leaf((), 0)
        title = self.where.entry("title").ways[0].value
        shown = await self.until(
            "register",
            {
                "row": self.css("row"),
                "title": self.css("row_title"),
                "icons": {status: self.css(key) for status, key in _ICONS.items()},
                "total": self.pager.counter(),
                "titles": [title.replace("{number}", item.request_number) for item in items],
            },
        )
        self._check(items, total, shown)
        return _Leaf(items, total)

    async def _told(self, heard: Heard) -> tuple[tuple[Subrequest, ...], int]:
        answer = await heard.answer()
        try:
            return tuple(subrequest(item) for item in answer["debtSubReqList"]), int(answer["total"])
        except (KeyError, TypeError, ValueError) as error:
            if heard.status != 200:
                raise (
                    await self.session.why_refused()
                    if heard.status in (401, 403)
                    else SiteUnavailable(f"Поиск запросов: сайт ответил {heard.status}.")
                ) from error
            raise self.changed("search_data", f"ответ поиска устроен иначе ({error.__class__.__name__})") from error

    def _check(self, items: Sequence[Subrequest], total: int, shown: dict[str, Any]) -> None:
        """Compare the page's data with the picture on screen: what a person sees decides."""
        if shown["total"] not in (None, total):
            raise SiteUnavailable("Реестр показывает другое число записей, чем прислал сайт.")
        for item, row in zip(items, shown["rows"], strict=True):
            card = self.session.selectors["debt_request"]
            if not str(row["href"]).endswith(card.path("address", id=item.portal_id or "")):
                line = card.entry("address").line
                what = f"debt_request.address (selectors.yaml:{line}): карточки теперь по другому адресу"
                raise PageChanged(
                    f"{what}.", key="debt_request.address", line=line, url=address_without_ids(self.page.url)
                )
            if row["icons"] != [item.response_status]:
                key = _ICONS[item.response_status]
                raise self.changed(key, f"запрос № {item.request_number}: значок состояния не тот, что прислал сайт")


_ICONS = {
    ResponseStatus.NOT_SENT: "icon_not_sent",
    ResponseStatus.SENT: "icon_sent",
    ResponseStatus.AUTO_GENERATED: "icon_automatic",
}


def _text(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""
