"""What outlives a run: the sealed session, and the key that signs the journal."""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography.exceptions import InvalidTag
from loguru import logger

from rpa.audit import Ed25519Signer, FolderUnavailable
from rpa.audit.folder import disk_words
from rpa.private_files import store_private
from rpa.settings import Secrets
from rpa.settings.sealed import open_sealed, seal
from rpa.settings.secrets import KeepsSession, new_key


def load_session(path: Path, secrets: Secrets) -> bytes | None:
    """The saved session, or ``None`` if there is none or it cannot be read or opened (then one signs in again)."""
    if isinstance(secrets, KeepsSession):
        return secrets.load_session()
    key = secrets.get("session_key")
    if key is None or not path.exists():
        return None
    try:
        return open_sealed(base64.b64decode(key), path.read_bytes())
    except (InvalidTag, ValueError):
        # ValueError: it is shorter than what a seal begins with.
        logger.warning("Сохранённая сессия не открывается ключом из хранилища; нужен новый вход.")
    except OSError as error:
        logger.warning("Сохранённая сессия не прочитана ({}); нужен новый вход.", disk_words(error))
    return None


def save_session(state: bytes, path: Path, secrets: Secrets) -> None:
    """Seal a session's cookies: whole or not at all, readable by the owner alone. Raises ``FolderUnavailable``."""
    if isinstance(secrets, KeepsSession):
        secrets.save_session(state)
        return
    try:
        store_private(path, seal(session_key(secrets), state))
    except OSError as error:
        raise FolderUnavailable(f"Сессия не сохранена: {disk_words(error)}.") from error


def remember_session(state: bytes, path: Path, secrets: Secrets) -> None:
    """The same at the end of a run: a disk that does not take it costs the next run a sign-in, not this one its
    answers."""
    try:
        save_session(state, path, secrets)
    except FolderUnavailable as error:
        logger.warning("{} Следующий прогон войдёт заново.", error.what)


def session_key(secrets: Secrets) -> bytes:
    """The key that seals the session; made on first use, it stays among the secrets."""
    return base64.b64decode(secrets.made("session_key", new_key))


def signer_of(secrets: Secrets) -> Ed25519Signer:
    """The journal's signer; its key is made on first use and stays among the secrets."""
    pem = secrets.made("journal_key", lambda: Ed25519Signer.generate().decode())
    return Ed25519Signer(pem.encode())
