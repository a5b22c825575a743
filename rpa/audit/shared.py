"""Journal and pictures where every worker of a fleet can read them.

The local file stays what it is: a chain of lines, fsynced. Beside it each durable record also leaves as one object that
holds all lines since the last one, named by its first number. Objects are only ever created: two runs that would
continue the same journal collide on a name, and the later one stops before it does anything more.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Protocol

from rpa.audit.chained_file import ChainedFile, read_exactly
from rpa.audit.folder import FolderUnavailable, disk_words, write_private
from rpa.errors import OrganizationBusy
from rpa.private_files import replace_private

SEGMENTS = "journal"
PUBLIC_KEYS = "journal.pub"


class SharedFiles(Protocol):
    """One organization's part of the shared storage. Names are relative, with forward slashes.

    What a method stored is durable when it returns. Every method raises ``OSError`` when the storage fails.
    """

    def create(self, name: str, data: bytes) -> None:
        """Store a new file. Raises ``FileExistsError``; never overwrites."""

    def replace(self, name: str, data: bytes) -> None:
        """Store a file, whatever was there, whole or not at all."""

    def read(self, name: str) -> bytes:
        """Raises ``FileNotFoundError``."""

    def names(self, folder: str) -> list[str]:
        """Names of all files below ``folder``, sorted; empty if there is no such folder."""


class SharedChainedFile(ChainedFile):
    """A chained file that is brought up to date from the storage first, and stored there before it says «durable»."""

    def __init__(self, path: Path, shared: SharedFiles) -> None:
        self._shared = shared
        try:
            self._stored_count, self._stored_size = bring_up_to_date(path, shared)
        except OSError as error:
            raise FolderUnavailable(f"Общее хранилище журнала недоступно: {disk_words(error)}.") from error
        super().__init__(path)

    def append(self, content: bytes, *, durable: bool) -> int:
        number = super().append(content, durable=durable)
        if durable:
            self._store()
        return number

    def sync(self) -> None:
        super().sync()
        self._store()

    def _store(self) -> None:
        length = self._size - self._stored_size
        if not length:
            return
        os.lseek(self._handle, self._stored_size, os.SEEK_SET)
        data = read_exactly(self._handle, length)
        name = segment_name(self._stored_count + 1)
        try:
            try:
                self._shared.create(name, data)
            except FileExistsError:
                # Ours, if the answer to an earlier try was lost on its way.
                if self._shared.read(name) != data:
                    raise OrganizationBusy(
                        "Журнал уже продолжил другой прогон: этот остановлен, ничего не нажато."
                    ) from None
        except OSError as error:
            self.close()
            raise FolderUnavailable(f"Журнал не записан в общее хранилище: {disk_words(error)}.") from error
        except OrganizationBusy:
            self.close()
            raise
        self._stored_count, self._stored_size = self.count, self._size


def segment_name(first: int) -> str:
    """The object whose first record has this number; names sort as the numbers do."""
    return f"{SEGMENTS}/{first:012d}.jsonl"


def segment_names(shared: SharedFiles) -> list[str]:
    """The stored parts of the journal, first to last."""
    return sorted(name for name in shared.names(SEGMENTS) if name.endswith(".jsonl"))


def bring_up_to_date(path: Path, shared: SharedFiles) -> tuple[int, int]:
    """Make the local journal hold all that is stored; returns how many records, and bytes of it, are stored.

    Lines only this machine has (it died before storing them) stay if they continue what is stored. Otherwise others
    have gone on without them: they are put aside as a torn end, which the next record tells of.
    """
    local = path.read_bytes() if path.exists() else b""
    whole = local[: local.rfind(b"\n") + 1]
    mine = whole.splitlines(keepends=True)
    firsts = {int(Path(name).stem): name for name in segment_names(shared)}
    known = max((first for first in firsts if first <= len(mine)), default=1)
    stored = _lines(shared, firsts, known)
    start, agreed = known - 1, min(len(mine), known - 1 + len(stored))
    if mine[start:agreed] != stored[: agreed - start]:
        start, stored = 0, _lines(shared, firsts, 1)
        same = (a == b for a, b in zip(mine, stored, strict=False))
        agreed = next((n for n, equal in enumerate(same) if not equal), min(len(mine), len(stored)))
    count = start + len(stored)
    if agreed < count:
        aside = b"".join(mine[agreed:]) + local[len(whole) :]
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if aside:
            name = f"{path.name}.torn-{count + 1}-{hashlib.sha256(aside).hexdigest()[:8]}"
            write_private(path.with_name(name), aside)
            shared.replace(f"torn/{name}", aside)
        mine = [*mine[:agreed], *stored[agreed - start :]]
        replace_private(path, b"".join(mine))
    _fetch_public_keys(path.with_suffix(".pub"), shared)
    return count, sum(map(len, mine[:count]))


def _lines(shared: SharedFiles, firsts: dict[int, str], known: int) -> list[bytes]:
    return [
        line
        for first in sorted(firsts)
        if first >= known
        for line in shared.read(firsts[first]).splitlines(keepends=True)
    ]


def _fetch_public_keys(kept: Path, shared: SharedFiles) -> None:
    if PUBLIC_KEYS in shared.names(""):
        stored = shared.read(PUBLIC_KEYS)
        if not kept.exists() or kept.read_bytes() != stored:
            replace_private(kept, stored)
