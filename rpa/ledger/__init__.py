"""Intents and outcomes: the memory that lets an answer be sent exactly once (SQLite or PostgreSQL)."""

from rpa.ledger.lease import Lease
from rpa.ledger.ledger import Ledger
from rpa.ledger.values import ANSWERING, GONE, Intent, IntentConflict, IntentKind, LedgerUnavailable, Outcome, Record

__all__ = [
    "ANSWERING",
    "GONE",
    "Intent",
    "IntentConflict",
    "IntentKind",
    "Lease",
    "Ledger",
    "LedgerUnavailable",
    "Outcome",
    "Record",
]
