"""A copy of an organization's folder fails nobody's day; an only folder that was renamed is told as before."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from rpa.operate.everyone import run_everyone
from rpa.settings import DataRoot

SETTINGS = "organization: {{name: 'ООО «Выдумка»', ogrn: '{}'}}\n"


def organization(root: DataRoot, name: str, ogrn: str) -> None:
    folder = root.organizations / name
    folder.mkdir(parents=True)
    (folder / "settings.yaml").write_text(SETTINGS.format(ogrn), encoding="utf-8")


def test_a_copy_has_no_run_and_is_told_and_a_renamed_folder_goes_on_failing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, begun = DataRoot(tmp_path), []
    organization(root, "uk", "1027700000001")
    organization(root, "uk — копия", "1027700000001")
    organization(root, "ТСЖ", "1027700000002")
    (root.organizations / "старая").mkdir()
    (root.organizations / "старая" / "settings.yaml").write_text("organization: {}\n", encoding="utf-8")

    def start(command: list[str], **_ways: object) -> None:
        begun.append(command[command.index("--organization") + 1])
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", start)
    found = {one.slug: one for one in run_everyone(root, "daily").organizations}
    assert sorted(begun) == ["uk", "ТСЖ", "старая"]
    assert found["uk — копия"].code == 0 and "Копия папки uk" in found["uk — копия"].sentence
    assert all(found[name].code for name in begun)
