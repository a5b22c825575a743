"""Pictures on a report: each compared with the hash the journal holds before it is shown.

They are embedded, so that the page is one file; a page too heavy to open gets them in a folder beside it.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rpa.audit.folder import secure_folder
from rpa.audit.report import words
from rpa.audit.report.reading import Picture
from rpa.private_files import replace_private

EMBED_BYTES = 45_000_000
"""Base64 makes it 60 MB of page."""
_UNKNOWN_SIZE = (1280, 800)


@dataclass(frozen=True, slots=True)
class Shown:
    """``source`` is a ``data:`` address, a path beside the page, or empty; then ``why`` says why. Size in pixels."""

    picture: Picture
    caption: str
    source: str
    why: str
    width: int = 0
    height: int = 0


def gather(
    pictures: Sequence[Picture], evidence: Path, beside: Path | None = None, *, embed_bytes: int = EMBED_BYTES
) -> list[Shown]:
    """Make every picture ready to be shown. ``beside`` is made and used if they weigh more than ``embed_bytes``.

    Raises ``FolderUnavailable`` if ``beside`` can't be made, ``OSError`` if a copy can't be written.
    """
    if beside is None or sum(_weight(picture, evidence) for picture in pictures) <= embed_bytes:
        return [_shown(picture, evidence, None) for picture in pictures]
    secure_folder(beside)
    return [_shown(picture, evidence, beside) for picture in pictures]


def _weight(picture: Picture, evidence: Path) -> int:
    file = _file(picture, evidence)
    return file.stat().st_size if file is not None else 0


def _file(picture: Picture, evidence: Path) -> Path | None:
    """The picture's file, if the journal names one inside the evidence folder."""
    if not picture.path or ".." in PurePosixPath(picture.path).parts:
        return None
    file = evidence / picture.path
    if not file.is_file() or not file.resolve().is_relative_to(evidence.resolve()):
        return None
    return file


def _shown(picture: Picture, evidence: Path, beside: Path | None) -> Shown:
    caption = words.stage(picture.stage)
    if not picture.path:
        return Shown(picture, caption, "", f"Снимок не сохранён: {picture.why or 'причина не записана'}.")
    file = _file(picture, evidence)
    if file is None:
        return Shown(picture, caption, "", "Файла нет: уничтожен по сроку хранения или утрачен. Хеш остался в журнале.")
    data = file.read_bytes()
    if hashlib.sha256(data).hexdigest() != picture.sha256:
        return Shown(picture, caption, "", "Файл не тот, что записан в журнале: хеш не совпадает. Снимок не показан.")
    width, height = jpeg_size(data)
    if beside is None:
        source = "data:image/jpeg;base64," + base64.b64encode(data).decode("ascii")
    else:
        name = f"{picture.sha256[:16]}.jpg"
        replace_private(beside / name, data)
        source = f"{beside.name}/{name}"
    return Shown(picture, caption, source, "", width, height)


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from the frame header (ITU-T T.81, B.2.2), so that the page need not move while it opens."""
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return (width, height) if width and height else _UNKNOWN_SIZE
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    return _UNKNOWN_SIZE
