"""How a run gets into the cabinet: with stored credentials or with a person, once, and again when the session dies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from rpa.audit import Journal, Redactor
from rpa.cabinet import CabinetSession, Liveness
from rpa.cabinet.sign_in import Credentials, Patience, sign_in
from rpa.errors import BadSettings, SessionExpired
from rpa.settings import OrganizationSettings, Secrets

HandOver = Callable[[str], Awaitable[None]]

FREE_ENTRIES = 2
"""The first entry of a run, and one more whenever it is needed."""
LIVED_SECONDS = 600.0


@dataclass
class Entry:
    """Signs in at most once per death of the session; several pages that notice it together wait for one sign-in.

    Besides the first entry, one death of the session is paid for with the password. Another one only if the session
    had lived a while: typing it again and again ends in a captcha or a lock. ``session`` is the one at work now:
    another browser brings another.
    """

    settings: OrganizationSettings
    secrets: Secrets
    journal: Journal
    redactor: Redactor
    session: CabinetSession | None = None
    hand_over: HandOver | None = None
    _typed_at: list[float] = field(default_factory=list)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def renew(self) -> None:
        """Make the session alive. Raises what ``sign_in`` raises, ``SessionExpired`` if it may not be tried again."""
        async with self._lock:
            if self.session is not None and await self.session.probe() is not Liveness.ALIVE:
                await self._sign_in(self.session)

    async def _sign_in(self, session: CabinetSession) -> None:
        credentials = self._credentials()
        if credentials is not None:
            now = time.monotonic()
            if len(self._typed_at) >= FREE_ENTRIES and now - self._typed_at[-1] < LIVED_SECONDS:
                raise SessionExpired("Сессия снова закончилась сразу после входа: пароль повторно не вводится.")
            self._typed_at.append(now)
        await sign_in(
            session,
            ogrn=self.settings.organization.ogrn,
            credentials=credentials,
            hand_over=self.hand_over,
            patience=Patience(person=self.settings.sign_in.wait_for_person_minutes * 60),
            on_screen=lambda name, _outline: self._note(name),
        )

    def _note(self, screen: str) -> None:
        self.journal.record("sign_in", screen=screen)

    def _credentials(self) -> Credentials | None:
        if self.settings.sign_in.method == "person":
            return None
        login, password = self.secrets.get("login"), self.secrets.get("password")
        if not login or not password:
            raise BadSettings(
                "Вход по паролю выбран, но логина и пароля нет в хранилище.", hint="Выполните `rpa setup`."
            )
        totp = self.secrets.get("totp_secret")
        self.redactor.learn(secret for secret in (login, password, totp) if secret)
        return Credentials(login, password, totp)
