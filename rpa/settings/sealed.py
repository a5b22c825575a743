"""Bytes at rest: AES-256-GCM sealing."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def seal(key: bytes, plain: bytes) -> bytes:
    """Nonce and ciphertext. ``key`` is 32 bytes."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def open_sealed(key: bytes, sealed: bytes) -> bytes:
    """The plain bytes. Raises ``cryptography.exceptions.InvalidTag`` if the key or a bit is wrong."""
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
