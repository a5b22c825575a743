"""Notes people leave beside a request: kept in the organization's folder, never sent, never in the journal.

A file a request, so that a note has a term: it is destroyed with the plans of its time (``rpa.audit.retention``),
unless the last plan still speaks of its request.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import filelock
from pydantic import TypeAdapter, ValidationError

from rpa.audit import distinct_name
from rpa.errors import BadSettings
from rpa.private_files import store_private

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Note:
    """``at`` with its zone. ``left``: with it a request that a rule had decided was left to people; ``settled``: so it
    was, until a person decided that very request."""

    by: str
    at: datetime
    text: str
    left: bool = False
    settled: bool = False


_FILE = TypeAdapter(list[Note])
_OF_ALL = TypeAdapter(dict[str, list[Note]])


class Notes:
    """All notes of one organization, by request number, oldest first. ``folder`` is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._of_all = folder, folder.with_suffix(".json")
        self._lock = filelock.FileLock(f"{folder}.lock", timeout=10, mode=0o600)

    def of(self, number: str) -> list[Note]:
        self._divide()
        return self._read(number)

    def add(self, number: str, note: Note) -> None:
        self._divide()
        with self._locked():
            self._write(number, [*self._read(number), note])

    def left(self, number: str) -> bool:
        """Whether somebody left the request to people, and nobody has decided it since."""
        return any(note.left for note in self.of(number))

    def left_of(self, numbers: Iterable[str]) -> frozenset[str]:
        """Those of ``numbers`` that somebody left to people. Looks at the folder once; most requests have no note."""
        self._divide()
        noted = {path.name for path in self._folder.glob("*.json")}
        return frozenset(number for number in numbers if self._path(number).name in noted and self.left(number))

    def settle(self, number: str) -> None:
        """A person decided this very request: it is not left any more."""
        if self.left(number):
            with self._locked():
                self._write(number, [_turned(note) if note.left else note for note in self._read(number)])

    def unsettle(self, number: str) -> None:
        """That decision was taken back: whoever had left the request had a doubt, and nobody has answered it."""
        if any(note.settled for note in self.of(number)):
            with self._locked():
                self._write(number, [_turned(note) if note.settled else note for note in self._read(number)])

    def _locked(self) -> filelock.BaseFileLock:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._lock

    def _read(self, number: str) -> list[Note]:
        path = self._path(number)
        try:
            return _FILE.validate_json(path.read_bytes())
        except FileNotFoundError:
            return []
        except (OSError, ValidationError) as error:
            raise BadSettings("Файл заметок не читается.", hint=f"Удалите {path}.") from error

    def _write(self, number: str, notes: list[Note]) -> None:
        store_private(self._path(number), _FILE.dump_json(notes))

    def _path(self, number: str) -> Path:
        return note_path(self._folder, number)

    def _divide(self) -> None:
        """An earlier version kept one file for all; its notes keep their age."""
        if not self._of_all.exists():
            return
        with self._locked():
            try:
                every = _OF_ALL.validate_json(self._of_all.read_bytes())
            except FileNotFoundError:
                return
            except (OSError, ValidationError) as error:
                raise BadSettings("Файл заметок не читается.", hint=f"Удалите {self._of_all}.") from error
            for number, notes in every.items():
                known = self._read(number)
                whole = [*(note for note in notes if note not in known), *known]
                self._write(number, whole)
                if whole:
                    os.utime(self._path(number), (whole[-1].at.timestamp(),) * 2)
            self._of_all.unlink()


def note_path(folder: Path, number: str) -> Path:
    """The file of a request's notes, and of no other's: a doubt decided there would be decided here, too."""
    return folder / f"{distinct_name(number)}.json"


def _turned(note: Note) -> Note:
    return replace(note, left=not note.left, settled=not note.settled)
