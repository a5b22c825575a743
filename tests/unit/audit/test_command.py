"""``rpa audit``: exit codes, JSON, dry runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rpa.audit import verify_journal
from rpa.cli import main
from tests.unit.audit.journals import answer_journal

SETTINGS = "organization: {name: 'ООО «Выдумка»', ogrn: '1027700000001'}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RPA_DATA", str(tmp_path))
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made up")
    place = tmp_path / "organizations" / "uk-vydumka"
    answer_journal(place)
    (place / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    return place


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["audit", *arguments])
    return int(ended.value.code or 0)


def test_a_sound_journal_is_0_and_a_tampered_one_74(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify") == run("verify", str(folder)) == 0, "as other commands say it: `rpa audit verify`"
    assert run("verify", str(folder / "journal.jsonl"), "--json") == 0
    capsys.readouterr()
    path = folder / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"R01", b"R02", 1))
    assert run("verify", str(path), "--json") == 74
    document = json.loads(capsys.readouterr().out)
    assert [(found["kind"], found["seq"]) for found in document["findings"]] == [("changed", 2)]


def test_a_cut_tail_is_74_with_a_checkpoint(folder: Path) -> None:
    path = folder / "journal.jsonl"
    verdict = verify_journal(path)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-2]))
    assert run("verify", str(path)) == 0
    assert run("verify", str(path), "--checkpoint", f"{verdict.head}:{verdict.records}") == 74


def test_of_an_emptied_journal_nobody_says_that_it_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "journal.jsonl").write_bytes(b"")
    run("verify", str(folder / "journal.jsonl"))
    said = capsys.readouterr().out
    assert "ЖУРНАЛ ПУСТ" in said and "сходится" not in said


def test_what_cannot_be_read_is_bad_input(folder: Path) -> None:
    assert run("verify", str(folder / "none.jsonl")) == 65
    assert run("verify", str(folder), "--checkpoint", "x") == 2
    assert run("verify", str(folder), "--key", str(folder / "none")) == 65
    assert run("export", "88-8") == 65


def test_an_export_is_not_written_over_what_lies_there(folder: Path, tmp_path: Path) -> None:
    journal = (folder / "journal.jsonl").read_bytes()
    assert run("export", "77-2", "--out", str(folder / "journal.jsonl")) == 65
    assert (folder / "journal.jsonl").read_bytes() == journal
    assert run("export", "77-2", "--out", str(tmp_path / "new.zip")) == 0


def test_an_export_verifies(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "77-2", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["signed"] is True
    assert run("verify", document["path"]) == 0


@pytest.mark.parametrize("lost", [False, True])
def test_an_export_whose_picture_is_lost_or_another_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str], lost: bool
) -> None:
    picture = next((folder / "evidence").rglob("77-2-result.jpg"))
    picture.unlink() if lost else picture.write_bytes(b"\xff\xd8\xff another")
    assert run("export", "77-2", "--json") == 74
    document = json.loads(capsys.readouterr().out)
    assert ["снимок" in finding for finding in document["findings"]] == [True]
    assert run("verify", document["path"]) == 74, "as whoever receives it would have found out"
    assert run("export", "77-1") == 0


@pytest.mark.parametrize("name", ["пакет", "пакет.ZIP", "пакет.zip.bin"])
def test_a_package_is_one_whatever_it_is_called(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    assert run("export", "77-2", "--json") == 0
    package = Path(json.loads(capsys.readouterr().out)["path"]).rename(tmp_path / name)
    assert run("verify", str(package)) == 0


def test_a_purge_is_dry_unless_told_otherwise(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "settings.yaml").write_text(SETTINGS + "retention: {evidence_days: 1}\n", encoding="utf-8")
    assert run("purge", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["dry_run"] is True and len(document["files"]) == 6
    assert len(list((folder / "evidence").rglob("*.jpg"))) == 6
    assert run("purge", "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out)["deleted"] == 6
    assert list((folder / "evidence").rglob("*.jpg")) == []
    assert run("verify", str(folder)) == 0
    assert run("purge", "--yes") == 0
