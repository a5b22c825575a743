"""What a decision is: the rule that made it, its sentence for the report, and whom an answer would name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rpa.debts.policy import DecisionPolicy
from rpa.model import Decision, Person

RULES_VERSION = "11"
"""Raised whenever a rule changes what it decides; a plan made under another version is not carried out."""


class Kind(StrEnum):
    """What a rule speaks of.

    ``GATE``: the request as a whole, forbids any answer; ``NO_GATE``: the same, but forbids only «нет», since a debt
    proven by a row stays true; ``ROW``: one row of the dataset at the dwelling; ``WHOLE``: the dwelling without rows.
    """

    GATE = "gate"
    NO_GATE = "no_gate"
    ROW = "row"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rule table. ``number`` is stable: reports of past years quote it.

    ``case`` names the situation for the table, ``sentence`` says it in a report (Russian, no personal data),
    ``basis`` the law or the fact behind it. ``setting`` is the field of the policy that may choose another
    ``outcome`` than the one given, where the sources leave the case to a lawyer.
    """

    number: str
    kind: Kind
    case: str
    sentence: str
    outcome: Decision
    basis: str
    setting: str | None = None

    def decided(self, policy: DecisionPolicy) -> Decision:
        """The outcome under ``policy``."""
        return Decision(getattr(policy, self.setting)) if self.setting else self.outcome


@dataclass(frozen=True, slots=True)
class Debtor:
    """A person an answer would name. ``act_files`` are paths as the dataset gives them, in the order of its rows."""

    person: Person
    act_files: tuple[str, ...] = ()
    row_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What one row says by itself. ``passed`` are rules that a setting let through on the way to ``debt``.

    ``details`` say more than the rule does (Russian, no personal data): which statements contradict, what ails a file.
    """

    row_id: str
    row: int
    rule: Rule
    decision: Decision
    passed: tuple[Rule, ...] = ()
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """The proposal for one request.

    ``proposal`` is ``DEBT`` when the decision is ``REVIEW`` although some row proves a debt by itself.
    ``debtors`` are those an answer «имеется» would name: proven ones, and in review also those not yet resolved.
    ``verdicts`` say how each row of the dwelling was read, ordered as in the dataset.
    """

    decision: Decision
    rule: str
    sentence: str
    debtors: tuple[Debtor, ...] = ()
    notes: tuple[str, ...] = ()
    proposal: Decision | None = None
    verdicts: tuple[RowVerdict, ...] = ()
    answerable: bool = True
