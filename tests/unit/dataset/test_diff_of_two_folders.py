"""Two loads kept in two folders, each with its acts: what the accountant sees of what changed between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.cli.dataset_shown import show_diff
from rpa.debts.dataset import Dataset, diff_datasets, load_dataset
from tests.unit.dataset.registers import TODAY, Line, header, line, write_xlsx


def load(folder: Path, lines: list[Line]) -> Dataset:
    folder.mkdir(exist_ok=True)
    for act in ("act.pdf", "other.pdf"):
        (folder / act).write_bytes(b"%PDF-1.4")
    return load_dataset(write_xlsx(folder / "debts.xlsx", [header(), *lines]), today=TODAY)


def test_an_act_of_the_same_name_in_the_folder_of_its_load_is_no_change(tmp_path: Path) -> None:
    """Every row was called changed, and the one that was could not be seen among them."""
    same = [line(flat=str(flat), act_file="act.pdf") for flat in range(1, 4)]
    before = load(tmp_path / "old", [*same, line(flat="9", act_file="act.pdf")])
    now = load(tmp_path / "new", [*same, line(flat="9", act_file="other.pdf")])
    found = diff_datasets(before, now)
    assert [(change.new.flat, change.columns) for change in found.changed] == [("9", ("act_file",))]
    assert found.unchanged == 3


def test_changes_that_are_not_shown_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = load(tmp_path / "old", [line(flat=str(flat)) for flat in range(1, 36)])
    now = load(tmp_path / "new", [line(flat=str(flat), rest_main="1,00") for flat in range(1, 36)])
    show_diff(diff_datasets(before, now), sheets=False)
    assert "… и ещё 5" in capsys.readouterr().out
