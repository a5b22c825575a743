"""What outlives a run: the sealed session, and the key that signs the journal."""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography.exceptions import InvalidTag
from loguru import logger

from rpa.audit import Ed25519Signer
from rpa.private_files import store_private
from rpa.settings import Secrets
from rpa.settings.sealed import open_sealed, seal
from rpa.settings.secrets import KeepsSession, new_key


def load_session(path: Path, secrets: Secrets) -> bytes | None:
    """The saved session, or ``None`` if there is none or it cannot be opened (then one signs in again)."""
    if isinstance(secrets, KeepsSession):
        return secrets.load_session()
    key = secrets.get("session_key")
    if key is None or not path.exists():
        return None
    try:
        return open_sealed(base64.b64decode(key), path.read_bytes())
    except InvalidTag:
        logger.warning("Сохранённая сессия не открывается ключом из хранилища; нужен новый вход.")
        return None


def save_session(state: bytes, path: Path, secrets: Secrets) -> None:
    """Seal a session's cookies: whole or not at all, readable by the owner alone.

    A disk that does not take them costs the next run a sign-in, not this run its answers.
    """
    if isinstance(secrets, KeepsSession):
        secrets.save_session(state)
        return
    try:
        store_private(path, seal(session_key(secrets), state))
    except OSError as error:
        logger.warning("Сессия не сохранена ({}): следующий прогон войдёт заново.", type(error).__name__)


def session_key(secrets: Secrets) -> bytes:
    """The key that seals the session; made on first use, it stays among the secrets."""
    return base64.b64decode(secrets.made("session_key", new_key))


def signer_of(secrets: Secrets) -> Ed25519Signer:
    """The journal's signer; its key is made on first use and stays among the secrets."""
    pem = secrets.made("journal_key", lambda: Ed25519Signer.generate().decode())
    return Ed25519Signer(pem.encode())
