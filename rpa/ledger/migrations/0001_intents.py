"""Runs, intents, outcomes and leases, with the rules that no code may break.

* One intent that holds per organization, request and kind: a second send is refused by the index.
* An answer is neither sent while it is being withdrawn nor withdrawn while it is being sent.
* Intents and outcomes are never deleted; outcomes never change; of an intent only ``holds`` may fall, once, and
  only when its outcome (or the withdrawal of the answer it sent) is recorded.
"""

from __future__ import annotations

import sqlalchemy as sa

from rpa.ledger.guards import forbid

TABLES = """
CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, organization TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, result TEXT
);
CREATE TABLE intents (
    id {identity}, organization TEXT NOT NULL, request_number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('send', 'revoke', 'assign', 'setting')),
    content_sha256 TEXT NOT NULL, plan_sha256 TEXT, run_id TEXT NOT NULL REFERENCES runs (run_id),
    fence INTEGER NOT NULL, at TEXT NOT NULL, holds BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX one_standing_intent ON intents (organization, request_number, kind) WHERE holds;
CREATE INDEX intents_of_request ON intents (organization, request_number, id);
CREATE TABLE outcomes (
    id {identity}, intent_id INTEGER NOT NULL REFERENCES intents (id),
    outcome TEXT NOT NULL
        CHECK (outcome IN ('done', 'refused', 'not_sent', 'answered_by_other', 'unknown', 'stale')),
    detail TEXT NOT NULL, evidence TEXT NOT NULL, at TEXT NOT NULL
);
CREATE UNIQUE INDEX one_final_outcome ON outcomes (intent_id) WHERE outcome <> 'unknown';
CREATE INDEX outcomes_of_intent ON outcomes (intent_id, id);
CREATE TABLE leases (
    organization TEXT PRIMARY KEY, holder TEXT NOT NULL, fence INTEGER NOT NULL,
    expires_at DOUBLE PRECISION NOT NULL
)
"""

# Conditions shared by both databases. NEW and OLD are the rows of the trigger.
CROSSING = """EXISTS (
    SELECT 1 FROM intents AS other WHERE other.organization = NEW.organization
       AND other.request_number = NEW.request_number AND other.holds
       AND other.kind = CASE NEW.kind WHEN 'send' THEN 'revoke' ELSE 'send' END
       AND NOT EXISTS (SELECT 1 FROM outcomes WHERE intent_id = other.id AND outcome <> 'unknown'))"""
FREED = """(
    EXISTS (SELECT 1 FROM outcomes WHERE intent_id = OLD.id AND outcome <> 'unknown'
               AND (OLD.kind <> 'send' OR outcome <> 'done'))
    OR (OLD.kind = 'send' AND EXISTS (
        SELECT 1 FROM intents AS later JOIN outcomes AS ended ON ended.intent_id = later.id
         WHERE later.organization = OLD.organization AND later.request_number = OLD.request_number
           AND later.kind = 'revoke' AND later.id > OLD.id AND ended.outcome = 'done')))"""
UNCHANGED = """NEW.id = OLD.id AND NEW.organization = OLD.organization AND NEW.request_number = OLD.request_number
    AND NEW.kind = OLD.kind AND NEW.content_sha256 = OLD.content_sha256 AND NEW.run_id = OLD.run_id
    AND NEW.plan_sha256 IS NOT DISTINCT FROM OLD.plan_sha256 AND NEW.fence = OLD.fence AND NEW.at = OLD.at"""

GUARDS = {
    # name: (table, event, condition under which the change is refused)
    "send_and_revoke_never_cross": ("intents", "INSERT", f"NEW.kind IN ('send', 'revoke') AND {CROSSING}"),
    "an_intent_starts_standing": ("intents", "INSERT", "NOT NEW.holds"),
    "an_intent_stays": ("intents", "DELETE", None),
    "an_intent_never_changes": (
        "intents",
        "UPDATE",
        f"NOT ({UNCHANGED}) OR (NEW.holds AND NOT OLD.holds) OR (OLD.holds AND NOT NEW.holds AND NOT {FREED})",
    ),
    "an_outcome_stays": ("outcomes", "DELETE", None),
    "an_outcome_never_changes": ("outcomes", "UPDATE", None),
}


def upgrade(connection: sa.Connection) -> None:
    """Create everything in an empty ledger."""
    sqlite = connection.dialect.name == "sqlite"
    identity = "INTEGER PRIMARY KEY AUTOINCREMENT" if sqlite else "INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    for statement in TABLES.format(identity=identity).split(";"):
        connection.exec_driver_sql(statement)
    for name, (table, event, condition) in GUARDS.items():
        forbid(connection, name, table, event, condition)
