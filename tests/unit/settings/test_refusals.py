"""What ЕСИА refused lately, as the runs of one machine tell each other."""

from __future__ import annotations

import stat
from pathlib import Path

import filelock
import pytest
from typer.testing import CliRunner

from rpa.cli import build
from rpa.settings import alone
from rpa.settings.refusals import REFUSED_SECONDS, Refusals
from tests.scenarios.conftest import place_without_site

SPOILED = (b"", b"{", b"[]", b'{"salt": 1, "refused": {}}', b'{"salt": "00", "refused": {"a": "b"}}', b"\xff")


def test_one_hears_what_another_was_refused_for_an_hour_and_of_this_pair_alone(tmp_path: Path) -> None:
    path, clock = tmp_path / "refused.json", [1_000_000.0]
    Refusals(path, lambda: clock[0]).add("anna@example.test", "made-up")
    other = Refusals(path, lambda: clock[0])
    assert other.lately("anna@example.test", "made-up")
    assert not other.lately("anna@example.test", "another") and not other.lately("boris@example.test", "made-up")
    other.add("boris@example.test", "made-up")
    assert other.lately("anna@example.test", "made-up") and other.lately("boris@example.test", "made-up")
    clock[0] -= REFUSED_SECONDS / 2
    assert other.lately("anna@example.test", "made-up"), "a clock set back"
    clock[0] += REFUSED_SECONDS * 1.5
    assert not other.lately("anna@example.test", "made-up")


def test_the_file_tells_nobody_whose_account_it_is_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "refused.json"
    Refusals(path).add("anna@example.test", "made-up")
    kept = path.read_text(encoding="utf-8")
    assert "anna" not in kept and "made-up" not in kept
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    other = Refusals(tmp_path / "second.json")
    other.add("anna@example.test", "made-up")
    assert other.path.read_text(encoding="utf-8").split('"refused"')[1][:80] != kept.split('"refused"')[1][:80]


def test_a_file_that_another_process_holds_does_not_hide_the_refusal_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told as a passing trouble, it would be tried again, and the password typed once more."""
    path = tmp_path / "refused.json"
    monkeypatch.setattr(alone, "_WAIT_SECONDS", 0)
    with filelock.FileLock(f"{path}.lock"):
        Refusals(path).add("anna@example.test", "made-up")
    assert not Refusals(path).lately("anna@example.test", "made-up")


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_spoiled_file_keeps_nobody_out_and_is_written_anew(tmp_path: Path, spoiled: bytes) -> None:
    path = tmp_path / "refused.json"
    path.write_bytes(spoiled)
    refusals = Refusals(path)
    assert not refusals.lately("l", "p")
    refusals.add("l", "p")
    assert refusals.lately("l", "p")


def test_a_password_a_person_writes_anew_may_be_typed_at_once(tmp_path: Path) -> None:
    """The very same, too: somebody has unlocked the account."""
    place = place_without_site(tmp_path)
    refusals = Refusals(place.folder.machine.refusals)
    refusals.add("l", "p")
    environ = {"RPA_VAULT_PASSPHRASE": "a made-up pass phrase"}
    done = CliRunner().invoke(
        build(), ["secrets", "set", "password", "--data", str(tmp_path)], input="p\n", env=environ
    )
    assert done.exit_code == 0, done.output
    assert not refusals.lately("l", "p")
