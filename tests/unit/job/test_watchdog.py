"""The watchdog ends exactly the processes it was told of; three failures in a row are counted as such."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import psutil
import pytest

from rpa.job.loop import Streak
from rpa.job.watchdog import Watchdog

PARENT = (
    "import subprocess, sys;"
    "child = subprocess.Popen([sys.executable, '-c', 'import sys; sys.stdin.read()'], stdin=subprocess.PIPE);"
    "print(child.pid, flush=True); child.wait()"
)
SECONDS = 30


def browser(mark: str) -> tuple[subprocess.Popen[str], psutil.Process]:
    """A process that looks like a marked browser, and its child."""
    process = subprocess.Popen([sys.executable, "-c", PARENT, f"--robot-run={mark}"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, psutil.Process(int(process.stdout.readline()))


@pytest.fixture
def two() -> Iterator[tuple[tuple[subprocess.Popen[str], psutil.Process], ...]]:
    started = (browser("ours"), browser("theirs"))
    yield started
    for process, child in started:
        process.kill()
        process.wait(SECONDS)
        if child.is_running():
            child.kill()
        assert process.stdout is not None
        process.stdout.close()


def gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_passed_limit_ends_the_marked_browser_with_its_children_and_no_other(two) -> None:  # type: ignore[no-untyped-def]
    (ours, our_child), (theirs, their_child) = two
    # A stopped process neither answers nor ends by itself.
    our_child.suspend()
    bitten = threading.Event()
    with Watchdog("ours", lambda _why, _count: bitten.set()) as watchdog, watchdog.limit(0.1, "test"):
        assert bitten.wait(SECONDS)
    ours.wait(SECONDS)
    psutil.wait_procs([our_child], timeout=SECONDS)
    assert gone(our_child)
    assert theirs.poll() is None
    assert not gone(their_child)


def test_a_limit_that_is_kept_ends_nothing(two) -> None:  # type: ignore[no-untyped-def]
    (ours, _), _ = two
    with Watchdog("ours") as watchdog:
        with watchdog.limit(SECONDS, "test"):
            pass
        with watchdog.limit(SECONDS, "another"):
            assert ours.poll() is None
    assert ours.poll() is None


@pytest.mark.parametrize(
    ("kinds", "stops"),
    [
        (["a", "a", "a"], True),
        (["a", "b", "a", "b", "a"], False),
        (["a", "a", "", "a"], False),
        (["b", "a", "a", "a"], True),
        (["", "", ""], False),
    ],
)
def test_only_three_failures_of_one_kind_in_a_row_stop_a_run(kinds: list[str], stops: bool) -> None:
    streak = Streak()
    assert any([streak.note(kind) for kind in kinds]) is stops
