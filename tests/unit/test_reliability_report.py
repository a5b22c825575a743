"""The kill matrix in words: nothing doubled or lost can hide in the document, nothing that was not run shows in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from rpa.model import Decision
from tests.faults.matrix import PAGES, SEND, SITE, Cell, Try, fault_cells
from tests.faults.matrix_report import main, markdown
from tests.faults.notebook import Matrix

KILL = Cell("kill", "SIGKILL", "click:Да:after", Decision.DEBT)
FAULT = Cell("fault", "reply_lost", SEND, Decision.NO_DEBT)
GOOD = Try(KILL, "1", "killed", "done", sends=1, attempts=1, as_planned=True)
FAULTY = Try(FAULT, "2", "not_sent", "done", sends=1, attempts=1, as_planned=True)
TOGETHER = replace(GOOD, cell=replace(KILL, pages=PAGES, decision=Decision.NO_DEBT))


def told(tmp_path: Path, *tries: Try, others: int = 1) -> tuple[int, str]:
    """The exit code and the document, by way of the notebook that several processes write."""
    notebook, document = tmp_path / "notebook.jsonl", tmp_path / "reliability.md"
    for tried in tries:
        Matrix(notebook).add([tried])
    for _ in range(others):
        Matrix(notebook).note("disk full", "from the intent on", "nothing sent")
    return main(str(notebook), str(document), "make kill-matrix KILL_TRIES=7"), document.read_text(encoding="utf-8")


def rows(document: str, section: str) -> list[list[str]]:
    """The cells of a section's table, without its head."""
    body = document.split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in body.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_totals_count_every_part_and_all_of_them(tmp_path: Path) -> None:
    code, document = told(tmp_path, GOOD, replace(GOOD, number="3"), FAULTY, TOGETHER)
    assert code == 0
    totals = {row[0]: row[1:] for row in rows(document, "Totals")}
    assert totals["Killed at a crossing"] == ["1 of 102", "2", "**0**", "**0**", "`done` 2"]
    assert totals["A fault at a stage"] == ["1 of 200", "1", "**0**", "**0**", "`done` 1"]
    assert totals["Four pages at once, killed"] == ["1 of 32", "1", "**0**", "**0**", "`done` 1"]
    assert totals["Four pages at once, a fault"] == ["0 of 50", "0", "**0**", "**0**", "not run"]
    assert totals["**all**"] == ["3 of 384", "4", "**0**", "**0**", "`done` 4"]
    sends = sum(cell.where == SEND for cell in fault_cells())
    assert re.search(rf"^Faults not tried .*\bsend {sends - 1}, ", document, re.M)
    assert "make kill-matrix KILL_TRIES=7" in document and "1–2 tries in a cell" in document


def test_each_cell_shows_its_ways_and_how_often_it_was_tried(tmp_path: Path) -> None:
    _, document = told(tmp_path, GOOD, replace(GOOD, last="already"), FAULTY, TOGETHER)
    assert rows(document, "Killed at a crossing") == [["`click:Да`", "after", "done, already ×2", ""]]
    assert rows(document, "A fault at a stage") == [
        ["`reply_lost`", "«нет»", "", "", "", "", "not_sent → done ×1", "", ""]
    ]
    assert rows(document, "Four pages at once") == [["`SIGKILL`", "`click:Да:after`", "", "done ×1"]]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"sends": 2, "attempts": 2}, "TWICE"),
        ({"attempts": 2}, "TWICE"),
        ({"sends": 0, "attempts": 0}, "LOST"),
        ({"as_planned": False}, "LOST"),
        ({"last": "failed"}, "LOST"),
        ({"sends": 0, "attempts": 0, "last": "not_sent"}, "LOST"),
    ],
)
@pytest.mark.parametrize("tried", [GOOD, FAULTY, TOGETHER], ids=["kill", "fault", "four pages"])
def test_one_bad_try_among_good_ones_is_marked_counted_and_fails_the_command(
    tmp_path: Path, tried: Try, wrong: dict[str, object], word: str
) -> None:
    bad = replace(tried, **wrong)  # type: ignore[arg-type]
    code, document = told(tmp_path, tried, tried, bad)
    assert code == 1
    assert f"×3 **{word}**" in document
    [row] = [row for row in rows(document, "Totals") if row[0] == "**all**"]
    assert row[3 if word == "TWICE" else 4] == "**1**"


def test_a_repetition_by_the_browser_after_a_cut_connection_is_no_double_unless_it_was_stored(tmp_path: Path) -> None:
    cut = replace(FAULTY, cell=replace(FAULT, what="cut_after"), attempts=3)
    assert told(tmp_path, cut)[0] == 0
    assert told(tmp_path, replace(cut, sends=2))[0] == 1


def test_protections_stand_side_by_side_and_half_a_pair_says_so(tmp_path: Path) -> None:
    matrix = Matrix(tmp_path / "notebook.jsonl")
    matrix.add([GOOD])
    matrix.protection("the lease", "another machine took over", there=True, found="does not click")
    matrix.protection("the lease", "another machine took over", there=False, found="clicks")
    matrix.protection("reading back", "a swallowed send", there=True, found="told as unknown")
    document = markdown(Matrix.read(tmp_path / "notebook.jsonl"))
    assert rows(document, "Each protection taken out") == [
        ["reading back", "a swallowed send", "told as unknown", "not run"],
        ["the lease", "another machine took over", "does not click", "clicks"],
    ]


def test_what_was_not_run_has_no_section(tmp_path: Path) -> None:
    _, document = told(
        tmp_path, replace(FAULTY, cell=replace(FAULT, what="cut_after (count=6, after=4)", where=SITE, pages=PAGES))
    )
    titles = re.findall(r"^## (.+)$", document, re.M)
    assert "Four pages at once" in titles and "What this does not prove" in titles
    assert "Killed at a crossing" not in titles and "A fault at a stage" not in titles
    assert rows(document, "Besides the cells") == [["disk full", "from the intent on", "nothing sent"]]


def test_a_run_that_is_resumed_takes_up_what_an_earlier_one_left(tmp_path: Path) -> None:
    matrix, again = Matrix(tmp_path / "notebook.jsonl"), Matrix(tmp_path / "notebook.jsonl")
    together = replace(FAULT, pages=PAGES)
    cells = [KILL, FAULT, together]
    assert again.left(cells) == cells
    matrix.add([GOOD, *(replace(FAULTY, cell=together) for _ in range(3))])
    assert again.left(cells) == [FAULT, together], "half a run of four pages is none"
    matrix.add([replace(FAULTY, cell=together)])
    assert again.left(cells) == [FAULT]
    assert again.left(cells, 2) == [KILL, FAULT, together, FAULT]
