"""The fleet's own tables: workers, organizations, sealed secrets and sessions. The queue's tables are the engine's."""

from __future__ import annotations

import sqlalchemy as sa

SCHEMA = "rpa_fleet"
METADATA = sa.MetaData(schema=SCHEMA)

workers = sa.Table(
    "workers",
    METADATA,
    sa.Column("executor", sa.Text, primary_key=True),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    # Seconds since 1970 by the database's clock; a worker whose time has passed is dead.
    sa.Column("alive_until", sa.Float, nullable=False),
    sa.Column("drain", sa.Boolean, nullable=False),
)

organizations = sa.Table(
    "organizations",
    METADATA,
    sa.Column("slug", sa.Text, primary_key=True),
    # In a row; a good run sets them back.
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("parked", sa.Boolean, nullable=False),
    # Class of error and stage, never a text that might hold personal data.
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("last_tick", sa.Text, nullable=False),
    sa.Column("last_code", sa.Integer),
)

secrets = sa.Table(
    "secrets",
    METADATA,
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
