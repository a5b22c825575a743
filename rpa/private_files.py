"""Files written whole or not at all, most of them for their owner alone. Lowest of all: knows no error of ours."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_OPEN_MODE, _OPEN_FOLDER_MODE = 0o666, 0o777
"""For others as the process's umask says."""

_HELD = frozenset({5, 32})
"""What Windows says of a file that somebody has open at this moment: access denied, sharing violation."""
_HELD_FOR, _LOOK_AGAIN = 2.0, 0.02
"""Seconds: whoever reads a file of ours, or an antivirus that looks at a new one, has let go of it by then."""


def replace_private(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``, replacing what was there, whole or not at all. Raises ``OSError``."""
    _replace(path, data, FILE_MODE)


def store_open(path: Path, data: bytes) -> None:
    """Like ``store_private``, for files that another program reads, maybe as another user."""
    _make(path.parent, _OPEN_FOLDER_MODE)
    _replace(path, data, _OPEN_MODE)


def _replace(path: Path, data: bytes, mode: int) -> None:
    temporary = _temporary(path)
    try:
        _fill(temporary, data, mode, _owner(path))
        _patiently(lambda: os.replace(temporary, path))
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def store_private(path: Path, data: bytes) -> None:
    """Like ``replace_private``; makes the folder, closed to others, if it is missing."""
    _make(path.parent, FOLDER_MODE)
    replace_private(path, data)


def create_private(path: Path, data: bytes) -> None:
    """Put ``data`` into a new file at ``path``, whole or not at all, on disk when this returns.

    Raises ``FileExistsError`` if something is there already, and ``OSError``.
    """
    temporary = _temporary(path)
    try:
        _fill(temporary, data, FILE_MODE, _owner(path))
        _publish(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")


def _make(folder: Path, mode: int) -> None:
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    folder.mkdir(parents=True, exist_ok=True, mode=mode)
    for made in reversed(missing):
        _give(made, _owner(made.parent))


def _owner(path: Path) -> tuple[int, int] | None:
    """Whose a file at ``path`` has to be, user and group: under ``sudo`` it stays its owner's, or becomes the folder's
    owner's, who could not read a file of root's. ``None`` where it is ours anyway."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    found = path.lstat() if path.is_symlink() or path.exists() else path.parent.stat()
    return found.st_uid, found.st_gid


def _give(what: Path | int, owner: tuple[int, int] | None) -> None:
    """A file system that knows no owners refuses; what is written counts more."""
    if owner is not None:
        with suppress(OSError):
            os.chown(what, *owner)


def _fill(path: Path, data: bytes, mode: int, owner: tuple[int, int] | None = None) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as stream:
        # By its handle: whoever owns the folder could have put something else under the name by now.
        _give(handle, owner)
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _publish(temporary: Path, path: Path) -> None:
    if os.name == "posix":
        os.link(temporary, path)  # unlike rename, never replaces what is there
    else:
        _patiently(lambda: temporary.rename(path))  # on Windows rename refuses an existing target


def _patiently(put: Callable[[], object]) -> None:
    """On Windows a file that anybody has open, if only to read it, is not replaced. Raises ``OSError`` if it stays."""
    until = time.monotonic() + _HELD_FOR
    while True:
        try:
            put()
            return
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD or time.monotonic() >= until:
                raise
        time.sleep(_LOOK_AGAIN)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable, not only the files' contents. Raises ``OSError``."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
