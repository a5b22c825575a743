"""How a run gets into the cabinet: with stored credentials or with a person, once, and again when the session dies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rpa.audit import Journal, Redactor
from rpa.cabinet import CabinetSession, Liveness
from rpa.cabinet.identity import refuse_owner
from rpa.cabinet.sign_in import Credentials, HandOver, Patience, sign_in
from rpa.errors import BadSettings, NeedsOperator, SessionExpired, SignInRejected
from rpa.job.parking import Parked, Parking, lives
from rpa.job.stop import StopFlag
from rpa.settings import OrganizationSettings, Secrets
from rpa.settings.refusals import Refusals

FREE_ENTRIES = 2
"""The first entry of a run, and one more whenever it is needed."""
LIVED_SECONDS = 600.0
_RETYPE = (
    "Проверьте их в ЕСИА вручную. Если они верны (учётную запись разблокировали), запишите пароль заново, "
    "`rpa secrets set password`: на этой машине он будет введён сразу. Работник парка введёт прежний через час, новый "
    "— после `rpa fleet publish`."
)
_OUTLINE_LINES = 120
"""A sign-in screen has some dozens of elements; more would be another page altogether."""


@dataclass
class Entry:
    """Signs in at most once per death of the session; several pages that notice it together wait for one sign-in.

    Besides the first entry, one death of the session is paid for with the password. Another one only if the session
    had lived a while: typing it again and again ends in a captcha or a lock. Where a person has to act, it is not typed
    again in this run. ``typed_at`` says when (by ``time.monotonic``) the password was typed, by this run and by those
    that were given the same list: a session that no sign-in keeps alive must not cost every stage of a day two more.
    ``refusals``: what ЕСИА refused lately is typed by nobody of this machine.
    ``session`` is the one at work now: another browser brings another. ``parking``: wait for a
    person where one is needed; ``brought`` reads the session as it lies sealed now, ``known`` is what this run itself
    read or sealed last: any other comes from a person who signed in meanwhile, and is not replaced before it was tried.
    """

    settings: OrganizationSettings
    secrets: Secrets
    journal: Journal
    redactor: Redactor
    session: CabinetSession | None = None
    parking: Parking | None = None
    brought: Callable[[], bytes | None] = lambda: None
    known: bytes | None = None
    stop: StopFlag = field(default_factory=StopFlag)
    typed_at: list[float] = field(default_factory=list)
    refusals: Refusals | None = None
    _entered_at: list[float] = field(default_factory=list)
    _refused: NeedsOperator | None = None
    _screen: str = ""
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def renew(self, *, may_park: bool = False) -> None:
        """See that the session lives and is our organization's, which costs one call if it does.

        Raises what ``sign_in`` raises, ``SessionExpired`` if it may not be tried again, ``AccessDenied`` if the
        cabinet is another organization's: a saved session, or one a person brought, may be.
        ``may_park``: nothing else waits meanwhile, so a person may be waited for. In the middle of an item that would
        use up the time the item has.
        """
        async with self._lock:
            if self.session is None:
                return
            if await self.session.probe() is not Liveness.ALIVE:
                await self._enter(self.session, may_park=may_park)
            refuse_owner(self.session.owner, self.settings.organization.ogrn)

    async def _enter(self, session: CabinetSession, *, may_park: bool) -> None:
        state = await self.brought_by_a_person()
        if state is not None:
            self.known = state
            if await lives(session, state):
                self._note("session_brought", [])
                return
        if may_park and self.parking is not None:
            wait = Parked(self.parking, session, self.journal, self._looked, self.known, self.stop)
            await wait.sign_in(self._sign_in)
        else:
            await self._sign_in(None, 0)

    async def brought_by_a_person(self) -> bytes | None:
        """What lies sealed now, if it is neither what this run sealed nor what it has looked at already."""
        state = await asyncio.to_thread(self.brought)
        return state if state != self.known else None

    async def kept(self, state: bytes) -> None:
        """Know ``state`` as this run's own, if it is what lies sealed now: the disk may not have taken it."""
        if await asyncio.to_thread(self.brought) == state:
            self.known = state

    def _looked(self) -> bytes | None:
        """For the wait for a person: what it has seen was taken over or refused, and may be replaced later."""
        state = self.brought()
        self.known = self.known if state is None else state
        return state

    async def _sign_in(self, hand_over: HandOver | None, seconds: float) -> None:
        session = self.session
        assert session is not None
        if self._refused is not None:
            # Another page of this run has heard it: nothing is typed to hear it once more.
            raise self._refused
        credentials = credentials_of(self.settings, self.secrets, self.redactor)
        if credentials is not None:
            now = time.monotonic()
            self._refuse_known(credentials)
            for at in (self._entered_at, self.typed_at):
                if len(at) >= FREE_ENTRIES and now - at[-1] < LIVED_SECONDS:
                    raise SessionExpired("Сессия снова закончилась сразу после входа: пароль повторно не вводится.")
            self._entered_at.append(now)
        try:
            await sign_in(
                session,
                ogrn=self.settings.organization.ogrn,
                credentials=credentials,
                hand_over=hand_over,
                patience=Patience(person=seconds),
                on_screen=self._note if credentials is None else self._note_typing,
            )
        except NeedsOperator as error:
            self._refused = error
            # Of a code alone nothing follows for others: it is another one half a minute later.
            if self.refusals and credentials and isinstance(error, SignInRejected) and self._screen == "password":
                self.refusals.add(credentials.login, credentials.password)
            raise

    def _refuse_known(self, credentials: Credentials) -> None:
        if self.refusals and self.refusals.lately(credentials.login, credentials.password):
            told = "ЕСИА недавно не приняла эти логин и пароль: в течение часа они больше не вводятся."
            raise SignInRejected(told, hint=_RETYPE)

    def _note_typing(self, screen: str, outline: list[str]) -> None:
        self._screen = screen
        # Once a sign-in: the same screen is told of again when it shows why it refused.
        if screen == "password" and not (self.typed_at and self.typed_at[-1] >= self._entered_at[-1]):
            self.typed_at.append(time.monotonic())
        self._note(screen, outline)

    def _note(self, screen: str, outline: list[str]) -> None:
        """Journal the screen; of an unknown one also its build, so that the next version can know it."""
        if outline:
            self.journal.record("sign_in", screen=screen, outline=outline[:_OUTLINE_LINES])
        else:
            self.journal.record("sign_in", screen=screen)


def credentials_of(settings: OrganizationSettings, secrets: Secrets, redactor: Redactor) -> Credentials | None:
    """What the robot may type; ``None`` where a person does (the default). Raises ``BadSettings`` if it is missing."""
    if settings.sign_in.method == "person":
        return None
    login, password = secrets.get("login"), secrets.get("password")
    if not login or not password:
        raise BadSettings("Вход по паролю выбран, но логина и пароля нет в хранилище.", hint="Выполните `rpa setup`.")
    totp = secrets.get("totp_secret")
    redactor.learn(secret for secret in (login, password, totp) if secret)
    return Credentials(login, password, totp)
