"""Writes schedulers' files and lets the scheduler take them; asks it what it knows; takes everything back."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from rpa.audit.folder import disk_words
from rpa.errors import BadSettings
from rpa.operate.schedule import cron, launchd, systemd, windows
from rpa.operate.schedule.commands import Done, Run, run_command
from rpa.operate.schedule.former import Former
from rpa.operate.schedule.job import Job
from rpa.private_files import store_open

_LOOK_AGAIN = 0.2


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
        """Write the files and enable them; what was there is replaced. Raises ``BadSettings``, and then all is as it
        was: files that were there hold what they held, files that were not are gone, the scheduler is told again."""
        if self.kind is Scheduler.CRON:
            raise BadSettings("В cron строки вставляет человек.", hint="Добавьте --print и вставьте в `crontab -e`.")
        former = Former.of(path for job in jobs for path in self._paths(job))
        begun: list[Job] = []
        accepted: list[Job] = []
        try:
            for job in jobs:
                for name, content in self.files(job).items():
                    _store(self._folder(job) / name, content)
            for job in jobs:
                begun.append(job)
                self._take_on(job)
                accepted.append(job)
        except BaseException as error:
            outcome = self._undo(former, begun, accepted)
            if isinstance(error, BadSettings) and outcome:
                raise BadSettings(f"{error.what} {outcome}", hint=error.hint) from error
            raise
        return list(former.content)

    def remove(self, jobs: Sequence[Job]) -> list[Path]:
        """Disable and delete; what is not there is no error. The files that were removed. Raises ``BadSettings`` if
        the scheduler may still start a job; the files of that one are left: without them it would look removed."""
        if self.kind is Scheduler.CRON:
            raise BadSettings(
                "Из cron строки убирает человек: есть ли они там, отсюда не видно.",
                hint=f"В `crontab -e` уберите строки с {' и с '.join(f'«{cron.mark(job)}»' for job in jobs)}.",
            )
        removed = []
        kept: dict[Job, str] = {}
        for job in jobs:
            if why := self._take_off(job):
                kept[job] = why
                continue
            for path in self._paths(job):
                if path.exists():
                    path.unlink()
                    removed.append(path)
        if removed and self.kind is Scheduler.SYSTEMD:
            self._try(systemd.reload(system=self.system))
        if kept:
            by_hand = "; ".join(f"`{' '.join(self._disable(job)[0])}`" for job in kept)
            said = "; ".join(dict.fromkeys(kept.values()))
            gone = f" Удалено: {', '.join(map(str, removed))}." if removed else ""
            raise BadSettings(
                f"Не убрано из расписания и может запускаться дальше: {_labels(kept)}. Планировщик: {said}.{gone}",
                hint="Повторите `rpa schedule remove` от имени того, кто ставил расписание (для --system и заданий "
                f"администратора — с его правами), или уберите сами: {by_hand}.",
            )
        return removed

    def installed(self, job: Job) -> bool | None:
        """Whether its files are where they belong; ``None`` for cron, whose lines a person pastes: only runs tell.

        Windows reads the file once and never again: there the scheduler itself has to know the task, too.
        """
        if self.kind is Scheduler.CRON:
            return None
        there = all(path.exists() for path in self._paths(job))
        return there and (self.kind is not Scheduler.WINDOWS or bool(self.asked(job)))

    def since(self, jobs: Sequence[Job]) -> datetime | None:
        """When the jobs were last installed, by their files; ``None`` for cron, and where one is not there."""
        try:
            written = [path.stat().st_mtime for job in jobs for path in self._paths(job)]
        except OSError:
            return None
        return datetime.fromtimestamp(max(written), UTC) if self.kind is not Scheduler.CRON else None

    def elsewhere(self, jobs: Sequence[Job]) -> Installer | None:
        """The one for systemd's other half (the user's, the whole system's), if any of the jobs stand there."""
        if self.kind is not Scheduler.SYSTEMD or self.folder is not None:
            return None
        other = replace(self, system=not self.system)
        return other if any(map(other.installed, jobs)) else None

    def where_it_stands(self, jobs: Sequence[Job]) -> Installer:
        """This one; if jobs stand only in systemd's other half, the one for that."""
        return self if any(map(self.installed, jobs)) else self.elsewhere(jobs) or self

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

    def _paths(self, job: Job) -> list[Path]:
        return [self._folder(job) / name for name in self.files(job)]

    def _take_on(self, job: Job) -> None:
        """Let the scheduler take the job from its files."""
        if self.kind is Scheduler.LAUNCHD:
            # launchd refuses a label it has loaded. One it has not cannot be unloaded, and that is no trouble.
            for command in self._disable(job):
                self._try(command)
        for command in self._enable(job):
            done = self.run(command)
            if self.kind is Scheduler.LAUNCHD and done.returncode in launchd.STILL_LOADED:
                self._patiently(launchd.query(job), lambda found: found.returncode == 0)
                done = self.run(command)
            if done.returncode:
                raise BadSettings(
                    f"Планировщик не принял задание ({' '.join(command[:4])}…): {_said(done)}.",
                    hint="Посмотрите файлы: `rpa schedule install --print`; "
                    "для всей системы нужны права администратора.",
                )

    def _take_off(self, job: Job) -> str:
        """Let the scheduler forget the job. Why it may go on starting it; empty if it will not."""
        commands = self._disable(job)
        if not commands:
            return ""
        try:
            done = self._patiently(commands[0], lambda done: done.returncode == launchd.IN_PROGRESS)
            if done.returncode == 0:
                return ""
            for command in commands[1:]:
                self.run(command)
            return "" if self._forgotten(job, done.returncode) else _said(done)
        except BadSettings as error:
            return error.what.rstrip(".")

    def _forgotten(self, job: Job, code: int) -> bool:
        """Whether a job whose disabling ended with ``code`` is one the scheduler will not start anyway."""
        if self.kind is Scheduler.WINDOWS:
            listed = self.run(windows.listing())
            return listed.returncode == 0 and not windows.lists(job, listed.stdout)
        if self.kind is Scheduler.LAUNCHD:
            return code in launchd.UNKNOWN or self.run(launchd.query(job)).returncode in launchd.UNKNOWN
        said = self.asked(job)
        return said.get("ActiveState") in {"inactive", "failed"} and said.get("UnitFileState", "disabled") == "disabled"

    def _undo(self, former: Former, begun: Sequence[Job], accepted: Sequence[Job]) -> str:
        """Everything as it was, as far as it goes. What a person has to know of it."""
        lost = former.put_back()
        fresh = [job for job in begun if not former.had(self._paths(job))]
        earlier = [job for job in begun if job not in fresh]
        try:
            # While the files are there: systemd disables only what it can read.
            active = [job for job in fresh if self._take_off(job) and job in accepted]
        finally:
            former.drop_new()
        if fresh and self.kind is Scheduler.SYSTEMD:
            self._try(systemd.reload(system=self.system))
        refused = [job for job in earlier if not self._taken_again(job)]
        told = []
        if lost:
            told.append(f"Прежние файлы не удалось вернуть: {', '.join(map(str, lost))}.")
        elif refused:
            told.append(f"Прежние файлы возвращены, но планировщик их не подтвердил: {_labels(refused)}.")
        elif earlier:
            told.append("Прежнее расписание возвращено.")
        if active:
            told.append(f"В планировщике осталось: {_labels(active)}; уберите: `rpa schedule remove`.")
        if lost or refused:
            told.append("Что стоит сейчас, покажет `rpa schedule status`.")
        return " ".join(told)

    def _taken_again(self, job: Job) -> bool:
        try:
            self._take_on(job)
        except BadSettings:
            return False
        return True

    def _patiently(self, command: Sequence[str], unfinished: Callable[[Done], bool]) -> Done:
        """Run a command, again while its answer says that launchd is still ending a run of the job."""
        until = time.monotonic() + launchd.ENDS_WITHIN
        done = self.run(command)
        while self.kind is Scheduler.LAUNCHD and unfinished(done) and time.monotonic() < until:
            time.sleep(_LOOK_AGAIN)
            done = self.run(command)
        return done

    def _try(self, command: Sequence[str]) -> None:
        """For what may fail: nothing depends on it, or the next command tells."""
        with suppress(BadSettings):
            self.run(command)


def _store(path: Path, content: bytes) -> None:
    try:
        store_open(path, content)
    except OSError as error:
        raise BadSettings(
            f"Файл расписания не записан в {path.parent}: {disk_words(error)}.",
            hint="Для всей системы (--system) нужны права администратора: sudo; иначе проверьте место на диске.",
        ) from error


def _labels(jobs: Iterable[Job]) -> str:
    return ", ".join(job.label for job in jobs)


def _said(done: Done) -> str:
    """The scheduler's own words, else its code."""
    return " ".join((done.stderr or done.stdout).split())[:300].rstrip(".") or f"код {done.returncode}"
