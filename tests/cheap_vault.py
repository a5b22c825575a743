"""The vault as it is, but for the cost of a guess: hundreds of runs open one, and none has anything to guess."""

from __future__ import annotations

from pathlib import Path

from rpa.settings.vault_file import VaultSecrets


def cheap_vault(path: Path, pass_phrase: str) -> VaultSecrets:
    """Open a vault; one that is not there yet is made at the least cost. The product opens it at that cost, too."""
    vault = VaultSecrets(path, pass_phrase, cost={"n": 2, "r": 8, "p": 1})
    if not path.exists():
        vault.set("made", "")
        vault.delete("made")
    return vault
