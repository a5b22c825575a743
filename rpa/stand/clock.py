"""The stand's clock: flows like real time, starts where it is told, moves when a test moves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MOSCOW = ZoneInfo("Europe/Moscow")


class Clock:
    """Moscow time. ``on_move`` listeners hear every jump, so that deadlines and arrivals happen at once."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta()
        self._listeners: list[Callable[[], None]] = []
        if start is not None:
            self._offset = _moscow(start) - datetime.now(MOSCOW)

    def now(self) -> datetime:
        return datetime.now(MOSCOW) + self._offset

    def advance(self, seconds: float) -> datetime:
        """Jump by ``seconds``; back in time is refused (``ValueError``), as the truth would contradict itself."""
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        self._offset += timedelta(seconds=seconds)
        self._tell()
        return self.now()

    def set(self, iso: str) -> datetime:
        """Jump to an ISO moment; without an offset it is Moscow time. Raises ``ValueError`` for the past."""
        target = _moscow(datetime.fromisoformat(iso))
        return self.advance((target - self.now()).total_seconds())

    def on_move(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def _moscow(moment: datetime) -> datetime:
    return moment.replace(tzinfo=MOSCOW) if moment.tzinfo is None else moment.astimezone(MOSCOW)
