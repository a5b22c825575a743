"""The REST behind the sign-in page, without a browser: bodies as in life, codes as odd as in life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest

from rpa.stand.signin_variants import active, unknown

if TYPE_CHECKING:
    from conftest import RunningStand

API = "/aas/oauth2/api"


@pytest.fixture
def esia(shared_stand: RunningStand) -> Iterator[httpx.Client]:
    """A client of the ЕСИА host (told by its Host header: Python does not resolve *.localhost)."""
    shared_stand.control.post("/__stand__/signin", json={"login": "*", "variants": []}).raise_for_status()
    with httpx.Client(base_url=shared_stand.url, headers={"Host": "esia.localhost"}, timeout=30) as client:
        yield client


def variants(stand: RunningStand, *names: str) -> None:
    stand.control.post("/__stand__/signin", json={"login": "*", "variants": names}).raise_for_status()


def login(esia: httpx.Client, account: dict[str, Any], password: str | None = None) -> httpx.Response:
    body = {"login": account["login"], "password": password or account["password"]}
    return esia.post(f"{API}/login", json=body)


def test_a_wrong_password_is_201_with_failed(esia: httpx.Client, shared_stand: RunningStand) -> None:
    answer = login(esia, shared_stand.account, "wrong")
    assert (answer.status_code, answer.json()) == (201, {"failed": "INVALID_PASSWORD"})
    assert login(esia, shared_stand.account).json()["action"] == "ENTER_MFA"


def test_an_unknown_login_answers_like_a_wrong_password(esia: httpx.Client) -> None:
    answer = esia.post(f"{API}/login", json={"login": "nobody@stend.test", "password": "x"})
    assert (answer.status_code, answer.json()) == (201, {"failed": "INVALID_PASSWORD"})


@pytest.mark.parametrize("garbage", [b"", b"[]", b"{", b'{"login": 1, "password": null}', b"\xff"])
def test_garbage_instead_of_a_body_is_a_wrong_password(esia: httpx.Client, garbage: bytes) -> None:
    answer = esia.post(f"{API}/login", content=garbage)
    assert "failed" in answer.json() or answer.json()["action"] == "SOLVE_ANOMALY_REACTION"


def test_a_right_totp_is_202_and_a_wrong_one_200(esia: httpx.Client, shared_stand: RunningStand) -> None:
    login(esia, shared_stand.account)
    totp = pyotp.TOTP(shared_stand.account["totp_secret"])
    wrong = esia.post(f"{API}/login/totp/verify", params={"code": "000000" if totp.now() != "000000" else "111111"})
    assert (wrong.status_code, wrong.json()["failed"]) == (200, "INVALID_TTP")
    assert wrong.json()["mfa_details"]["ttp_details"]["verify_attempts_left"] == 2
    right = esia.post(f"{API}/login/totp/verify", params={"code": totp.now()})
    assert right.status_code == 202
    assert right.json()["action"] == "DONE"
    assert right.json()["redirect_url"].startswith(shared_stand.facts["esia"])


def test_totp_counts_by_the_moved_clock_of_the_stand_too(stand: RunningStand) -> None:
    stand.advance(days=3)
    with httpx.Client(base_url=stand.url, headers={"Host": "esia.localhost"}) as esia:
        login(esia, stand.account)
        now = datetime.fromisoformat(stand.state(only="clock")["clock"])
        code = pyotp.TOTP(stand.account["totp_secret"]).at(now)
        assert esia.post(f"{API}/login/totp/verify", params={"code": code}).status_code == 202


def test_sms_hides_the_number_and_its_code_is_in_the_events(esia: httpx.Client, shared_stand: RunningStand) -> None:
    variants(shared_stand, "sms")
    step = login(esia, shared_stand.account).json()
    details = step["mfa_details"]
    assert (step["action"], details["type"]) == ("ENTER_MFA", "SMS")
    assert details["otp_details"]["phone"].startswith("+7******")
    assert details["otp_details"] | {"phone": ""} == {
        "phone": "", "code_length": 6, "verify_timeout_secs": 300, "verify_attempts_left": 3,
    }  # fmt: skip
    code = shared_stand.events("sms")[-1]["code"]
    assert esia.post(f"{API}/login/totp/verify", params={"code": code}).status_code == 404, "another factor's address"
    assert esia.post(f"{API}/login/otp/verify", params={"code": code}).status_code == 202


def test_a_code_by_sms_dies_after_five_minutes(stand: RunningStand) -> None:
    variants(stand, "sms")
    with httpx.Client(base_url=stand.url, headers={"Host": "esia.localhost"}) as esia:
        login(esia, stand.account)
        stand.advance(seconds=301)
        answer = esia.post(f"{API}/login/otp/verify", params={"code": stand.events("sms")[-1]["code"]})
        assert answer.json()["failed"] == "INVALID_OTP"


def test_a_right_code_may_lead_to_the_max_quiz_with_202(esia: httpx.Client, shared_stand: RunningStand) -> None:
    variants(shared_stand, "max_quiz_skippable")
    login(esia, shared_stand.account)
    code = pyotp.TOTP(shared_stand.account["totp_secret"]).now()
    answer = esia.post(f"{API}/login/totp/verify", params={"code": code})
    assert answer.status_code == 202
    assert answer.json() == {"action": "MAX_QUIZ", "max_details": {"skippable": True}}
    assert esia.get(f"{API}/login/next-step").json()["action"] == "MAX_QUIZ"
    assert esia.post(f"{API}/login/quiz-max/skip", json={}).json()["action"] == "DONE"


def test_a_forced_max_quiz_refuses_to_be_skipped(esia: httpx.Client, shared_stand: RunningStand) -> None:
    variants(shared_stand, "max_quiz_forced")
    login(esia, shared_stand.account)
    esia.post(f"{API}/login/totp/verify", params={"code": pyotp.TOTP(shared_stand.account["totp_secret"]).now()})
    assert esia.post(f"{API}/login/quiz-max/skip", json={}).status_code == 403
    assert esia.get(f"{API}/login/next-step").json()["action"] == "MAX_QUIZ"


def test_declining_the_second_factor_ends_the_sign_in(esia: httpx.Client, shared_stand: RunningStand) -> None:
    variants(shared_stand, "mfa_promo")
    assert login(esia, shared_stand.account).json()["action"] == "FILL_MFA"
    declined = esia.post(f"{API}/login/promo-mfa/fill-mfa", params={"decision": "false"}).json()
    assert (declined["action"], "redirect_url" in declined) == ("DONE", True)


def test_a_required_second_factor_cannot_be_declined(esia: httpx.Client, shared_stand: RunningStand) -> None:
    variants(shared_stand, "mfa_required")
    assert login(esia, shared_stand.account).json()["action"] == "SET_MFA_REQUIRED"
    assert esia.post(f"{API}/login/promo-mfa/fill-mfa", params={"decision": "false"}).status_code == 409


def test_the_third_wrong_password_answers_with_a_reaction(esia: httpx.Client, shared_stand: RunningStand) -> None:
    account = shared_stand.facts["accounts"][2]
    bodies = [login(esia, account, "wrong").json() for _ in range(3)]
    assert bodies[:2] == [{"failed": "INVALID_PASSWORD"}] * 2
    assert bodies[2]["action"] == "SOLVE_ANOMALY_REACTION"
    assert bodies[2]["reaction_details"]["type"] == "О.ЗД1"
    assert login(esia, account).json()["action"] == "SOLVE_ANOMALY_REACTION", "even the right password waits now"
    assert esia.get("/captcha/api/public/v2/type").json() == {"captchaType": "esiacaptcha"}
    picture = esia.get("/captcha/api/public/v2/image")
    expected = shared_stand.events("esia_reaction")[-1]["expected"]
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.count("<polyline") >= 6
    assert expected not in picture.text
    token = esia.post("/captcha/api/public/v2/verify", json={"answer": expected}).json()["verify_token"]
    guid = esia.get(f"{API}/login/next-step").json()["reaction_details"]["guid"]
    redeem = f"{API}/anomaly/captcha/verify"
    assert "failed" in esia.post(redeem, params={"guid": guid, "verify_token": "forged"}).json()
    assert esia.post(redeem, params={"guid": guid, "verify_token": token}).json() == {"status": "SUCCESS"}
    assert login(esia, account).json()["action"] == "ENTER_MFA"


def test_nobody_jumps_over_the_second_factor(esia: httpx.Client, shared_stand: RunningStand) -> None:
    login(esia, shared_stand.account)
    for skip in ("quiz-max/skip", "change-password/skip", "contacts/confirm", "promo-mfa/fill-mfa?decision=false"):
        assert esia.post(f"{API}/login/{skip}").status_code in (403, 409)
    assert esia.get("/aas/oauth2/roles").headers["location"] == "/login/"
    assert esia.post("/aas/oauth2/roles", data={"role": "1"}).headers["location"] == "/login/"


def test_only_dom_may_be_returned_to(esia: httpx.Client) -> None:
    answer = esia.get("/aas/oauth2/ac", params={"redirect_uri": "http://elsewhere.test/esia/secure"})
    assert answer.status_code == 400


def test_a_grant_works_once_and_only_for_the_browser_that_asked(shared_stand: RunningStand) -> None:
    variants(shared_stand)
    account = shared_stand.account
    with httpx.Client(base_url=shared_stand.url) as client:
        dom, host = {"Host": "dom.localhost"}, {"Host": "esia.localhost"}
        start = client.get("/esia/start", headers=dom)
        authorize = urlsplit(start.headers["location"])
        client.get(f"{authorize.path}?{authorize.query}", headers=host)
        client.headers["Host"] = "esia.localhost"
        login(client, account)
        client.post(f"{API}/login/totp/verify", params={"code": pyotp.TOTP(account["totp_secret"]).now()})
        chosen = client.post("/aas/oauth2/roles", data={"role": "2"}, headers=host)
        back = urlsplit(chosen.headers["location"])
        assert set(parse_qs(back.query)) == {"code", "state"}
        stranger = httpx.get(f"{shared_stand.url}{back.path}?{back.query}", headers=dom)
        assert stranger.headers["location"] == "/esia/start"
        first = client.get(f"{back.path}?{back.query}", headers=dom)
        assert first.headers["location"] == "/esia/secure"
        again = client.get(f"{back.path}?{back.query}", headers=dom)
        assert again.headers["location"] == "/esia/start"
        entered = client.post("/esia/secure", headers=dom)
        assert "sessionid=" in entered.headers["set-cookie"]
        assert "HttpOnly" in entered.headers["set-cookie"]


def test_maintenance_is_a_503_with_the_wall_s_class(esia: httpx.Client, shared_stand: RunningStand) -> None:
    variants(shared_stand, "maintenance")
    answer = esia.get("/login/")
    assert (answer.status_code, "shadow-block" in answer.text) == (503, True)


def test_an_esia_session_idles_out_after_three_hours(stand: RunningStand) -> None:
    with httpx.Client(base_url=stand.url, headers={"Host": "esia.localhost"}) as esia:
        login(esia, stand.account)
        assert esia.get(f"{API}/login/next-step").json()["action"] == "ENTER_MFA"
        stand.advance(hours=3.1)
        assert esia.get(f"{API}/login/next-step").json() == {"action": "ENTER_CREDENTIALS"}


def test_variants_of_the_password_page_act_before_a_login_is_known() -> None:
    signin = {"ivanova@stend.test": {"slow_render", "sms"}, "*": {"old_cells"}}
    assert active(signin, None) == {"slow_render"}
    assert active(signin, "ivanova@stend.test") == {"slow_render", "sms", "old_cells"}
    assert active(signin, "petrov@stend.test") == {"old_cells"}
    assert unknown(["sms", "smss"]) == ["smss"]
