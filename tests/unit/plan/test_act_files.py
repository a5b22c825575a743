"""A court act is taken from the acts folder alone, and a debtor without one goes to a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from decision_samples import match, row
from plan_samples import asked, plan_of

from rpa.debts.plan import ActsFolder
from rpa.model import Decision


@pytest.mark.parametrize(
    "path", ["../secret.pdf", "..\\secret.pdf", "/etc/passwd", "missing.pdf", "empty.pdf", ".", "a\0b"]
)
def test_a_file_outside_the_folder_or_unusable_is_never_attached(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "acts"
    folder.mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"x")
    (folder / "empty.pdf").touch()
    assert ActsFolder(folder).find(path) is None
    assert ActsFolder(folder).problem(path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "acts"
    folder.mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"x")
    (folder / "act.pdf").symlink_to(tmp_path / "secret.pdf")
    assert ActsFolder(folder).problem("act.pdf") == "файл акта лежит вне папки актов"


@pytest.mark.parametrize("path", ["2025/act.pdf", "2025\\act.pdf", "./2025/act.pdf"])
def test_both_slashes_part_folders(tmp_path: Path, path: str) -> None:
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / "act.pdf").write_bytes(b"act")
    found = ActsFolder(tmp_path).find(path)
    assert found is not None
    assert (found.path, found.name, found.size) == ("2025/act.pdf", "act.pdf", 3)


def test_a_debtor_whose_act_file_is_gone_goes_to_review(tmp_path: Path) -> None:
    gone = {"1": match(row(2, act_file=Path("gone.pdf")))}
    item = plan_of(tmp_path, [asked(1, "1")], matches=gone).items[0]
    assert (item.decision, item.rule) == (Decision.REVIEW, "R41")
    assert any("файл судебного акта" in note for note in item.notes)
