"""A hash of what a register says, apart from how it is written down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter

from rpa.debts.dataset.rows import BrokenRow, DebtRow

# Where a row stands, or what follows from other rows, is not what it says; paths differ from machine to machine.
_NOT_CONTENT = {"row", "sheet", "row_id", "duplicate_of", "contradictions", "act_file"}


def content_hash(rows: Iterable[DebtRow], broken: Iterable[BrokenRow]) -> str:
    """SHA-256 of what the rows say, whatever their order, numbering and format; broken rows count by dwelling."""
    names = [field.name for field in fields(DebtRow) if field.name not in _NOT_CONTENT]
    values_of = attrgetter(*names)
    said = ["\x1f".join(map(str, values_of(row))) for row in rows]
    said += [
        "\x1f".join(str(part) for part in ("broken", row.address, row.flat, row.room, row.house_fias_guid, row.blocks))
        for row in broken
    ]
    digest = hashlib.sha256()
    for line in sorted(said):
        digest.update(line.encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()
