"""The list of houses the organization serves. Without it no «нет» is ever sent: absence of data proves nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServedHouse:
    """One house. ``aliases`` are other spellings of its address (renamed streets); ``private`` means no flats."""

    address: str
    fias_guid: str | None = None
    aliases: tuple[str, ...] = ()
    private: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True)
class ServedHouses:
    """``sha256`` is of the file's bytes."""

    houses: tuple[ServedHouse, ...]
    sha256: str = ""
    loaded_from: str = ""
