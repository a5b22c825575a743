"""cron: lines to paste. cron itself neither catches up on a missed run nor hands over a pass phrase safely."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from rpa.operate.schedule.job import Job


def lines(jobs: Sequence[Job]) -> str:
    """Text for ``crontab -e``. In a crontab ``%`` ends the command, so it is escaped (crontab(5))."""
    told = [
        "# cron не догоняет пропущенные запуски: следите по `rpa schedule status` и heartbeat_url.",
        "# Пароль хранилища: RPA_VAULT_PASSPHRASE в начале этого crontab или хранилище паролей системы.",
        "PYTHONUTF8=1",
    ]
    for job in jobs:
        command = shlex.join(job.command).replace("%", r"\%")
        told += [f"# {job.title}", f"{job.at.minute} {job.at.hour} * * * {command} >/dev/null"]
    return "\n".join(told) + "\n"


def mark(job: Job) -> str:
    """The part of a job's line that no other job has."""
    return f"run {job.name} --json --organization {job.slug} --data"
