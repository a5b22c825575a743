"""A forked process is, from outside, the process it stands for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.forking import run, start


@pytest.mark.parametrize("arguments", [("--version",), ("debts", "--help"), ("no-such-command",)])
def test_a_command_says_and_returns_the_same_as_in_a_process_of_its_own(arguments: tuple[str, ...]) -> None:
    environ = {**os.environ, "COLUMNS": "80"}
    alone = subprocess.run(
        [sys.executable, "-m", "rpa", *arguments], env=environ, capture_output=True, text=True, timeout=120
    )
    forked = run("rpa", *arguments, env=environ)
    assert (forked.returncode, forked.stdout, forked.stderr) == (alone.returncode, alone.stdout, alone.stderr)


def test_it_has_an_environment_a_session_and_an_end_of_its_own() -> None:
    process = start("rpa.stand", "--json", env={**os.environ, "PYTHONUNBUFFERED": "1"}, new_session=True)
    assert process.stdout is not None and process.stdout.readline().startswith("{")
    assert os.getsid(process.pid) == process.pid != os.getsid(0)
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    process.kill()
    process.communicate(30)
    assert process.returncode == -signal.SIGKILL
