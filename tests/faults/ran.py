"""How a run under test ended, whether it had a process of its own or not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from dataclasses import dataclass
from typing import Any

from rpa.job.results import RunSummary
from tests.forking import Forked

RUN_SECONDS = 480


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended. ``code`` is negative when its process was killed."""

    code: int
    told: dict[str, Any]
    errors: str

    def ending(self, number: str) -> str | None:
        found: str | None = self.told.get("results", {}).get(number)
        return found


def told(summary: RunSummary) -> dict[str, Any]:
    """What a test asks of a run's summary."""
    return {
        "results": {result.key: result.ending.value for result in summary.results},
        "details": {result.key: result.detail for result in summary.results},
        "left": summary.left,
        "stopped": summary.stopped,
        "error": type(summary.error).__name__ if summary.error else None,
    }


def finished(process: Forked) -> Ran:
    try:
        output, errors = process.communicate(timeout=RUN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
    lines = output.strip().splitlines()
    return Ran(process.returncode, json.loads(lines[-1]) if lines else {}, errors)


def kill_run(process: Forked) -> None:
    """End a run with its browser at once, as a power cut does, and wait until it is gone."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
