"""One daily run of an organization at a time, and a way to see whether one is under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import filelock

from rpa.audit.folder import FolderUnavailable, disk_words
from rpa.errors import OrganizationBusy
from rpa.settings import OrganizationFolder

_NAME = "daily.lock"

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
    try:
        yield
    finally:
        lock.release()


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
