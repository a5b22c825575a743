"""Two first runs at one moment have one key: what one of them sealed or signed is not lost on the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import filelock
import pytest

from rpa.audit import Ed25519Signer
from rpa.job.keeping import load_session, save_session, signer_of
from rpa.settings import Secrets
from rpa.settings.secrets import KeyringSecrets
from rpa.settings.vault_file import VaultSecrets
from tests.working_keyring import Ring

CHEAP = {"n": 2, "r": 8, "p": 1}


@pytest.fixture(params=["vault", "keyring"])
def two(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Secrets, Secrets]:
    """The same secrets as two processes have them open; nothing is kept yet."""
    if request.param == "keyring":
        Ring(monkeypatch)
        return KeyringSecrets("uk", tmp_path / "kept"), KeyringSecrets("uk", tmp_path / "kept")
    return VaultSecrets(tmp_path / "kept", "phrase", cost=CHEAP), VaultSecrets(tmp_path / "kept", "phrase", cost=CHEAP)


def when_it_has_looked(monkeypatch: pytest.MonkeyPatch, one: Secrets, then: Callable[[], object]) -> None:
    """``then`` happens right after ``one`` saw that there is no key."""
    looked = one.get

    def get(name: str) -> str | None:
        found = looked(name)
        monkeypatch.setattr(one, "get", looked)
        then()
        return found

    monkeypatch.setattr(one, "get", get)


def test_two_first_runs_at_one_moment_sign_with_one_key(
    two: tuple[Secrets, Secrets], monkeypatch: pytest.MonkeyPatch
) -> None:
    (one, other), signers = two, list[Ed25519Signer]()
    when_it_has_looked(monkeypatch, one, lambda: signers.append(signer_of(other)))
    assert signer_of(one).key_id == signers[0].key_id


def test_a_session_sealed_at_the_first_moment_opens_for_whoever_came_then_too(
    two: tuple[Secrets, Secrets], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (one, other), mine, brought = two, tmp_path / "run.enc", tmp_path / "person.enc"
    when_it_has_looked(monkeypatch, one, lambda: save_session(b"brought by a person", brought, other))
    save_session(b"of the run", mine, one)
    assert load_session(brought, one) == b"brought by a person" and load_session(mine, other) == b"of the run"


def test_nobody_else_makes_a_key_while_one_is_being_made(two: tuple[Secrets, Secrets], tmp_path: Path) -> None:
    def make() -> str:
        with pytest.raises(filelock.Timeout):
            filelock.FileLock(tmp_path / "kept.lock", timeout=0).acquire()
        return "made"

    assert two[0].made("session_key", make) == two[1].get("session_key") == "made"
    assert two[1].made("session_key", lambda: "another") == "made"
