"""A run that nobody watches waits for a person at the sign-in, and goes on by itself when the person has been there.

The person either passes the screen in this run's window, or signs in elsewhere: `rpa sign-in`, in another process,
seals a new session into the organization's folder. Both are waited for together; whichever comes first wins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from rpa.audit import Journal
from rpa.cabinet import CabinetSession, Liveness
from rpa.cabinet.sign_in import HandOver
from rpa.errors import SessionExpired, SiteUnavailable
from rpa.job.stop import StopFlag

_LOOK_SECONDS = 1.0
"""How often the sealed session is looked at: a file of some kilobytes."""


@dataclass(frozen=True)
class Parking:
    """``seconds`` is how long a person is waited for, asked when the wait begins; with none left nobody is called.
    ``tell`` sends the notice, once."""

    seconds: Callable[[], float]
    tell: Callable[[str], None] = lambda _screen: None


SignIn = Callable[[HandOver | None, float], Awaitable[None]]
"""The sign-in itself, given whom to hand over to and the seconds it may wait for a person."""


@dataclass
class Parked:
    """One wait. ``brought`` returns the sealed session as it lies in the folder now; ``known`` is one that it returned
    and that does not live."""

    parking: Parking
    session: CabinetSession
    journal: Journal
    brought: Callable[[], bytes | None]
    known: bytes | None
    stop: StopFlag
    _begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def sign_in(self, enter: SignIn) -> None:
        """Run ``enter``; raises what it raises, ``InteractionNeeded`` when nobody came in time."""
        if (seconds := self.parking.seconds()) <= 0:
            await enter(None, 0)
            return
        entering = asyncio.ensure_future(enter(self._hand_over, seconds))
        watching = asyncio.ensure_future(self._brought_elsewhere())
        try:
            await asyncio.wait((entering, watching), return_when=asyncio.FIRST_COMPLETED)
            if entering.done():
                entering.result()
                self._resumed("window")
            else:
                watching.result()
                self._resumed("session")
        finally:
            for task in (entering, watching):
                task.cancel()
            await asyncio.gather(entering, watching, return_exceptions=True)

    async def _hand_over(self, screen: str) -> None:
        first = not self._begun.is_set()
        self._begun.set()
        self.journal.record("parked", durable=True, screen=screen, minutes=round(self.parking.seconds() / 60))
        if first:
            await asyncio.to_thread(self.parking.tell, screen)

    async def _brought_elsewhere(self) -> None:
        """Return when another process has sealed a session that the cabinet accepts."""
        known = self.known
        await self._begun.wait()
        while True:
            if self.stop:
                raise self.stop.error or SessionExpired("Ожидание входа остановлено.")
            state = await asyncio.to_thread(self.brought)
            if state is not None and state != known:
                known = state
                if await lives(self.session, state):
                    return
                self.journal.record("sign_in", screen="session_refused")
            await asyncio.sleep(_LOOK_SECONDS)

    def _resumed(self, how: str) -> None:
        if self._begun.is_set():
            self.journal.record("unparked", durable=True, how=how)


async def lives(session: CabinetSession, state: bytes) -> bool:
    """Take over a session that was sealed elsewhere; whether the cabinet accepts it."""
    try:
        await session.adopt(state)
        return await session.probe() is Liveness.ALIVE
    except SiteUnavailable:
        return False
