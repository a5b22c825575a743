"""Secrets at rest: sealed, whole, and never readable without the pass phrase."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from rpa.errors import BadSettings
from rpa.settings import open_secrets
from rpa.settings.secrets import VaultSecrets

PASSPHRASE = "придуманный пароль хранилища"


def test_a_secret_comes_back_and_stands_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "vault.enc"
    VaultSecrets(path, PASSPHRASE).set("password", "очень-секретно")
    assert VaultSecrets(path, PASSPHRASE).get("password") == "очень-секретно"
    assert "очень-секретно".encode() not in path.read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_wrong_pass_phrase_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "vault.enc"
    VaultSecrets(path, PASSPHRASE).set("password", "x")
    with pytest.raises(BadSettings, match="не открывается"):
        VaultSecrets(path, "другой")


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "vault.enc"
    VaultSecrets(path, PASSPHRASE).set("password", "x")
    text = path.read_text(encoding="ascii")
    at = text.index('"sealed": "') + len('"sealed": "') + 20
    path.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :], encoding="ascii")
    with pytest.raises(BadSettings):
        VaultSecrets(path, PASSPHRASE)


def test_a_deleted_secret_is_gone_for_good(tmp_path: Path) -> None:
    path = tmp_path / "vault.enc"
    secrets = VaultSecrets(path, PASSPHRASE)
    secrets.set("password", "x")
    secrets.delete("password")
    assert VaultSecrets(path, PASSPHRASE).get("password") is None


def test_a_service_takes_the_pass_phrase_from_its_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RPA_VAULT_PASSPHRASE", raising=False)
    (tmp_path / "rpa-vault").write_text(PASSPHRASE + "\n", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    open_secrets("uk", tmp_path / "vault.enc").set("login", "l")
    assert VaultSecrets(tmp_path / "vault.enc", PASSPHRASE).get("login") == "l"


def test_an_organizations_own_credential_comes_first_and_a_neighbours_is_never_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    VaultSecrets(tmp_path / "uk.enc", PASSPHRASE).set("login", "l")
    monkeypatch.delenv("RPA_VAULT_PASSPHRASE", raising=False)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "rpa-vault-neighbour").write_text(PASSPHRASE, encoding="utf-8")
    with pytest.raises(BadSettings, match="пароль не передан"):
        open_secrets("uk", tmp_path / "uk.enc")
    (tmp_path / "rpa-vault").write_text("common, opens others", encoding="utf-8")
    (tmp_path / "rpa-vault-uk").write_text(PASSPHRASE, encoding="utf-8")
    assert open_secrets("uk", tmp_path / "uk.enc").get("login") == "l"


def test_an_unattended_run_without_the_pass_phrase_says_how_to_pass_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    VaultSecrets(tmp_path / "vault.enc", PASSPHRASE)
    monkeypatch.delenv("RPA_VAULT_PASSPHRASE", raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(BadSettings) as caught:
        open_secrets("uk", tmp_path / "vault.enc")
    assert "LoadCredential" in caught.value.hint
