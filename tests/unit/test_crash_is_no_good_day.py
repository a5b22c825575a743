"""What nobody expected ends with a code of its own: schedulers take 1 for a run that went through."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from rpa.errors import CRASHED
from rpa.job.stop import StopFlag
from rpa.operate import everyone
from rpa.operate.day import worst
from rpa.operate.schedule import jobs_of, systemd

SERVICE = systemd.files(jobs_of("uk-a", time(7, 30), Path("/srv/rpa"))[0], system=False)["rpa-daily-uk-a.service"]


def test_systemd_tries_it_again_and_calls_it_no_success() -> None:
    told = dict(line.split("=", 1) for line in SERVICE.splitlines() if "=" in line)
    assert told["Restart"] == "on-failure"
    for key in ("SuccessExitStatus", "RestartPreventExitStatus"):
        assert str(CRASHED) not in told[key].split()


@pytest.mark.parametrize("others", [[], [1], [69, 1], [75]])
def test_it_hides_behind_nothing_that_a_scheduler_takes_for_a_good_end(others: list[int]) -> None:
    assert worst([*others, CRASHED]) == CRASHED


def test_a_program_of_which_a_part_is_missing_does_not_end_with_1(tmp_path: Path) -> None:
    """As after half an update. Run by the interpreter itself: nothing of ours has begun then."""
    (tmp_path / "typer.py").write_text("raise ImportError('made up: half an update')\n", encoding="utf-8")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "rpa", "run", "guard"],
        env={"PYTHONPATH": f"{tmp_path}:{root}", "PATH": ""}, cwd=root, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == CRASHED and "half an update" in done.stderr


@pytest.mark.parametrize(("stopped", "code"), [(False, CRASHED), (True, 130)])
@pytest.mark.parametrize("broke_down_with", [-signal.SIGKILL, 0xC0000005, 120])
def test_an_organization_whose_process_was_killed_is_told_from_one_that_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broke_down_with: int, stopped: bool, code: int
) -> None:
    """By a signal; by Windows, for reading a memory that is not its own; by an interpreter that could not end."""
    stop = StopFlag()

    def until_its_end(*_of: object) -> tuple[str, str, bool]:
        if stopped:
            stop.stop("Ctrl-C")
        return "", "", False

    class Killed(SimpleNamespace):
        returncode = broke_down_with

        def __enter__(self) -> Killed:
            return self

        def __exit__(self, *_how: object) -> None: ...

    start: Callable[..., Killed] = lambda *_of, **_ways: Killed()  # noqa: E731
    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(everyone, "_until_its_end", until_its_end)
    found = everyone._run_one(tmp_path, "a", "daily", False, stop, StopFlag())
    assert found.code == code and str(abs(broke_down_with)) in found.sentence
