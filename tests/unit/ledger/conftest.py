"""Both databases a ledger may live in. PostgreSQL is a private cluster on loopback, under pytest's folder."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

POSTGRESQL = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root; an ordinary user runs it directly."""
    if os.name != "posix" or os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("root cannot run PostgreSQL, and there is no user postgres")
    return ["runuser", "-u", "postgres", "--"]


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a running private server."""
    if not POSTGRESQL:
        pytest.skip("PostgreSQL's programs are not installed")
    pytest.importorskip("psycopg")
    programs = POSTGRESQL[-1].parent
    prefix = _as_postgres()
    # Outside pytest's 0700 folders, which user postgres could not enter.
    folder = Path("/tmp") / f"rpa-ledger-{os.getpid()}"
    folder.mkdir()
    if prefix:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    try:
        _run([*prefix, programs / "initdb", "-D", data, "-A", "trust", "-U", "rpa", "-E", "UTF8", "--no-locale"])
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=40"
        _run([*prefix, programs / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "-t", "60", "start"])
        try:
            yield f"postgresql://rpa@127.0.0.1:{port}/postgres"
        finally:
            _run([*prefix, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[object]) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=120, cwd="/")


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
