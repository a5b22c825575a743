"""Rules kept by the database itself, as triggers, in SQLite's and PostgreSQL's words."""

from __future__ import annotations

import sqlalchemy as sa


def forbid(connection: sa.Connection, name: str, table: str, event: str, condition: str | None = None) -> None:
    """Make the database refuse ``event`` (INSERT, UPDATE, DELETE) on ``table``, with ``name`` as its reason.

    ``condition`` is SQL over the rows ``NEW`` and ``OLD``; without one every such change is refused.
    """
    if connection.dialect.name == "sqlite":
        # SQLite before 3.39 knows the standard's null-safe comparison only by its own name.
        when = f"WHEN {condition.replace('IS NOT DISTINCT FROM', 'IS')}" if condition else ""
        refuse = f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
        connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} {refuse}")
        return
    refuse = f"RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation';"
    body = f"IF {condition} THEN {refuse} END IF;" if condition else refuse
    connection.exec_driver_sql(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
