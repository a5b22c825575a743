"""Files at rest: AES-256-GCM sealing and atomic private writing."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rpa.private_files import FOLDER_MODE, replace_private

_NONCE = 12


def seal(key: bytes, plain: bytes) -> bytes:
    """Nonce and ciphertext. ``key`` is 32 bytes."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def open_sealed(key: bytes, sealed: bytes) -> bytes:
    """The plain bytes. Raises ``cryptography.exceptions.InvalidTag`` if the key or a bit is wrong."""
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)


def write_private(path: Path, data: bytes) -> None:
    """Write whole or not at all, readable by the owner alone, on the disk before it returns; makes the folder."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    replace_private(path, data)
