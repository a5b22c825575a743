"""The cabinet in a real browser, entered by the session cookie alone, as robots with a copied session do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from conftest import RunningStand

DEBTS = "debts/received-requests"
SECONDS = 1000


class CabinetPage:
    """``page`` signed in to ``stand``. Errors of the page's script end the test."""

    def __init__(self, page: Page, stand: RunningStand, account: dict[str, Any] | None = None) -> None:
        self.page, self.stand = page, stand
        self.script_errors: list[str] = []
        page.set_default_timeout(20 * SECONDS)
        page.on("pageerror", lambda error: self.script_errors.append(str(error)))
        cookie = {"name": "sessionid", "value": stand.session(account), "domain": ".dom.localhost", "path": "/"}
        page.context.add_cookies([cookie])  # type: ignore[list-item]

    def address(self, route: str) -> str:
        return f"{self.stand.facts['my']}/organization-cabinet/#!/{route}"

    def open(self, route: str) -> Page:
        self.page.goto(self.address(route))
        return self.page

    def open_list(self) -> Page:
        self.open(DEBTS)
        self.found()
        expect(self.page.locator("executor-chips")).to_be_visible()
        return self.page

    def found(self) -> None:
        """Wait until the search said what it found."""
        answers = self.page.locator("h4:has-text('Всего записей'), div.results__empty")
        expect(answers.first).to_be_visible(timeout=20 * SECONDS)

    def open_card(self, number: str) -> Page:
        request = next(r for r in self.stand.state(only="requests")["requests"] if r["request_number"] == number)
        self.open(f"{DEBTS}/view?id={request['id']}")
        expect(self.page.locator("div.section-base__footer")).to_be_visible()
        return self.page

    def window(self, text: str) -> Locator:
        """The open window that shows ``text``, after its fade."""
        shown = self.page.locator("div.modal.fade.in", has_text=text)
        expect(shown).to_be_visible()
        return shown


def unanswered(stand: RunningStand) -> list[str]:
    """Numbers of requests nobody has touched."""
    state = stand.state(only="requests,answers")
    touched = {answer["request_number"] for answer in state["answers"]}
    ogrn = stand.account["ogrn"]
    return [
        r["request_number"]
        for r in state["requests"]
        if r["status"] == "NOT_SENT" and not r["withdrawn"] and r["ogrn"] == ogrn and r["request_number"] not in touched
    ]
