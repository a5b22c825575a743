"""The journal: append-only lines chained by SHA-256 (format: ``verifier/chain.py``), signed at the end of each run.

One process writes, under a file lock; its threads and tasks may write at the same time. What a crash left of a last
line is put aside and told in the next record, never silently dropped.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import filelock

from rpa.audit.fields import as_content
from rpa.audit.folder import FolderUnavailable, disk_words, secure_folder, sync_folder, write_private
from rpa.audit.redaction import Redactor
from rpa.audit.signing import ALGORITHM, Signer
from rpa.audit.verifier.chain import GENESIS, assemble, parse
from rpa.audit.verifier.journal import signed_message
from rpa.debts.canonical import canonical_bytes
from rpa.errors import EvidenceBroken, OrganizationBusy

WAIT_SECONDS = 5.0
_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Head hash and number of records: kept outside the machine, it shows a cut tail. Its text is ``hash:count``."""

    head: str
    count: int

    def __str__(self) -> str:
        return f"{self.head}:{self.count}"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read ``hash:count``. Raises ``ValueError``."""
        head, _, count = text.strip().partition(":")
        if len(head) != 64 or set(head) - set("0123456789abcdef") or not count.isdigit():
            raise ValueError("a checkpoint is 64 hex digits, a colon and a number")
        return cls(head, int(count))


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """Open with :meth:`open`, write with :meth:`record`, end with :meth:`close`."""

    def __init__(
        self,
        path: Path,
        lock: filelock.BaseFileLock,
        *,
        organization: str,
        run_id: str,
        signer: Signer | None,
        redactor: Redactor,
        now: Callable[[], datetime],
    ) -> None:
        self.path, self.organization, self.run_id = path, organization, run_id
        self._lock, self._signer, self._redactor, self._now = lock, signer, redactor, now
        self._guard = threading.Lock()
        self._handle = -1
        self._head, self._count, self._size = GENESIS, 0, 0

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        organization: str,
        run_id: str,
        signer: Signer | None = None,
        redactor: Redactor | None = None,
        now: Callable[[], datetime] = _utc_now,
        wait_seconds: float = WAIT_SECONDS,
    ) -> Journal:
        """Open or begin the journal at ``path`` and go on from its last record.

        Raises ``OrganizationBusy`` if another process writes it, ``EvidenceBroken`` if its last whole record is not
        sound, ``FolderUnavailable`` if it cannot be written.
        """
        path = Path(path)
        secure_folder(path.parent)
        lock = filelock.FileLock(f"{path}.lock", timeout=wait_seconds, mode=0o600, thread_local=False)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise OrganizationBusy("Журнал сейчас пишет другой прогон.") from error
        except OSError as error:
            raise FolderUnavailable(f"Журнал не открывается: {disk_words(error)}.") from error
        journal = cls(
            path,
            lock,
            organization=organization,
            run_id=run_id,
            signer=signer,
            redactor=redactor or Redactor(),
            now=now,
        )
        try:
            journal._start()
        except BaseException:
            journal._shut()
            raise
        return journal

    def record(self, kind: str, *, durable: bool = False, **fields: Any) -> int:
        """Append one record and return its number. Every text in ``fields`` is redacted on its way.

        ``durable``: it is on disk when this returns. Values may be texts, integers, booleans, dates, enums, paths
        and lists or dicts of them; a float becomes text. Raises ``FolderUnavailable`` if it cannot be written; then
        the journal is as it was before.
        """
        content = as_content(fields, self._redactor)
        with self._guard:
            return self._append(kind, content, durable)

    def checkpoint(self) -> Checkpoint:
        """Where the journal stands now."""
        with self._guard:
            return Checkpoint(self._head, self._count)

    def close(self) -> None:
        """Sign everything up to here (if there is a signer) and let go of the file. Harmless when repeated."""
        with self._guard:
            if self._handle < 0:
                self._shut()
                return
            try:
                if self._signer is not None and self._count:
                    self._sign(self._signer)
                os.fsync(self._handle)
            except OSError as error:
                raise FolderUnavailable(f"Журнал не записан: {disk_words(error)}.") from error
            finally:
                self._shut()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        try:
            self._handle = os.open(self.path, flags, 0o600)
            if os.name == "posix":
                os.fchmod(self._handle, 0o600)
            self._size = os.fstat(self._handle).st_size
            if not self._size:
                sync_folder(self.path.parent)
            torn = self._read_end()
            if torn:
                self._put_aside(torn)
        except OSError as error:
            raise FolderUnavailable(f"Журнал не открывается: {disk_words(error)}.") from error
        # Also those whose record was lost because a crash came between putting aside and telling.
        for left in sorted(self.path.parent.glob(f"{self.path.name}.torn-{self._count + 1}-*")):
            data = left.read_bytes()
            told = {"bytes": len(data), "file": left.name, "sha256": hashlib.sha256(data).hexdigest()}
            self._append("torn_tail", told, durable=True)
        if self._signer is not None:
            self._keep_public_key(self._signer)

    def _read_end(self) -> bytes:
        """Find the last whole record, set head and count from it, and return what follows it."""
        tail, start = b"", self._size
        while start > 0 and tail.count(b"\n") < 2:
            step = min(_BLOCK, start)
            start -= step
            os.lseek(self._handle, start, os.SEEK_SET)
            tail = _read_exactly(self._handle, step) + tail
        whole, newline, torn = tail.rpartition(b"\n")
        if newline:
            last = parse(whole.rpartition(b"\n")[2])
            if last is None:
                raise EvidenceBroken("Последняя запись журнала испорчена: продолжать его нельзя (`rpa audit verify`).")
            self._head, self._count = last.hash, last.seq
        return torn

    def _put_aside(self, torn: bytes) -> None:
        name = f"{self.path.name}.torn-{self._count + 1}-{hashlib.sha256(torn).hexdigest()[:8]}"
        with contextlib.suppress(FileExistsError):  # put aside before, by a run that died right after
            write_private(self.path.with_name(name), torn)
        self._size -= len(torn)
        os.ftruncate(self._handle, self._size)
        os.fsync(self._handle)

    def _append(self, kind: str, content: dict[str, Any], durable: bool) -> int:
        if self._handle < 0:
            raise FolderUnavailable("Журнал уже закрыт.")
        seq = self._count + 1
        at = self._now().astimezone(UTC).isoformat(timespec="milliseconds")
        own = {"seq": seq, "at": at, "organization": self.organization, "run": self.run_id, "kind": kind}
        line, digest = assemble(canonical_bytes({**content, **own}), self._head)
        written = False
        try:
            _write_whole(self._handle, line + b"\n")
            written = True
            if durable:
                os.fsync(self._handle)
        except OSError as error:
            self._take_back(fatal=written)
            raise FolderUnavailable(f"Журнал не записан: {disk_words(error)}.") from error
        self._head, self._count = digest, seq
        self._size += len(line) + 1
        return seq

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
            os.close(self._handle)
            self._handle = -1

    def _sign(self, signer: Signer) -> None:
        message = signed_message(self.organization, self.run_id, self._count, self._head)
        fields = {
            "algorithm": ALGORITHM,
            "key": signer.key_id,
            "count": self._count,
            "head": self._head,
            "signature": base64.b64encode(signer.sign(message)).decode("ascii"),
        }
        self._append("signature", fields, durable=True)

    def _keep_public_key(self, signer: Signer) -> None:
        kept = public_key_path(self.path)
        known = kept.read_bytes() if kept.exists() else b""
        if signer.public_pem.strip() not in known:
            handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(signer.public_pem)

    def _shut(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        self._lock.release()


def public_key_path(journal: Path) -> Path:
    """``journal.jsonl`` → ``journal.pub``: PEM blocks of every key that ever signed it."""
    return journal.with_suffix(".pub")


def _write_whole(handle: int, data: bytes) -> None:
    written = os.write(handle, data)
    while written < len(data):
        written += os.write(handle, data[written:])


def _read_exactly(handle: int, length: int) -> bytes:
    pieces = []
    while length > 0:
        piece = os.read(handle, length)
        if not piece:
            break
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)
