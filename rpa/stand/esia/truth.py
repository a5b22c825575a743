"""Truth of the sign-in: passwords, second factors, the screens in between, the role, the grant for dom.

The answers have the bodies and the odd HTTP codes of the live service: a right code is answered 202 with the next
step, a wrong one 200 with ``failed``, a wrong password 201. Whoever judges by the status goes wrong, as in life.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Any

import pyotp

from rpa.stand import signin_variants
from rpa.stand.esia.seam import Account, Role, Stand, roles_offered
from rpa.stand.esia.steps import (
    ATTEMPTS,
    CAPTCHA_TYPE,
    CODE_SECONDS,
    QUESTION_TYPE,
    Answer,
    Body,
    Journey,
    mfa_details,
    reaction_answer,
    screens_after_password,
    step_answer,
)

SESSION_HOURS = 3
WRONG_PASSWORDS_BEFORE_CAPTCHA = 3
QUESTION = "Первые 2 цифры номера паспорта"


class Esia:
    """Truth of the sign-in: journeys by the cookie ``ESIA_SESSION``, wrong passwords by login, one-time codes."""

    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        self.accounts = stand.accounts
        self._journeys: dict[str, Journey] = {}
        self._wrong: dict[str, int] = {}
        self._grants: dict[str, Body] = {}

    # --- journeys ---------------------------------------------------------------------------------------------

    def journey(self, key: str | None) -> Journey:
        """The journey of this cookie, or a new one; a signed-in one lives three hours of idle time."""
        now = self.stand.clock.now()
        known = self._journeys.get(key or "")
        if known is not None and now - known.used < timedelta(hours=SESSION_HOURS):
            known.used = now
            return known
        if known is not None:
            del self._journeys[known.key]
        fresh = Journey(key=secrets.token_urlsafe(24), used=now)
        self._journeys[fresh.key] = fresh
        return fresh

    def close(self, key: str | None) -> None:
        self._journeys.pop(key or "", None)

    def variants(self, journey: Journey | None = None) -> frozenset[str]:
        return signin_variants.active(self.stand.settings.signin, journey.login if journey else None)

    def remembered(self) -> Account | None:
        """Whom the browser "remembers" under ``remembered_user``: the login it was set for, else the first one."""
        for login, names in self.stand.settings.signin.items():
            if "remembered_user" in names:
                return self.accounts.get(login) or next(iter(self.accounts.values()), None)
        return None

    # --- the password -----------------------------------------------------------------------------------------

    def login(self, journey: Journey, login: str, password: str) -> Answer:
        """Checks the password; an unknown login answers like a wrong password, so that logins cannot be probed."""
        if not login and (remembered := self.remembered()):
            login = remembered.login
        account = self.accounts.get(login)
        variants = signin_variants.active(self.stand.settings.signin, login)
        right = account is not None and hmac.compare_digest(account.password.encode(), password.encode())
        self._record("esia_login", journey, login=login if account else "", outcome="right" if right else "wrong")
        passed, journey.reaction_passed = journey.reaction_passed, False
        if not right or account is None:
            wrong = self._wrong[login] = self._wrong.get(login, 0) + 1
            if wrong >= WRONG_PASSWORDS_BEFORE_CAPTCHA and not passed:
                return self._react(journey, login, CAPTCHA_TYPE)
            return 201, {"failed": "INVALID_PASSWORD"}
        if not passed:
            if "captcha" in variants or self._wrong.get(login, 0) >= WRONG_PASSWORDS_BEFORE_CAPTCHA:
                return self._react(journey, login, CAPTCHA_TYPE)
            if "question" in variants:
                return self._react(journey, login, QUESTION_TYPE)
        self._wrong.pop(login, None)
        journey.login, journey.reaction = login, ""
        journey.steps, journey.factor = screens_after_password(account, variants)
        if journey.factor:
            self._start_factor(journey)
        return 200, self.current(journey)

    def _react(self, journey: Journey, login: str, kind: str) -> Answer:
        journey.reaction, journey.reaction_guid = kind, secrets.token_hex(16)
        if kind == CAPTCHA_TYPE:
            self.renew_captcha(journey)
        else:
            journey.expected = f"{secrets.randbelow(100):02d}"
        self._record("esia_reaction", journey, login=login, reaction=kind, expected=journey.expected)
        return 200, reaction_answer(journey)

    def renew_captcha(self, journey: Journey) -> None:
        journey.expected, journey.captcha_seed = f"{secrets.randbelow(10**6):06d}", secrets.randbelow(10**9)

    def answer_reaction(self, journey: Journey, guid: str, text: str) -> bool:
        """True lets the page post the login again; the captcha's token is checked by ``redeem_captcha``."""
        same = bool(journey.reaction) and hmac.compare_digest(guid.encode(), journey.reaction_guid.encode())
        if not same or not hmac.compare_digest(text.strip().encode(), journey.expected.encode()):
            return False
        if journey.reaction == CAPTCHA_TYPE:
            journey.verify_token = secrets.token_urlsafe(16)
        else:
            journey.reaction, journey.reaction_passed = "", True
        return True

    def redeem_captcha(self, journey: Journey, guid: str, token: str) -> bool:
        good = bool(journey.verify_token) and guid == journey.reaction_guid and token == journey.verify_token
        if good:
            journey.reaction, journey.verify_token, journey.reaction_passed = "", "", True
        return good

    # --- the second factor ------------------------------------------------------------------------------------

    def _start_factor(self, journey: Journey) -> None:
        journey.attempts_left, journey.code_sent = ATTEMPTS, self.stand.clock.now()
        journey.code = f"{secrets.randbelow(10**6):06d}" if journey.factor in ("SMS", "MAX") else ""
        if journey.code:
            self._record("sms" if journey.factor == "SMS" else "max_code", journey, code=journey.code)

    def resend(self, journey: Journey) -> Answer:
        if journey.steps[:1] == ["mfa"]:
            self._start_factor(journey)
        return 200, self.current(journey)

    def verify(self, journey: Journey, factor: str, code: str) -> Answer:
        """``factor`` is the address the code came to: ``SMS``, ``TTP`` or ``MAX``."""
        if journey.login is None or journey.steps[:1] != ["mfa"] or factor != journey.factor:
            return 404, {"error": "NO_SUCH_STEP"}
        right = self._totp(journey, code) if factor == "TTP" else self._sent_code(journey, code)
        self._record("esia_code", journey, factor=factor, outcome="right" if right else "wrong")
        if right:
            journey.steps.pop(0)
            return 202, self.current(journey)
        journey.attempts_left -= 1
        body: Body = {"failed": "INVALID_TTP" if factor == "TTP" else "INVALID_OTP"}
        body |= mfa_details(journey, self.accounts[journey.login])
        if journey.attempts_left <= 0:
            journey.forget()
        return 200, body

    def _totp(self, journey: Journey, code: str) -> bool:
        # The caller computes the code with the real clock; the stand's may have been moved by a test. Both count.
        totp = pyotp.TOTP(self.accounts[journey.login or ""].totp_secret)
        return totp.verify(code, valid_window=1) or totp.verify(code, for_time=self.stand.clock.now(), valid_window=1)

    def on_phone(self, journey: Journey) -> str:
        """What only the person knows now: the code that was sent, the application's code, the question's answer."""
        if journey.reaction == QUESTION_TYPE:
            return journey.expected
        if journey.steps[:1] != ["mfa"]:
            return ""
        if journey.factor == "TTP":
            return pyotp.TOTP(self.accounts[journey.login or ""].totp_secret).now()
        return journey.code

    def _sent_code(self, journey: Journey, code: str) -> bool:
        sent = journey.code_sent or self.stand.clock.now()
        fresh = self.stand.clock.now() - sent < timedelta(seconds=CODE_SECONDS)
        return fresh and bool(journey.code) and hmac.compare_digest(code.encode(), journey.code.encode())

    # --- the screens after it -----------------------------------------------------------------------------------

    def pass_screen(self, journey: Journey, *screens: str) -> Answer:
        """The page's own button of a screen in between; 409 when another screen is open."""
        if journey.steps[:1] and journey.steps[0] in screens:
            self._record("esia_screen", journey, screen=journey.steps.pop(0))
            return 200, self.current(journey)
        return 409, {"error": "NO_SUCH_STEP"}

    def enroll_factor(self, journey: Journey) -> Answer:
        """«Подключить»: the promo or the duty to confirm turns into a code by SMS."""
        if journey.steps[:1] in (["fill_mfa"], ["set_mfa"]):
            journey.steps[0], journey.factor = "mfa", "SMS"
            self._start_factor(journey)
            return 200, self.current(journey)
        return 409, {"error": "NO_SUCH_STEP"}

    def confirm_on_phone(self, journey: Journey) -> bool:
        """What the person does on a telephone: confirms the push or the MAX request."""
        waiting = journey.steps[:1] == ["max_quiz"] or (journey.steps[:1] == ["mfa"] and journey.factor == "PUSH")
        if waiting:
            self._record("esia_phone", journey, screen=journey.steps.pop(0))
        return waiting

    def current(self, journey: Journey) -> Body:
        """The step answer: what the page has to show now."""
        account = self.accounts.get(journey.login or "")
        return step_answer(journey, account, self.variants(journey), f"{self.stand.urls.esia}/aas/oauth2/roles")

    # --- the role, and the way back to dom ----------------------------------------------------------------------

    def roles(self, journey: Journey) -> list[Role]:
        account = self.accounts[journey.login or ""]
        return roles_offered(account, self.variants(journey))

    def grant(self, journey: Journey, role: Role) -> str:
        """A one-time code dom exchanges for the login and the organization."""
        code = secrets.token_urlsafe(16)
        self._grants[code] = {"login": journey.login, "ogrn": role.ogrn}
        self._record("esia_role", journey, ogrn=role.ogrn)
        return code

    def redeem(self, code: str) -> Body | None:
        return self._grants.pop(code, None)

    def _record(self, kind: str, journey: Journey, **fields: Any) -> None:
        self.stand.events.add(kind, **{"login": journey.login or "", **fields})
