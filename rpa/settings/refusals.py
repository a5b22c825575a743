"""Logins and passwords ЕСИА refused lately, known to every run of this machine: an employee who signs in for a hundred
organizations has one account, and as many refusals in a row lock it.

The file holds no login and no password: a slow hash of both together, with a salt of its own, and when it was refused.
"""

from __future__ import annotations

import hashlib
import json
import secrets as random_bytes
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from rpa.errors import Temporary
from rpa.private_files import store_private
from rpa.settings.alone import alone

REFUSED_SECONDS = 3600.0
"""So long a pair that ЕСИА refused is not typed again, whoever would."""
_COST: dict[str, int] = {"n": 2**14, "r": 8, "p": 1}
"""50 ms and 16 MB for one guess."""


class Refusals:
    """Kept in the file at ``path``. A file that is missing or spoiled says nothing, as one that cannot be written."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self.path = path
        self._now = now

    def lately(self, login: str, password: str) -> bool:
        """Whether this pair was refused within the last hour. A clock set back makes nothing of it older."""
        kept = self._read()
        return bool(kept["refused"]) and _mark(kept["salt"], login, password) in kept["refused"]

    def add(self, login: str, password: str) -> None:
        """Remember that this pair was refused now. Raises nothing: what the site refused has to be told, not this."""
        with suppress(OSError, Temporary), alone(self.path, "Список отклонённых паролей"):
            kept = self._read()
            kept["refused"][_mark(kept["salt"], login, password)] = self._now()
            store_private(self.path, json.dumps(kept).encode())

    def forget(self) -> None:
        """A person has looked after it: what was refused may be typed once more."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self.path.read_bytes())
            now = self._now()
            young = {mark: at for mark, at in kept["refused"].items() if abs(now - at) < REFUSED_SECONDS}
            return {"salt": bytes.fromhex(kept["salt"]).hex(), "refused": young}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {"salt": random_bytes.token_hex(16), "refused": {}}


def _mark(salt: str, login: str, password: str) -> str:
    return hashlib.scrypt(f"{login}\0{password}".encode(), salt=bytes.fromhex(salt), **_COST).hex()
