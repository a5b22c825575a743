"""The small windows every screen shares: «Подтверждение», «Операция выполнена успешно», «Внимание»."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from playwright.async_api import Error as PlaywrightError

from rpa.cabinet.border import diagnose
from rpa.cabinet.heard import Heard
from rpa.cabinet.pages.base import Part
from rpa.errors import RpaError


class Seen(StrEnum):
    """What the site showed after a click that cannot be unclicked."""

    SUCCESS = "success"
    REFUSED = "refused"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``text`` is the site's own words (or why it is unclear); ``status`` the HTTP status heard, if any.

    Only a read-back tells what happened after ``UNCLEAR``.
    """

    seen: Seen
    text: str = ""
    status: int | None = None

    @property
    def refused(self) -> bool:
        """Whether the site said no. What is not a success may still have been stored."""
        return self.seen is Seen.REFUSED


class Windows(Part):
    """The topmost window, whatever screen is below."""

    section = "windows"

    async def wait_confirmation(self) -> None:
        """Wait for the question «Подтверждение»; raises what the site shows instead of it.

        Another question of two buttons («продлить сеанс?») is not answered: its title is another one.
        """
        await self.until("visible", self.css("confirmation"))
        await self.find("confirmation_title").first.wait_for()

    async def confirm(self, heard: Heard) -> Outcome:
        """Click «Да» once and say what was seen. Never raises for what the site does after the click.

        ``REFUSED`` only when the site answered 4xx and showed why; «Внимание» over a 5xx or a broken connection
        is ``UNCLEAR``, because the answer may have been stored.
        """
        await self.find("confirm").click()
        return await self.settle(heard)

    async def settle(self, heard: Heard, *, closing: str | None = None) -> Outcome:
        """Wait for what tells the outcome of the click just made; close the window that tells success.

        ``closing`` is the css of a window whose going away is the success (a form that was saved), unless the site was
        heard to refuse: a form goes as well when its page does, to the sign-in or to «нет прав».
        """
        try:
            shown: dict[str, Any] = await self.until("outcome", self._wanted() | {"closing": closing})
            if shown["success"] and closing and not heard.refused:
                return Outcome(Seen.SUCCESS, "", heard.status)
            if shown["success"] and not closing:
                await self._dismiss(shown["success"])
                return Outcome(Seen.SUCCESS, shown["success"], heard.status)
        except (PlaywrightError, RpaError) as error:
            self.session.tainted.add(self.page)
            trouble = error if isinstance(error, RpaError) else await diagnose(self, error)
            return Outcome(Seen.UNCLEAR, trouble.what, heard.status)
        self.session.tainted.add(self.page)
        text = " ".join(str(shown["attention"] or shown["away"] or f"сайт ответил {heard.status}").split())
        refused = heard.status is not None and heard.status in (400, 409, 422) and shown["attention"]
        return Outcome(Seen.REFUSED if refused else Seen.UNCLEAR, text, heard.status)

    async def _dismiss(self, said: str) -> None:
        """Close the window of success. One that does not close takes nothing back: the page is loaded anew instead."""
        try:
            await self.press("close")
            await self.until("gone", {"css": self.css("success"), "text": said})
        except (PlaywrightError, RpaError):
            self.session.tainted.add(self.page)

    def _wanted(self) -> dict[str, Any]:
        text = self.where.entry("success_text").ways[0].value
        return {"success": self.css("success"), "success_text": text, "arrival": self.arrival()}
