"""Opening the database of a ledger so that «committed» means «on disk», in SQLite and in PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa
from sqlalchemy import event

from rpa.audit.folder import disk_words
from rpa.errors import EvidenceBroken
from rpa.ledger.values import LedgerUnavailable

# SQLite's locks and shared memory do not work over these (https://www.sqlite.org/wal.html, «Disadvantages», 2).
# fmt: off
NETWORK_FILE_SYSTEMS = frozenset({
    "nfs", "nfs3", "nfs4", "cifs", "smb", "smbfs", "smb2", "smb3", "9p", "drvfs", "afs", "afpfs", "ncpfs", "lustre",
    "davfs", "fuse.davfs2", "webdav", "fuse.sshfs", "fuse.rclone", "glusterfs", "fuse.glusterfs", "ceph", "fuse.ceph",
})
# fmt: on
POSTGRESQL_SCHEMA = "rpa_ledger"
BUSY_SECONDS = 30
_NOT_FOR_EVER = {
    "connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}  # fmt: skip
"""A server that vanished without a word (its machine, the cable) is an error after a minute. By default the system
waits two hours for it, and a run with its signals, its lease and its notices would hang as long."""
_MAKING = threading.Lock()
"""Whoever finds the file made may connect at once: by then its maker has closed it."""


def open_engine(location: str | Path) -> sa.Engine:
    """An engine for a path or a URL (``sqlite:///…`` or ``postgresql://…``).

    Raises ``LedgerUnavailable`` for a network folder, missing rights or an unreachable server, ``EvidenceBroken``
    for a damaged file.
    """
    text = str(location)
    if text.startswith("postgres"):
        return _open_postgresql(text)
    if text.startswith("sqlite:"):
        text = sa.make_url(text).database or ""
    elif "://" in text:
        raise LedgerUnavailable("Журнал намерений хранится только в SQLite или PostgreSQL.")
    return _open_sqlite(text)


def refuse_network_path(path: str | Path) -> None:
    """Raise ``LedgerUnavailable`` if ``path`` lies on a network drive: locks are not reliable there."""
    text = str(path)
    network = text.startswith(("\\\\", "//"))
    if not network:
        real = Path(text).resolve()
        deepest = -1
        for part in psutil.disk_partitions(all=True):
            mount = Path(part.mountpoint)
            if real.is_relative_to(mount) and len(mount.parts) >= deepest:
                deepest = len(mount.parts)
                network = part.fstype.lower() in NETWORK_FILE_SYSTEMS or "remote" in part.opts.split(",")
    if network:
        raise LedgerUnavailable(
            "Журнал намерений лежит на сетевом диске: там не работают блокировки, и ответ может уйти дважды.",
            hint="Перенесите папку данных на диск этого компьютера или возьмите PostgreSQL.",
        )


def _open_sqlite(text: str) -> sa.Engine:
    refuse_network_path(text)
    path = Path(text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path)
        if os.name == "posix" and path.stat().st_mode & 0o077:
            os.chmod(path, 0o600)
    except OSError as error:
        raise LedgerUnavailable(f"Журнал намерений не открывается: {disk_words(error)}.") from error
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    with speaking_plainly(), engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    if found != "ok":
        engine.dispose()
        raise _damaged()
    return engine


def _make(path: Path) -> None:
    """By us, so that the owner alone reads it from its first byte on; WAL files inherit the mode.

    One that is there is not opened past SQLite, not even to look: closing it would let go of every lock this process
    holds on it (https://www.sqlite.org/howtocorrupt.html, 2.2). Another process would take itself for the last one and
    remove the WAL, and what is written here afterwards, intents too, would go into a file that nobody reads.
    """
    with _MAKING:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: we say BEGIN IMMEDIATE, schema changes included.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA fullfsync=ON")  # macOS: an ordinary fsync there does not reach the disk
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _open_postgresql(text: str) -> sa.Engine:
    url = sa.make_url(text).set(drivername="postgresql+psycopg")
    options = f"-c search_path={POSTGRESQL_SCHEMA} -c synchronous_commit=on -c timezone=UTC -c lock_timeout=30s"
    try:
        engine = sa.create_engine(url, connect_args={"options": options, **_NOT_FOR_EVER}, pool_pre_ping=True)
    except ImportError as error:
        raise LedgerUnavailable(
            "Для PostgreSQL не хватает драйвера.", hint="Установите дополнение: pip install 'gis-zhkh-rpa[fleet]'."
        ) from error
    with speaking_plainly(), engine.connect() as connection:
        if connection.exec_driver_sql("SHOW fsync").scalar() != "on":
            engine.dispose()
            raise LedgerUnavailable(
                "Сервер PostgreSQL работает с fsync=off: после сбоя он забудет отправленные ответы.",
                hint="Включите fsync в postgresql.conf.",
            )
    return engine


def _damaged() -> EvidenceBroken:
    return EvidenceBroken(
        "Файл журнала намерений повреждён; отправка остановлена, чтобы не ответить дважды.",
        hint="Сохраните файл как есть, восстановите копию и выполните `rpa debts verify`.",
    )


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """Translate the database's errors into ours; the statement and its values stay out of the message."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        cause = error.orig
        if isinstance(cause, sqlite3.DatabaseError):
            name = getattr(cause, "sqlite_errorname", "") or ""
            if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
                raise _damaged() from None
            if told := sqlite_words(cause):
                raise LedgerUnavailable(f"Журнал намерений не записан: {told}.") from None
        if isinstance(error, sa.exc.OperationalError):
            raise LedgerUnavailable(
                f"База журнала намерений недоступна ({type(cause).__name__}).",
                hint="Проверьте, что сервер работает и адрес в настройках верен.",
            ) from None
        raise


def sqlite_words(error: sqlite3.Error) -> str | None:
    """Why SQLite did not write or read, in Russian; ``None`` if it tells of something else."""
    name = getattr(error, "sqlite_errorname", "") or ""
    return _SQLITE_WORDS.get(name) or _SQLITE_WORDS.get("_".join(name.split("_")[:2]))


_SQLITE_WORDS = {
    "SQLITE_FULL": "на диске кончилось место",
    "SQLITE_READONLY": "нет права на запись",
    "SQLITE_CANTOPEN": "файл не открывается, проверьте права на папку",
    "SQLITE_PERM": "нет прав",
    "SQLITE_IOERR": "ошибка диска или на нём кончилось место",
    "SQLITE_BUSY": "его держит другая программа",
    "SQLITE_LOCKED": "его держит другая программа",
}
