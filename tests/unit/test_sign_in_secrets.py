"""The secrets of a sign-in show nothing of themselves, and the one-time codes are those of the standard."""

from __future__ import annotations

import asyncio

import pyotp
import pytest

from rpa.cabinet.sign_in import Credentials
from rpa.cabinet.sign_in_secrets import code_at, fresh_code
from rpa.errors import BadSettings


def test_credentials_show_nothing_of_themselves() -> None:
    shown = repr(Credentials("login-canary", "password-canary", "JBSWY3DPEHPK3PXP"))
    assert "canary" not in shown
    assert "JBSWY3DP" not in shown


def test_a_totp_secret_that_is_no_base32_is_named_before_the_sign_in() -> None:
    with pytest.raises(BadSettings) as refused:
        Credentials("login", "password", "not base32!")
    assert "not base32" not in str(refused.value)


@pytest.mark.parametrize(
    "secret",
    [
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
        "otpauth://totp/esia:x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=esia",
    ],
)
def test_codes_are_those_of_rfc_6238(secret: str) -> None:
    # Appendix B of the RFC, SHA-1, the last six of its eight digits.
    assert [code_at(secret, moment) for moment in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_a_short_seed_gives_the_code_an_authenticator_shows() -> None:
    assert code_at("JBSWY3DPEHPK3PXP", 0) == "282760"


@pytest.mark.parametrize(("second", "waits"), [(0.0, False), (24.9, False), (25.5, True), (29.9, True)])
def test_a_code_about_to_die_is_not_used(second: float, waits: bool) -> None:
    window = 1_800_000_000
    clock, slept = [window + second], []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    secret = pyotp.random_base32()
    code = asyncio.run(fresh_code(secret, lambda: clock[0], sleep))
    assert code == pyotp.TOTP(secret).at(window + (30 if waits else 0))
    assert slept == ([pytest.approx(30 - second)] if waits else [])
