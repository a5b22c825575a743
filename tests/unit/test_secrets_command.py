"""``rpa secrets``: what is typed is sealed and usable, and stands in no output, no file and no command line."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rpa.cli import main
from rpa.operate.notices.deliver import address_id
from rpa.operate.notices.memory import Memory
from rpa.settings import open_secrets
from tests.cheap_vault import cheap_vault

OGRN = "1027700000001"
SETTINGS = (
    f"organization: {{name: 'ООО «Выдумка»', ogrn: '{OGRN}'}}\n"
    "notices:\n"
    "  urls: ['mailto://robot:{vault:mail_password}@smtp.uk.example']\n"
    "  probe: {host: imap.uk.example, user: a@uk.example}\n"
)
SECRET = "неповторимый-пароль-ящика"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RPA_DATA", str(tmp_path))
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made up")
    place = tmp_path / "organizations" / "uk-vydumka"
    place.mkdir(parents=True)
    (place / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    cheap_vault(place / "vault.enc", "made up")
    return place


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_what_the_settings_need_is_listed_until_it_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "secrets", "list") == 78
    assert "probe_password" in capsys.readouterr().out
    for name in ("probe_password", "mail_password"):
        assert run(monkeypatch, "secrets", "set", name, typed=SECRET + "\n") == 0
    assert run(monkeypatch, "secrets", "list", "--json") == 0
    output = capsys.readouterr()
    assert SECRET not in output.out + output.err
    document = json.loads(output.out[output.out.index("{") :])
    assert {one["name"]: (one["for"], one["kept"]) for one in document["secrets"]} == {
        "mail_password": ("notices.urls", True),
        "probe_password": ("notices.probe.password", True),
    }
    assert open_secrets("uk-vydumka", folder / "vault.enc").get("probe_password") == SECRET
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in content for content in files)


def test_what_nothing_needs_any_more_is_named_to_be_deleted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("probe_password", "mail_password", "password", "journal_key", "old_mail"):
        cheap_vault(folder / "vault.enc", "made up").set(name, SECRET)
    assert run(monkeypatch, "secrets", "list") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "не нужны: password, old_mail. Удалить: `rpa secrets delete password -o uk-vydumka`" in said
    assert run(monkeypatch, "secrets", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out)["unneeded"] == ["password", "old_mail"]


def test_a_deleted_secret_is_missing_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "secrets", "set", "probe_password", typed=SECRET) == 0
    assert run(monkeypatch, "secrets", "delete", "probe_password") == 0
    assert open_secrets("uk-vydumka", folder / "vault.enc").get("probe_password") is None
    assert run(monkeypatch, "secrets", "list") == 78


@pytest.mark.parametrize("name", ["session_key", "journal_key", "мой пароль", "p@ss word"])
def test_a_name_that_cannot_be_is_refused_and_never_repeated(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(monkeypatch, "secrets", "set", name, typed=SECRET) == 78
    output = capsys.readouterr()
    assert SECRET not in output.out + output.err
    assert name.endswith("_key") or name not in output.out + output.err


def test_an_empty_secret_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "secrets", "set", "probe_password", typed="\n") == 78
    assert open_secrets("uk-vydumka", folder / "vault.enc").get("probe_password") is None


@pytest.mark.parametrize("line", ["Тайна-1 \r\n", " Тайна-1\n", "Тайна-1", "\ufeffТайна-1\r\n"])
def test_what_a_pipe_puts_around_a_secret_is_no_part_of_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    assert run(monkeypatch, "secrets", "set", "password", typed=line) == 0
    assert open_secrets("uk-vydumka", folder / "vault.enc").get("password") == "Тайна-1"
    told = capsys.readouterr()
    assert ("отброшены" in told.out + told.err) is (line.strip("\r\n") != line.strip())
    assert "Тайна" not in told.out + told.err


@pytest.mark.parametrize(("name", "hears"), [("mail_password", True), ("probe_password", False)])
def test_whom_an_address_leads_to_now_hears_what_the_former_one_was_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, hears: bool
) -> None:
    """The line of the settings is the same: for ``repeat_hours`` a new addressee heard of no deadline told before."""
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    line = address_id("mailto://robot:{vault:mail_password}@smtp.uk.example")
    told = Memory.load(folder / "notices.json")
    told.note(line, "a deadline", now)
    told.keep(now)
    assert run(monkeypatch, "secrets", "set", name, typed=SECRET + "\n") == 0
    later = Memory.load(folder / "notices.json")
    assert later.held_back(line, "a deadline", now + timedelta(hours=4), timedelta(hours=20)) is not hears
