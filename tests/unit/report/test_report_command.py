"""``rpa report``: what is typed wrong is said before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rpa.cli import build


@pytest.mark.parametrize("name", ["отчёт.html", "report.PDF", "plan.xlsx"])
def test_a_files_name_is_no_folder(tmp_path: Path, name: str) -> None:
    done = CliRunner().invoke(build(), ["report", "--data", str(tmp_path), "--out", str(tmp_path / name)])
    assert done.exit_code == 2
    assert "папка" in done.output
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_no_folder_either(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("не отчёт", encoding="utf-8")
    done = CliRunner().invoke(build(), ["report", "--data", str(tmp_path), "--out", str(tmp_path / "notes")])
    assert (done.exit_code, (tmp_path / "notes").read_text(encoding="utf-8")) == (2, "не отчёт")
