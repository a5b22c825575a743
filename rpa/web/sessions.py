"""Sessions of the page: random names kept here only as hashes, and the tokens its forms carry."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rpa.web.accounts import Account, Accounts

IDLE_SECONDS = 60 * 60.0
LONGEST_SECONDS = 12 * 60 * 60.0
_MOST = 1000


@dataclass(slots=True)
class Session:
    """One signed-in browser. ``flash`` is said once on the next page: (kind, text, number to undo, its state)."""

    name: str
    epoch: int
    began: float
    seen: float
    flash: list[tuple[str, str, str, str]] = field(default_factory=list)


class Sessions:
    """In memory: a restart of the page signs everybody out, and nothing on disk can be stolen."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.monotonic) -> None:
        self._accounts, self._clock = accounts, clock
        self._known: dict[str, Session] = {}
        self._secret = secrets.token_bytes(32)
        self._guard = threading.Lock()

    def begin(self, account: Account) -> str:
        """A new session's name, for the cookie. Never the name the browser came with."""
        name, now = secrets.token_urlsafe(32), self._clock()
        with self._guard:
            self._drop_old(now)
            self._known[_hash(name)] = Session(account.name, account.epoch, now, now)
        return name

    def of(self, cookie: str) -> tuple[Session, Account] | None:
        """The living session of a cookie and its account as it is now: a role taken away is gone at once."""
        now = self._clock()
        with self._guard:
            session = self._known.get(_hash(cookie)) if cookie else None
            if session is None:
                return None
            if now - session.seen > IDLE_SECONDS or now - session.began > LONGEST_SECONDS:
                del self._known[_hash(cookie)]
                return None
            session.seen = now
        account = self._accounts.find(session.name)
        if account is None or account.epoch != session.epoch:
            self.end(cookie)
            return None
        return session, account

    def end(self, cookie: str) -> None:
        with self._guard:
            self._known.pop(_hash(cookie), None)

    def token(self, cookie: str) -> str:
        """What every form of this browser has to carry: another site cannot know it."""
        return hmac.new(self._secret, cookie.encode(), "sha256").hexdigest()

    def genuine(self, cookie: str, token: str) -> bool:
        return bool(cookie) and hmac.compare_digest(self.token(cookie).encode(), token.encode())

    def _drop_old(self, now: float) -> None:
        for key in [key for key, known in self._known.items() if now - known.seen > IDLE_SECONDS]:
            del self._known[key]
        while len(self._known) >= _MOST:
            del self._known[next(iter(self._known))]


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
