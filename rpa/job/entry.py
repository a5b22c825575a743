"""How a run gets into the cabinet: with stored credentials or with a person, once, and again when the session dies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from rpa.audit import Journal, Redactor
from rpa.cabinet import CabinetSession, Liveness
from rpa.cabinet.sign_in import Credentials, Patience, sign_in
from rpa.errors import BadSettings, SessionExpired
from rpa.settings import OrganizationSettings, Secrets

HandOver = Callable[[str], Awaitable[None]]


@dataclass
class Entry:
    """Signs in at most once per death of the session; several pages that notice it together wait for one sign-in.

    The password is typed once a run: a second death with stored credentials ends the run instead of risking a captcha.
    """

    session: CabinetSession
    settings: OrganizationSettings
    secrets: Secrets
    journal: Journal
    redactor: Redactor
    hand_over: HandOver | None = None
    _typed: bool = False
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def renew(self) -> None:
        """Make the session alive. Raises what ``sign_in`` raises, ``SessionExpired`` if it may not be tried again."""
        async with self._lock:
            if await self.session.probe() is Liveness.ALIVE:
                return
            await self._sign_in()

    async def _sign_in(self) -> None:
        credentials = self._credentials()
        if credentials is not None and self._typed:
            raise SessionExpired("Сессия закончилась второй раз за прогон: пароль повторно не вводится.")
        self._typed = True
        await sign_in(
            self.session,
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
            raise BadSettings("Вход по паролю выбран, но логина и пароля нет в хранилище.", hint="Выполните `rpa setup`.")
        totp = self.secrets.get("totp_secret")
        self.redactor.learn(secret for secret in (login, password, totp) if secret)
        return Credentials(login, password, totp)
