"""The evaluations: one per table or form, because a call per cell is an order of magnitude slower.

No markup is named in them: they get CSS from selectors.yaml as their argument.
"""

from __future__ import annotations

import asyncio
from functools import cache
from importlib.resources import files

from playwright.async_api import Error as PlaywrightError

_HUNG_S = 5.0
_ANOTHER_DOCUMENT = (
    "Execution context was destroyed",
    "Cannot find context",
    "frame was detached",
    "is interrupted by another navigation",
)
"""How Chromium and Playwright say that the page loaded another document while it was asked, or sent to one."""


@cache
def script(name: str) -> str:
    """Return the text of ``<name>.js``, one function expression; ``(CARD)`` in it is the one that reads the card."""
    text = files(__package__).joinpath(f"{name}.js").read_text(encoding="utf-8").strip()
    return text.replace("(CARD)", f"({script('card')})") if "(CARD)" in text else text


def not_hung(patience_s: float) -> asyncio.Timeout:
    """``async with`` around an evaluation that ends itself after ``patience_s``; if it does not, ``TimeoutError``.

    A page that hangs answers nothing, its own timer included.
    """
    return asyncio.timeout(patience_s + _HUNG_S)


def went_elsewhere(error: PlaywrightError) -> bool:
    """Whether the page that was asked loaded another document meanwhile: what it would have said means nothing."""
    return any(sign in error.message for sign in _ANOTHER_DOCUMENT)
