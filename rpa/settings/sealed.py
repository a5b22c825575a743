"""Files at rest: AES-256-GCM sealing and atomic private writing."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def seal(key: bytes, plain: bytes) -> bytes:
    """Nonce and ciphertext. ``key`` is 32 bytes."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def open_sealed(key: bytes, sealed: bytes) -> bytes:
    """The plain bytes. Raises ``cryptography.exceptions.InvalidTag`` if the key or a bit is wrong."""
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)


def write_private(path: Path, data: bytes) -> None:
    """Write whole or not at all, readable by the owner alone, on the disk before it returns."""
    draft = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, path)
