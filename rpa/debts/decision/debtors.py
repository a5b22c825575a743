"""Whom an answer would name: the persons of the rows, each once, with all their acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rpa.debts.comparison import Outcome
from rpa.debts.dataset.rows import DebtRow
from rpa.debts.decision.ruling import Debtor
from rpa.debts.person import compare_persons


def debtors_of(rows: Iterable[DebtRow]) -> tuple[Debtor, ...]:
    """Merge rows of the same person (several acts are normal), ordered by name whatever the dataset's order.

    A row joins only those rows all of which are its person's: one without a birth date must not tie two namesakes.
    """
    groups: list[list[DebtRow]] = []
    for row in sorted(rows, key=_by_name):
        for group in groups:
            if all(_same(other, row) for other in group):
                group.append(row)
                break
        else:
            groups.append([row])
    return tuple(_merged(group) for group in groups)


def unclear(debtors: Sequence[Debtor]) -> bool:
    """Whether two of them might be one person: naming both could name a person who owes nothing.

    Equal names are two debtors here by their birth dates alone, of which one may be a slip of the pen.
    """
    return any(
        compare_persons(one.person, other.person).outcome is not Outcome.DIFFERENT
        for place, one in enumerate(debtors)
        for other in debtors[place + 1 :]
    )


def _same(one: DebtRow, other: DebtRow) -> bool:
    compared = compare_persons(one.person, other.person, a_birth_date=one.birth_date, b_birth_date=other.birth_date)
    return compared.outcome is Outcome.SAME


def _merged(group: Sequence[DebtRow]) -> Debtor:
    files = sorted({str(row.act_file) for row in group if row.act_file is not None})
    return Debtor(group[0].person, tuple(files), tuple(sorted(row.row_id for row in group)))


def _by_name(row: DebtRow) -> tuple[str, ...]:
    person = row.person
    return (person.last_name, person.first_name, person.middle_name or "", row.row_id)
