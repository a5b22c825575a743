"""The journal: append-only lines chained by SHA-256 (format: ``verifier/chain.py``), signed at the end of each run.

One process writes, under a file lock; its threads and tasks may write at the same time. What a crash left of a last
line is put aside and told in the next record, never silently dropped.
"""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import filelock

from rpa.audit.backwards import backwards
from rpa.audit.chained_file import ChainedFile
from rpa.audit.fields import as_content
from rpa.audit.folder import FolderUnavailable, disk_words, secure_folder
from rpa.audit.redaction import Redactor
from rpa.audit.shared import PUBLIC_KEYS, SharedChainedFile, SharedFiles
from rpa.audit.signing import ALGORITHM, Signer
from rpa.audit.verifier.chain import parse
from rpa.audit.verifier.journal import signed_message
from rpa.debts.canonical import canonical_bytes
from rpa.errors import BadSettings, OrganizationBusy
from rpa.private_files import replace_private

WAIT_SECONDS = 5.0
_OF_REQUESTS = frozenset({"plan", "intent", "item", "assignment_plan"})
_PUBLIC_KEY = re.compile(rb"-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----")


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
        if len(head) != 64 or set(head) - set("0123456789abcdef") or not count.isdecimal():
            raise ValueError("a checkpoint is 64 hex digits, a colon and a number")
        return cls(head, int(count))

    @classmethod
    def last_of(cls, lines: Iterable[bytes]) -> Checkpoint | None:
        """Where a journal stands, by its lines without their newlines, the last first; ``None`` if none is sound."""
        found = next((record for line in lines if (record := parse(line)) is not None), None)
        return None if found is None else cls(found.hash, found.seq)


def is_held(journal: Path) -> bool:
    """Whether a run holds the journal, and may be writing it now. Raises ``OSError`` where nobody here may look."""
    lock = Path(f"{journal}.lock")
    try:
        if lock.exists():
            with filelock.FileLock(lock, timeout=0, mode=0o600):
                pass
    except filelock.Timeout:
        return True
    return False


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """Open with :meth:`open`, write with :meth:`record`, end with :meth:`close`."""

    def __init__(
        self,
        file: ChainedFile,
        lock: filelock.BaseFileLock,
        *,
        organization: str,
        run_id: str,
        signer: Signer | None,
        redactor: Redactor,
        now: Callable[[], datetime],
        shared: SharedFiles | None = None,
    ) -> None:
        self.path, self.organization, self.run_id = file.path, organization, run_id
        self._file, self._lock, self._signer, self._redactor, self._now = file, lock, signer, redactor, now
        self._shared = shared
        self._guard = threading.Lock()

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
        shared: SharedFiles | None = None,
    ) -> Journal:
        """Open or begin the journal at ``path`` and go on from its last record.

        With ``shared`` it is brought up to date from there first, and «durable» means stored there too. Raises
        ``OrganizationBusy`` if another process writes it, ``EvidenceBroken`` if its last whole record is not sound,
        ``FolderUnavailable`` if it cannot be written, ``BadSettings`` if it tells of another organization's requests.
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
        try:
            journal = cls(
                SharedChainedFile(path, shared) if shared else ChainedFile(path),
                lock,
                organization=organization,
                run_id=run_id,
                signer=signer,
                redactor=redactor or Redactor(),
                now=now,
                shared=shared,
            )
        except BaseException:
            lock.release()
            raise
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

    def share(self) -> None:
        """Store everything recorded so far in the shared storage; without one there is nothing to do.

        To be called before an outcome enters the ledger: whoever reads it there finds what proves it here.
        """
        if self._shared is not None:
            with self._guard:
                self._file.sync()

    def checkpoint(self) -> Checkpoint:
        """Where the journal stands now."""
        with self._guard:
            return Checkpoint(self._file.head, self._file.count)

    def close(self) -> None:
        """Sign everything up to here (if there is a signer) and let go of the file. Harmless when repeated."""
        with self._guard:
            try:
                if not self._file.closed:
                    if self._signer is not None and self._file.count:
                        self._sign(self._signer)
                    self._file.sync()
            finally:
                self._shut()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        try:
            refuse_another(self.path, self.organization)
            for left in self._file.put_aside():
                data = left.read_bytes()
                told = {"bytes": len(data), "file": left.name, "sha256": hashlib.sha256(data).hexdigest()}
                self._append("torn_tail", told, durable=True)
            if self._signer is not None:
                self._keep_public_key(self._signer)
        except OSError as error:
            raise FolderUnavailable(f"Журнал не открывается: {disk_words(error)}.") from error

    def _append(self, kind: str, content: dict[str, Any], durable: bool) -> int:
        own = {
            "seq": self._file.count + 1,
            "at": self._now().astimezone(UTC).isoformat(timespec="milliseconds"),
            "organization": self.organization,
            "run": self.run_id,
            "kind": kind,
        }
        return self._file.append(canonical_bytes({**content, **own}), durable=durable)

    def _sign(self, signer: Signer) -> None:
        head, count = self._file.head, self._file.count
        message = signed_message(self.organization, self.run_id, count, head)
        fields = {
            "algorithm": ALGORITHM,
            "key": signer.key_id,
            "count": count,
            "head": head,
            "signature": base64.b64encode(signer.sign(message)).decode("ascii"),
        }
        self._append("signature", fields, durable=True)

    def _keep_public_key(self, signer: Signer) -> None:
        kept = public_key_path(self.path)
        # Whole blocks alone: a torn one would make all the others unreadable.
        found = _PUBLIC_KEY.findall(kept.read_bytes().replace(b"\r\n", b"\n") if kept.exists() else b"")
        own = signer.public_pem.strip()
        if own not in found:
            replace_private(kept, b"\n".join([*dict.fromkeys(found), own, b""]))
            if self._shared is not None:
                self._shared.replace(PUBLIC_KEYS, kept.read_bytes())

    def _shut(self) -> None:
        self._file.close()
        self._lock.release()


def refuse_another(journal: Path, organization: str) -> None:
    """Raises ``BadSettings`` if it holds another organization's work: the folder was copied, or its settings became a
    second one's. Raises ``OSError``.

    A number mistyped on the first day has sign-ins alone behind it, and whoever puts it right goes on.
    """
    for line in backwards(journal):
        record = parse(line)
        if record is None:
            continue
        if record.fields.get("organization") == organization:
            return
        if record.fields.get("kind") in _OF_REQUESTS:
            raise BadSettings(
                "Журнал в этой папке ведётся для другой организации, не той, что названа в настройках "
                "(organization.ogrn).",
                hint="У каждой организации своя папка: верните прежний ОГРН, а вторую настройте отдельно: "
                "`rpa setup ИМЯ`. Скопированная папка не подходит.",
            )


def public_key_path(journal: Path) -> Path:
    """``journal.jsonl`` → ``journal.pub``: PEM blocks of every key that ever signed it."""
    return journal.with_suffix(".pub")
