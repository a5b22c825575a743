"""A hash of what a register says, apart from how it is written down."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter

from rpa.debts.dataset.rows import BrokenRow, DebtRow

# Where a row stands, or what follows from other rows, is not what it says; paths differ from machine to machine.
_NOT_CONTENT = {"row", "sheet", "row_id", "duplicate_of", "contradictions", "act_file"}
_MARK = "\x1f"


def content_hash(rows: Iterable[DebtRow], broken: Iterable[BrokenRow]) -> str:
    """SHA-256 of what the rows say, whatever their order, numbering and format; broken rows count by dwelling.

    It is the hash of the rows' texts in order. A text begins with the address, so the rows are put in order address by
    address, and only the texts of one address stand in memory at a time.
    """
    names = [field.name for field in fields(DebtRow) if field.name not in _NOT_CONTENT]
    values_of = attrgetter(*names)
    by_head: dict[str, list[DebtRow | BrokenRow]] = defaultdict(list)
    for row in rows:
        by_head[row.address + _MARK].append(row)
    for broken_row in broken:
        by_head["broken" + _MARK].append(broken_row)
    digest = hashlib.sha256()
    for head in sorted(by_head):
        said = sorted(
            _MARK.join(map(str, values_of(row) if isinstance(row, DebtRow) else _dwelling(row)))
            for row in by_head.pop(head)
        )
        digest.update("".join(f"{line}\x1e" for line in said).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _dwelling(row: BrokenRow) -> tuple[object, ...]:
    return "broken", row.address, row.flat, row.room, row.house_fias_guid, row.blocks
