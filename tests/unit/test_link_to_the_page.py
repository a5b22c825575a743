"""`rpa ui link` in another terminal leads to the page that is open, whatever its port, name and certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.cli import main
from rpa.settings import DataRoot, OrganizationFolder
from rpa.web.accounts import Role
from rpa.web.whereabouts import forget_where, known_where, tell_where
from tests.unit.test_settings import GOOD, written

ANNA = "Седова Анна"
TLS = "https://buh.uk.example:8443"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> OrganizationFolder:
    monkeypatch.setenv("RPA_DATA", str(tmp_path))
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made up")
    made = DataRoot(tmp_path).organization("uk").create()
    written(made.root, GOOD)
    with pytest.raises(SystemExit):
        main(["ui", "user", "add", ANNA, "--role", Role.REVIEWER.name.lower()])
    capsys.readouterr()
    return made


@pytest.mark.parametrize(
    ("open_at", "words", "leads_to"),
    [
        (None, (), "http://127.0.0.1:8600/enter?link="),
        ("http://127.0.0.1:43210", (), "http://127.0.0.1:43210/enter?link="),
        (TLS, (), f"{TLS}/enter?link="),
        (TLS, ("--host", "other.example", "--port", "443"), "https://other.example:443/enter?link="),
        ("http://[::1]:8600", (), "http://[::1]:8600/enter?link="),
        ("file:///etc/passwd", (), "http://127.0.0.1:8600/enter?link="),
    ],
)
def test_the_link_leads_to_the_page_that_is_open(
    folder: OrganizationFolder,
    capsys: pytest.CaptureFixture[str],
    open_at: str | None,
    words: tuple[str, ...],
    leads_to: str,
) -> None:
    if open_at is not None:
        tell_where(folder, open_at)
    with pytest.raises(SystemExit):
        main(["ui", "link", ANNA, *words])
    assert capsys.readouterr().out.startswith(leads_to)


def test_a_page_that_ended_is_forgotten_and_one_opened_since_is_not(folder: OrganizationFolder) -> None:
    tell_where(folder, "http://127.0.0.1:1")
    tell_where(folder, TLS)
    forget_where(folder, "http://127.0.0.1:1")
    assert known_where(folder) == TLS
    forget_where(folder, TLS)
    assert known_where(folder) is None
