"""The stand's truth in SQLite, in memory: one connection, one thread, short transactions without an await inside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rpa.stand.schema import SCHEMA

Row = sqlite3.Row


class Store:
    """Thin access to the tables of ``schema``. Rows are ``sqlite3.Row``; every parameter is bound, never pasted."""

    def __init__(self) -> None:
        # Export reads from a worker thread while the loop waits for it; SQLite itself is built serialized.
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.executescript(SCHEMA)

    def one(self, sql: str, *parameters: Any) -> Row | None:
        row: Row | None = self._db.execute(sql, parameters).fetchone()
        return row

    def all(self, sql: str, *parameters: Any) -> list[Row]:
        return self._db.execute(sql, parameters).fetchall()

    def value(self, sql: str, *parameters: Any) -> Any:
        row = self._db.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def run(self, sql: str, *parameters: Any) -> int:
        """Execute one statement; the number of rows it changed."""
        return self._db.execute(sql, parameters).rowcount

    def many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with self.transaction():
            self._db.executemany(sql, rows)

    @contextmanager
    def transaction(self, *, discard: bool = False) -> Iterator[None]:
        """All or nothing. With ``discard`` the body sees its own writes and the store then forgets them."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("ROLLBACK" if discard else "COMMIT")

    def close(self) -> None:
        self._db.close()
