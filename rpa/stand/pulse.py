"""The stand's heartbeat: wakes when the clock next brings something (an arrival, a passed deadline), never polls."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta

from rpa.stand.clock import MOSCOW
from rpa.stand.stand import Stand


class Pulse:
    """Runs as one task of the server's loop; a jump of the clock wakes it at once."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._moved = asyncio.Event()
        stand.clock.on_move(self._moved.set)

    async def beat(self) -> None:
        """For ever: let happen what is due, send the letters it caused, sleep until the next moment."""
        while True:
            self._moved.clear()
            self._stand.live()
            await self._stand.mailroom.deliver()
            try:
                await asyncio.wait_for(self._moved.wait(), self._seconds_to_next())
            except TimeoutError:
                continue

    def _seconds_to_next(self) -> float:
        now = self._stand.clock.now()
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), MOSCOW)
        moment = min(filter(None, (self._stand.arrivals.next_moment(), midnight)))
        return max(0.001, (moment - now).total_seconds())
