"""Bringing a ledger to the newest schema: forward only, one transaction a step, a backup before each.

A new ledger has nothing to lose: it gets all steps in one transaction and leaves no copies.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import platformdirs
import sqlalchemy as sa

from rpa.audit.folder import disk_words
from rpa.ledger import migrations
from rpa.ledger.engine import POSTGRESQL_SCHEMA, sqlite_words
from rpa.ledger.tables import schema_version
from rpa.ledger.values import LedgerUnavailable

Step = Callable[[sa.Connection], None]
_MIGRATION_LOCK = 7_310_425  # any constant: two workers opening at once wait for each other


def steps() -> dict[int, Step]:
    """Number → upgrade function, for every module of ``rpa.ledger.migrations``."""
    names = sorted(found.name for found in pkgutil.iter_modules(migrations.__path__))
    return {int(name[:4]): importlib.import_module(f"{migrations.__name__}.{name}").upgrade for name in names}


def migrate(engine: sa.Engine, *, now: Callable[[], datetime], backup_folder: Path | None = None) -> int:
    """Apply the missing steps and return the version reached.

    Raises ``LedgerUnavailable`` if the ledger was written by a newer program: an old one would not see its rules.
    """
    available = steps()
    newest = max(available)
    while True:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {POSTGRESQL_SCHEMA}")
            schema_version.create(connection, checkfirst=True)
            version = connection.scalar(sa.select(sa.func.max(schema_version.c.version))) or 0
            if version > newest:
                raise LedgerUnavailable(
                    f"Журнал намерений записан более новой программой (схема {version}, эта знает {newest}).",
                    hint="Обновите программу; назад схема не переводится.",
                )
            if version == newest:
                return newest
            if version:
                _back_up(connection, version, now(), backup_folder)
            for step in range(version + 1, version + 2 if version else newest + 1):
                available[step](connection)
                connection.execute(schema_version.insert().values(version=step, applied_at=now().isoformat()))


def _back_up(connection: sa.Connection, version: int, at: datetime, folder: Path | None) -> None:
    stamp = f"v{version}-{at:%Y%m%dT%H%M%S}"
    if connection.dialect.name == "sqlite":
        original = Path(connection.engine.url.database or "")
        target = (folder or original.parent) / f"{original.name}.{stamp}.backup"
        copy = partial(_copy_sqlite, original, target)
    else:
        base = folder or Path(platformdirs.user_data_dir("rpa-gis-zhkh", appauthor=False)) / "backups"
        target = base / f"ledger.{stamp}.jsonl"
        copy = partial(_copy_rows, connection, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(target, os.O_RDWR | os.O_CREAT, 0o600))
        copy()
    except (OSError, sqlite3.Error) as error:
        # Half a copy is none, and one more of them with each try would fill the disk that is full.
        with suppress(OSError):
            target.unlink(missing_ok=True)
        why = disk_words(error) if isinstance(error, OSError) else sqlite_words(error) or "она не читается"
        raise LedgerUnavailable(
            f"Не удалось сделать копию журнала намерений перед обновлением: {why}.",
            hint="Освободите место на диске и дайте право на запись.",
        ) from error


def _copy_sqlite(original: Path, target: Path) -> None:
    # A connection of its own: it reads the last committed state, before this step.
    source, copy = sqlite3.connect(original), sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()


def _copy_rows(connection: sa.Connection, target: Path) -> None:
    with target.open("w", encoding="utf-8") as stream:
        for name in sa.inspect(connection).get_table_names():
            # Every column there is: the old schema's, not the one this program knows.
            for row in connection.execute(sa.select(sa.text("*")).select_from(sa.table(name))).mappings():
                stream.write(json.dumps({"table": name, **row}, ensure_ascii=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
