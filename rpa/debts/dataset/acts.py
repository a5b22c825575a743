"""Files of court acts: found only inside the folder of acts, PDF by content, within the size limit.

Source of the limit: 50 MB and PDF for legal acts are the ceiling of the ministries' order of 23.03.2015 on formats;
the upload widget's own limit is unknown, so the caller may set a lower one.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

from rpa.debts.dataset.values import CellProblem

DEFAULT_LIMIT_BYTES = 50 * 2**20
SUBFOLDER = "acts"
ATTACHED = "attached"
"""Below the folder of acts: those that people attached on the review page; no row names them."""


class ActFolder:
    """Checks the names found in the register, in the folder and then in its ``acts``; each name is looked up once."""

    def __init__(self, folder: Path, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self._folder = Path(os.path.realpath(folder))
        self._limit = limit_bytes
        self._known: dict[str, Path | CellProblem] = {}

    def find(self, name: str) -> Path:
        """The act's absolute path. Raises `CellProblem` if it is absent, outside the folder, no PDF, or too large."""
        known = self._known.get(name)
        if known is None:
            try:
                known = self._look(name)
            except CellProblem as problem:
                known = problem
            self._known[name] = known
        if isinstance(known, CellProblem):
            raise known
        return known

    def _look(self, name: str) -> Path:
        relative = PurePosixPath(name.replace("\\", "/"))
        outside = CellProblem(
            "путь", "файл акта указан вне папки актов", "Положите файл в папку актов и впишите его имя."
        )
        if relative.is_absolute() or PureWindowsPath(name).drive or ".." in relative.parts or "\x00" in name:
            raise outside
        path = Path(os.path.realpath(self._folder / relative))
        if not path.exists():
            path = Path(os.path.realpath(self._folder / SUBFOLDER / relative))
        if not path.is_relative_to(self._folder):
            raise outside
        try:
            size = path.stat().st_size
            with path.open("rb") as stream:
                start = stream.read(1024)
        except OSError:
            raise CellProblem(
                "имя файла",
                "файла акта нет в папке актов или он не читается",
                "Положите PDF в папку актов или исправьте имя.",
            ) from None
        if b"%PDF-" not in start:
            raise CellProblem("файл", "файл акта — не PDF", "Сохраните скан акта как PDF.")
        if size > self._limit:
            raise CellProblem(
                "файл",
                f"файл акта больше {self._limit / 2**20:.0f} МБ",
                "Уменьшите скан: 150–200 точек на дюйм, оттенки серого.",
            )
        return path
