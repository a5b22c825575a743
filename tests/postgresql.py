"""A private PostgreSQL on loopback; a test may restart it under a working fleet."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class PostgreSQL:
    """Started at once. Skips the test where PostgreSQL's programs are not installed."""

    def __init__(self) -> None:
        if not PROGRAMS:
            pytest.skip("PostgreSQL's programs are not installed")
        pytest.importorskip("psycopg")
        self._programs, self._prefix = PROGRAMS[-1].parent, _as_postgres()
        # Outside pytest's 0700 folders, which user postgres could not enter.
        self._folder = Path(tempfile.mkdtemp(prefix="rpa-postgresql-", dir="/tmp"))
        if self._prefix:
            shutil.chown(self._folder, "postgres", "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._data, self._databases = self._folder / "data", 0
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "rpa", "-E", "UTF8", "--no-locale", "--no-sync")
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://rpa@127.0.0.1:{self._port}/postgres"

    def empty_database(self) -> str:
        """The address of a database of one's own: fifty times cheaper than a server of one's own."""
        self._databases += 1
        name = f"own_{self._databases}"
        self._run("createdb", "-h", "127.0.0.1", "-p", self._port, "-U", "rpa", "-T", "template0", name)
        return f"{self.url.removesuffix('/postgres')}/{name}"

    def start(self) -> None:
        options = (
            f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
            " -c max_connections=200"
        )
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self._data, "-o", options, "-l", log, "-w", "-t", "60", "start")

    def crash(self) -> None:
        """Stop without a checkpoint, as at a power cut."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def close(self) -> None:
        self.crash()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        command = [*self._prefix, str(self._programs / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, cwd="/")


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root; an ordinary user runs it directly."""
    if os.name != "posix" or os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("root cannot run PostgreSQL, and there is no user postgres")
    return ["runuser", "-u", "postgres", "--"]
