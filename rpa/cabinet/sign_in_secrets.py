"""Typing of secrets: into one document of one origin, or not at all.

Between a look at the page's address and a key press the page may have gone elsewhere. An element handle belongs to
one document and dies with it, so the origin is asked of the very document that gets the secret.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pyotp
from playwright.async_api import ElementHandle, Locator

from rpa.errors import BadSettings

WINDOW_S = 30
MARGIN_S = 5
"""A code with less than this left is not typed: it would die on the way. The next window's is."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """``totp_secret`` is base32. ``repr`` shows nothing, so that no log or traceback can."""

    login: str = field(repr=False)
    password: str = field(repr=False)
    totp_secret: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.totp_secret is None:
            return
        try:
            pyotp.TOTP(self.totp_secret).at(0)
        except ValueError:
            raise BadSettings(
                "Ключ TOTP записан с ошибкой: это не base32.", hint="Сохраните ключ заново: `rpa setup`."
            ) from None


async def fresh_code(totp_secret: str, now: Callable[[], float] = time.time) -> str:
    """The code of this window, or of the next one when under five seconds are left. RFC 6238: SHA-1, 30 s, 6 digits."""
    left = WINDOW_S - now() % WINDOW_S
    if left < MARGIN_S:
        await asyncio.sleep(left)
    return pyotp.TOTP(totp_secret).at(int(now()))


async def document_field(field_: Locator, origin: str) -> ElementHandle:
    """The element, proven to belong to a document of ``origin``. Raises ``BadSettings`` for any other host."""
    handle = await field_.element_handle()
    found = await handle.evaluate("(element) => element.ownerDocument.defaultView.location.origin")
    if found != origin:
        raise foreign_host(found)
    return handle


async def type_secret(field_: Locator, secret: str, origin: str) -> None:
    """Fill one field with a secret. What was typed is never read back into an error."""
    await (await document_field(field_, origin)).fill(secret)


async def type_code(cells: Locator, code: str, origin: str) -> None:
    """One digit per cell, with real key presses; the page submits by itself on the last."""
    handles = [await document_field(cells.nth(place), origin) for place in range(len(code))]
    for handle, digit in zip(handles, code, strict=True):
        await handle.press(digit)


def foreign_host(origin: str) -> BadSettings:
    return BadSettings(
        f"Форма входа открылась на постороннем адресе {urlsplit(origin).netloc or 'без имени'}; пароль не введён.",
        hint="Проверьте адреса раздела site в настройках и сеть: пароль вводится только на адресе site.esia.",
    )
