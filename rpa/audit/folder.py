"""Folders and files that their owner alone may read."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from rpa.errors import BadSettings

FOLDER_MODE = 0o700
FILE_MODE = 0o600


class FolderUnavailable(BadSettings):
    """Evidence cannot be written here: rights, place on disk. The file that was there stays as it was."""

    hint = "Проверьте права на папку данных и место на диске."


_WORDS = {
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.EROFS: "диск открыт только для чтения",
    errno.ENOSPC: "на диске кончилось место",
    errno.EDQUOT: "исчерпана квота на диске",
    errno.EFBIG: "файл достиг разрешённого размера",
    errno.ENOENT: "нет такой папки",
    errno.ENOTDIR: "на месте папки лежит файл",
    errno.EIO: "ошибка диска",
}


def disk_words(error: OSError) -> str:
    """Why a file could not be read or written, in Russian; the file's name stays out of it."""
    return _WORDS.get(error.errno or 0, f"ошибка системы {error.errno}")


def secure_folder(path: Path) -> list[str]:
    """Make ``path`` if missing and close it to others; returns warnings in Russian, each with its cure.

    Raises ``FolderUnavailable`` if the folder can be neither made nor written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        if not os.access(path, os.W_OK | os.X_OK):
            raise FolderUnavailable("В папку данных нельзя писать.")
        if os.name != "posix":
            return [
                "Права на папку данных проверяет Windows: в её свойствах, на вкладке «Безопасность», "
                "оставьте доступ только своей учётной записи."
            ]
        if path.stat().st_mode & 0o077:
            os.chmod(path, FOLDER_MODE)
        if path.stat().st_mode & 0o077:
            return [
                "Файловая система не умеет закрывать папку данных от других пользователей: "
                "перенесите её на диск с правами доступа (ext4, NTFS) или зашифруйте раздел."
            ]
    except OSError as error:
        raise FolderUnavailable(f"Папка данных недоступна: {disk_words(error)}.") from error
    return []


def replace_private(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``, replacing what was there, whole or not at all. Raises ``OSError``."""
    temporary = _temporary(path)
    try:
        _fill(temporary, data)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_private(path: Path, data: bytes) -> None:
    """Put ``data`` into a new file at ``path``, whole or not at all, on disk when this returns.

    Raises ``FileExistsError`` if something is there already (evidence is never overwritten) and
    ``FolderUnavailable`` if it cannot be written.
    """
    temporary = _temporary(path)
    try:
        try:
            _fill(temporary, data)
            _publish(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)
    except FileExistsError:
        raise
    except OSError as error:
        raise FolderUnavailable(f"Файл доказательства не записан: {disk_words(error)}.") from error


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")


def _fill(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE)
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
