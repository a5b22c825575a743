"""Decide one request: ``debt``, ``no_debt`` or ``review``, and by which rule. Pure; fails closed.

``rules`` holds the table, ``row`` reads one row by it, ``dwelling`` combines the rows of a dwelling.
"""

from rpa.debts.decision.dwelling import decide
from rpa.debts.decision.rules import RULES
from rpa.debts.decision.ruling import RULES_VERSION, Debtor, RowVerdict, Rule, Ruling

__all__ = ["RULES", "RULES_VERSION", "Debtor", "RowVerdict", "Rule", "Ruling", "decide"]
