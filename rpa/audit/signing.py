"""Ed25519 signatures of runs (RFC 8032). The private key lives in the vault; the public one beside the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from rpa.errors import BadSettings

ALGORITHM = "Ed25519"
_END = b"-----END PUBLIC KEY-----"


class Signer(Protocol):
    """Whatever holds a private key: a vault entry, a token. ``key_id`` is the SHA-256 of the raw public key."""

    @property
    def key_id(self) -> str: ...

    @property
    def public_pem(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


class Ed25519Signer:
    """A signer over a private key given as PEM bytes (PKCS#8). Raises ``BadSettings`` if they are no such key."""

    def __init__(self, private_pem: bytes, password: bytes | None = None) -> None:
        try:
            key = serialization.load_pem_private_key(private_pem, password)
        except (ValueError, TypeError):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise BadSettings("Ключ подписи журнала не читается или не Ed25519.", hint="Создайте новый: `rpa setup`.")
        self._key = key

    @staticmethod
    def generate() -> bytes:
        """A new private key as PEM bytes, to be put into the vault."""
        return Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def key_id(self) -> str:
        return key_id(self._key.public_key())

    @property
    def public_pem(self) -> bytes:
        return self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def read_public_keys(pem: bytes) -> dict[str, Ed25519PublicKey]:
    """All public keys of a PEM file by their id: after a change of keys the old ones stay there.

    Raises ``ValueError`` if a block is no Ed25519 public key.
    """
    keys: dict[str, Ed25519PublicKey] = {}
    for block in pem.split(_END)[:-1]:
        key = serialization.load_pem_public_key(block.strip() + b"\n" + _END + b"\n")
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("not an Ed25519 public key")
        keys[key_id(key)] = key
    return keys


def is_signed(keys: Mapping[str, Ed25519PublicKey], key: str, signature: bytes, message: bytes) -> bool:
    if key not in keys:
        return False
    try:
        keys[key].verify(signature, message)
    except InvalidSignature:
        return False
    return True
