"""A session is kept whole, or it is told that it is not; one that cannot be read costs a sign-in and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rpa.audit import FolderUnavailable
from rpa.cabinet import CabinetSession, Timeouts
from rpa.cli.sign_in import in_a_window
from rpa.job import arriving
from rpa.job.arriving import open_session
from rpa.job.keeping import load_session, remember_session, save_session
from rpa.settings import OrganizationSettings
from tests.scenarios.conftest import place_without_site
from tests.secrets_in_memory import SecretsInMemory


@pytest.mark.parametrize("left", [0, 5, 12, 20])
def test_a_session_file_cut_short_is_no_session(tmp_path: Path, left: int) -> None:
    secrets, path = SecretsInMemory(), tmp_path / "session.enc"
    save_session(b"cookies", path, secrets)
    assert load_session(path, secrets) == b"cookies"
    path.write_bytes(path.read_bytes()[:left])
    assert load_session(path, secrets) is None


def test_a_session_file_that_cannot_be_read_is_no_session(tmp_path: Path) -> None:
    secrets, path = SecretsInMemory(), tmp_path / "session.enc"
    save_session(b"cookies", path, secrets)
    path.unlink()
    path.mkdir()
    assert load_session(path, secrets) is None


def test_a_session_that_is_not_kept_is_told_to_whoever_signed_in_and_ends_no_run(tmp_path: Path) -> None:
    """`rpa sign-in` said that it was kept, and the run that waited for it went on waiting."""
    (tmp_path / "full").write_text("no folder")
    path = tmp_path / "full" / "session.enc"
    with pytest.raises(FolderUnavailable, match="Сессия не сохранена"):
        save_session(b"cookies", path, SecretsInMemory())
    remember_session(b"cookies", path, SecretsInMemory())


@pytest.mark.parametrize(("method", "said"), [("person", "робот не узнаёт"), ("totp", "введёт робот")])
def test_who_types_the_password_in_the_window_is_said_as_it_is(
    tmp_path: Path, method: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def signed_in(*_given: object, **_options: object) -> None:
        """Nobody is there."""

    monkeypatch.setattr(arriving, "sign_in_by_hand", signed_in)
    in_a_window(place_without_site(tmp_path, sign_in={"method": method}))
    told = " ".join(capsys.readouterr().err.split())
    assert said in told and told.count("робот") == 1


def test_the_site_gets_the_time_of_the_settings_at_a_sign_in_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only runs had it: whoever raised it for a slow site could not sign in."""
    wishes = {"organization": {"name": "УК", "ogrn": "1027700132195"}, "browser": {"timeout_seconds": 90}}
    given: dict[str, Any] = {}
    monkeypatch.setattr(CabinetSession, "open", lambda *_addresses, **options: given.update(options))
    open_session(OrganizationSettings.model_validate(wishes), None, headless=True)
    assert given["timeouts"] == Timeouts(action=90, navigation=180, upload=360)
