"""A journal is looked at while a run writes it: half of a line is no damage then, and is damage once nobody writes."""

from __future__ import annotations

from pathlib import Path

import filelock
import pytest

from rpa.audit import verify, verify_journal
from tests.unit.audit.journals import answer_journal


def half_written(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(path.read_bytes().splitlines()[-1][:200])


def kinds(path: Path) -> list[str]:
    return [found.kind for found in verify_journal(path).findings]


def test_half_a_line_is_being_written_as_long_as_a_run_holds_the_journal(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    whole = verify_journal(path).records
    half_written(path)
    with filelock.FileLock(f"{path}.lock"):
        seen = verify_journal(path)
    assert (seen.ok, seen.records) == (True, whole)
    assert any("ещё пишется" in remark for remark in seen.remarks)
    assert kinds(path) == ["torn"]


def test_a_run_that_holds_the_journal_excuses_nothing_else(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    half_written(path)
    with filelock.FileLock(f"{path}.lock"):
        assert kinds(path) == ["removed"]


def test_a_line_that_was_finished_meanwhile_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run ended between two looks: nobody holds the journal, and nothing is torn."""
    path = answer_journal(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:-10])

    def ended(_path: Path) -> bool:
        path.write_bytes(content)
        return False

    monkeypatch.setattr(verify, "_is_written", ended)
    assert kinds(path) == []


def test_nothing_is_left_beside_a_journal_that_was_sent(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    half_written(path)
    Path(f"{path}.lock").unlink(missing_ok=True)
    assert kinds(path) == ["torn"] and not Path(f"{path}.lock").exists()
