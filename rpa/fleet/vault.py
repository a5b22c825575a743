"""Secrets and sessions of the fleet: in the shared database, sealed by a key the database never sees."""

from __future__ import annotations

import base64
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from loguru import logger

from rpa.errors import BadSettings
from rpa.fleet.records import Records
from rpa.settings.sealed import open_sealed, seal

_SESSION = "session/"
"""No name of a secret has a slash: settings that ask for ``vault:session`` must not be given a session."""


class FleetSecrets:
    """One organization's secrets (``rpa.settings.Secrets``) and its session.

    Every value has a key of its own, derived from the fleet's key, the organization and the name: a row copied to
    another organization, or under another name, does not open.
    """

    def __init__(self, records: Records, slug: str, fleet_key: bytes) -> None:
        self._records, self._slug, self._fleet_key = records, slug, fleet_key

    def get(self, name: str) -> str | None:
        sealed = self._records.sealed(self._slug, name)
        return None if sealed is None else self._opened(name, sealed)

    def _opened(self, name: str, sealed: bytes) -> str:
        try:
            return open_sealed(self._key(name), sealed).decode()
        except InvalidTag:
            raise BadSettings(
                f"Секрет {name} организации {self._slug} не открывается ключом парка.",
                hint="Дайте работнику тот ключ, которым секреты записаны, или запишите их заново: `rpa fleet publish`.",
            ) from None

    def set(self, name: str, value: str) -> None:
        self._records.put_sealed(self._slug, name, seal(self._key(name), value.encode()))

    def made(self, name: str, make: Callable[[], str]) -> str:
        if (kept := self.get(name)) is not None:
            return kept
        return self._opened(name, self._records.sealed_once(self._slug, name, seal(self._key(name), make().encode())))

    def delete(self, name: str) -> None:
        self._records.put_sealed(self._slug, name, None)

    def describe(self) -> str:
        return "общая база парка, зашифровано"

    def load_session(self) -> bytes | None:
        """The session any worker saved last; ``None`` if there is none or it does not open (then one signs in)."""
        sealed = self._records.sealed(self._slug, _SESSION)
        if sealed is None:
            return None
        try:
            return open_sealed(self._key(_SESSION), sealed)
        except InvalidTag:
            logger.warning("Сохранённая сессия организации {} не открывается ключом парка; нужен вход.", self._slug)
            return None

    def save_session(self, state: bytes) -> None:
        self._records.put_sealed(self._slug, _SESSION, seal(self._key(_SESSION), state))

    def _key(self, name: str) -> bytes:
        purpose = f"rpa-fleet/{self._slug}/{name}".encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(self._fleet_key)


def new_fleet_key() -> str:
    """A fresh key as base64 text."""
    import os

    return base64.b64encode(os.urandom(32)).decode()
