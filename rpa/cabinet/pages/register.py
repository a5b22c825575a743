"""A register of the cabinet (cards, pager, counter), read so that the reading agrees with itself.

For every page that is shown one evaluation reads the screen, and the page's own JSON answer says what must be on it.
A register of one large page is shown. Of a longer one the first small page is, and all pages are asked for as the page
itself asked for that one, in the largest size, as many at once as the run works on pages. If the site does not answer
that, they are turned to by clicks and read from the screen. A register moves while it is read: requests arrive, answers
change the order.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from playwright.async_api import Page

from rpa.cabinet.border import NO_DATA, address_without_ids, as_expected, unlike
from rpa.cabinet.heard import Heard
from rpa.cabinet.liveness import why_refused
from rpa.cabinet.pages.base import CabinetPage
from rpa.cabinet.pages.further import Question
from rpa.cabinet.pages.pager import PAGE_SIZE, Pager
from rpa.cabinet.payloads import MISREAD, why
from rpa.cabinet.selector_mending import page_changed
from rpa.cabinet.session import CabinetSession
from rpa.errors import PageChanged, SiteUnavailable

T = TypeVar("T")

_PASSES = 5


class SearchRefused(SiteUnavailable):
    """The site did not take what was searched for; ``status`` is its HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Поиск: сайт ответил {status}.")
        self.status = status


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """One page of the register; data and screen agree. ``total`` is the register's own count of all items."""

    items: tuple[T, ...]
    total: int

    @property
    def whole(self) -> bool:
        """Whether the register has no other page."""
        return self.total <= len(self.items)


class Register(CabinetPage, Generic[T]):
    """Subclasses say what an item is: ``item``, ``number``, ``portal_id``, ``state``."""

    method: ClassVar[str] = "POST"
    items_key: ClassVar[str]
    card_section: ClassVar[str | None] = None
    """Section of the page that an item's link leads to; ``None`` when items have no link."""
    icons: ClassVar[Mapping[Any, str]] = {}
    """State of an item → key of the element that shows it on the card."""

    def __init__(self, page: Page, session: CabinetSession) -> None:
        super().__init__(page, session)
        self.pager = Pager(page, session, self.trail)
        self._question: Question | None = None
        self._by_asking = True
        self._more = self._twice = False

    @abstractmethod
    def item(self, data: dict[str, Any]) -> T:
        """Make the value; raises one of ``MISREAD`` when the data is not as known."""

    @abstractmethod
    def number(self, item: T) -> str:
        """Return what tells the item from all others."""

    @abstractmethod
    def portal_id(self, item: T) -> str:
        """Return the id in the address of the item's own page."""

    def state(self, item: T) -> Any:
        """Return the item's state, one of ``icons``; ``None`` where the register shows none."""
        return None

    def title(self, item: T) -> str:
        """Return the words by which the screen names the item."""
        return self.where.entry("title").ways[0].value.replace("{number}", self.number(item))

    async def read_all(self) -> tuple[T, ...]:
        """Press «Найти» and read all pages, in the register's order, each item once.

        A reading counts only when every page named the same total, as many different numbers were seen, what was on
        screen is among them, no further page is offered, and the first page held the same items afterwards; of an empty
        register, only when it was empty twice running. Else it is read again; raises ``SiteUnavailable`` when the
        register does not come to rest, ``PageChanged`` when it keeps offering a page beyond its own count, or a number
        twice on one page.
        """
        self._by_asking = True
        was_empty = self._more = self._twice = False
        for _ in range(_PASSES):
            first = await self._first()
            if not first.items and not was_empty:
                # One such answer may be the site's slip; a plan made of it would be empty, too.
                was_empty = True
                continue
            was_empty = not first.items
            items, steady = await self._pass(first)
            if steady:
                return tuple(items.values())
        if self._more:
            raise self.pager.changed("next", "за последней из сосчитанных записей есть ещё страница")
        if self._twice:
            # Of two pages the list may have moved in between; one page does not move.
            raise self.changed("search_data", "на одной странице реестра дважды один номер, и записей не сосчитать")
        raise SiteUnavailable("Реестр меняется быстрее, чем читается.")

    async def begin(self) -> None:
        """Make the page ask for its first items."""
        await self.press("search")

    async def search(self) -> Leaf[T]:
        """Press «Найти» and show the largest pages; return the first."""
        return await self._largest(await self.turn(self.begin))

    async def _first(self) -> Leaf[T]:
        """The first page. A register of several large ones is asked for: then they need not be shown."""
        leaf = await self.turn(self.begin)
        self._by_asking = self._by_asking and self._question is not None and leaf.total > PAGE_SIZE
        return leaf if self._by_asking else await self._largest(leaf)

    async def _largest(self, leaf: Leaf[T]) -> Leaf[T]:
        if leaf.whole or await self.pager.is_largest():
            return leaf
        return await self.turn(self.pager.choose_largest)

    async def turn(self, act: Callable[[], Awaitable[Any]]) -> Leaf[T]:
        """Do what makes the page ask for items, and read them when the screen shows what the page was told."""
        async with self.hear("search_data", method=self.method) as heard:
            await act()
            items, total = await self._told(heard)
        if not items:
            if total:
                raise SiteUnavailable(f"Сайт не прислал записей, хотя в реестре их {total}.")
            await self.find("empty").first.wait_for()
            return Leaf((), 0)
        shown = await self.until(
            "register",
            {
                "row": self.css("row"),
                "title": self.css("row_title"),
                "icons": {state: self.css(key) for state, key in self.icons.items()},
                "total": self.pager.counter(),
                "total_text": self.pager.counter_caption(),
                "titles": [self.title(item) for item in items],
            },
            needs=("row", "row_title"),
        )
        self._compare(items, total, shown)
        return Leaf(items, total)

    async def _pass(self, first: Leaf[T]) -> tuple[dict[str, T], bool]:
        """Read from ``first`` to the last page; tell whether the reading agrees with itself."""
        items: dict[str, T] = {}
        totals, seen, self._twice = {first.total}, 0, False
        async for leaf in self._leaves(first):
            self._twice = self._twice or len(set(map(self.number, leaf.items))) < len(leaf.items)
            items |= {self.number(item): item for item in leaf.items}
            totals.add(leaf.total)
            seen += len(leaf.items)
        # A total may count what a site is willing to show, or one page of it.
        self._more = not self._asks(first) and await self.pager.has_next()
        agrees = (
            not self._more
            and len(totals) == 1
            and len(items) == first.total == seen
            and set(first.items) <= set(items.values())
        )
        if agrees and not first.whole:
            again = await self._first_again()
            agrees = (set(again.items), again.total) == (set(first.items), first.total)
        self._by_asking = agrees
        return items, agrees

    async def _leaves(self, first: Leaf[T]) -> AsyncIterator[Leaf[T]]:
        """All pages. Fewer when the site stops answering; then the reading cannot agree."""
        if self._asks(first):
            # After a last page that is full one more is asked for: it has to be empty.
            pages, step = range(1, first.total // PAGE_SIZE + 2), self.session.width
            for start in range(0, len(pages), step):
                for leaf in await self._asked(pages[start : start + step], PAGE_SIZE) or ():
                    yield leaf
            return
        yield first
        leaf, seen = first, len(first.items)
        while seen < leaf.total and leaf.items and await self.pager.has_next():
            leaf = await self.turn(self.pager.next)
            seen += len(leaf.items)
            yield leaf

    def _asks(self, first: Leaf[T]) -> bool:
        return self._by_asking and not first.whole

    async def _first_again(self) -> Leaf[T]:
        asked = await self._asked(range(1, 2)) if self._by_asking else None
        return asked[0] if asked else await self.search()

    async def _asked(self, pages: range, size: int | None = None) -> list[Leaf[T]] | None:
        """These pages by the site's own word; ``None`` when it gives none: clicks and the screen will tell why."""
        if self._question is None:
            return None
        told = await self._question.ask(self.page, pages, size=size, patience_s=self.session.timeouts.action)
        if told is None or not all(map(self.lists, told)):
            return None
        return [Leaf(*self._understood(answer)) for answer in told]

    def lists(self, answer: Any) -> bool:
        """Whether it is an answer of the register's, however its items are built: an error may come with 200, too."""
        return isinstance(answer, dict) and isinstance(answer.get(self.items_key), list)

    def check_asked(self, asked: Mapping[str, Any]) -> None:
        """Compare what the page asked its server with what the form was filled with.

        Raises ``PageChanged`` when the page asked for less: what a filter hides would be taken for not there.
        """

    async def _told(self, heard: Heard) -> tuple[tuple[T, ...], int]:
        answer = await heard.answer()
        try:
            found = self._understood(answer)
        except PageChanged as error:
            if heard.status in (401, 403):
                raise await why_refused(self.session, self.page) from error
            if heard.status != 200:
                raise SearchRefused(heard.status or 0) from error
            if not self.lists(answer):
                raise unlike(self, "search_data", f"нет {self.items_key}: {NO_DATA}") from error
            raise
        as_expected(self, "search_data")
        request = heard.responses[-1].request
        self.check_asked(_object(request.post_data))
        self._question = Question.of(request)
        return found

    def _understood(self, answer: Any) -> tuple[tuple[T, ...], int]:
        try:
            return tuple(self.item(data) for data in answer[self.items_key]), int(answer["total"])
        except MISREAD as error:
            raise self.changed("search_data", f"ответ поиска устроен иначе ({why(error)})") from error

    def _compare(self, items: Sequence[T], total: int, shown: dict[str, Any]) -> None:
        """Compare the page's data with the picture on screen: what a person sees decides."""
        if shown["total"] not in (None, total):
            raise SiteUnavailable("Реестр показывает другое число записей, чем прислал сайт.")
        for item, row in zip(items, shown["rows"], strict=True):
            self._compare_link(item, str(row["href"]))
            if self.icons and row["icons"] != [self.state(item)]:
                what = f"№ {self.number(item)}: значок состояния не тот, что прислал сайт"
                raise self.changed(self.icons[self.state(item)], what)

    def _compare_link(self, item: T, href: str) -> None:
        """Check that cards are where selectors.yaml says: they are opened by address."""
        if self.card_section is None:
            return
        card = self.session.selectors[self.card_section]
        if not href.endswith(card.path("address", id=self.portal_id(item))):
            entry = card.entry("address")
            what = f"{entry.key} (selectors.yaml:{entry.line}): карточки теперь по другому адресу"
            raise page_changed(card.entries, entry, f"{what}.", url=address_without_ids(self.page.url))


def _object(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def as_typed(day: date | None) -> str:
    """Write a date as the cabinet's date fields take it; nothing clears the field."""
    return day.strftime("%d.%m.%Y") if day else ""
