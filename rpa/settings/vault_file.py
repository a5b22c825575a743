"""The vault: one encrypted file of secrets, for a server or a machine without a keyring.

Scrypt derives a key from the pass phrase, AES-256-GCM seals a JSON object with it. Several processes have it open at a
time (the review page, a run, a command), so each looks whether another has changed it.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from rpa.errors import BadSettings
from rpa.private_files import store_private
from rpa.settings.alone import alone
from rpa.settings.sealed import open_sealed, seal

SCRYPT: Mapping[str, int] = {"n": 2**17, "r": 8, "p": 1}
"""What one guess of a pass phrase costs: 128 MiB, and a third of a second of an ordinary processor.

Source: OWASP, Password Storage Cheat Sheet, scrypt. A vault carries the cost it was made with; older ones have 2**15.
"""


DEAREST = 2**30
"""Bytes scrypt may go through: a file that asks for more was not written by us, and would take the machine's memory."""


class VaultSecrets:
    """An encrypted file. Each change rewrites it whole under a fresh nonce, and keeps what other processes have changed
    meanwhile; a file that does not exist yet is made by the first change. Raises ``BadSettings``, and ``Temporary``
    where another process does not let go of the file.

    ``cost`` is for a file that does not exist yet: n (a power of two), r and p of scrypt.
    """

    def __init__(self, path: Path, passphrase: str, *, cost: Mapping[str, int] = SCRYPT) -> None:
        self._path, self._passphrase = path, passphrase
        self._salt, self._cost, self._key = b"", dict(cost), b""
        self._values: dict[str, str] = {}
        self._seen: tuple[int, int, int] | None = None
        self._look()

    def get(self, name: str) -> str | None:
        self._look()
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        with self._alone():
            self._write({**self._values, name: value})

    def made(self, name: str, make: Callable[[], str]) -> str:
        if (kept := self.get(name)) is not None:
            return kept
        with self._alone():
            if name not in self._values:
                self._write({**self._values, name: make()})
            return self._values[name]

    def delete(self, name: str) -> None:
        if self.get(name) is None:
            return
        with self._alone():
            self._write({key: value for key, value in self._values.items() if key != name})

    def names(self) -> list[str]:
        self._look()
        return sorted(self._values)

    def describe(self) -> str:
        return f"зашифрованный файл {self._path.name}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with alone(self._path, f"Хранилище {self._path.name}"):
            self._look()
            yield

    def _look(self) -> None:
        """Read the file if it is another one than was read last. One that is gone takes nothing from what is known."""
        stamp = _stamp(self._path)
        if stamp is None or stamp == self._seen:
            return
        salt, cost, sealed = _read(self._path)
        known = (salt, cost) == (self._salt, self._cost)
        key = self._key if known else _derive(self._passphrase, salt, cost)
        try:
            values = _opened(open_sealed(key, sealed))
        except InvalidTag:
            raise BadSettings(
                f"Хранилище {self._path.name} не открывается этим паролем.",
                hint="Проверьте пароль хранилища или создайте новое.",
            ) from None
        except ValueError:
            raise _broken(self._path) from None
        self._salt, self._cost, self._key, self._values, self._seen = salt, cost, key, values, stamp

    def _write(self, values: dict[str, str]) -> None:
        if not self._key:
            self._salt = os.urandom(16)
            self._key = _derive(self._passphrase, self._salt, self._cost)
        sealed = seal(self._key, json.dumps(values, ensure_ascii=True, sort_keys=True).encode())
        document = {
            "format": "rpa-vault-1",
            "scrypt": self._cost,
            "salt": base64.b64encode(self._salt).decode(),
            "sealed": base64.b64encode(sealed).decode(),
        }
        store_private(self._path, json.dumps(document, indent=1).encode("ascii"))
        self._values, self._seen = values, _stamp(self._path)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes with every change of a file that is replaced whole; ``None`` if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from error
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read(path: Path) -> tuple[bytes, dict[str, int], bytes]:
    """Salt, cost, and what is sealed. A file cut short by a full disk must say so, not fail somewhere."""
    try:
        document = json.loads(path.read_text(encoding="ascii"))
        salt, sealed = (base64.b64decode(document[name], validate=True) for name in ("salt", "sealed"))
        return salt, _bearable(document["scrypt"]), sealed
    except OSError as error:
        raise _unreadable(path, error) from error
    except (ValueError, KeyError, TypeError, RecursionError):
        # Not chained: a decoder's error carries the text it stumbled over.
        raise _broken(path) from None


def _bearable(cost: Any) -> dict[str, int]:
    """The cost a vault asks for. Raises ``ValueError`` if scrypt would refuse it, or this machine choke on it."""
    n, r, p = (cost[name] for name in ("n", "r", "p"))
    if not all(type(number) is int and number > 0 for number in (n, r, p)):
        raise ValueError
    if n < 2 or n & (n - 1) or n.bit_length() > 16 * r or n * r * p * 128 > DEAREST:
        raise ValueError
    return {"n": n, "r": r, "p": p}


def _opened(plain: bytes) -> dict[str, str]:
    """Raises ``ValueError`` if these are no secrets."""
    values = json.loads(plain)
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise ValueError
    return values


def _unreadable(path: Path, error: OSError) -> BadSettings:
    return BadSettings(
        f"Хранилище {path.name} не читается: {type(error).__name__}.", hint="Проверьте, чей это файл и его права."
    )


def _broken(path: Path) -> BadSettings:
    return BadSettings(
        f"Хранилище {path.name} повреждено.",
        hint="Восстановите файл из копии. Копии нет — уберите его из папки и внесите секреты заново: какие нужны, "
        "скажет `rpa secrets list`, вносит `rpa secrets set ИМЯ`.",
    )


def _derive(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost["n"], r=cost["r"], p=cost["p"]).derive(passphrase.encode())
