"""Writes schedulers' files and lets the scheduler take them; asks it what it knows; takes everything back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rpa.errors import BadSettings
from rpa.operate.schedule import cron, launchd, systemd, windows
from rpa.operate.schedule.job import Job

Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


class Scheduler(StrEnum):
    SYSTEMD = "systemd"
    WINDOWS = "windows"
    LAUNCHD = "launchd"
    CRON = "cron"


def choose(platform: str = sys.platform, *, has_systemd: bool | None = None) -> Scheduler:
    """What this operating system starts things with."""
    if platform == "win32":
        return Scheduler.WINDOWS
    if platform == "darwin":
        return Scheduler.LAUNCHD
    found = Path("/run/systemd/system").is_dir() if has_systemd is None else has_systemd
    return Scheduler.SYSTEMD if found else Scheduler.CRON


def run_command(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run one command of the scheduler. Raises ``BadSettings`` if the program is not there."""
    try:
        return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BadSettings(
            f"{command[0]} не выполняется: {type(error).__name__}.",
            hint="Получите текст для другого планировщика: `rpa schedule install --kind cron --print`.",
        ) from error


@dataclass(frozen=True, slots=True)
class Installer:
    """For one scheduler. ``run`` runs its commands; ``folder`` overrides where its files lie (tests, packagers)."""

    kind: Scheduler
    system: bool = False
    user: str | None = None
    run: Run = run_command
    folder: Path | None = None

    def files(self, job: Job) -> Mapping[str, bytes]:
        """What would be written, by file name."""
        if self.kind is Scheduler.SYSTEMD:
            texts = systemd.files(job, system=self.system, user=self.user)
            return {name: text.encode() for name, text in texts.items()}
        if self.kind is Scheduler.WINDOWS:
            return windows.files(job)
        if self.kind is Scheduler.LAUNCHD:
            return launchd.files(job)
        return {"crontab.txt": cron.lines([job]).encode()}

    def install(self, jobs: Sequence[Job]) -> list[Path]:
        """Write the files and enable them; what was there is replaced. Raises ``BadSettings``, and then leaves no
        file behind that the scheduler has not taken."""
        if self.kind is Scheduler.CRON:
            raise BadSettings("В cron строки вставляет человек.", hint="Добавьте --print и вставьте в `crontab -e`.")
        written: list[Path] = []
        try:
            for job in jobs:
                for name, content in self.files(job).items():
                    written.append(_write(self._folder(job) / name, content))
                for command in self._enable(job):
                    self._must(command)
        except BaseException:
            for path in written:
                path.unlink(missing_ok=True)
            raise
        return written

    def remove(self, jobs: Sequence[Job]) -> list[Path]:
        """Disable and delete; what is not there is no error. The files that were removed."""
        removed = []
        for job in jobs:
            for command in self._disable(job):
                self.run(command)
            for name in self.files(job):
                path = self._folder(job) / name
                if path.exists():
                    path.unlink()
                    removed.append(path)
        if removed and self.kind is Scheduler.SYSTEMD:
            self.run(systemd.reload(system=self.system))
        return removed

    def installed(self, job: Job) -> bool | None:
        """Whether its files are where they belong; ``None`` for cron: a person pastes its lines, only runs show."""
        if self.kind is Scheduler.CRON:
            return None
        return all((self._folder(job) / name).exists() for name in self.files(job))

    def asked(self, job: Job) -> dict[str, str]:
        """What the scheduler says of the job; empty if it does not know it or cannot be asked."""
        if self.kind is Scheduler.CRON:
            return {}
        query = {
            Scheduler.SYSTEMD: lambda: systemd.query(job, system=self.system),
            Scheduler.WINDOWS: lambda: windows.query(job),
            Scheduler.LAUNCHD: lambda: launchd.query(job),
        }[self.kind]()
        try:
            done = self.run(query)
        except BadSettings:
            return {}
        if done.returncode != 0:
            return {}
        if self.kind is not Scheduler.SYSTEMD:
            return {"State": "known"}
        pairs = (line.partition("=") for line in done.stdout.splitlines())
        return {name: value for name, _, value in pairs if value}

    def _folder(self, job: Job) -> Path:
        if self.folder is not None:
            return self.folder
        if self.kind is Scheduler.SYSTEMD:
            return systemd.folder(system=self.system)
        if self.kind is Scheduler.LAUNCHD:
            return launchd.folder()
        return job.writable / "schedule"

    def _enable(self, job: Job) -> list[list[str]]:
        if self.kind is Scheduler.SYSTEMD:
            return systemd.enable(job, system=self.system)
        file = str(self._folder(job) / next(iter(self.files(job))))
        return windows.enable(job, file) if self.kind is Scheduler.WINDOWS else launchd.enable(job, file)

    def _disable(self, job: Job) -> list[list[str]]:
        if self.kind is Scheduler.SYSTEMD:
            return systemd.disable(job, system=self.system)
        if self.kind is Scheduler.CRON:
            return []
        return windows.disable(job) if self.kind is Scheduler.WINDOWS else launchd.disable(job)

    def _must(self, command: Sequence[str]) -> None:
        done = self.run(command)
        if done.returncode:
            said = " ".join((done.stderr or done.stdout).split())[:300]
            raise BadSettings(
                f"Планировщик не принял задание ({' '.join(command[:4])}…): {said or done.returncode}.",
                hint="Посмотрите файлы: `rpa schedule install --print`; для всей системы нужны права администратора.",
            )


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    os.replace(draft, path)
    return path
