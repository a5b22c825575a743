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

import hashlib
import json
import re

GENESIS = "0" * 64
_TAIL = re.compile(rb',"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}\Z')
_TAIL_LENGTH = 149
MOST_PROBLEMS = 1000


def content_hash(content):
    """SHA-256 (hex) of a record's content bytes."""
    return hashlib.sha256(content).hexdigest()


def link(prev, content_sha256):
    """The ``hash`` of a record with this content after a record whose hash is ``prev``."""
    return hashlib.sha256((prev + content_sha256).encode("ascii")).hexdigest()


def assemble(content, prev):
    """Return (line without newline, hash) for content bytes ``{…}``."""
    digest = link(prev, content_hash(content))
    return content[:-1] + b',"prev":"%s","hash":"%s"}' % (prev.encode(), digest.encode()), digest


class Record:
    """A line whose own hash is right. ``fields`` is the parsed content."""

    __slots__ = ("content_sha256", "fields", "hash", "line", "prev", "seq")

    def __init__(self, fields, prev, digest, content_sha256, line):
        self.fields, self.prev, self.hash, self.content_sha256, self.line = fields, prev, digest, content_sha256, line
        self.seq = fields["seq"]


def parse(raw, line=0):
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
        if type(fields["seq"]) is not int:
            return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Record(fields, prev, digest, content_sha256, line)


def claimed_seq(raw):
    """The number a broken line gives itself, for naming it; ``None`` if it gives none."""
    found = re.search(rb'"seq":(\d{1,15})[,}]', raw)
    return int(found.group(1)) if found else None


class Problem:
    """``kind``: changed, removed, added, moved, torn, signature, checkpoint, picture. ``seq`` may be a range's start."""

    __slots__ = ("detail", "kind", "line", "seq", "until")

    def __init__(self, kind, seq=None, line=None, until=None, detail=""):
        self.kind, self.seq, self.line, self.until, self.detail = kind, seq, line, until, detail

    def __repr__(self):
        return f"Problem({self.kind}, seq={self.seq}, until={self.until}, line={self.line}, {self.detail!r})"


class ChainChecker:
    """Feed the lines in order, then ``finish``. ``problems`` names what was done to which record."""

    def __init__(self):
        self.problems = []
        self.head = GENESIS
        self.count = 0
        self._next = 1
        self._bad = []  # [(line, number it gives itself)] since the last good record
        self._missing = []  # [[first, last]] numbers not seen yet
        self._jump = None  # (number, head) expected before the last forward jump, and the record that jumped
        self._displaced = {}  # number → hash of records found before their place
        self._twin = None  # a second record with the newest number: which of the two is real?
        self._before_head = GENESIS

    def report(self, kind, seq=None, line=None, until=None, detail=""):
        """Add a problem; beyond a thousand only the count would grow, so the rest is not kept."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(kind, seq, line, until, detail))

    def feed(self, raw, line):
        """Check one line (without its newline); returns the record if the line itself is sound."""
        record = parse(raw, line)
        if record is None:
            if len(self._bad) < MOST_PROBLEMS:
                self._bad.append((line, claimed_seq(raw)))
            return None
        seq = record.seq
        self._skip_displaced(seq)
        if self._jump and seq == self._jump[0] and record.prev == self._jump[1]:
            self._undo_jump()
        if seq < self._next:
            self._behind(record)
            return record
        expected = self._next
        had_bad = self._settle_bad(expected, seq)
        if seq > expected + had_bad:
            self._missing.append([expected + had_bad, seq - 1])
            self._jump = (expected, self.head, record) if not had_bad else None
        else:
            self._jump = None
            if not had_bad and record.prev != self.head:
                self._wrong_link(record)
        self._accept(record)
        return record

    def finish(self, torn=False):
        """Name what is still open at the end of the file. ``torn``: the last line had no newline."""
        if torn and self._bad:
            line, seq = self._bad.pop()
            self.report("torn", seq or self._next, line, detail="the last line is not whole")
        elif torn:
            self.report("torn", self.count, detail="the last line has no end")
        self._settle_bad(self._next, self._next + len(self._bad))
        for first, last in self._missing:
            self.report("removed", first, until=last)
        self._missing = []

    def _accept(self, record):
        self._before_head, self.head = self.head, record.hash
        self._next = record.seq + 1
        self.count = record.seq
        self._twin = None

    def _settle_bad(self, expected, seq):
        """Decide what broken lines between record ``expected - 1`` and ``seq`` were; returns how many numbers they fill."""
        room = seq - expected
        filled = 0
        for place, (line, claimed) in enumerate(self._bad):
            left = len(self._bad) - place
            foreign = left > room - filled and (claimed is None or not expected <= claimed < seq)
            if filled < room and not foreign:
                self.report("changed", expected + filled, line)
                filled += 1
            else:
                self.report("added", claimed, line, detail="a line that is no record of this chain")
        self._bad = []
        return filled

    def _skip_displaced(self, seq):
        while self._next in self._displaced and seq != self._next:
            self._before_head, self.head = self.head, self._displaced.pop(self._next)
            self.count = self._next
            self._next += 1

    def _undo_jump(self):
        """The record that jumped ahead stands before its place: it was moved, the others are where they belong."""
        expected, head, moved = self._jump
        self.report("moved", moved.seq, moved.line)
        self._displaced[moved.seq] = moved.hash
        self._missing.pop()
        self._next, self.head, self._jump = expected, head, None

    def _behind(self, record):
        self._settle_bad(self._next, self._next)
        for span in self._missing:
            if span[0] <= record.seq <= span[1]:
                self._missing.remove(span)
                self._missing += [part for part in ([span[0], record.seq - 1], [record.seq + 1, span[1]]) if part[0] <= part[1]]
                self.report("moved", record.seq, record.line)
                return
        self.report("added", record.seq, record.line, detail="a second record with this number")
        if record.seq == self.count and record.prev == self._before_head:
            self._twin = (record, len(self.problems) - 1)

    def _wrong_link(self, record):
        if self._twin and record.prev == self._twin[0].hash:
            # The chain goes on from the second one, so the first was slipped in.
            self.problems[self._twin[1]].line = self._twin[0].line - 1
            return
        if record.seq == 1:
            self.report("removed", 0, record.line, detail="the first record remembers one before it")
            return
        self.report("changed", record.seq - 1, record.line - 1, detail="its hash was made anew: the next record remembers another")
