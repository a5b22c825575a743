"""What may stand as ``ledger_url``: an address that is the same ledger from whatever folder the robot is started in."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import urlsplit

_SERVERS = ("postgresql+psycopg", "postgresql", "postgres")


def names_one_ledger(url: str) -> bool:
    """Whether ``url`` is a PostgreSQL server's, or an SQLite file's with its whole path."""
    scheme, _, place = url.partition("://")
    if scheme == "sqlite":
        file = place.removeprefix("/").partition("?")[0]
        return place.startswith("/") and (PurePosixPath(file).is_absolute() or PureWindowsPath(file).is_absolute())
    try:
        return scheme in _SERVERS and urlsplit(url).port != 0
    except ValueError:
        return False
