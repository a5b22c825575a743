"""What may stand as ``ledger_url``: an address that is the same ledger from whatever folder the robot is started in."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

_SERVERS = ("postgresql", "postgres")
_HIGHEST_PORT = 65535


def names_one_ledger(url: str) -> bool:
    """Whether ``url`` is a PostgreSQL server's, or an SQLite file's with its whole path."""
    scheme, _, place = url.partition("://")
    if scheme == "sqlite":
        file = place.removeprefix("/").partition("?")[0]
        return place.startswith("/") and (PurePosixPath(file).is_absolute() or PureWindowsPath(file).is_absolute())
    return scheme.partition("+")[0] in _SERVERS and _can_be_read(url)


def _can_be_read(url: str) -> bool:
    """Whether the ledger's own reader understands it: others take «#», «/» or «[» in a password for their own signs."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        port = make_url(url).port
    except (ArgumentError, ValueError):
        return False
    return port is None or 0 < port <= _HIGHEST_PORT
