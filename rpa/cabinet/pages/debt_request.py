"""The card of one received debt request: read it, add an answer, send it, revoke it."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from playwright.async_api import FloatRect, Request
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.cabinet.border import NO_DATA, as_expected, translated, unlike
from rpa.cabinet.calling import headers_of, once_more
from rpa.cabinet.pages.answer_form import Answer, AnswerForm
from rpa.cabinet.pages.base import TYPED, CabinetPage, Picture
from rpa.cabinet.pages.debt_request_card import Disagreement, read_card
from rpa.cabinet.pages.debt_requests import DebtRequests
from rpa.cabinet.pages.windows import Outcome, Windows
from rpa.cabinet.payloads import is_card, people_in
from rpa.cabinet.scripts import not_hung, script
from rpa.errors import NeedsOperator, RpaError, SiteUnavailable, Temporary
from rpa.model import Subrequest

_OK, _NOT_FOUND = 200, 404
_FACTS = ("fact_sender", "fact_address", "fact_flat", "fact_period", "fact_fias", "fact_person")
_PIECES_S = 5.0
"""Until a card of which something is missing is judged: a part with a template of its own comes with another call."""
_RESULTS = ("result_none", "result_unnamed", "result_debt", "result_clear")
"""What the second means no public robot knew: it says neither «да» nor «нет»."""
_NEEDED = ("content", "summary_cell", "status")


class CardGone(NeedsOperator):
    """There is no such card any more, and the register does not know the request either."""

    hint = "Отвечать не нужно."


class DebtRequest(CabinetPage):
    """One card at a time: ``open_request`` chooses it, everything else works on the one chosen."""

    section = "debt_request"
    _portal_id: str | None = None
    _number: str | None = None
    """Number of the request whose card is open, when it is known."""
    _source: Request | None = None
    """The address from which the page itself got the open card."""
    _people: tuple[tuple[str, str], ...] = ()
    """Last and first names that the site told of with the open card."""

    @property
    def portal_id(self) -> str:
        """Id of the card that is open. Raises ``LookupError`` before ``open_request``."""
        if self._portal_id is None:
            raise LookupError("no card was opened on this page")
        return self._portal_id

    @translated
    async def open_request(self, portal_id: str, number: str | None = None) -> Subrequest:
        """Load the card anew from the site and read it. An open card is loaded again, not trusted.

        Raises ``CardGone`` when there is no such card: the request was withdrawn by its sender. Only the register
        can confirm that, by the request's ``number`` (known already of a card that was read); without it the missing
        card is ``SiteUnavailable``. Raises ``PageChanged`` when the card is another request's than ``number``'s.
        """
        self._number = number or (self._number if portal_id == self._portal_id else None)
        self._portal_id, self._source, self._people = portal_id, None, ()
        if self.session.addresses.is_cabinet(self.page.url):
            await self.page.evaluate(script("mark"), {"status": self.css("status")})
        async with self.hear("card_data", method="GET", id=portal_id) as heard:
            try:
                await self.load(self.path("address", id=portal_id))
                shown = await self._shown()
            except Temporary as error:
                if heard.status != _NOT_FOUND:
                    raise
                raise await self._missing(await heard.json()) from error
            except PlaywrightTimeoutError as error:
                other = await heard.json()
                if heard.status != _OK or other is None or is_card(other):
                    raise
                raise unlike(self, "card_data", NO_DATA, lone=True) from error
            told = await heard.json()
        self._people = people_in(told)
        if told is not None and heard.status == _OK:
            self._source = heard.responses[-1].request
            as_expected(self, "card_data")
        return await self._agreed(shown, told)

    @translated
    async def current(self, portal_id: str, number: str | None = None) -> Subrequest:
        """Read what the site holds of this card now, in one call if the card is open and the screen shows the same.

        The site is asked anew, from inside the page, what the page asked it when it loaded the card; what the form
        or the page remembers counts for nothing. Whenever there is no such answer, or the screen shows anything else,
        the card is loaded anew, as by ``open_request``, and that decides.
        """
        if self._source is not None and self._portal_id == portal_id and self.page not in self.session.tainted:
            told, shown = await self._asked_again(self._source)
            if isinstance(told, dict) and shown is not None:
                self._people = people_in(told)
                # The screen is behind, shows what was not stored, or another card. Loading the card tells which.
                with suppress(Disagreement):
                    return read_card(shown | self._words(), told, portal_id, number or self._number)
        return await self.open_request(portal_id, number)

    @translated
    async def read(self) -> Subrequest:
        """Load the open card again and read it: what the site holds now, not what this page remembers."""
        return await self.open_request(self.portal_id)

    @translated
    async def add_answer(self, answer: Answer) -> None:
        """Open the answer form (of a draft too), fill it and check every field by reading it back.

        Nothing is stored yet: ``save`` does that. Raises ``PlanError`` when a file is not the one that was approved.
        """
        await self.press("edit" if await self.find("edit").count() else "add")
        await self._form().fill(answer)

    @translated
    async def save(self) -> Outcome:
        """Click «Сохранить ответ» in the form and say what was seen. A saved answer is a draft: nothing is sent."""
        return await self._form().save(self.portal_id)

    @translated
    async def send(self) -> None:
        """Click «Отправить ответ» and wait for the question «Подтверждение». Nothing is sent until ``confirm``."""
        await self.find("send").click()
        await self._windows().wait_confirmation()

    @translated
    async def confirm(self) -> Outcome:
        """Click «Да», once, and say what was seen. Only ``read`` afterwards tells what the site holds."""
        async with self.hear("send_data", method="POST", id=self.portal_id) as heard:
            return await self._windows().confirm(heard)

    @translated
    async def revoke(self) -> None:
        """Click «Отозвать ответ» and wait for the question. Nothing is revoked until ``confirm_revoke``."""
        await self.find("revoke").click()
        await self._windows().wait_confirmation()

    @translated
    async def confirm_revoke(self) -> Outcome:
        """Click «Да», once, and say what was seen."""
        async with self.hear("revoke_data", method="POST", id=self.portal_id) as heard:
            return await self._windows().confirm(heard)

    @translated
    async def picture_of_form(self) -> Picture:
        """Take the masked picture of the filled form."""
        return await self._form().picture_from_top()

    async def must_show(self) -> tuple[str, ...]:
        """«Добавить ответ», where nobody has answered or drafted anything."""
        fresh = await self.find("result_none").count() and not await self.find("send").count()
        return ("add",) if fresh and not await self.find("edit").count() else ()

    async def _survey(self) -> tuple[str | None, FloatRect]:
        """As on any screen; and whoever the site told of is not to be read beside what is covered.

        A card may name nobody, so nobody to cover is no fault by itself: with another markup the names would show.
        """
        missing, box = await super()._survey()
        if missing is None and self._people:
            covers = ", ".join((*self.session.selectors.personal(), TYPED))
            asked = {"covers": covers, "people": self._people}
            if await self.find("picture").first.evaluate(script("uncovered"), asked):
                missing = f"{self.section}.debtor"
        return missing, box

    def _form(self) -> AnswerForm:
        return AnswerForm(self.page, self.session, self.trail)

    def _windows(self) -> Windows:
        return Windows(self.page, self.session, self.trail)

    async def _missing(self, told: Any) -> RpaError:
        """What a card that is not found means. Who takes it for gone never answers: one 404 does not tell that.

        A gateway says so of a service that is being restarted, too; then it does not speak the service's JSON, or the
        register still lists the request.
        """
        lost = SiteUnavailable("Карточка запроса не открылась: сайт ответил 404.")
        if not isinstance(told, dict) or self._number is None:
            return lost
        # A window hangs over the card.
        self.session.tainted.add(self.page)
        if await DebtRequests(self.page, self.session).find_request(self._number) is not None:
            return lost
        return CardGone("Карточки запроса больше нет: отправитель, вероятно, отозвал запрос.")

    async def _shown(self) -> dict[str, Any]:
        # One wait for all: the card that is read is the sign that the page has come.
        patience = self.session.timeouts.navigation
        shown: dict[str, Any] = await self.until("card", self._wanted(), timeout_s=patience, needs=_NEEDED)
        as_expected(self, "landmark")
        return shown

    async def _asked_again(self, source: Request) -> tuple[Any, dict[str, Any] | None]:
        patience = self.session.timeouts.action
        headers = once_more(headers_of(source))
        asked = {"url": source.url, "headers": headers, "patience": patience * 1000, "wanted": self._wanted()}
        try:
            async with not_hung(patience):
                found = await self.page.evaluate(script("ask_again"), asked)
            return (json.loads(found["told"]), found["shown"]) if found is not None else (None, None)
        except (TimeoutError, ValueError):
            return None, None

    async def _agreed(self, shown: dict[str, Any], told: Any) -> Subrequest:
        """Make the value; what disagrees is looked at again as long as its pieces still come."""
        clock = asyncio.get_running_loop()
        end = clock.time() + min(_PIECES_S, self.session.timeouts.action)
        while True:
            try:
                card = read_card(shown | self._words(), told, self.portal_id, self._number)
            except Disagreement as error:
                later = await self._later(shown, end - clock.time())
                if later is None:
                    raise self.changed(error.key, error.what, lone=True) from error
                shown = later
            else:
                self._number = card.request_number
                return card

    async def _later(self, was: dict[str, Any], patience_s: float) -> dict[str, Any] | None:
        if patience_s <= 0:
            return None
        wanted = {"card": self._wanted(), "was": was}
        try:
            later: dict[str, Any] = await self.until("card_later", wanted, timeout_s=patience_s)
        except PlaywrightTimeoutError:
            return None
        return later

    def _wanted(self) -> dict[str, Any]:
        """CSS by which one evaluation reads the card."""
        keys = ("status", "content", "debtor", "debtor_file", "debt_present", "description")
        wanted: dict[str, Any] = {key: self.css(key) for key in keys}
        return wanted | {
            "address": self.path("address", id=self.portal_id),
            "cell": self.css("summary_cell"),
            "row": self.css("fact_row"),
            "results": {key: self.css(key) for key in _RESULTS},
            "send": self.where.entry("send").ways[0].name,
            "loader": self.loader(),
        }

    def _words(self) -> dict[str, Any]:
        """The captions by which facts are known, and the keys of facts that the card may lack."""
        facts = {key: self.where.entry(key) for key in _FACTS}
        return {
            "labels": {key: entry.ways[0].value for key, entry in facts.items()},
            "may_lack": [key for key, entry in facts.items() if entry.optional],
            "deadline_caption": self.where.entry("deadline_caption").ways[0].value,
        }
