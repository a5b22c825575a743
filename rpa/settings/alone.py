"""One process at a time: between what is read of a store of secrets and what is written into it nobody comes in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from rpa.errors import Temporary
from rpa.private_files import FOLDER_MODE

_WAIT_SECONDS = 30.0
"""A change takes less than a second: whoever holds the lock for longer hangs."""


@contextmanager
def alone(path: Path, what: str) -> Iterator[None]:
    """Hold the lock beside ``path``. Raises ``Temporary`` where another process does not let go of it; ``what`` names
    the store in Russian."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    lock = filelock.FileLock(f"{path}.lock", timeout=_WAIT_SECONDS, mode=0o600)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise Temporary(f"{what} занято другим процессом дольше {_WAIT_SECONDS:.0f} с.") from None
    try:
        yield
    finally:
        lock.release()
