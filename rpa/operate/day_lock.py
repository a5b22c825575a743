"""One daily run of an organization at a time, and a way to see whether one is under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import filelock

from rpa.audit.folder import FolderUnavailable, disk_words
from rpa.errors import OrganizationBusy
from rpa.private_files import store_private
from rpa.settings import OrganizationFolder

_NAME, _BEGUN = "daily.lock", "daily.begun"

_LOOKS_LAST = 2.0
"""Seconds a run tries: whoever only looks holds the lock for a moment, and must not be taken for another run."""


@contextmanager
def day_lock(folder: OrganizationFolder) -> Iterator[None]:
    """Hold the day. Raises ``OrganizationBusy`` if another daily run of the organization is under way, and
    ``FolderUnavailable`` where its file does not open."""
    lock = filelock.FileLock(str(folder.root / _NAME), timeout=_LOOKS_LAST, mode=0o600)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise OrganizationBusy("Ежедневный прогон этой организации уже идёт.") from None
    except OSError as error:
        raise FolderUnavailable(
            f"Файл {_NAME} в папке организации не открывается: {disk_words(error)}.",
            hint="Верните его владельцу папки (его мог создать администратор) или удалите, если прогон не идёт.",
        ) from error
    with suppress(OSError):  # as on a full disk: the run has more to say of that
        store_private(folder.root / _BEGUN, datetime.now(UTC).isoformat().encode())
    try:
        yield
    finally:
        lock.release()


def begun_at(folder: OrganizationFolder) -> datetime | None:
    """When a run last took the day; ``None`` if nobody knows. (Whoever looks at the lock changes its file's time.)"""
    try:
        begun = datetime.fromisoformat((folder.root / _BEGUN).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return begun if begun.tzinfo is not None else None


def under_way(folder: OrganizationFolder) -> bool:
    """Whether a daily run is under way: its lock is held. One that does not even open keeps every run from beginning,
    and must not be taken for a run: the guard would be silent for as long."""
    path = folder.root / _NAME
    if not path.exists():
        return False
    try:
        with filelock.FileLock(str(path), timeout=0):
            return False
    except filelock.Timeout:
        return True
    except OSError:
        return False
