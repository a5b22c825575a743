"""macOS: a launch agent a job. launchd starts a run it slept through once the machine wakes (launchd.plist(5))."""

from __future__ import annotations

import os
import plistlib
from collections.abc import Mapping
from pathlib import Path

from rpa.operate.schedule.job import Job

UNKNOWN = frozenset({3, 113})
"""What ``launchctl`` ends with when no such service is loaded: ESRCH, or its own number for it."""
STILL_LOADED = frozenset({5, 37})
"""EIO, EALREADY: it has the label; after ``bootout`` this lasts until the run that was going has ended."""
IN_PROGRESS = 36
"""EINPROGRESS: the service is being unloaded, its run has not ended yet."""
ENDS_WITHIN = 30.0
"""Seconds. launchd kills a run 20 s after it asked it to end (launchd.plist(5), ``ExitTimeOut``)."""


def label(job: Job) -> str:
    return f"local.rpa-gis-zhkh.{job.label}"


def files(job: Job) -> Mapping[str, bytes]:
    log = str(job.writable / "log" / f"{job.name}.out")
    document = {
        "Label": label(job),
        "ProgramArguments": list(job.command),
        "StartCalendarInterval": {"Hour": job.at.hour, "Minute": job.at.minute},
        "EnvironmentVariables": {"PYTHONUTF8": "1"},
        "WorkingDirectory": str(job.writable),
        "StandardOutPath": log,
        "StandardErrorPath": log,
        "Umask": 0o077,
        "ProcessType": "Background",
    }
    return {f"{label(job)}.plist": plistlib.dumps(document)}


def folder() -> Path:
    return Path.home() / "Library" / "LaunchAgents"


def enable(job: Job, file: str) -> list[list[str]]:
    return [["launchctl", "bootstrap", _domain(), file]]


def disable(job: Job) -> list[list[str]]:
    return [["launchctl", "bootout", f"{_domain()}/{label(job)}"]]


def query(job: Job) -> list[str]:
    return ["launchctl", "print", f"{_domain()}/{label(job)}"]


def _domain() -> str:
    return f"gui/{os.getuid()}" if hasattr(os, "getuid") else "gui/0"
