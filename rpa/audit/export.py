"""``rpa audit export``: one ZIP about one request that a stranger can open and check, offline and without us.

The same journal and pictures give the same bytes: times of files are fixed, their order is sorted.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rpa import __version__
from rpa.audit import verifier
from rpa.audit.folder import FolderUnavailable, disk_words
from rpa.audit.journal import Checkpoint, public_key_path
from rpa.audit.package_page import instructions, page_of, pictures_of
from rpa.audit.verifier.chain import GENESIS, Record, parse
from rpa.audit.verify import verify_journal, verify_package
from rpa.debts.canonical import canonical_bytes
from rpa.errors import BadInput
from rpa.private_files import FOLDER_MODE, replace_private

# The oldest time a ZIP can hold; a real one would make two exports of the same evidence differ.
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_PROGRAM = b"""\"\"\"Checks this package: python verify.py\"\"\"

import sys

from verifier.program import main

if hasattr(sys.stdout, "reconfigure"):
    sys.stdout.reconfigure(errors="replace")
sys.exit(main(sys.argv[1:], sys.stdout))
"""
_RUN_FRAME = frozenset({"run_started", "run_finished"})


@dataclass(frozen=True, slots=True)
class Package:
    """What was exported. ``checkpoint``: where the proven segment ends. ``findings``: what a stranger's check of it
    finds, Russian sentences; the journal is sound, so it is a picture that is lost or not the one recorded."""

    path: Path
    records: int
    pictures: int
    signed: bool
    checkpoint: Checkpoint
    findings: tuple[str, ...]


@dataclass(slots=True)
class _Segment:
    """First and last record of the proof, the signature shown (0: none yet), the runs and the pictures shown."""

    first: int
    last: int
    signature: int
    runs: set[str]
    paths: set[str]


def export_request(journal: Path, evidence_root: Path, request_number: str, target: Path) -> Package:
    """Write the package of one request to ``target``, whole or not at all.

    Raises ``BadInput`` if the journal knows nothing of the request, ``EvidenceBroken`` if the journal does not verify,
    ``FolderUnavailable`` if the package cannot be written.
    """
    verify_journal(journal).require()
    segment = _find(journal, request_number)
    shown, prev, head = [], GENESIS, GENESIS
    hashes, lines = io.BytesIO(), io.BytesIO()
    for raw, record in _records(journal):
        if record.seq < segment.first:
            prev = record.hash
        elif record.seq <= segment.last:
            head = record.hash
            hashes.write(record.content_sha256.encode() + b"\n")
            if _belongs(record, request_number, segment):
                shown.append(record)
                lines.write(raw + b"\n")
    proof = {
        "format": 1,
        "made_by": __version__,
        "organization": shown[0].fields["organization"],
        "request_number": request_number,
        "first": segment.first,
        "prev": prev,
        "last": segment.last,
        "head": head,
    }
    checkpoint = Checkpoint(head, segment.last)
    pictures = pictures_of(shown, evidence_root)
    keys = public_key_path(journal)
    files = {
        "ПРОЧТИТЕ-README.txt": instructions(request_number, checkpoint).encode(),
        "chain.txt": hashes.getvalue(),
        "index.html": page_of(request_number, shown, pictures, checkpoint),
        "journal.pub": keys.read_bytes() if keys.is_file() else b"",
        "proof.json": canonical_bytes(proof),
        "records.jsonl": lines.getvalue(),
        "verify.py": _PROGRAM,
        **{f"evidence/{path}": data for path, data in pictures.items()},
        **{f"verifier/{found.name}": found.read_bytes() for found in Path(verifier.__path__[0]).glob("*.py")},
    }
    _write(target, files)
    # What does not hold must not be found out by whoever receives it.
    findings = tuple(finding.sentence for finding in verify_package(target).findings)
    return Package(target, len(shown), len(pictures), bool(segment.signature), checkpoint, findings)


def _find(journal: Path, request_number: str) -> _Segment:
    """One pass: from the start of the run that first met the request to the journal's end.

    The signature right after the last record shown vouches for it. The chain goes on, though it shows nothing more:
    a checkpoint is taken at the end of a day or later, and whoever holds one must be able to compare it.
    """
    first = about = end = signature = begun = 0
    runs: set[str] = set()
    paths: set[str] = set()
    for _, record in _records(journal):
        end = record.seq
        if record.fields["kind"] == "run_started":
            begun = record.seq
        if is_about(record, request_number):
            first, about, signature = first or begun or record.seq, record.seq, 0
            runs.add(record.fields["run"])
            if record.fields["kind"] == "picture" and isinstance(record.fields.get("path"), str):
                paths.add(record.fields["path"])
        elif record.fields["kind"] == "purge" and paths.intersection(record.fields.get("evidence") or ()):
            about, signature = record.seq, 0
        elif record.fields["kind"] == "signature" and about and not signature:
            signature = record.seq
    if not first:
        raise BadInput(f"В журнале нет записей о запросе {request_number}.", hint="Проверьте номер запроса.")
    return _Segment(first, end, signature, runs, paths)


def is_about(record: Record, request_number: str) -> bool:
    """Whether a record names this debt request or обращение."""
    return record.fields.get("request_number") == request_number


def _belongs(record: Record, request_number: str, segment: _Segment) -> bool:
    kind = record.fields["kind"]
    if is_about(record, request_number) or record.seq == segment.signature:
        return True
    if kind == "purge":
        return bool(segment.paths.intersection(record.fields.get("evidence") or ()))
    return kind in _RUN_FRAME and record.fields["run"] in segment.runs


def _records(journal: Path) -> Iterator[tuple[bytes, Record]]:
    with journal.open("rb") as stream:
        for line in stream:
            raw = line.rstrip(b"\n")
            record = parse(raw)
            if record is not None:
                yield raw, record


def _write(target: Path, files: dict[str, bytes]) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        replace_private(target, content.getvalue())
    except OSError as error:
        raise FolderUnavailable(f"Пакет не записан: {disk_words(error)}.") from error
