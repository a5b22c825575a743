"""Notes lie in a file a request each; those of an earlier version, which kept one for all, keep their age."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from rpa.operate.notes import Note, Notes, note_path

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def test_notes_of_an_earlier_version_are_read_and_keep_their_age(tmp_path: Path) -> None:
    before = {"260000000001": [{"by": "Седова", "at": LONG_AGO.isoformat(), "text": "Жду выписку"}]}
    (tmp_path / "notes.json").write_text(json.dumps(before))
    notes = Notes(tmp_path / "notes")
    assert [note.text for note in notes.of("260000000001")] == ["Жду выписку"]
    assert not (tmp_path / "notes.json").exists()
    [file] = (tmp_path / "notes").glob("*.json")
    assert file.stat().st_mtime == LONG_AGO.timestamp()
    notes.add("260000000001", Note("Седова", NOW, "Пришла"))
    assert [note.text for note in Notes(tmp_path / "notes").of("260000000001")] == ["Жду выписку", "Пришла"]
    assert file.stat().st_mtime != LONG_AGO.timestamp() and notes.of("260000000002") == []


def test_a_name_of_a_request_is_no_path(tmp_path: Path) -> None:
    notes = Notes(tmp_path / "notes")
    notes.add("../../evil", Note("Седова", NOW, "x"))
    assert {path.parent for path in tmp_path.rglob("*.json")} == {tmp_path / "notes"}
    assert [note.text for note in notes.of("../../evil")] == ["x"]


def test_numbers_that_differ_in_a_sign_alone_have_notes_of_their_own(tmp_path: Path) -> None:
    """Whoever decided one of them answered the doubt about the other, and the policy could say «нет» to it."""
    notes, slash, dash = Notes(tmp_path / "notes"), "77/2026-1", "77-2026-1"
    notes.add(slash, Note("Седова", NOW, "Не та квартира?", left=True))
    assert notes.of(dash) == [] and notes.left_of([slash, dash]) == {slash}
    notes.settle(dash)
    assert notes.left(slash) and note_path(tmp_path / "notes", dash) != note_path(tmp_path / "notes", slash)
