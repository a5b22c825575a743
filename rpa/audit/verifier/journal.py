"""Everything a journal claims, checked: chain, signatures, a checkpoint kept elsewhere, pictures."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from .chain import MOST_PROBLEMS, ChainChecker, Problem, Record

# A line longer than this is no record; it also bounds the memory a hostile file can take.
LONGEST_LINE = 16 * 1024 * 1024
# A clock that is kept by a server is set back by less.
_CLOCK_SLEWS = timedelta(minutes=1)

# (key id, signature, message) → whether it holds; raises KeyError for an unknown key.
SignatureCheck = Callable[[str, bytes, bytes], bool]


def signed_message(organization: str, run: str, count: int, head: str) -> bytes:
    """What a run's signature covers: everything up to record ``count``, whose hash is ``head``."""
    return f"rpa journal signature 1\n{organization}\n{run}\n{count}\n{head}\n".encode()


class JournalCheck:
    """Result and state of one check. ``signed_count``: up to this record the newest good signature vouches.

    ``shown``: the records of a package whose place in the chain is proven; empty for a whole journal.
    """

    def __init__(
        self,
        *,
        check_signature: SignatureCheck | None = None,
        checkpoint: tuple[str, int] | None = None,
        evidence_root: Path | None = None,
    ) -> None:
        self.chain = ChainChecker()
        self.signatures = self.signed_count = self.pictures = self.purged = 0
        self._check_signature, self._checkpoint, self._root = check_signature, checkpoint, evidence_root
        self.shown: list[Record] = []
        # Numbers of records dated well before the one before them: the machine's clock was set back.
        self.clock_back: list[int] = []
        # Numbers of records that speak for another organization than the one before them.
        self.other_hands: list[int] = []
        self._last_at = self._last_organization = ""
        self._absent: dict[str, Record] = {}

    @property
    def unsigned(self) -> Sequence[int]:
        """Numbers of the records (of a package: those shown) no signature vouches for: anybody may have added them."""
        if not self.shown:
            return range(self.signed_count + 1, self.count + 1)
        return [record.seq for record in self.shown if record.seq > self.signed_count]

    def require_signed(self) -> None:
        """For a key from a trusted place: whatever is there must be signed with it.

        The end of a journal whose run goes on or was killed is not, until a run after it ends; the chain has no secret
        in it, so whoever cuts off a signature can write such an end, too.
        """
        if not self.signatures:
            self.chain.report("signature", detail="none by the given key")
        elif late := self.unsigned:
            self.chain.report("unsigned", late[0], until=late[-1])

    @property
    def problems(self) -> list[Problem]:
        return self.chain.problems

    @property
    def count(self) -> int:
        return self.chain.count

    @property
    def head(self) -> str:
        return self.chain.head

    def run(self, stream: BinaryIO, progress: Callable[[int], None] | None = None) -> JournalCheck:
        """Read the whole stream. ``progress`` hears the number of bytes read, now and then."""
        done, torn = 0, False
        for line, raw in enumerate(_lines(stream), start=1):
            done += len(raw)
            torn = not raw.endswith(b"\n")
            record = self.chain.feed(raw[:-1] if not torn else raw, line)
            if record is not None:
                self.look_at(record)
            if progress is not None and line % 10_000 == 0:
                progress(done)
        self.chain.finish(torn=torn)
        self._finish()
        return self

    def look_at(self, record: Record) -> None:
        """What a sound record claims beyond the chain."""
        if self._checkpoint and record.seq == self._checkpoint[1] and record.hash != self._checkpoint[0]:
            self.chain.report("checkpoint", record.seq, record.line, detail="the journal before it was rewritten")
        self._look_at_time(record)
        self._look_at_organization(record)
        kind = record.fields.get("kind")
        if kind == "signature":
            self._look_at_signature(record)
        elif self._root is not None and kind == "picture":
            self._look_at_picture(record, self._root)
        elif kind == "purge":
            for path in _texts(record.fields.get("evidence")):
                if self._absent.pop(path, None) is not None:
                    self.purged += 1

    def _look_at_time(self, record: Record) -> None:
        at = record.fields.get("at")
        if not isinstance(at, str):
            return
        if at < self._last_at and len(self.clock_back) < MOST_PROBLEMS:
            try:
                back = datetime.fromisoformat(self._last_at) - datetime.fromisoformat(at)
                if back > _CLOCK_SLEWS:
                    self.clock_back.append(record.seq)
            except (ValueError, TypeError):
                pass
        self._last_at = at

    def _look_at_organization(self, record: Record) -> None:
        organization = str(record.fields["organization"])
        if self._last_organization not in ("", organization) and len(self.other_hands) < MOST_PROBLEMS:
            self.other_hands.append(record.seq)
        self._last_organization = organization

    def _look_at_signature(self, record: Record) -> None:
        fields = record.fields
        if self._check_signature is None:
            return
        try:
            message = signed_message(fields["organization"], fields["run"], fields["count"], fields["head"])
            signature = base64.b64decode(fields["signature"], validate=True)
            good = fields["count"] == record.seq - 1 and fields["head"] == record.prev
            good = good and self._check_signature(fields["key"], signature, message)
        except KeyError:
            self.chain.report("signature", record.seq, record.line, detail="made with an unknown key")
            return
        except (TypeError, ValueError):  # no base64, or a text that has no bytes at all
            good = False
        if good:
            self.signatures += 1
            self.signed_count = record.seq
        else:
            self.chain.report("signature", record.seq, record.line, detail="does not fit the records before it")

    def _look_at_picture(self, record: Record, root: Path) -> None:
        path, wanted = record.fields.get("path"), record.fields.get("sha256")
        if not isinstance(path, str):
            return
        self.pictures += 1
        parts = PurePosixPath(path).parts
        foreign = f"{path!r}: not a path of the evidence folder"
        if not parts or ".." in parts or path.startswith("/") or ":" in path or "\\" in path:
            self.chain.report("picture", record.seq, record.line, detail=foreign)
            return
        try:
            with (root / "/".join(parts)).open("rb") as stream:
                found = hashlib.sha256(stream.read()).hexdigest()
        except (OSError, KeyError):  # KeyError: Python 3.9 about a name that a ZIP does not hold
            self._absent[path] = record
            return
        except ValueError:  # a text that no file can be called
            self.chain.report("picture", record.seq, record.line, detail=foreign)
            return
        if found != wanted:
            self.chain.report("picture", record.seq, record.line, detail=f"{path}: another content")

    def settle_pictures(self) -> None:
        """After the last record: pictures that are absent without a purge record."""
        for path, record in self._absent.items():
            self.chain.report("picture", record.seq, record.line, detail=f"{path}: missing, and no purge tells why")
        self._absent = {}

    def _finish(self) -> None:
        self.settle_pictures()
        if self._checkpoint and self.count < self._checkpoint[1]:
            self.chain.report(
                "removed",
                self.count + 1,
                until=self._checkpoint[1],
                detail="the tail is cut off: the checkpoint counts more",
            )


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    return iter(partial(stream.readline, LONGEST_LINE), b"")


def _texts(value: object) -> Iterable[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
