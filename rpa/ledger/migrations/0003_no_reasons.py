"""What a person typed as a reason has a term of retention, and nothing here has: the ledger keeps it no more.

The hash of it stays in the journal, beside the intent. The column stays too, always empty: SQLite before 3.35 cannot
drop one. The copy made before this step holds the old texts.
"""

from __future__ import annotations

import sqlalchemy as sa

from rpa.ledger.guards import forbid

ANSWERS = """
CREATE VIEW answers AS
SELECT intents.organization, intents.request_number, intents.content_sha256, intents.plan_sha256, intents.run_id,
       intents.at AS intended_at, outcomes.at AS confirmed_at, outcomes.evidence
  FROM intents JOIN outcomes ON outcomes.intent_id = intents.id AND outcomes.outcome = 'done'
 WHERE intents.kind = 'send' AND intents.holds
"""


def upgrade(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER a_reason_never_changes")
        # What is overwritten must not be read from the file's free pages.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    else:
        connection.exec_driver_sql("DROP TRIGGER a_reason_never_changes ON intents")
        connection.exec_driver_sql("DROP FUNCTION a_reason_never_changes()")
    connection.exec_driver_sql("DROP VIEW answers")
    connection.exec_driver_sql("UPDATE intents SET reason = NULL WHERE reason IS NOT NULL")
    forbid(connection, "no_reason_is_written", "intents", "INSERT", "NEW.reason IS NOT NULL")
    forbid(connection, "no_reason_comes_back", "intents", "UPDATE", "NEW.reason IS NOT NULL")
    connection.exec_driver_sql(ANSWERS)
