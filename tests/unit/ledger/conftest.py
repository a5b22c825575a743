"""Both databases a ledger may live in. PostgreSQL is a private cluster on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.postgresql import PostgreSQL


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a running private server."""
    server = PostgreSQL()
    yield server.url
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an empty ledger is to be opened."""
    if request.param == "sqlite":
        yield str(tmp_path / "ledger.db")
        return
    url: str = request.getfixturevalue("postgresql_server")
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA IF EXISTS rpa_ledger CASCADE")
    engine.dispose()
    yield url
