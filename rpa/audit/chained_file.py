"""The file under a journal: whole chained lines are appended, a torn end is put aside, a failed write taken back."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from rpa.audit.folder import FolderUnavailable, disk_words, write_private
from rpa.audit.verifier.chain import GENESIS, assemble, parse
from rpa.errors import EvidenceBroken
from rpa.private_files import FILE_MODE, sync_folder

_BLOCK = 65_536


class ChainedFile:
    """Open for appending from construction until ``close``. ``head`` and ``count`` are those of the last record.

    The caller holds the file's lock. Raises ``EvidenceBroken`` if the last whole record is not sound and
    ``FolderUnavailable`` if the file cannot be opened or written.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.head, self.count = path, GENESIS, 0
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        try:
            self._handle = os.open(path, flags, FILE_MODE)
        except OSError as error:
            raise FolderUnavailable(f"Журнал не открывается: {disk_words(error)}.") from error
        try:
            if os.name == "posix":
                os.fchmod(self._handle, FILE_MODE)
            self._size = os.fstat(self._handle).st_size
            if not self._size:
                sync_folder(path.parent)
            torn = self._read_end()
            if torn:
                self._put_aside(torn)
        except BaseException as error:
            self.close()
            if isinstance(error, OSError):
                raise FolderUnavailable(f"Журнал не открывается: {disk_words(error)}.") from error
            raise

    @property
    def closed(self) -> bool:
        return self._handle < 0

    def append(self, content: bytes, *, durable: bool) -> int:
        """Add one record (canonical content that names ``count + 1`` as its ``seq``) and return its number.

        Raises ``FolderUnavailable``; then the file is as it was before.
        """
        if self.closed:
            raise FolderUnavailable("Журнал уже закрыт.")
        line, digest = assemble(content, self.head)
        written = False
        try:
            _write_whole(self._handle, line + b"\n")
            written = True
            if durable:
                os.fsync(self._handle)
        except OSError as error:
            self._take_back(fatal=written)
            raise FolderUnavailable(f"Журнал не записан: {disk_words(error)}.") from error
        self.head, self.count = digest, self.count + 1
        self._size += len(line) + 1
        return self.count

    def put_aside(self) -> list[Path]:
        """Torn ends put aside before the next record, which has to tell of them; also by a run that died at that."""
        return sorted(self.path.parent.glob(f"{self.path.name}.torn-{self.count + 1}-*"))

    def sync(self) -> None:
        """Make everything written so far durable. Raises ``FolderUnavailable``."""
        try:
            os.fsync(self._handle)
        except OSError as error:
            raise FolderUnavailable(f"Журнал не записан: {disk_words(error)}.") from error

    def close(self) -> None:
        """Harmless when repeated."""
        if not self.closed:
            os.close(self._handle)
            self._handle = -1

    def _read_end(self) -> bytes:
        """Find the last whole record, set head and count from it, and return what follows it."""
        tail, start = b"", self._size
        while start > 0 and tail.count(b"\n") < 2:
            step = min(_BLOCK, start)
            start -= step
            os.lseek(self._handle, start, os.SEEK_SET)
            tail = read_exactly(self._handle, step) + tail
        whole, newline, torn = tail.rpartition(b"\n")
        if newline:
            last = parse(whole.rpartition(b"\n")[2])
            if last is None:
                raise EvidenceBroken("Последняя запись журнала испорчена: продолжать его нельзя (`rpa audit verify`).")
            self.head, self.count = last.hash, last.seq
        return torn

    def _put_aside(self, torn: bytes) -> None:
        name = f"{self.path.name}.torn-{self.count + 1}-{hashlib.sha256(torn).hexdigest()[:8]}"
        with contextlib.suppress(FileExistsError):  # put aside before, by a run that died right after
            write_private(self.path.with_name(name), torn)
        self._size -= len(torn)
        os.ftruncate(self._handle, self._size)
        os.fsync(self._handle)

    def _take_back(self, *, fatal: bool) -> None:
        """Cut what a failed write left.

        ``fatal``: the write went well and the sync did not. Then earlier records may be lost too, and a later sync
        would not say so: nothing more is written, and the next run reads what is really there.
        """
        try:
            os.ftruncate(self._handle, self._size)
        except OSError:
            fatal = True
        if fatal:
            self.close()


def _write_whole(handle: int, data: bytes) -> None:
    written = os.write(handle, data)
    while written < len(data):
        written += os.write(handle, data[written:])


def read_exactly(handle: int, length: int) -> bytes:
    """``length`` bytes from where the handle stands, fewer only at the end of the file."""
    pieces = []
    while length > 0:
        piece = os.read(handle, length)
        if not piece:
            break
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)
