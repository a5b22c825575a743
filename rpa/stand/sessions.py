"""Sessions of the cabinet: a 34-character id that alone lets its bearer in, until it idles out."""

from __future__ import annotations

import json
import secrets
import string
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rpa.stand.clock import Clock
from rpa.stand.store import Store

COOKIE = "sessionid"
_ALPHABET = string.ascii_lowercase + string.digits
SESSION_ID_LENGTH = 34  # cabinet.md §2: robots of the live site refuse any other length


def kept_by_a_browser(session_id: str) -> bytes:
    """What Playwright stores (``storage_state``) of a browser that signed in with this session: its one cookie."""
    cookie = {
        "name": COOKIE, "value": session_id, "domain": ".dom.localhost", "path": "/", "expires": -1,
        "httpOnly": True, "secure": False, "sameSite": "Lax",
    }  # fmt: skip
    return json.dumps({"cookies": [cookie], "origins": []}).encode()


@dataclass(slots=True)
class Session:
    """``employee_id`` is the person's id within this organization (one login may be an employee of several)."""

    id: str
    login: str
    ogrn: str
    employee_id: str
    fio: str
    role: str
    rights: frozenset[str]
    created: datetime
    touched: datetime
    news_shown: bool = field(default=False)


class Sessions:
    """Live sessions. Idle time is measured by the stand's clock, so a test can let one die by moving it."""

    def __init__(self, store: Store, clock: Clock, minutes: float = 15) -> None:
        self._store, self._clock = store, clock
        self.minutes = minutes
        self._live: dict[str, Session] = {}

    def create(self, account_login: str, ogrn: str) -> str:
        """Open a session; returns its id. Raises ``KeyError`` when this login has no role in this organization."""
        employee = self._store.one("SELECT * FROM employees WHERE login = ? AND ogrn = ?", account_login, ogrn)
        if employee is None:
            raise KeyError(f"{account_login} has no role in {ogrn}")
        session_id = "".join(secrets.choice(_ALPHABET) for _ in range(SESSION_ID_LENGTH))
        now = self._clock.now()
        self._live[session_id] = Session(
            session_id, account_login, ogrn, employee["id"], employee["fio"], employee["role"], frozenset(), now, now
        )
        return session_id

    def get(self, session_id: str | None) -> Session | None:
        """The live session, its idle time restarted and its rights fresh; ``None`` if unknown or idle too long."""
        session = self._live.get(session_id or "")
        if session is None:
            return None
        now = self._clock.now()
        if now - session.touched > timedelta(minutes=self.minutes):
            del self._live[session.id]
            return None
        session.touched = now
        row = self._store.one("SELECT role, rights, status FROM employees WHERE id = ?", session.employee_id)
        if row is None:
            return None
        session.role, session.rights = row["role"], frozenset(row["rights"].split())
        return session

    def peek(self, session_id: str | None) -> Session | None:
        """The session of this id without touching its idle time; it may be dead already."""
        return self._live.get(session_id or "")

    def drop(self, session_id: str) -> None:
        self._live.pop(session_id, None)

    def drop_account(self, login: str | None) -> int:
        """End every session of this login (of everybody for ``None``); how many ended."""
        doomed = [s.id for s in self._live.values() if login in (None, s.login)]
        for session_id in doomed:
            del self._live[session_id]
        return len(doomed)
