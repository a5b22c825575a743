"""Runs the programs schedulers are spoken to by, and reads what they say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence

from rpa.errors import BadSettings

Done = subprocess.CompletedProcess[str]
Run = Callable[[Sequence[str]], Done]


def encoding_of(platform: str = sys.platform) -> str:
    """How the scheduler's programs write into a pipe: those of Windows in the console's code page, not in Python's."""
    return "oem" if platform == "win32" else "utf-8"


def run_command(command: Sequence[str]) -> Done:
    """Run one command of the scheduler. Raises ``BadSettings`` if the program is not there."""
    try:
        return subprocess.run(
            command, capture_output=True, encoding=encoding_of(), errors="replace", check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BadSettings(
            f"{command[0]} не выполняется: {type(error).__name__}.",
            hint="Получите текст для другого планировщика: `rpa schedule install --kind cron --print`.",
        ) from error
