"""The evidence store: masked pictures, named by request number, never overwritten."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from rpa.audit.folder import FolderUnavailable, disk_words, secure_folder, write_private
from rpa.audit.shared import SharedFiles
from rpa.debts.canonical import digest

_JPEG_START = b"\xff\xd8\xff"
_UNSAFE = re.compile(r"[^0-9A-Za-zА-Яа-яЁё-]+")
_WINDOWS_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\Z")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """``path`` is relative to the evidence root, with forward slashes on every system."""

    path: str
    sha256: str


def safe_name(text: str) -> str:
    """Digits, letters and dashes of ``text``; hostile or empty text becomes a harmless name, never a path."""
    name = _UNSAFE.sub("-", text).strip("-")[:LONGEST_NAME].strip("-")
    return f"n-{name}" if not name or _WINDOWS_DEVICES.match(name) else name


def distinct_name(number: str) -> str:
    """As ``safe_name``, where two numbers must not meet in one file: «77/2026-1» and «77-2026-1» are two requests."""
    name = safe_name(number)
    return name if name == number else f"{name}-{digest(number)[:8]}"


class EvidenceStore:
    """Files under ``folder``: ``<run_id>/<request_number>-<stage>.jpg``.

    With ``shared`` a picture is also stored there, under ``evidence/``, before ``put`` returns.
    """

    def __init__(self, folder: Path, *, shared: SharedFiles | None = None) -> None:
        self.folder, self._shared = folder, shared

    def put(self, run_id: str, request_number: str, stage: str, data: bytes) -> EvidenceRef:
        """Store one JPEG; whole and on disk when this returns. ``stage``: a key of ``rpa.audit.report.words.STAGES``.

        A second picture of the same stage gets a number in its name. Raises ``ValueError`` for bytes that are no
        JPEG (a caller's mistake) and ``FolderUnavailable`` if it cannot be written.
        """
        if not data.startswith(_JPEG_START):
            raise ValueError("evidence pictures are JPEG")
        run = safe_name(run_id)
        base = f"{safe_name(request_number)}-{safe_name(stage)}"
        folder = self.folder / run
        secure_folder(self.folder)
        secure_folder(folder)
        number = 1
        while True:
            name = f"{base}.jpg" if number == 1 else f"{base}-{number}.jpg"
            try:
                write_private(folder / name, data)
            except FileExistsError:
                number += 1
                continue
            self._share(f"{run}/{name}", data)
            return EvidenceRef(f"{run}/{name}", hashlib.sha256(data).hexdigest())

    def _share(self, path: str, data: bytes) -> None:
        if self._shared is None:
            return
        try:
            self._shared.create(f"evidence/{path}", data)
        except OSError as error:
            raise FolderUnavailable(f"Снимок не записан в общее хранилище: {disk_words(error)}.") from error
