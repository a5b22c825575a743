"""What a folder and the shared storage last had in common, so that a later look tells who has changed it since.

Kept in the folder itself (``agreed/``), one small file for each thing: names and hashes only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from rpa.private_files import store_private
from rpa.settings import OrganizationFolder

_INPUTS = "inputs.json"


class Agreed:
    """Every method may raise ``OSError``."""

    def __init__(self, folder: OrganizationFolder) -> None:
        self._root = folder.root / "agreed"

    def inputs(self) -> set[str]:
        """Names of the published files that this folder may hold; empty if nothing was fetched yet."""
        return set(json.loads(self._read(_INPUTS) or "[]"))

    def keep_inputs(self, names: Iterable[str]) -> None:
        self._keep(_INPUTS, json.dumps(sorted(names), ensure_ascii=False))

    def last(self, name: str) -> str | None:
        """The hash of ``name`` when it was last the same on both sides; ``None`` if it never was."""
        return self._read(name)

    def keep(self, name: str, data: bytes) -> None:
        """Both sides have ``data`` now."""
        self._keep(name, hash_of(data))

    def _read(self, name: str) -> str | None:
        try:
            return (self._root / name).read_text("utf-8")
        except FileNotFoundError:
            return None

    def _keep(self, name: str, text: str) -> None:
        # Every stage of a worker asks: a file that says so already is not written again.
        if self._read(name) != text:
            store_private(self._root / name, text.encode())


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
