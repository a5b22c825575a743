"""Remembers what was sent where, so that the same text reaches the same address once in so many hours.

``notices.json``: address number (a hash of the settings' line, not the address) → fingerprint → when, and how often
it was held back since. What is older than a week is forgotten.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from rpa.private_files import store_private

KEEP = timedelta(days=7)


@dataclass
class Memory:
    """Load with ``Memory.load``; ``keep`` writes it whole or not at all. Times are aware."""

    path: Path
    sent: dict[str, dict[str, tuple[datetime, int]]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Memory:
        """A file that is missing or damaged means that nothing was sent: better a notice twice than never."""
        try:
            raw = json.loads(path.read_bytes())
            sent = {
                address: {mark: (datetime.fromisoformat(at), int(times)) for mark, (at, times) in marks.items()}
                for address, marks in raw.items()
            }
        except (OSError, ValueError, AttributeError, TypeError):
            sent = {}
        return cls(path, sent)

    def held_back(self, address: str, fingerprint: str, now: datetime, window: timedelta) -> bool:
        """Whether it was sent there less than ``window`` ago; if so, that is counted."""
        at, times = self.sent.get(address, {}).get(fingerprint, (None, 0))
        if at is None or not timedelta() <= now - at < window:
            return False
        self.sent[address][fingerprint] = (at, times + 1)
        return True

    def repeats(self, address: str, fingerprint: str) -> int:
        """How often it was held back since it was last sent."""
        return self.sent.get(address, {}).get(fingerprint, (None, 0))[1]

    def note(self, address: str, fingerprint: str, now: datetime) -> None:
        self.sent.setdefault(address, {})[fingerprint] = (now, 0)

    def keep(self, now: datetime) -> None:
        fresh = {
            address: {mark: (at.isoformat(), times) for mark, (at, times) in marks.items() if now - at < KEEP}
            for address, marks in self.sent.items()
        }
        store_private(self.path, json.dumps(fresh, indent=1).encode())


def forget_told(path: Path) -> None:
    """Nothing was told to anybody: an address of the settings leads to somebody else now, who has to hear it all."""
    with suppress(OSError):  # then it is heard when the hours have passed
        path.unlink(missing_ok=True)
