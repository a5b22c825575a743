"""The benchmark at a tiny size: its sides do the work, by the stand's own record. Nothing here is timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import __main__ as benchmark
from benchmarks import measuring, stand
from tests.forking import Forked, run, start

TINY = ("--rounds", "1", "--latency", "0", "--requests", "4", "--answers", "1")
"""One world for both works: so few answers need no more requests than the list has."""


@pytest.fixture(autouse=True)
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its processes start in no time: stands, accounting files, sides."""

    def begun(command: list[str], **_options: Any) -> Forked:
        assert command[:2] == [sys.executable, "-m"], command
        return start(command[2], *command[3:], text=False, stderr=None)

    def ended(command: list[str], *, check: bool, **_options: Any) -> subprocess.CompletedProcess[str]:
        assert command[:2] == [sys.executable, "-m"], command
        done = run(command[2], *command[3:])
        if check:
            done.check_returncode()
        return done

    for module in (measuring, stand):
        monkeypatch.setattr(module, "subprocess", SimpleNamespace(Popen=begun, run=ended, PIPE=subprocess.PIPE))


def test_every_side_does_the_work_and_what_was_measured_is_not_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results.json"
    wanted = ("--work", "list", "answers", "--side", "limit", "ours-1")
    monkeypatch.setattr(sys, "argv", ["benchmarks", *TINY, "--results", str(results), *wanted])
    assert benchmark.main() == 0
    told = capsys.readouterr().out
    assert "FAILED" not in told, told
    rows = json.loads(results.read_text())["rows"]
    # A measurement is kept only if the stand holds exactly what the side was to send.
    assert [(row["work"], row["side"], row["units"]) for row in rows] == [
        ("list", "limit", 4),
        ("list", "ours-1", 4),
        ("answers", "limit", 1),
        ("answers", "ours-1", 1),
    ]
    monkeypatch.setattr(benchmark, "measure", lambda *_work: pytest.fail("measured again"))
    assert benchmark.main() == 0
    assert json.loads(results.read_text())["rows"] == rows
