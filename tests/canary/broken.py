"""What a test breaks in the product on purpose: a crash that carries people's data, a redaction that is left out."""

from __future__ import annotations

import functools
import importlib
import inspect
import traceback
from typing import Any


class Planted(Exception):
    """An error nobody expects, with everything in its message that the broken function was given."""


def apply(patch: str) -> None:
    """``crash:module:Class.function`` or ``blind:module:Class.function`` (it then redacts nothing)."""
    kind, module, path = patch.split(":")
    owner: Any = importlib.import_module(module)
    *holders, name = path.split(".")
    for holder in holders:
        owner = getattr(owner, holder)
    original = getattr(owner, name)
    setattr(owner, name, _crashing(original) if kind == "crash" else _plain)


def _crashing(original: Any) -> Any:
    def fail(*arguments: Any, **named: Any) -> Any:
        told = [_told(one) for one in (*arguments, *named.values())]
        raise Planted(f"в строке {' '.join(told)}"[:4000]) from ValueError("; ".join(told)[:4000])

    async def fail_later(*arguments: Any, **named: Any) -> Any:
        fail(*arguments, **named)

    return functools.wraps(original)(fail_later if inspect.iscoroutinefunction(original) else fail)


def _told(value: Any) -> str:
    rows = getattr(value, "rows", None)
    return repr(rows[:3]) if rows else repr(value)


def _plain(_self: Any, what: Any) -> str:
    """What Python itself would say."""
    return "".join(traceback.format_exception(what)) if isinstance(what, BaseException) else str(what)
