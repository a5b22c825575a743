"""The end of a journal is read without its beginning."""

from __future__ import annotations

from pathlib import Path

from rpa.audit.backwards import backwards


def test_lines_are_read_from_the_end_whatever_their_length(tmp_path: Path) -> None:
    lines = [bytes([65 + number % 26]) * (number * 997 % 5000) for number in range(200)]
    path = tmp_path / "lines"
    path.write_bytes(b"\n".join(lines))
    assert list(backwards(path)) == lines[::-1]
    assert list(backwards(tmp_path / "none")) == []
