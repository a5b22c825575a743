"""Who may open the review page: accounts with roles, argon2 passwords and one-time links.

One file of the organization's folder, 0600. A link's secret is kept as a hash; whoever reads the file cannot use it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cached_property
from pathlib import Path

import filelock
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import TypeAdapter, ValidationError

from rpa.debts.approval.approve import checked_name, person_key
from rpa.errors import BadInput, BadSettings
from rpa.private_files import store_private

LINK_LIFETIME = timedelta(minutes=30)
SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 1024


class Role(IntEnum):
    """Each may all that the lower ones may. A number, so that «at least» is a comparison."""

    VIEWER = 1
    """Looks."""
    REVIEWER = 2
    """Decides single requests, uploads data, builds plans: nothing of it reaches the cabinet by itself."""
    APPROVER = 3
    """Approves a rule's whole list, starts sending, changes the cabinet's settings."""

    @property
    def word(self) -> str:
        return {1: "просмотр", 2: "проверка", 3: "утверждение"}[self.value]


@dataclass(frozen=True, slots=True)
class Account:
    """``password`` is an argon2 hash or empty (only by link). ``epoch`` changes when sessions must end."""

    name: str
    role: Role
    password: str = ""
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class _Link:
    name: str
    secret_sha256: str
    until: datetime


@dataclass(frozen=True, slots=True)
class _File:
    accounts: tuple[Account, ...] = ()
    links: tuple[_Link, ...] = ()
    format: int = field(default=1)


_FILE = TypeAdapter(_File)


class Accounts:
    """The accounts of one organization. Safe among threads and processes; every change is on disk at once."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path, self._now = path, now
        self._lock = filelock.FileLock(f"{path}.lock", timeout=10, mode=0o600)
        self._hasher = PasswordHasher()
        self._cached: tuple[tuple[int, int] | None, _File] = (None, _File())

    def all(self) -> tuple[Account, ...]:
        return self._read().accounts

    def find(self, name: str) -> Account | None:
        """By name, however blanks and capitals are typed."""
        return next((known for known in self._read().accounts if person_key(known.name) == person_key(name)), None)

    def add(self, name: str, role: Role) -> Account:
        """Raises ``BadInput`` if there is one whose signature could be taken for this one's."""
        # Begun anywhere: a session of an earlier account of this name, removed since, is not this one's.
        account = Account(checked_name(name), role, epoch=secrets.randbits(32))
        with self._changing() as file:
            if any(person_key(known.name) == person_key(account.name) for known in file.accounts):
                raise BadInput(
                    "Такой пользователь уже есть: подписи двоих с одним именем не различить.",
                    hint="Добавьте отчество или должность.",
                )
            self._write(replace(file, accounts=(*file.accounts, account)))
        return account

    def change_role(self, name: str, role: Role) -> None:
        """Takes effect at the next click of whoever is signed in."""
        self._change(name, lambda known: replace(known, role=role))

    def remove(self, name: str) -> None:
        with self._changing() as file:
            self._require(file, name)
            left = tuple(known for known in file.accounts if person_key(known.name) != person_key(name))
            links = tuple(link for link in file.links if person_key(link.name) != person_key(name))
            self._write(replace(file, accounts=left, links=links))

    def set_password(self, name: str, password: str) -> None:
        """Ends the other sessions of this account. Raises ``BadInput`` for a password too short to be one."""
        if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD or person_key(password) == person_key(name):
            raise BadInput(f"Пароль не подходит: нужно не меньше {SHORTEST_PASSWORD} знаков, и не своё имя.", hint="")
        hashed = self._hasher.hash(password)
        self._change(name, lambda known: replace(known, password=hashed, epoch=known.epoch + 1))

    def verify(self, name: str, password: str) -> Account | None:
        """The account, if the password is its own. Takes the same time for an unknown name."""
        known, nobody = self.find(name), self._nobody
        try:
            self._hasher.verify((known.password if known else "") or nobody, password[:_LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return None
        return known if known and known.password else None

    def issue_link(self, name: str) -> str:
        """A secret that lets ``name`` in once, within ``LINK_LIFETIME``."""
        secret = secrets.token_urlsafe(32)
        with self._changing() as file:
            account = self._require(file, name)
            fresh = [link for link in file.links if link.until > self._now()]
            link = _Link(account.name, _hash(secret), self._now() + LINK_LIFETIME)
            self._write(replace(file, links=(*fresh, link)))
        return secret

    def redeem(self, secret: str) -> Account | None:
        """Whom the link lets in; it is used up by this."""
        with self._changing() as file:
            wanted = _hash(secret)
            link = next((known for known in file.links if secrets.compare_digest(known.secret_sha256, wanted)), None)
            if link is None:
                return None
            self._write(replace(file, links=tuple(known for known in file.links if known is not link)))
            return self.find(link.name) if link.until > self._now() else None

    @cached_property
    def _nobody(self) -> str:
        """What is compared in place of a password that is not there. As dear as one: made when first one is typed."""
        return self._hasher.hash(secrets.token_hex(16))

    def _change(self, name: str, change: Callable[[Account], Account]) -> None:
        with self._changing() as file:
            wanted = self._require(file, name)
            self._write(replace(file, accounts=tuple(change(one) if one is wanted else one for one in file.accounts)))

    @staticmethod
    def _require(file: _File, name: str) -> Account:
        found = next((known for known in file.accounts if person_key(known.name) == person_key(name)), None)
        if found is None:
            raise BadInput("Такого пользователя нет.", hint="Список: `rpa ui users`.")
        return found

    @contextmanager
    def _changing(self) -> Iterator[_File]:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._lock:
            yield self._read()

    def _read(self) -> _File:
        try:
            found = self._path.stat()
            mark = (found.st_mtime_ns, found.st_ino)
            if self._cached[0] != mark:
                self._cached = (mark, _FILE.validate_json(self._path.read_bytes()))
        except FileNotFoundError:
            return _File()
        except (OSError, ValidationError) as error:
            raise BadSettings(
                f"Файл пользователей {self._path.name} не читается.",
                hint="Удалите его и заведите пользователей заново.",
            ) from error
        return self._cached[1]

    def _write(self, file: _File) -> None:
        store_private(self._path, _FILE.dump_json(file, indent=1))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
