"""What writing a report does to what lies there already: nothing that nobody asked for."""

from __future__ import annotations

import os
from pathlib import Path

from tests.report.sample import fill, reporter, write


def test_printing_takes_no_page_away_that_lay_there(tmp_path: Path) -> None:
    fill(tmp_path)
    page = write(reporter(tmp_path)).files["html"]
    before = page.read_bytes()
    printed: list[Path] = []

    def print_pdf(source: Path) -> bytes:
        printed.append(source)
        return b"%PDF " + source.read_bytes()[:15]

    written = write(reporter(tmp_path, formats=("pdf",), print_pdf=print_pdf))
    assert list(written.files) == ["pdf"] and written.files["pdf"].read_bytes() == b"%PDF <!DOCTYPE html>"
    assert page.read_bytes() == before
    assert not printed[0].exists() and printed[0].parent == page.parent, "its pictures lie beside it"


def test_a_folder_a_person_names_keeps_its_rights_and_a_new_one_is_closed(tmp_path: Path) -> None:
    fill(tmp_path)
    shared, new = tmp_path / "shared", tmp_path / "new"
    shared.mkdir()
    os.chmod(shared, 0o755)
    for folder in (shared, new):
        assert write(reporter(tmp_path, out=folder)).files["html"].parent == folder
    if os.name == "posix":
        assert [folder.stat().st_mode & 0o777 for folder in (shared, new)] == [0o755, 0o700]
