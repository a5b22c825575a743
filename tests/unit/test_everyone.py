"""One organization whose pass phrase cannot be read costs the others nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from rpa.errors import BadSettings
from rpa.operate import everyone
from rpa.settings import DataRoot
from rpa.settings.secrets import machine_passphrase


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What systemd hands over: the second organization's was saved by an editor that knows no UTF-8."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "rpa-vault-b").write_bytes("пароль".encode("cp1251"))
    (folder / "rpa-vault").write_text("made up", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def test_a_pass_phrase_that_is_no_text_is_the_settings_fault_and_never_repeated(credentials: Path) -> None:
    with pytest.raises(BadSettings, match="rpa-vault-b") as refused:
        machine_passphrase("b", {"CREDENTIALS_DIRECTORY": str(credentials)})
    assert refused.value.__suppress_context__ and "UTF-8" in refused.value.hint


@pytest.mark.usefixtures("credentials")
def test_an_organization_whose_pass_phrase_cannot_be_read_keeps_none_of_the_others_from_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = DataRoot(tmp_path / "data")
    for slug in ("a", "b", "c"):
        root.organization(slug).create().settings.write_text("organization: {}\n", encoding="utf-8")
    begun: list[str] = []

    def start(command: list[str], **_ways: object) -> None:
        begun.append(command[command.index("--organization") + 1])
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", start)
    found = everyone.run_everyone(root, "daily").organizations
    assert begun == ["a", "c"]
    assert [(one.slug, one.code) for one in found] == [("a", 1), ("b", 78), ("c", 1)]
    assert "не читается" in found[1].sentence
