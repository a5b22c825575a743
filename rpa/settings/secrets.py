"""Where secrets live: the desktop's keyring, or an encrypted vault file on a server.

The vault is one file: scrypt derives a key from the pass phrase, AES-256-GCM seals a JSON object with it. The pass
phrase comes from a systemd credential (``rpa-vault-NAME`` of the organization, else the common ``rpa-vault``), from
``RPA_VAULT_PASSPHRASE``, or from a prompt, in this order. Nothing secret is ever put into settings, logs, pictures or a
command line.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from rpa.errors import BadSettings
from rpa.private_files import store_private
from rpa.settings.sealed import open_sealed, seal

KNOWN = ("login", "password", "totp_secret", "session_key", "journal_key")
"""Names the product itself uses; notices may add their own."""

CREDENTIALS_FOLDER, PASSPHRASE = "CREDENTIALS_DIRECTORY", "RPA_VAULT_PASSPHRASE"
"""Environment variables: the folder systemd gives a service its credentials in, and the pass phrase itself."""

_CREDENTIAL = "rpa-vault"

SCRYPT: Mapping[str, int] = {"n": 2**17, "r": 8, "p": 1}
"""What one guess of a pass phrase costs: 128 MiB, and a third of a second of an ordinary processor.

Source: OWASP, Password Storage Cheat Sheet, scrypt. A vault carries the cost it was made with; older ones have 2**15.
"""


DEAREST = 2**30
"""Bytes scrypt may go through: a file that asks for more was not written by us, and would take the machine's memory."""


class Secrets(Protocol):
    """A small key-value store of secrets. Values are text."""

    def get(self, name: str) -> str | None: ...
    def set(self, name: str, value: str) -> None: ...
    def delete(self, name: str) -> None: ...
    def describe(self) -> str: ...


@runtime_checkable
class KeepsSession(Protocol):
    """Secrets that keep the session too, sealed, where every worker of a fleet finds it."""

    def load_session(self) -> bytes | None: ...
    def save_session(self, state: bytes) -> None: ...


class KeyringSecrets:
    """The operating system's keyring (Windows Credential Manager, macOS Keychain, Secret Service).

    Every method raises ``BadSettings`` where the keyring does not answer: before somebody signs in at this machine it
    is locked, and a run that nobody watches must say so to people, not break off.
    """

    def __init__(self, slug: str) -> None:
        import keyring

        self._ring, self._service = keyring, f"rpa-gis-zhkh/{slug}"

    def get(self, name: str) -> str | None:
        with _asked_plainly():
            return self._ring.get_password(self._service, name)

    def set(self, name: str, value: str) -> None:
        with _asked_plainly():
            self._ring.set_password(self._service, name, value)

    def delete(self, name: str) -> None:
        if self.get(name) is not None:
            with _asked_plainly():
                self._ring.delete_password(self._service, name)

    def describe(self) -> str:
        return "хранилище паролей системы"


class ClosedSecrets:
    """Secrets nobody opened: for what does without them. Every method but ``describe`` raises why, ``BadSettings``."""

    def __init__(self, why: BadSettings | None = None) -> None:
        self.why = why or BadSettings("Хранилище секретов не открывалось.")

    def get(self, name: str) -> str | None:
        raise self.why

    def set(self, name: str, value: str) -> None:
        raise self.why

    def delete(self, name: str) -> None:
        raise self.why

    def describe(self) -> str:
        return self.why.what


class VaultSecrets:
    """An encrypted file. Opened once; each change rewrites it whole under a fresh nonce. Raises ``BadSettings``.

    ``cost`` is for a file that does not exist yet: n (a power of two), r and p of scrypt.
    """

    def __init__(self, path: Path, passphrase: str, *, cost: Mapping[str, int] = SCRYPT) -> None:
        self._path = path
        if path.exists():
            self._salt, self._cost, sealed = _read(path)
            self._key = _derive(passphrase, self._salt, self._cost)
            try:
                self._values: dict[str, str] = _opened(open_sealed(self._key, sealed))
            except InvalidTag:
                raise BadSettings(
                    f"Хранилище {path.name} не открывается этим паролем.",
                    hint="Проверьте пароль хранилища или создайте новое.",
                ) from None
            except ValueError:
                raise _broken(path) from None
        else:
            self._salt = os.urandom(16)
            self._cost = dict(cost)
            self._key = _derive(passphrase, self._salt, self._cost)
            self._values = {}
            self._write()

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        self._values = {**self._values, name: value}
        self._write()

    def delete(self, name: str) -> None:
        if name in self._values:
            self._values = {key: value for key, value in self._values.items() if key != name}
            self._write()

    def describe(self) -> str:
        return f"зашифрованный файл {self._path.name}"

    def _write(self) -> None:
        sealed = seal(self._key, json.dumps(self._values, ensure_ascii=True, sort_keys=True).encode())
        document = {
            "format": "rpa-vault-1",
            "scrypt": self._cost,
            "salt": base64.b64encode(self._salt).decode(),
            "sealed": base64.b64encode(sealed).decode(),
        }
        store_private(self._path, json.dumps(document, indent=1).encode("ascii"))


def open_secrets(slug: str, vault: Path, *, ask: Callable[[str], str] | None = None) -> Secrets:
    """The vault if its file exists or a pass phrase is given by the machine, else the keyring if there is one.

    ``ask`` prompts a person for the pass phrase; without it (unattended) a missing pass phrase is ``BadSettings``.
    """
    passphrase = machine_passphrase(slug, os.environ)
    if vault.exists() or passphrase is not None:
        if passphrase is None and ask is not None:
            passphrase = ask("Пароль хранилища секретов")
        if not passphrase:
            raise BadSettings(
                "Хранилище секретов закрыто: пароль не передан.",
                hint=f"Передайте его службе (LoadCredential=rpa-vault или rpa-vault-{slug}) или переменной"
                " RPA_VAULT_PASSPHRASE.",
            )
        return VaultSecrets(vault, passphrase)
    if keyring_works():
        return KeyringSecrets(slug)
    if ask is not None:
        return VaultSecrets(vault, ask("Придумайте пароль хранилища секретов"))
    raise BadSettings(
        "Негде хранить секреты: системного хранилища нет, файл не создан.",
        hint="Выполните `rpa setup` или передайте RPA_VAULT_PASSPHRASE.",
    )


def keyring_works() -> bool:
    """Whether this machine has a real keyring (not the "fail" or "null" backend)."""
    import keyring
    from keyring.backends import fail, null

    return not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)


def machine_passphrase(slug: str, environ: Mapping[str, str]) -> str | None:
    """The pass phrase this machine hands over for one organization, ``None`` if none.

    Its own credential comes before the common one, and a credential before the variable. Credentials of other
    organizations in the same folder are not looked at.
    """
    if folder := environ.get(CREDENTIALS_FOLDER):
        for name in (f"{_CREDENTIAL}-{slug}", _CREDENTIAL):
            if (credential := Path(folder) / name).is_file():
                return credential.read_text(encoding="utf-8").rstrip("\r\n")
    return environ.get(PASSPHRASE) or None


@contextmanager
def _asked_plainly() -> Iterator[None]:
    """Each system's keyring has errors of its own kind, and what they say may hold what was asked: the kind is told."""
    try:
        yield
    except Exception as error:
        raise BadSettings(
            f"Хранилище паролей системы не отвечает ({type(error).__name__}).",
            hint="Оно открыто, пока вошёл его пользователь: войдите в систему на этой машине или держите секреты в"
            " зашифрованном файле (RPA_VAULT_PASSPHRASE).",
        ) from None


def _read(path: Path) -> tuple[bytes, dict[str, int], bytes]:
    """Salt, cost, and what is sealed. A file cut short by a full disk must say so, not fail somewhere."""
    try:
        document = json.loads(path.read_text(encoding="ascii"))
        salt, sealed = (base64.b64decode(document[name], validate=True) for name in ("salt", "sealed"))
        return salt, _bearable(document["scrypt"]), sealed
    except OSError as error:
        raise BadSettings(
            f"Хранилище {path.name} не читается: {type(error).__name__}.", hint="Проверьте, чей это файл и его права."
        ) from error
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


def _broken(path: Path) -> BadSettings:
    return BadSettings(
        f"Хранилище {path.name} повреждено.",
        hint="Восстановите файл из копии. Копии нет — уберите его из папки и внесите секреты заново: какие нужны, "
        "скажет `rpa secrets list`, вносит `rpa secrets set ИМЯ`.",
    )


def _derive(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost["n"], r=cost["r"], p=cost["p"]).derive(passphrase.encode())


def new_key() -> str:
    """A fresh 256-bit key as base64 text, for ``session_key``."""
    return base64.b64encode(AESGCM.generate_key(bit_length=256)).decode()
