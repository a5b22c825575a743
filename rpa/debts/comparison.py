"""The three outcomes of a comparison, with the reason a person can check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """``AMBIGUOUS`` is not a probability: it means that the texts do not prove either of the others."""

    SAME = "same"
    DIFFERENT = "different"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Verdict on a pair. ``reason`` is one short Russian sentence; ``component`` names what decided (None for SAME).

    A reason names the kind of difference, never the values: it may be written to logs and reports.
    ``findings`` holds the verdict of every component that took part, in the order of the normal form.
    """

    outcome: Outcome
    reason: str
    component: str | None = None
    findings: tuple[Comparison, ...] = ()


def combine(findings: Iterable[Comparison], same_reason: str) -> Comparison:
    """One certain difference makes the whole different; else one doubt makes it ambiguous; else it is the same."""
    found = tuple(findings)
    for outcome in (Outcome.DIFFERENT, Outcome.AMBIGUOUS):
        deciding = [finding for finding in found if finding.outcome is outcome]
        if deciding:
            return Comparison(outcome, deciding[0].reason, deciding[0].component, found)
    return Comparison(Outcome.SAME, same_reason, None, found)
