"""`rpa inquiries export`: the format is what the name says, and nothing is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.cli import main

SETTINGS = "organization: {name: 'ООО «Выдумка»', ogrn: '1027700000001'}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RPA_DATA", str(tmp_path))
    monkeypatch.setenv("RPA_VAULT_PASSPHRASE", "made up")
    place = tmp_path / "organizations" / "uk"
    place.mkdir(parents=True)
    (place / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    return place


def export(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["inquiries", "export", *arguments])
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("name", "begins"), [("о.csv", b"\xef\xbb\xbf"), ("о.JSON", b"["), ("о.xlsx", b"PK"), ("о", b"PK")]
)
def test_the_name_says_the_format(tmp_path: Path, name: str, begins: bytes) -> None:
    assert export("--out", str(tmp_path / name)) == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_name_that_says_another_format_is_refused(tmp_path: Path) -> None:
    assert export("--out", str(tmp_path / "о.csv"), "--format", "json") == 65
    assert not (tmp_path / "о.csv").exists()


def test_what_lies_there_stays(tmp_path: Path) -> None:
    (tmp_path / "долги.xlsx").write_bytes(b"the register")
    assert export("--out", str(tmp_path / "долги.xlsx")) == 65
    assert (tmp_path / "долги.xlsx").read_bytes() == b"the register"
