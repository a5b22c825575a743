"""An exported package: records of one request, and the proof that they stand in the signed chain.

``proof.json`` names the segment (``first``, ``last``, the hash ``prev`` before it and ``head`` at its end);
``chain.txt`` holds the content hash of every record of the segment, one a line; ``records.jsonl`` holds the lines of
the disclosed records, byte for byte. Whoever recomputes the segment needs no undisclosed record's text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from .chain import Record, link, parse
from .journal import JournalCheck, SignatureCheck


def check_package(
    folder: Path, *, check_signature: SignatureCheck | None, checkpoint: tuple[str, int] | None = None
) -> JournalCheck:
    """Check an unpacked package (or a ``zipfile.Path`` of it).

    ``problems`` of the result names what does not hold; a ``checkpoint`` that the chain does not reach is one of them,
    for it was given to be compared. ``index.html`` is no part of the proof. Raises ``ValueError`` if this is no
    package, ``OSError`` if it cannot be read.
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
    return check


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
