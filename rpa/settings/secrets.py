"""Where secrets live: the desktop's keyring, or an encrypted vault file on a server.

The vault (``vault_file``) is opened by a pass phrase. It comes from a systemd credential (``rpa-vault-NAME`` of the
organization, else the common ``rpa-vault``), from ``RPA_VAULT_PASSPHRASE``, or from a prompt, in this order. Nothing
secret is ever put into settings, logs, pictures or a command line.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, runtime_checkable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rpa.errors import BadSettings
from rpa.settings.alone import alone
from rpa.settings.vault_file import VaultSecrets

OWN = ("session_key", "journal_key")
"""Keys the product makes itself: a typed one would open nothing."""

CREDENTIALS_FOLDER, PASSPHRASE = "CREDENTIALS_DIRECTORY", "RPA_VAULT_PASSPHRASE"
"""Environment variables: the folder systemd gives a service its credentials in, and the pass phrase itself."""

_CREDENTIAL = "rpa-vault"


class Secrets(Protocol):
    """A small key-value store of secrets. Values are text."""

    def get(self, name: str) -> str | None: ...
    def set(self, name: str, value: str) -> None: ...

    def made(self, name: str, make: Callable[[], str]) -> str:
        """What is kept under ``name``; if there is nothing, what ``make`` returns, kept from now on.

        Of several that make it at one moment, one does, and all get the same: what one sealed the others open.
        """
        ...

    def delete(self, name: str) -> None: ...
    def describe(self) -> str: ...


@runtime_checkable
class KnowsNames(Protocol):
    """Secrets that can tell the names of all they keep."""

    def names(self) -> list[str]: ...


@runtime_checkable
class KeepsSession(Protocol):
    """Secrets that keep the session too, sealed, where every worker of a fleet finds it."""

    def load_session(self) -> bytes | None: ...
    def save_session(self, state: bytes) -> None: ...


class KeyringSecrets:
    """The operating system's keyring (Windows Credential Manager, macOS Keychain, Secret Service).

    A keyring cannot be asked to keep something only where nothing is kept: a lock beside ``lock`` stands for that.
    Every method raises ``BadSettings`` where the keyring does not answer: before somebody signs in at this machine it
    is locked, and a run that nobody watches must say so to people, not break off.
    """

    def __init__(self, slug: str, lock: Path) -> None:
        import keyring

        self._ring, self._service, self._lock = keyring, f"rpa-gis-zhkh/{slug}", lock

    def get(self, name: str) -> str | None:
        with _asked_plainly():
            return self._ring.get_password(self._service, name)

    def set(self, name: str, value: str) -> None:
        with _asked_plainly():
            self._ring.set_password(self._service, name, value)

    def made(self, name: str, make: Callable[[], str]) -> str:
        if (kept := self.get(name)) is not None:
            return kept
        with alone(self._lock, "Хранилище паролей системы"):
            if (kept := self.get(name)) is None:
                self.set(name, kept := make())
            return kept

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

    def made(self, name: str, make: Callable[[], str]) -> str:
        raise self.why

    def delete(self, name: str) -> None:
        raise self.why

    def describe(self) -> str:
        return self.why.what


def open_secrets(slug: str, vault: Path, *, ask: Callable[[str], str] | None = None) -> Secrets:
    """The vault if its file exists or a pass phrase is given by the machine, else the keyring if there is one.

    Nothing is written. A pass phrase where the keyring holds the organization's keys and there is no vault is refused:
    a vault made then would hide them. Raises ``BadSettings``.
    ``ask`` prompts a person for the pass phrase; without it (unattended) a missing pass phrase is ``BadSettings``.
    """
    passphrase = machine_passphrase(slug, os.environ)
    if passphrase and not vault.exists() and _kept_in_the_keyring(slug, vault):
        raise BadSettings(
            f"Секреты {slug} лежат в хранилище паролей системы, а передан пароль зашифрованного файла, которого нет.",
            hint=f"Не передавайте этой организации {PASSPHRASE} и rpa-vault; если файл {vault.name} был, верните его.",
        )
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
        return _keyring(slug, vault)
    if ask is not None:
        return VaultSecrets(vault, _invented(ask))
    raise BadSettings(
        "Негде хранить секреты: системного хранилища нет, файл не создан.",
        hint="Выполните `rpa setup` или передайте RPA_VAULT_PASSPHRASE.",
    )


def _invented(ask: Callable[[str], str]) -> str:
    """A new pass phrase, typed twice: with a slip in it nobody would ever open the file."""
    told = ""
    while True:
        first = ask(f"{told}Придумайте пароль хранилища секретов")
        if first == ask("Пароль хранилища ещё раз"):
            return first
        told = "Пароли не совпали. "


def _keyring(slug: str, vault: Path) -> KeyringSecrets:
    return KeyringSecrets(slug, vault.with_name("keyring"))


def _kept_in_the_keyring(slug: str, vault: Path) -> bool:
    """Whether the keyring holds keys of the organization's own: a vault beside them would hide them."""
    if not keyring_works():
        return False
    try:
        ring = _keyring(slug, vault)
        return any(ring.get(name) is not None for name in OWN)
    except BadSettings:
        # One that is locked holds nothing a server without a desktop could have put there.
        return False


def keyring_works() -> bool:
    """Whether this machine has a real keyring (not the "fail" or "null" backend)."""
    import keyring
    from keyring.backends import fail, null

    return not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)


def machine_passphrase(slug: str, environ: Mapping[str, str]) -> str | None:
    """The pass phrase this machine hands over for one organization, ``None`` if none.

    Its own credential comes before the common one, and a credential before the variable. Credentials of other
    organizations in the same folder are not looked at. Raises ``BadSettings`` if it cannot be read.
    """
    if folder := environ.get(CREDENTIALS_FOLDER):
        for name in (f"{_CREDENTIAL}-{slug}", _CREDENTIAL):
            if (credential := Path(folder) / name).is_file():
                try:
                    return credential.read_text(encoding="utf-8").rstrip("\r\n")
                except (OSError, UnicodeDecodeError) as error:
                    # Not chained: a decoder's error carries what it stumbled over.
                    raise BadSettings(
                        f"Пароль хранилища, переданный службе ({name}), не читается: {type(error).__name__}.",
                        hint="Запишите файл с паролем заново, в UTF-8 (docs/operations.md, «Расписание»).",
                    ) from None
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


def new_key() -> str:
    """A fresh 256-bit key as base64 text, for ``session_key``."""
    return base64.b64encode(AESGCM.generate_key(bit_length=256)).decode()
