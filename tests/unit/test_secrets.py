"""Secrets at rest: sealed, whole, and never readable without the pass phrase."""

from __future__ import annotations

import base64
import json
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import filelock
import pytest
from keyring.errors import KeyringLocked

from rpa.errors import BadSettings, Temporary
from rpa.settings import alone, open_secrets
from rpa.settings import secrets as secrets_of
from rpa.settings.sealed import seal
from rpa.settings.secrets import KeyringSecrets
from rpa.settings.vault_file import SCRYPT, VaultSecrets
from tests.cheap_vault import cheap_vault
from tests.working_keyring import Ring

PASSPHRASE = "придуманный пароль хранилища"


def test_a_secret_comes_back_and_stands_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "vault.enc"
    cheap_vault(path, PASSPHRASE).set("password", "очень-секретно")
    assert cheap_vault(path, PASSPHRASE).get("password") == "очень-секретно"
    assert "очень-секретно".encode() not in path.read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_wrong_pass_phrase_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "vault.enc"
    cheap_vault(path, PASSPHRASE).set("password", "x")
    with pytest.raises(BadSettings, match="не открывается"):
        cheap_vault(path, "другой")


def test_a_guess_is_dear_in_a_new_vault_and_costs_what_it_did_in_an_older_one(tmp_path: Path) -> None:
    VaultSecrets(new := tmp_path / "new.enc", PASSPHRASE).set("login", "l")
    assert json.loads(new.read_text())["scrypt"] == dict(SCRYPT)
    assert SCRYPT["n"] * SCRYPT["r"] * 128 >= 128 * 2**20
    assert VaultSecrets(new, PASSPHRASE).get("login") == "l"

    cheap_vault(older := tmp_path / "older.enc", PASSPHRASE)
    VaultSecrets(older, PASSPHRASE).set("login", "l")
    assert json.loads(older.read_text())["scrypt"]["n"] == 2
    assert VaultSecrets(older, PASSPHRASE).get("login") == "l"


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "vault.enc"
    cheap_vault(path, PASSPHRASE).set("password", "x")
    text = path.read_text(encoding="ascii")
    at = text.index('"sealed": "') + len('"sealed": "') + 20
    path.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :], encoding="ascii")
    with pytest.raises(BadSettings):
        cheap_vault(path, PASSPHRASE)


def damaged(path: Path, **parts: object) -> None:
    """A vault of which some parts are others; ``None`` takes one out."""
    document = json.loads(path.read_text()) | parts
    path.write_text(json.dumps({name: part for name, part in document.items() if part is not None}))


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b'{"format": "rpa-vault-1", "scr', "пароль".encode(), b"\xff\x00", b"[" * 9999],
)
def test_a_file_that_is_no_vault_is_told_broken_with_a_cure(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "vault.enc").write_bytes(content)
    with pytest.raises(BadSettings, match=r"vault\.enc повреждено") as caught:
        VaultSecrets(path, PASSPHRASE)
    assert "из копии" in caught.value.hint and "rpa secrets set" in caught.value.hint
    assert path.read_bytes() == content, "what may still be mended is left as it is"


@pytest.mark.parametrize(
    "parts",
    [
        {"salt": None}, {"salt": "не base64"}, {"salt": "A"}, {"salt": 7}, {"sealed": None}, {"sealed": "%%%%"},
        {"scrypt": None}, {"scrypt": []}, {"scrypt": {"n": 2}},
        *({"scrypt": {"n": n, "r": r, "p": p}} for n, r, p in (
            (3, 8, 1), (0, 8, 1), (-2, 8, 1), (1, 8, 1), (2**20 + 1, 8, 1), (2**21, 8, 1), (2, 2**30, 1), (2, 8, 2**30),
            (2**16, 1, 1), (2.0, 8, 1), ("2", 8, 1), (True, 8, 1), (2, 0, 1), (2, 8, -1),
        )),
    ],
)  # fmt: skip
def test_a_vault_with_a_broken_part_or_a_hostile_cost_is_told_broken(tmp_path: Path, parts: dict[str, object]) -> None:
    cheap_vault(path := tmp_path / "vault.enc", PASSPHRASE)
    damaged(path, **parts)
    with pytest.raises(BadSettings, match=r"vault\.enc повреждено"):
        VaultSecrets(path, PASSPHRASE)


@pytest.mark.parametrize("plain", [b"", b"[]", b'{"password": 1}', b"\xff"])
def test_a_vault_that_holds_no_secrets_is_told_broken(tmp_path: Path, plain: bytes) -> None:
    vault = cheap_vault(path := tmp_path / "vault.enc", PASSPHRASE)
    damaged(path, sealed=base64.b64encode(seal(vault._key, plain)).decode())
    with pytest.raises(BadSettings, match=r"vault\.enc повреждено"):
        VaultSecrets(path, PASSPHRASE)


def test_a_vault_cut_before_its_seal_does_not_open(tmp_path: Path) -> None:
    cheap_vault(path := tmp_path / "vault.enc", PASSPHRASE)
    for sealed in ("", "AAAA", "AAAA" * 6):
        damaged(path, sealed=sealed)
        with pytest.raises(BadSettings):
            VaultSecrets(path, PASSPHRASE)


def test_a_deleted_secret_is_gone_for_good(tmp_path: Path) -> None:
    path = tmp_path / "vault.enc"
    secrets = cheap_vault(path, PASSPHRASE)
    secrets.set("password", "x")
    secrets.delete("password")
    assert cheap_vault(path, PASSPHRASE).get("password") is None


def test_a_service_takes_the_pass_phrase_from_its_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RPA_VAULT_PASSPHRASE", raising=False)
    (tmp_path / "rpa-vault").write_text(PASSPHRASE + "\n", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    open_secrets("uk", tmp_path / "vault.enc").set("login", "l")
    assert cheap_vault(tmp_path / "vault.enc", PASSPHRASE).get("login") == "l"


def test_an_empty_credential_opens_nothing_and_makes_no_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the guard's unit gets where the file with the pass phrase is gone."""
    monkeypatch.delenv("RPA_VAULT_PASSPHRASE", raising=False)
    (tmp_path / "rpa-vault").write_text("\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(BadSettings, match="закрыто"):
        open_secrets("uk", tmp_path / "vault.enc")
    assert not (tmp_path / "vault.enc").exists()


def test_an_organizations_own_credential_comes_first_and_a_neighbours_is_never_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_vault(tmp_path / "uk.enc", PASSPHRASE).set("login", "l")
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
    cheap_vault(tmp_path / "vault.enc", PASSPHRASE)
    monkeypatch.delenv("RPA_VAULT_PASSPHRASE", raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(BadSettings) as caught:
        open_secrets("uk", tmp_path / "vault.enc")
    assert "LoadCredential" in caught.value.hint


def test_a_keyring_that_is_locked_is_an_error_for_people_that_repeats_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: str) -> None:
        raise KeyringLocked("made-up-secret")

    for name in ("get_password", "set_password"):
        monkeypatch.setattr(f"keyring.{name}", locked)
    secrets = KeyringSecrets("uk", tmp_path / "keyring")
    for ask in (lambda: secrets.get("login"), lambda: secrets.set("login", "l"), lambda: secrets.delete("login")):
        with pytest.raises(BadSettings, match="KeyringLocked") as told:
            ask()
        assert "made-up-secret" not in str(told.value) and told.value.__suppress_context__


def test_two_processes_that_have_the_vault_open_lose_nothing_of_each_other(tmp_path: Path) -> None:
    """The review page was open since the morning: its first run put the old password back."""
    path = tmp_path / "vault.enc"
    cheap_vault(path, PASSPHRASE).set("password", "old")
    page, command = cheap_vault(path, PASSPHRASE), cheap_vault(path, PASSPHRASE)
    command.set("password", "new")
    command.set("mail_password", "m")
    assert page.get("password") == "new"
    command.delete("mail_password")
    page.set("journal_key", "k")
    page.delete("no such")
    found = cheap_vault(path, PASSPHRASE)
    assert [found.get(name) for name in ("password", "journal_key", "mail_password")] == ["new", "k", None]


def test_a_vault_that_is_made_while_it_is_looked_for_is_taken_with_its_salt(tmp_path: Path) -> None:
    path = tmp_path / "vault.enc"
    one, other = (VaultSecrets(path, PASSPHRASE, cost={"n": 2, "r": 8, "p": 1}) for _ in range(2))
    one.set("login", "l")
    other.set("password", "p")
    assert (one.get("login"), one.get("password")) == ("l", "p")


def test_a_vault_that_another_process_does_not_let_go_of_is_tried_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alone, "_WAIT_SECONDS", 0.1)
    vault = cheap_vault(path := tmp_path / "vault.enc", PASSPHRASE)
    with filelock.FileLock(f"{path}.lock"), ThreadPoolExecutor(1) as another:
        refused = another.submit(vault.set, "login", "l").exception()
    assert isinstance(refused, Temporary) and "другим процессом" in refused.what
    assert vault.get("login") is None


def test_whoever_only_looks_makes_no_vault_and_hides_no_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass phrase for another organization in the environment was enough to lose a working keyring."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "of another organization")
    vault = tmp_path / "vault.enc"
    ring = Ring(monkeypatch)
    assert open_secrets("uk", vault).get("login") is None
    assert not list(tmp_path.iterdir())
    ring.kept["session_key"] = "k"
    with pytest.raises(BadSettings, match="лежат в хранилище паролей системы") as refused:
        open_secrets("uk", vault)
    assert "RPA_VAULT_PASSPHRASE" in refused.value.hint and not vault.exists()
    monkeypatch.delenv("RPA_VAULT_PASSPHRASE")
    assert open_secrets("uk", vault).get("session_key") == "k"


def test_a_new_pass_phrase_is_typed_twice_and_an_old_one_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CREDENTIALS_DIRECTORY", "RPA_VAULT_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(secrets_of, "keyring_works", lambda: False)
    typed, asked = ["first", "frist", PASSPHRASE, PASSPHRASE, PASSPHRASE], list[str]()

    def ask(question: str) -> str:
        asked.append(question)
        return typed.pop(0)

    vault = tmp_path / "vault.enc"
    open_secrets("uk", vault, ask=ask).set("login", "l")
    assert len(asked) == 4 and asked[2].startswith("Пароли не совпали")
    assert open_secrets("uk", vault, ask=ask).get("login") == "l" and len(asked) == 5
