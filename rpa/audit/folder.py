"""The folder evidence lies in: closed to others, and what keeps it from being written, in words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from rpa.errors import BadSettings
from rpa.private_files import FOLDER_MODE, create_private


class FolderUnavailable(BadSettings):
    """Evidence cannot be written here: rights, place on disk. The file that was there stays as it was."""

    hint = "Закройте файл в других программах, проверьте права на папку и место на диске."


_WORDS = {
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.EROFS: "диск открыт только для чтения",
    errno.ENOSPC: "на диске кончилось место",
    errno.EDQUOT: "исчерпана квота на диске",
    errno.EFBIG: "файл достиг разрешённого размера",
    errno.ENOENT: "нет такой папки",
    errno.ENOTDIR: "на месте папки лежит файл",
    errno.EEXIST: "на месте папки лежит файл",
    errno.EISDIR: "на месте файла лежит папка",
    errno.EIO: "ошибка диска",
}


def disk_words(error: OSError) -> str:
    """Why a file could not be read or written, in Russian; the file's name stays out of it."""
    return _WORDS.get(error.errno or 0, f"ошибка системы {error.errno}")


def disk_trouble(error: OSError) -> FolderUnavailable | None:
    """The disk's trouble behind an error that nothing nearer to it told of; ``None`` if it tells of something else."""
    if error.errno not in _WORDS or error.errno == errno.ENOENT:
        return None
    return FolderUnavailable(f"Файл в папке данных не записан или не прочитан: {disk_words(error)}.")


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


def write_private(path: Path, data: bytes) -> None:
    """Put ``data`` into a new file at ``path``, whole or not at all, on disk when this returns.

    Raises ``FileExistsError`` if something is there already (evidence is never overwritten) and
    ``FolderUnavailable`` if it cannot be written.
    """
    try:
        create_private(path, data)
    except FileExistsError:
        raise
    except OSError as error:
        raise FolderUnavailable(f"Файл доказательства не записан: {disk_words(error)}.") from error
