"""Which rows of the dataset speak of the dwelling a request asks about."""

from __future__ import annotations

from dataclasses import dataclass

from rpa.debts.comparison import Comparison, Outcome
from rpa.debts.dataset.rows import BrokenRow, DebtRow


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that looks like the request, for the reviewer's eyes only. ``score`` is 0–100 and decides nothing."""

    row: DebtRow
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What the dataset says of one request.

    ``same``: rows of exactly this dwelling (and this person, when the request shows one).
    ``ambiguous``: rows that may be; each with the comparison that could not be decided.
    ``other_persons``: rows of exactly this dwelling whose person is certainly another; a hint for the operator.
    ``house_served``: whether the house is in the list of served houses.
    ``broken_touching``: unusable rows that may speak of this dwelling; any of them forbids «нет».
    ``dwelling_problems``: why the request's own dwelling cannot be compared in full; any of them forbids «нет».
    """

    same: tuple[DebtRow, ...] = ()
    ambiguous: tuple[tuple[DebtRow, Comparison], ...] = ()
    house_served: Outcome = Outcome.AMBIGUOUS
    broken_touching: tuple[BrokenRow, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    other_persons: tuple[DebtRow, ...] = ()
    dwelling_problems: tuple[str, ...] = ()
