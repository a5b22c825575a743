"""The benchmark at a tiny size: its sides do the work, by the stand's own record. Nothing here is timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.stand.conftest import ROOT

TINY = ("--rounds", "1", "--latency", "0", "--requests", "8", "--answers", "2")


def benchmark(results: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks", *TINY, "--results", str(results), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_side_does_the_work_and_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    wanted = ("--work", "list", "answers", "--side", "limit", "ours-1")
    told = benchmark(results, *wanted)
    assert "FAILED" not in told
    rows = json.loads(results.read_text())["rows"]
    # A measurement is kept only if the stand holds exactly what the side was to send.
    assert [(row["work"], row["side"], row["units"]) for row in rows] == [
        ("list", "limit", 8),
        ("list", "ours-1", 8),
        ("answers", "limit", 2),
        ("answers", "ours-1", 2),
    ]
    benchmark(results, *wanted)
    assert json.loads(results.read_text())["rows"] == rows
