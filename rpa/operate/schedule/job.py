"""What is scheduled: one command of one organization at one time of the day (the machine's own clock)."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

GUARD_HOURS_LATER = 4


@dataclass(frozen=True, slots=True)
class Job:
    """``name`` is ``daily`` or ``guard``. ``writable`` is all a run has to write to; ``credential`` a file with the
    vault's pass phrase, ``None`` where the desktop's keyring holds the secrets."""

    name: str
    slug: str
    at: time
    data: Path
    python: Path
    writable: Path
    credential: Path | None = None

    @property
    def title(self) -> str:
        words = {"daily": "ежедневный прогон", "guard": "проверка сроков ответов"}
        return f"rpa ГИС ЖКХ, {self.slug}: {words[self.name]}"

    @property
    def label(self) -> str:
        """A name without dots or blanks: unit, task and file names are made of it."""
        return f"rpa-{self.name}-{self.slug}"

    @property
    def command(self) -> tuple[str, ...]:
        """Program and arguments. Absolute paths only: a scheduler has no working folder and hardly a ``PATH``."""
        arguments = ("run", self.name, "--json", "--organization", self.slug, "--data", str(self.data))
        return (str(self.python), "-m", "rpa", *arguments)


def jobs_of(
    slug: str, at: time, data: Path, *, credential: Path | None = None, python: Path = Path(sys.executable)
) -> tuple[Job, Job]:
    """Both jobs of one organization. The guard comes hours later: by then the day's run should have answered."""
    # The folders of all organizations lie under ``data``; a run may write to its own and read the common calendar.
    writable = data / "organizations" / slug
    later = (datetime(2000, 1, 1, at.hour, at.minute) + timedelta(hours=GUARD_HOURS_LATER)).time()
    return (
        Job("daily", slug, at, data, python, writable, credential),
        Job("guard", slug, later, data, python, writable, credential),
    )
