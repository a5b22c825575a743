"""An exported package: records of one request, and the proof that they stand in the signed chain.

``proof.json`` names the segment (``first``, ``last``, the hash ``prev`` before it and ``head`` at its end);
``chain.txt`` holds the content hash of every record of the segment, one a line; ``records.jsonl`` holds the lines of
the disclosed records, byte for byte. Whoever recomputes the segment needs no undisclosed record's text.
"""

from __future__ import annotations

import json
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .chain import Record, link, parse
from .journal import JournalCheck, SignatureCheck

try:
    from lzma import LZMAError as _LzmaError
except ImportError:  # Python may have been built without it; then no file pressed so is opened either
    _LzmaError = zlib.error  # type: ignore[misc, assignment]

# What a system leaves in a folder that somebody looked at; whatever else no record knows was laid there.
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
# Pages and pictures are read whole, and whoever made the file chose their size.
MOST_UNPACKED = 1 << 30
# What reading a file raises that is no package, a damaged one, one with a password (RuntimeError) or with a number
# that is none (OverflowError).
# fmt: off
UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, EOFError, OverflowError,
    zipfile.BadZipFile, zlib.error, _LzmaError,
)
# fmt: on


def check_package(
    folder: Path, *, check_signature: SignatureCheck | None, checkpoint: tuple[str, int] | None = None
) -> JournalCheck:
    """Check an unpacked package (or a ``zipfile.Path`` of it).

    ``problems`` of the result names what does not hold; a ``checkpoint`` that the chain does not reach is one of them,
    for it was given to be compared. ``index.html`` is no part of the proof. Raises one of ``UNREADABLE`` if this is no
    package or cannot be read.
    """
    proof = json.loads((folder / "proof.json").read_text(encoding="utf-8"))
    if not isinstance(proof, dict) or proof.get("format") != 1:
        raise ValueError("not a package of a known format")
    check = JournalCheck(check_signature=check_signature, evidence_root=folder / "evidence")
    records = _records(folder, check)
    wanted = next(records, None)
    head, seq = str(proof["prev"]), int(proof["first"]) - 1
    before_first = seq
    _compare(check, checkpoint, seq, head)
    with (folder / "chain.txt").open("rb") as stream:
        for raw in stream:
            content_sha256 = raw.decode("ascii", "replace").strip()
            seq += 1
            before, head = head, link(head, content_sha256)
            _compare(check, checkpoint, seq, head)
            if wanted is None or wanted.seq != seq:
                continue
            if wanted.content_sha256 != content_sha256 or wanted.prev != before:
                check.chain.report("changed", seq, wanted.line)
            else:
                check.look_at(wanted)
                check.shown.append(wanted)
            wanted = next(records, None)
    while wanted is not None:
        check.chain.report("added", wanted.seq, wanted.line, detail="not a record of this chain")
        wanted = next(records, None)
    if (seq, head) != (proof["last"], proof["head"]):
        check.chain.report("changed", seq, detail="the segment does not end where the proof says")
    if checkpoint and not before_first <= checkpoint[1] <= seq:
        check.chain.report("outside", checkpoint[1], detail=f"the package proves records {before_first + 1}–{seq}")
    check.chain.count, check.chain.head = seq, head
    check.settle_pictures()
    _compare_names(check, proof)
    _compare_files(check, folder / "evidence")
    return check


def refuse_hostile(archive: zipfile.ZipFile) -> None:
    """Raise ``ValueError`` for an archive that would fill the memory, and for two files of one name: one program, or
    one system, would open the first, another the second. So for a name that is unpacked under another: what is
    checked here is «index.html», and «./index.html» would lie over it on the disk."""
    if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
        raise ValueError("larger than any package")
    if not all(map(_unpacked_as_named, archive.namelist())):
        raise ValueError("a file that is unpacked under another name")
    names = [unicodedata.normalize("NFC", name.casefold()) for name in archive.namelist()]
    if len(set(names)) != len(names):
        raise ValueError("two files of one name")


def _unpacked_as_named(name: str) -> bool:
    """Whether every system puts it there. Windows parts names at «\\», too, and drops blanks and dots at an end."""
    parts = name[:-1].split("/") if name.endswith("/") else name.split("/")
    return not set(name) & {"\\", ":"} and all(part and part.rstrip(" .") == part for part in parts)


def _compare_names(check: JournalCheck, proof: dict[str, Any]) -> None:
    """The page and the file names speak of the request and the organization in the proof, which nobody signs."""
    number, organization = proof.get("request_number"), proof.get("organization")
    fields = [record.fields for record in check.shown]
    if not fields and not check.problems:
        check.chain.report("empty")
    named = [{one.get("request_number"), one.get("inquiry_number")} - {None, ""} for one in fields]
    about = [numbers for numbers in named if numbers]
    named_so = about and all(number in numbers for numbers in about)
    if fields and not (named_so and all(one.get("organization") == organization for one in fields)):
        check.chain.report("foreign")


def _compare_files(check: JournalCheck, root: Any) -> None:
    """A picture that no record shown knows proves nothing, and somebody may have laid it there to be believed."""
    known = {record.fields.get("path") for record in check.shown if record.fields.get("kind") == "picture"}
    for path in _files(root):
        if path not in known and path.rpartition("/")[2].lower() not in _LEFT_BY_SYSTEMS:
            check.chain.report("stray", detail=path)


def _files(folder: Any, before: str = "") -> Iterator[str]:
    """Paths of all files of a folder, or of one inside a ZIP; nothing if there is no such folder."""
    if folder.is_dir():
        for found in sorted(folder.iterdir(), key=lambda one: str(one.name)):
            if found.is_dir():
                yield from _files(found, f"{before}{found.name}/")
            else:
                yield f"{before}{found.name}"


def _compare(check: JournalCheck, checkpoint: tuple[str, int] | None, seq: int, head: str) -> None:
    if checkpoint and seq == checkpoint[1] and head != checkpoint[0]:
        check.chain.report("checkpoint", seq, detail="another hash was kept elsewhere")


def _records(folder: Path, check: JournalCheck) -> Iterator[Record]:
    with (folder / "records.jsonl").open("rb") as stream:
        for line, raw in enumerate(stream, start=1):
            record = parse(raw.rstrip(b"\n"), line)
            if record is None:
                check.chain.report("changed", None, line)
            else:
                yield record
