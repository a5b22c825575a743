"""Steps of a sign-in: which screens lie ahead after the right password, and the answer that names the current one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rpa.stand.esia.seam import Account

ATTEMPTS = 3
CODE_SECONDS = 300
CAPTCHA_TYPE, QUESTION_TYPE = "О.ЗД1", "О.ЗИ1"

Body = dict[str, Any]
Answer = tuple[int, Body]

_DETAILS = {"SMS": "otp_details", "TTP": "ttp_details", "MAX": "otp_max_details", "PUSH": "push_details"}
_ACTIONS = {
    "fill_mfa": "FILL_MFA",
    "set_mfa": "SET_MFA_REQUIRED",
    "change_password": "CHANGE_PASSWORD",
    # No source names the action of a contact check; it stands for whatever screen nobody has seen yet.
    "unknown": "CONFIRM_CONTACTS",
}


@dataclass
class Journey:
    """``steps`` are the screens still ahead; an empty list with ``login`` set means: signed in to ЕСИА."""

    key: str
    used: datetime
    login: str | None = None
    steps: list[str] = field(default_factory=list)
    factor: str = ""
    code: str = ""
    code_sent: datetime | None = None
    attempts_left: int = ATTEMPTS
    reaction: str = ""
    reaction_guid: str = ""
    expected: str = ""
    captcha_seed: int = 0
    verify_token: str = ""
    reaction_passed: bool = False
    authorization: Body | None = None

    @property
    def signed_in(self) -> bool:
        return self.login is not None and not self.steps

    def forget(self) -> None:
        """Back to the password form."""
        self.login, self.steps, self.factor, self.code = None, [], "", ""


def screens_after_password(account: Account, variants: frozenset[str]) -> tuple[list[str], str]:
    """Screens after the right password, in order, and the kind of the second factor (empty: none)."""
    factor, steps = "TTP" if account.totp_secret else "SMS", ["mfa"]
    if "mfa_promo" in variants:
        factor, steps = "", ["fill_mfa"]
    elif "mfa_required" in variants:
        factor, steps = "", ["set_mfa"]
    else:
        for name, kind in (("sms", "SMS"), ("max_code", "MAX"), ("push", "PUSH")):
            factor = kind if name in variants else factor
    if variants & {"max_quiz_skippable", "max_quiz_forced"}:
        steps.append("max_quiz")
    if "change_password" in variants:
        steps.append("change_password")
    if "unknown_screen" in variants:
        steps.append("unknown")
    return steps, factor


def step_answer(journey: Journey, account: Account | None, variants: frozenset[str], done_url: str) -> Body:
    """What the page has to show now, in the live service's words."""
    if journey.login is None or account is None:
        if journey.reaction:
            return reaction_answer(journey)
        return {"action": "ENTER_CREDENTIALS"}
    if not journey.steps:
        return {"action": "DONE", "redirect_url": done_url}
    screen = journey.steps[0]
    if screen == "mfa":
        return {"action": "ENTER_MFA", **mfa_details(journey, account)}
    if screen == "max_quiz":
        return {"action": "MAX_QUIZ", "max_details": {"skippable": "max_quiz_skippable" in variants}}
    return {"action": _ACTIONS[screen]}


def reaction_answer(journey: Journey) -> Body:
    details = {"type": journey.reaction, "guid": journey.reaction_guid}
    return {"action": "SOLVE_ANOMALY_REACTION", "reaction_details": details}


def mfa_details(journey: Journey, account: Account) -> Body:
    details: Body = {
        "code_length": 6,
        "verify_timeout_secs": CODE_SECONDS,
        "verify_attempts_left": journey.attempts_left,
    }
    if journey.factor in ("SMS", "MAX"):
        details["phone"] = f"+7******{account.phone[-2:]}"
    if journey.factor == "PUSH":
        details = {"challenge_id": journey.key[:8]}
    return {"mfa_details": {"type": journey.factor, _DETAILS[journey.factor]: details}}
