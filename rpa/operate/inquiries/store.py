"""What was read of each обращение: one private JSON file an обращение, and their attachments beside it.

    inquiries/<number>.json          the card, with the fingerprint of the row it was opened for
    inquiries/files/<number>/NN.ext  attachments under names of our own; theirs are text from a stranger

A file is written whole or not at all, so a run that dies in the middle leaves the rest readable and goes on there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from loguru import logger
from pydantic import TypeAdapter

from rpa.audit import distinct_name
from rpa.debts.canonical import canonical_bytes, digest, parse_canonical
from rpa.errors import BadInput
from rpa.inquiries.attachment import file_type
from rpa.inquiries.words import OPEN
from rpa.model import Inquiry
from rpa.private_files import store_private


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One attachment. ``path`` is relative to the folder, ``None`` if it was not saved; then ``why`` says so."""

    name: str
    size: int | None
    path: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class StoredInquiry:
    """One card as it was last read. ``row_sha256`` is the fingerprint of the register's row at that time.

    ``gone``: a whole reading of the register did not show it any more (redirected?): nobody here has to answer it.
    """

    inquiry: Inquiry
    row_sha256: str
    read_at: datetime
    files: tuple[StoredFile, ...] = ()
    gone: bool = False

    @property
    def waits(self) -> bool:
        """Whether somebody here has to answer it."""
        return self.inquiry.status in OPEN and not self.gone


_STORED = TypeAdapter(StoredInquiry)
_ROW = TypeAdapter(Inquiry)


def row_fingerprint(row: Inquiry) -> str:
    """What the register shows of an обращение; if it is unchanged, its card need not be opened."""
    return digest(_ROW.dump_python(row, mode="json"))


def parse_card(data: bytes) -> StoredInquiry:
    """A card as ``InquiryStore.put`` wrote it. Raises ``ValueError``."""
    return _STORED.validate_python(parse_canonical(data))


class InquiryStore:
    """The folder ``inquiries`` of one organization."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def readable(self) -> Iterator[StoredInquiry]:
        """All that is stored and whole. A damaged file counts as not stored: its card is read anew."""
        for path in self._paths():
            try:
                yield self._read(path)
            except BadInput as error:
                logger.warning("{}", error.what)

    def __iter__(self) -> Iterator[StoredInquiry]:
        """All that is stored, by number. Raises ``BadInput`` at a damaged file."""
        for path in self._paths():
            yield self._read(path)

    def waiting(self) -> frozenset[str]:
        """Names of what somebody here has to answer yet: of its card without the end, and of its folder of files."""
        return frozenset(distinct_name(one.inquiry.number) for one in self.readable() if one.waits)

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))

    def put(self, stored: StoredInquiry) -> None:
        document = _STORED.dump_python(stored, mode="json")
        store_private(self._folder / f"{distinct_name(stored.inquiry.number)}.json", canonical_bytes(document))

    def put_file(self, number: str, index: int, name: str, content: bytes) -> str:
        """Save an attachment under a name of our own; only its type (letters and digits) is kept of theirs."""
        relative = PurePosixPath("files", distinct_name(number), f"{index:02d}.{file_type(name) or 'bin'}")
        store_private(self._folder / relative, content)
        return str(relative)

    def _read(self, path: Path) -> StoredInquiry:
        try:
            return parse_card(path.read_bytes())
        except (ValueError, OSError) as error:
            raise BadInput(
                f"Файл обращения {path.name} испорчен.",
                hint=f"Прочитайте обращения заново: `rpa inquiries sync`. Если не поможет, удалите файл {path}.",
            ) from error
