"""Typing of secrets: into one document of one origin, or not at all.

Between a look at the page's address and a key press the page may have gone elsewhere. An element handle belongs to
one document and dies with it, so the origin is asked of the very document that gets the secret.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.async_api import ElementHandle, Locator
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from rpa.errors import BadSettings

WINDOW_S = 30
MARGIN_S = 5
"""A code with less than this left is not typed: it would die on the way. The next window's is."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """``totp_secret`` is base32 as ЕСИА shows it, or its ``otpauth://`` address.

    ``repr`` shows nothing, so that no log or traceback can. Raises ``BadSettings`` when the secret is not a secret.
    """

    login: str = field(repr=False)
    password: str = field(repr=False)
    totp_secret: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.totp_secret is not None:
            _seed(self.totp_secret)


def _seed(text: str) -> bytes:
    secret = parse_qs(urlsplit(text).query).get("secret", [""])[0] if text.startswith("otpauth:") else text
    letters = "".join(letter for letter in secret if letter.isalnum()).upper()
    try:
        seed = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        seed = b""
    if not seed:
        raise BadSettings("Ключ TOTP записан с ошибкой: это не base32.", hint="Сохраните ключ заново: `rpa setup`.")
    return seed


def code_at(totp_secret: str, moment: float) -> str:
    """RFC 6238 as ЕСИА uses it: SHA-1, 30 s, 6 digits. Seeds of 80 bits are common, so the length is not judged."""
    return TOTP(_seed(totp_secret), 6, SHA1(), WINDOW_S, enforce_key_length=False).generate(int(moment)).decode()  # noqa: S303


async def fresh_code(
    totp_secret: str,
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> str:
    """The code of this window, or of the next one when under five seconds are left."""
    left = WINDOW_S - now() % WINDOW_S
    if left < MARGIN_S:
        await sleep(left)
    return code_at(totp_secret, now())


async def document_field(field_: Locator, origin: str) -> ElementHandle:
    """The element, proven to belong to a document of ``origin``. Raises ``BadSettings`` for any other host."""
    handle = await field_.element_handle()
    found = await handle.evaluate("(element) => element.ownerDocument.defaultView.location.origin")
    if found != origin:
        raise foreign_host(found)
    return handle


async def type_secret(field_: Locator, secret: str, origin: str) -> None:
    """Fill one field with a secret."""
    handle = await document_field(field_, origin)
    with _silent():
        await handle.fill(secret)


async def type_code(cells: Locator, code: str, origin: str) -> None:
    """One digit per cell, with real key presses; the page submits by itself on the last."""
    handles = [await document_field(cells.nth(place), origin) for place in range(len(code))]
    with _silent():
        for handle, digit in zip(handles, code, strict=True):
            await handle.press(digit)


@contextmanager
def _silent() -> Iterator[None]:
    """Playwright's errors quote what was being typed; such an error goes no further than here."""
    try:
        yield
    except PlaywrightError as error:
        kind = PlaywrightTimeoutError if isinstance(error, PlaywrightTimeoutError) else PlaywrightError
        where = "Target closed" if "closed" in error.message else "the field did not take the text"
        raise kind(where) from None


def foreign_host(origin: str) -> BadSettings:
    return BadSettings(
        f"Форма входа открылась на постороннем адресе {urlsplit(origin).netloc or 'без имени'}; пароль не введён.",
        hint="Проверьте адреса раздела site в настройках и сеть: пароль вводится только на адресе site.esia.",
    )
