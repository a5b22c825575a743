"""Tables of the ledger as the newest migration leaves them. Queries are written against these.

Times are UTC ISO text with microseconds: the same bytes in both databases, and they sort.
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()

schema_version = sa.Table(
    "schema_version",
    METADATA,
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("applied_at", sa.Text, nullable=False),
)

runs = sa.Table(
    "runs",
    METADATA,
    sa.Column("run_id", sa.Text, primary_key=True),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("started_at", sa.Text, nullable=False),
    sa.Column("finished_at", sa.Text),
    sa.Column("result", sa.Text),
)

intents = sa.Table(
    "intents",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("request_number", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("content_sha256", sa.Text, nullable=False),
    sa.Column("plan_sha256", sa.Text),
    sa.Column("run_id", sa.Text, nullable=False),
    sa.Column("fence", sa.Integer, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    # True while this intent stands in the way of another of its kind for the same request.
    sa.Column("holds", sa.Boolean, nullable=False),
)

outcomes = sa.Table(
    "outcomes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("intent_id", sa.Integer, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)

leases = sa.Table(
    "leases",
    METADATA,
    sa.Column("organization", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("fence", sa.Integer, nullable=False),
    # Seconds since 1970 by the database's clock; 0 when released.
    sa.Column("expires_at", sa.Float, nullable=False),
)
