"""Notes people leave beside a request: kept in the organization's folder, never sent, never in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import filelock
from pydantic import TypeAdapter, ValidationError

from rpa.errors import BadSettings
from rpa.private_files import store_private

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Note:
    """``at`` with its zone."""

    by: str
    at: datetime
    text: str


_FILE = TypeAdapter(dict[str, list[Note]])


class Notes:
    """All notes of one organization, by request number, oldest first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = filelock.FileLock(f"{path}.lock", timeout=10, mode=0o600)

    def of(self, number: str) -> list[Note]:
        return self._read().get(number, [])

    def add(self, number: str, note: Note) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._lock:
            known = self._read()
            known.setdefault(number, []).append(note)
            store_private(self._path, _FILE.dump_json(known))

    def _read(self) -> dict[str, list[Note]]:
        try:
            return _FILE.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            raise BadSettings("Файл заметок не читается.", hint=f"Удалите {self._path.name}.") from error
