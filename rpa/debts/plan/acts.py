"""The folder of court acts: which file a row means, whether it can be attached, and its hash.

A path in a dataset is somebody else's text: it is followed only inside the folder, links resolved.
"""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

from rpa.debts.canonical import file_sha256
from rpa.debts.plan.values import ActFile


class ActsFolder:
    """Files below ``root``. Each is read once; what was found is remembered for the whole plan."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._known: dict[str, ActFile | str] = {}

    def find(self, path: str | Path) -> ActFile | None:
        found = self._look(str(path))
        return found if isinstance(found, ActFile) else None

    def problem(self, path: str | Path | None) -> str | None:
        """Why the file cannot be attached (Russian, without its name), ``None`` if it can."""
        if path is None or not str(path).strip():
            return "файл акта не указан"
        found = self._look(str(path))
        return found if isinstance(found, str) else None

    def _look(self, path: str) -> ActFile | str:
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: str) -> ActFile | str:
        # Datasets are made on Windows and read anywhere: both slashes part folders.
        native = Path(path) if Path(path).is_absolute() else Path(*PureWindowsPath(path).parts)
        try:
            full = (self._root / native).resolve()
            if not full.is_relative_to(self._root):
                return "файл акта лежит вне папки актов"
            if not full.is_file():
                return "файла акта нет в папке актов"
            size = full.stat().st_size
            if size == 0:
                return "файл акта пуст"
            return ActFile(full.relative_to(self._root).as_posix(), full.name, file_sha256(full), size)
        except (OSError, ValueError):
            return "файл акта не читается"
