"""When обращения were last read whole, and how many cards that reading lacks: new ones are seen only by reading."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rpa.operate.newest import dated_ahead
from rpa.private_files import store_private


@dataclass(frozen=True, slots=True)
class LastReading:
    """``at`` is aware; ``unread``: cards of the register that could not be opened, whose last days nobody sees."""

    at: datetime
    unread: int = 0


def keep_reading(path: Path, reading: LastReading) -> None:
    """Raises ``OSError``."""
    store_private(path, json.dumps({"at": reading.at.isoformat(), "unread": reading.unread}).encode())


def read_reading(path: Path) -> LastReading | None:
    """What ``keep_reading`` wrote; ``None`` where nothing is that can be read."""
    try:
        return parse_reading(path.read_bytes())
    except (OSError, ValueError):
        return None


def parse_reading(data: bytes) -> LastReading:
    """Raises ``ValueError``."""
    try:
        told = json.loads(data)
        found = LastReading(datetime.fromisoformat(told["at"]), int(told["unread"]))
    except (KeyError, TypeError) as error:
        raise ValueError("no record of a reading") from error
    if found.at.tzinfo is None:
        raise ValueError("a reading without a zone")
    return found


def newer(one: LastReading | None, other: LastReading | None, now: datetime) -> bool:
    """Whether ``one`` is to be kept in place of ``other``. One of a clock that ran ahead is newer than none: it would
    outlive every honest one."""
    if one is None or dated_ahead(one.at, now):
        return False
    return other is None or dated_ahead(other.at, now) or other.at < one.at
