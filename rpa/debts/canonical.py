"""Canonical JSON and its SHA-256: what is hashed here hashes the same on every machine and in every year.

A value has exactly one form: keys sorted by code point, UTF-8, no blanks, no escapes beyond those JSON requires.
Numbers are integers only: money travels as decimal text ("1200.50") and a date as ISO text, because a float
printed twice is not promised to be the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Beyond 2^53 readers in other languages lose digits (RFC 8785 §3.2.2.3), and a hash others can't repeat proves nothing.
LARGEST_INTEGER = 2**53 - 1


def canonical_bytes(value: Any) -> bytes:
    """The one form of ``value`` (dict with text keys, list, tuple, str, int, bool, None; nested).

    Raises ``TypeError`` for anything else (float, Decimal, date, bytes: the caller says how it is written) and
    ``ValueError`` for an integer above 2^53 or text that UTF-8 cannot hold.
    """
    _check(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, lower-case hex."""
    return sha256_hex(canonical_bytes(value))


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces. Raises ``OSError`` where the file cannot be read."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def parse_canonical(data: bytes) -> Any:
    """Read canonical JSON back; the inverse of :func:`canonical_bytes`.

    Raises ``ValueError`` if ``data`` is not JSON, or is JSON in any other form than the canonical one (a blank,
    another order, a repeated key, a float): such a file was touched by something else than this product.
    """
    try:
        value = json.loads(data.decode("utf-8"))
        again = canonical_bytes(value)
    except (UnicodeDecodeError, TypeError, RecursionError) as error:
        raise ValueError(f"not canonical JSON: {type(error).__name__}") from error
    if again != data:
        raise ValueError("not in canonical form")
    return value


def _check(value: Any) -> None:
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError("integer beyond 2^53")
    elif isinstance(value, Mapping):
        if not isinstance(value, dict):
            raise TypeError(f"{type(value).__name__} is not a plain dict")
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"key of type {type(key).__name__}")
            _check(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    else:
        raise TypeError(f"{type(value).__name__} has no canonical form")
