"""A person at the stand's sign-in pages: goes the way by what is seen, one method per screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyotp
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from conftest import RunningStand

# What marks the screen of a variant, once the password has been sent.
MARKS_AFTER_PASSWORD = {
    "totp": "esia-enter-mfa > esia-ttp > form > div.input-control > div > esia-code-input",
    "sms": "esia-enter-mfa > esia-otp > div:nth-child(1) > form > div > esia-code-input",
    "captcha": "esia-root > esia-reaction > div > div > div > div > div > h3",
    "question": "esia-reaction div.abstract-request-information__input > div:nth-child(1) > label > input",
    "max_code": "esia-enter-mfa > esia-otp-max",
    "push": "esia-enter-mfa > esia-push",
    "mfa_promo": "button.plain-button-inline",
    "mfa_required": "esia-mfa-required",
}
MARKS_AFTER_CODE = {
    "max_quiz_skippable": "esia-max-quiz > div > div.mt-40 > div > button",
    "max_quiz_forced": "esia-max-quiz > div > h1",
    "change_password": "esia-change-password",
    "unknown_screen": "esia-confirm-contacts",
    "consent": "#app form:not(:has(.role-card)) button",
}
MARKS_AT_ONCE = {
    "signature": "esia-eds button.plain-button.plain-button_wide",
    "maintenance": ".shadow-block .dot-flashing",
}


class Visitor:
    def __init__(self, page: Page, stand: RunningStand, account: dict[str, Any] | None = None) -> None:
        self.page, self.stand = page, stand
        self.account = account or stand.account
        page.set_default_timeout(60_000)

    def begin(self, *variants: str, login: str = "*") -> Visitor:
        """Only these variants are on for anybody, whoever went before; the way starts at dom."""
        for other, left in self._switch(login, variants).items():
            if left and other != login:
                self._switch(other, ())
        self.page.goto(self.stand.facts["dom"] + "/esia/start")
        return self

    def _switch(self, login: str, variants: Sequence[str]) -> dict[str, list[str]]:
        """What is on for whom afterwards."""
        body = {"login": login, "variants": variants}
        on: dict[str, list[str]] = self.stand.control.post("/__stand__/signin", json=body).raise_for_status().json()
        return on

    def see(self, selector: str) -> Locator:
        found = self.page.locator(selector).first
        found.wait_for()
        return found

    def password(self, text: str | None = None) -> Visitor:
        field = self.see("#password")
        login = self.page.locator("#login")
        if login.count():
            login.fill(self.account["login"])
        field.fill(self.account["password"] if text is None else text)
        self.page.get_by_role("button", name="Войти", exact=True).click()
        return self

    def captcha(self) -> Visitor:
        """Reads the digits as the person would (from the stand's log) and types them."""
        # The digits are made when the picture is asked for, which is later than its element.
        expect(self.see("esia-reaction img")).to_have_js_property("complete", True)
        self.page.locator(".esia-captcha__code-entry input").fill(self.stand.events("esia_reaction")[-1]["expected"])
        self.page.locator(".esia-captcha__code-entry button").click()
        return self

    def totp(self) -> Visitor:
        self.see("esia-ttp")
        return self.code(pyotp.TOTP(self.account["totp_secret"]).now())

    def code(self, digits: str) -> Visitor:
        self.see("esia-code-input input").click()
        self.page.keyboard.type(digits)
        return self

    def role(self, ogrn: str | None = None) -> Visitor:
        self.page.locator("#app form button").filter(
            has=self.page.get_by_text(f"ОГРН: {ogrn or self.account['ogrn']}", exact=True)
        ).click()
        return self

    def interstitial(self, *, save: bool = False) -> Visitor:
        self.see("#bContinue")
        if save:
            self.page.check("#saveCookie")
        self.page.click("#bContinue")
        return self

    def arrived(self) -> str:
        """Waits for the cabinet; the value of the session cookie."""
        self.page.wait_for_url("**/organization-cabinet/**")
        [cookie] = [c for c in self.page.context.cookies() if c["name"] == "sessionid"]
        return str(cookie["value"])
