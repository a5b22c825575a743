"""What changed since the last load: the accountant sees it before a plan is built on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields

from rpa.debts.dataset.checks import dwelling_of, person_of
from rpa.debts.dataset.rows import ActStatus, Dataset, DebtRow
from rpa.debts.dataset.values import dashes

# Where a row stands in the file, or what was derived from other rows, is no change of what it says.
_NOT_COMPARED = frozenset({"row", "sheet", "row_id", "contradictions", "duplicate_of"})
_COMPARED = tuple(field.name for field in fields(DebtRow) if field.name not in _NOT_COMPARED)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row whose statements differ. ``columns`` are canonical names; the values stay in the two rows."""

    old: DebtRow
    new: DebtRow
    columns: tuple[str, ...]

    @property
    def warning(self) -> str | None:
        """A Russian sentence where the change itself is suspicious, whatever the row says now."""
        if "rest_main" not in self.columns:
            return None
        if self.old.act_status is ActStatus.CANCELLED is self.new.act_status:
            return f"{self._place}: акт отменён, а остаток по нему изменился."
        if self.new.rest_main > self.old.rest_main:
            return f"{self._place}: остаток основного долга вырос, хотя сумма присуждена."
        return None

    @property
    def _place(self) -> str:
        return f"Строка {self.new.row}{f' листа «{self.new.sheet}»' if self.new.sheet else ''}"


@dataclass(frozen=True, slots=True)
class DatasetDiff:
    """Rows in the order of the newer file (``removed``: of the older one)."""

    added: tuple[DebtRow, ...]
    removed: tuple[DebtRow, ...]
    changed: tuple[RowChange, ...]
    unchanged: int
    same_file: bool
    same_content: bool
    broken_before: int
    broken_now: int


def diff_datasets(old: Dataset, new: Dataset) -> DatasetDiff:
    """Pair the rows of two loads by their own ``row_id``, else by account (or dwelling), case and person.

    Row numbers are not identity: a blank line above must not turn every row into a change. Rows of one key are paired
    equal ones first, then in order.
    """
    waiting: dict[tuple[str, ...], list[DebtRow]] = defaultdict(list)
    by_id = _has_own_ids(old.rows) and _has_own_ids(new.rows)
    for row in old.rows:
        waiting[_key(row, by_id)].append(row)
    added: list[DebtRow] = []
    changed: list[RowChange] = []
    unchanged = 0
    for row in new.rows:
        candidates = waiting.get(_key(row, by_id))
        if not candidates:
            added.append(row)
            continue
        before = next((other for other in candidates if not _differences(other, row)), candidates[0])
        candidates.remove(before)
        if columns := _differences(before, row):
            changed.append(RowChange(before, row, columns))
        else:
            unchanged += 1
    left = {id(row) for rows in waiting.values() for row in rows}
    return DatasetDiff(
        added=tuple(added),
        removed=tuple(row for row in old.rows if id(row) in left),
        changed=tuple(changed),
        unchanged=unchanged,
        same_file=old.sha256 == new.sha256,
        same_content=old.content_sha256 == new.content_sha256,
        broken_before=len(old.broken),
        broken_now=len(new.broken),
    )


def _has_own_ids(rows: Iterable[DebtRow]) -> bool:
    """True if the file gave the identifiers; a row number (with the sheet's number) is only a place."""
    return any(row.row_id.rsplit("-", 1)[-1] != str(row.row) for row in rows)


def _key(row: DebtRow, by_id: bool) -> tuple[str, ...]:
    if by_id:
        return (row.row_id,)
    place = (row.account,) if row.account else dwelling_of(row)
    return (*place, dashes(row.case_number).lower().replace(" ", ""), *person_of(row))


def _differences(old: DebtRow, new: DebtRow) -> tuple[str, ...]:
    return tuple(name for name in _COMPARED if _said(old, name) != _said(new, name))


def _said(row: DebtRow, name: str) -> object:
    # Two loads lie in two folders, each with the acts beside it: a row names a file, not where it was found.
    return row.act_file.name if name == "act_file" and row.act_file else getattr(row, name)
