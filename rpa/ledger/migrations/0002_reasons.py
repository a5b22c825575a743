"""Why an answer was withdrawn or corrected, and a view of the answers that stand, for whoever reads with SQL."""

from __future__ import annotations

import sqlalchemy as sa

from rpa.ledger.guards import forbid

CHANGED = "NOT (NEW.reason IS NOT DISTINCT FROM OLD.reason)"
ANSWERS = """
CREATE VIEW answers AS
SELECT intents.organization, intents.request_number, intents.content_sha256, intents.plan_sha256, intents.run_id,
       intents.reason, intents.at AS intended_at, outcomes.at AS confirmed_at, outcomes.evidence
  FROM intents JOIN outcomes ON outcomes.intent_id = intents.id AND outcomes.outcome = 'done'
 WHERE intents.kind = 'send' AND intents.holds
"""


def upgrade(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE intents ADD COLUMN reason TEXT")
    forbid(
        connection, "a_reason_never_changes", "intents", "UPDATE", "NOT (NEW.reason IS NOT DISTINCT FROM OLD.reason)"
    )
    connection.exec_driver_sql(ANSWERS)
