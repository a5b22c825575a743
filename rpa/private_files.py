"""Files written whole or not at all, most of them for their owner alone. Lowest of all: knows no error of ours."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_OPEN_MODE = 0o666
"""For others as the process's umask says."""


def replace_private(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``, replacing what was there, whole or not at all. Raises ``OSError``."""
    _replace(path, data, FILE_MODE)


def store_open(path: Path, data: bytes) -> None:
    """Like ``store_private``, for files that another program reads, maybe as another user."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, data, _OPEN_MODE)


def _replace(path: Path, data: bytes, mode: int) -> None:
    temporary = _temporary(path)
    try:
        _fill(temporary, data, mode)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def store_private(path: Path, data: bytes) -> None:
    """Like ``replace_private``; makes the folder, closed to others, if it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    replace_private(path, data)


def create_private(path: Path, data: bytes) -> None:
    """Put ``data`` into a new file at ``path``, whole or not at all, on disk when this returns.

    Raises ``FileExistsError`` if something is there already, and ``OSError``.
    """
    temporary = _temporary(path)
    try:
        _fill(temporary, data, FILE_MODE)
        _publish(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")


def _fill(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _publish(temporary: Path, path: Path) -> None:
    if os.name == "posix":
        os.link(temporary, path)  # unlike rename, never replaces what is there
    else:
        temporary.rename(path)  # on Windows rename refuses an existing target


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable, not only the files' contents. Raises ``OSError``."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
