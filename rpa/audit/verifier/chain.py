"""The journal's format and the check of its chain. Standard library only; memory does not grow with the journal.

One record is one line of UTF-8 JSON::

    {<content: keys sorted, no blanks>,"prev":"<64 hex>","hash":"<64 hex>"}

* content hash = SHA-256 of the line's content, closed with ``}``: the exact bytes, nothing is written anew;
* ``hash`` = SHA-256 of the ASCII text ``prev`` + content hash;
* ``prev`` = ``hash`` of the record before; 64 zeros for the first;
* content always holds ``seq`` (1, 2, 3…), ``at``, ``organization``, ``run``, ``kind``.

Two levels, so that a record's place in the chain can be proven without showing its neighbours: their content hashes
are enough.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

GENESIS = "0" * 64
MOST_PROBLEMS = 1000
_TAIL = re.compile(rb',"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}\Z')
_TAIL_LENGTH = 149
_ALWAYS_TEXT = ("at", "organization", "run", "kind")


def content_hash(content: bytes) -> str:
    """SHA-256 (hex) of a record's content bytes."""
    return hashlib.sha256(content).hexdigest()


def link(prev: str, content_sha256: str) -> str:
    """The ``hash`` of a record with this content after a record whose hash is ``prev``."""
    return hashlib.sha256((prev + content_sha256).encode("ascii")).hexdigest()


def assemble(content: bytes, prev: str) -> tuple[bytes, str]:
    """(line without newline, hash) for content bytes ``{…}``."""
    digest = link(prev, content_hash(content))
    return content[:-1] + b',"prev":"%s","hash":"%s"}' % (prev.encode(), digest.encode()), digest


class Record:
    """A line whose own hash is right. ``fields`` is the parsed content, ``line`` its number in the file."""

    __slots__ = ("content_sha256", "fields", "hash", "line", "prev", "seq")

    def __init__(self, fields: dict[str, Any], prev: str, digest: str, content_sha256: str, line: int) -> None:
        self.fields, self.prev, self.hash, self.content_sha256, self.line = fields, prev, digest, content_sha256, line
        self.seq: int = fields["seq"]


def parse(raw: bytes, line: int = 0) -> Record | None:
    """The record in ``raw`` (no newline), or ``None`` if it is no record or its own hash is wrong."""
    tail = _TAIL.search(raw, max(len(raw) - _TAIL_LENGTH, 0))
    if tail is None:
        return None
    content = raw[:-_TAIL_LENGTH] + b"}"
    prev, digest = tail.group(1).decode(), tail.group(2).decode()
    content_sha256 = content_hash(content)
    if link(prev, content_sha256) != digest:
        return None
    try:
        fields = json.loads(content)
        if type(fields["seq"]) is not int or any(type(fields[name]) is not str for name in _ALWAYS_TEXT):
            return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Record(fields, prev, digest, content_sha256, line)


def claimed_seq(raw: bytes) -> int | None:
    """The number a broken line gives itself, for naming it; ``None`` if it gives none."""
    found = re.search(rb'"seq":(\d{1,15})[,}]', raw)
    return int(found.group(1)) if found else None


class Problem:
    """What is wrong with records ``seq`` to ``until``. ``kind``: one that ``words`` has a sentence for."""

    __slots__ = ("detail", "kind", "line", "seq", "until")

    def __init__(self, kind: str, seq: int | None, line: int | None, until: int | None, detail: str) -> None:
        self.kind, self.seq, self.line, self.until, self.detail = kind, seq, line, until, detail

    def __repr__(self) -> str:
        return f"Problem({self.kind}, seq={self.seq}, until={self.until}, line={self.line}, {self.detail!r})"


class ChainChecker:
    """Feed the lines in order, then ``finish``. ``problems`` names what was done to which record."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.head = GENESIS
        self.count = 0
        self._before_head = GENESIS
        # Broken lines since the last sound one: (line, the number it gives itself).
        self._bad: list[tuple[int, int | None]] = []
        # Numbers not seen yet, as [first, last].
        self._missing: list[list[int]] = []
        # What was expected when the last record jumped ahead: (count, head, the head before it, that record).
        self._jump: tuple[int, str, str, Record] | None = None
        # Records found before their place: number → hash.
        self._displaced: dict[int, str] = {}
        # A second record with the newest number, and where it was reported: which of the two is real?
        self._twin: tuple[Record, Problem] | None = None

    def report(
        self, kind: str, seq: int | None = None, line: int | None = None, until: int | None = None, detail: str = ""
    ) -> Problem:
        """Add a problem. After a thousand nobody reads on, so the rest is not kept."""
        problem = Problem(kind, seq, line, until, detail)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        return problem

    def feed(self, raw: bytes, line: int) -> Record | None:
        """Check one line (without its newline); returns the record if the line itself is sound."""
        record = parse(raw, line)
        if record is None:
            if len(self._bad) < MOST_PROBLEMS:
                self._bad.append((line, claimed_seq(raw)))
            return None
        if self._jump and record.seq == self._jump[0] + 1 and record.prev == self._jump[1]:
            self._undo_jump(self._jump)
        self._pass_displaced(record.seq)
        if record.seq <= self.count:
            self._behind(record)
            return record
        filled = self._settle_bad(record.seq)
        expected = self.count + 1 + filled
        if record.seq > expected:
            self._missing.append([expected, record.seq - 1])
            self._jump = None if filled else (self.count, self.head, self._before_head, record)
        else:
            self._jump = None
            if not filled and record.prev != self.head:
                self._wrong_link(record)
        self._accept(record.seq, record.hash)
        return record

    def finish(self, *, torn: bool = False) -> None:
        """Name what is still open at the end of the file. ``torn``: the last line had no newline."""
        if torn:
            line, seq = self._bad.pop() if self._bad else (None, self.count)
            self.report("torn", seq or self.count + 1, line)
        self._settle_bad(self.count + 1 + len(self._bad))
        for first, last in self._missing:
            self.report("removed", first, until=last)
        self._missing = []

    def _accept(self, seq: int, digest: str) -> None:
        self._before_head, self.head, self.count, self._twin = self.head, digest, seq, None

    def _settle_bad(self, seq: int) -> int:
        """Name the broken lines found before record ``seq``; returns how many numbers they fill."""
        room = seq - self.count - 1
        filled = 0
        for place, (line, claimed) in enumerate(self._bad):
            crowded = len(self._bad) - place > room - filled
            foreign = crowded and (claimed is None or not self.count < claimed < seq)
            if filled < room and not foreign:
                filled += 1
                self.report("changed", self.count + filled, line)
            else:
                self.report("added", claimed, line, detail="not a record of this chain")
        self._bad = []
        return filled

    def _pass_displaced(self, seq: int) -> None:
        """Step over places whose record was found earlier in the file."""
        while not self._bad and self.count + 1 in self._displaced and seq != self.count + 1:
            self._accept(self.count + 1, self._displaced.pop(self.count + 1))

    def _undo_jump(self, jump: tuple[int, str, str, Record]) -> None:
        """The one that jumped ahead stands before its place: it was moved, the others are where they belong."""
        self.count, self.head, self._before_head, moved = jump
        self._displaced[moved.seq] = moved.hash
        self._missing.pop()
        self._jump = None
        self.report("moved", moved.seq, moved.line)

    def _behind(self, record: Record) -> None:
        """A number that has passed: it comes late, or it is there twice."""
        self._jump = None
        self._settle_bad(self.count + 1)
        for span in self._missing:
            if span[0] <= record.seq <= span[1]:
                self._missing.remove(span)
                rest = ([span[0], record.seq - 1], [record.seq + 1, span[1]])
                self._missing += [part for part in rest if part[0] <= part[1]]
                self.report("moved", record.seq, record.line)
                return
        problem = self.report("added", record.seq, record.line, detail="a second record with this number")
        if record.seq == self.count and record.prev == self._before_head:
            self._twin = (record, problem)

    def _wrong_link(self, record: Record) -> None:
        if self._twin and record.prev == self._twin[0].hash:
            # The chain goes on from the second one, so the first was slipped in.
            self._twin[1].line = self._twin[0].line - 1
        elif record.seq == 1:
            self.report("removed", 0, record.line, detail="the first record remembers one before it")
        else:
            self.report("changed", record.seq - 1, record.line - 1, detail="the next record remembers another hash")
