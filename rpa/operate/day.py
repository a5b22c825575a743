"""One day of one organization: which stages ended and how, kept so that a second start goes on where the first ended.

``reports/daily-YYYY-MM-DD.json`` is this record and the machine-readable summary at once. Moscow's date.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from rpa.errors import RpaError
from rpa.private_files import store_private

FORMAT = 1

_MAY_GO_WELL = ("failed", "not_sent", "unknown", "unread")
"""Items (as counted) whose failure was the site's or the line's; or whose end a later reading may tell."""

ACTIONABLE = (74, 77, 78, 70, 71, 65, 73, 75, 69, 1)
"""Exit codes, the one to act on first in front: what stops all work comes before what concerns one request.

A passed deadline must not stand before a passing trouble: schedulers take 69 for a run that went through, and would not
try again on the very day when the next answers run out of time.
"""

AT_THE_SIGN_IN = frozenset({"SignInRejected", "InteractionNeeded", "SessionExpired"})
"""Kinds of troubles that mean: the sign-in waits for a person."""


_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class State(StrEnum):
    """``ATTENTION`` ended, and something waits for a person. ``BLOCKED`` was not started: an earlier stage failed."""

    DONE = "done"
    ATTENTION = "attention"
    FAILED = "failed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error as the summary keeps it: class, sentence, cure, who acts, exit code. No personal data."""

    kind: str
    what: str
    hint: str
    who: str
    code: int

    @classmethod
    def of(cls, error: RpaError) -> Trouble:
        return cls(type(error).__name__, error.what, error.hint, error.who, error.exit_code)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one stage ended. ``basis`` is a hash of what it worked from; ``counts`` are numbers only."""

    stage: str
    state: State
    code: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()
    basis: str = ""
    run: str | None = None
    files: tuple[str, ...] = ()
    finished_at: str = ""
    seconds: float = 0.0
    resumed: bool = False

    @property
    def ended(self) -> bool:
        """Whether it did what there was to do, though something may wait for a person."""
        return self.state in (State.DONE, State.ATTENTION)

    @property
    def repeated(self) -> bool:
        """Whether a later start of the same day takes it up again: it did not end, or single items may go well then."""
        return not self.ended or any(self.counts.get(name) for name in _MAY_GO_WELL)


def worst(codes: Iterable[int]) -> int:
    """The exit code of several: the most actionable of them; one that is not listed counts as 1."""
    found = {code if code in ACTIONABLE else 1 for code in codes if code}
    return next((code for code in ACTIONABLE if code in found), 0)


@dataclass
class Day:
    """Outcomes by stage in the order they ran. Times are ISO texts; ``checkpoint`` is the journal's, ``stopped`` who
    or what ended the day early, ``heartbeat`` what came of the last ping. ``next_at``: when whoever runs it (a fleet)
    will begin the next one; empty where the organization's own schedule says so."""

    organization: str
    day: date
    started_at: str
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    finished_at: str | None = None
    checkpoint: str = ""
    stopped: str = ""
    heartbeat: str = ""
    next_at: str = ""

    @property
    def exit_code(self) -> int:
        return worst(outcome.code for outcome in self.outcomes.values())

    @property
    def last_sign(self) -> datetime:
        """When it was last seen at work: a second start keeps the first one's beginning, and may have broken off."""
        ended = (outcome.finished_at for outcome in self.outcomes.values())
        known = (moment(at) for at in (self.started_at, self.finished_at, *ended))
        return max((at for at in known if at is not None), default=_LONG_AGO)

    @property
    def whole(self) -> bool:
        """Whether no stage broke off or was left out, whatever their codes say."""
        return not self.stopped and all(outcome.ended for outcome in self.outcomes.values())

    def troubles(self) -> list[Trouble]:
        """Every error, the most actionable first, each once."""
        found = dict.fromkeys(trouble for outcome in self.outcomes.values() for trouble in outcome.troubles)
        return sorted(found, key=lambda one: ACTIONABLE.index(one.code) if one.code in ACTIONABLE else len(ACTIONABLE))

    def count(self, stage: str, name: str) -> int:
        outcome = self.outcomes.get(stage)
        return outcome.counts.get(name, 0) if outcome else 0

    def document(self) -> dict[str, Any]:
        """The summary: what ``--json`` prints and what the file holds."""
        return {
            "format": FORMAT,
            "organization": self.organization,
            "day": self.day.isoformat(),
            "started_at": self.started_at,
            "finished_at": self.finished_at,
            "exit_code": self.exit_code,
            "stopped": self.stopped,
            "checkpoint": self.checkpoint,
            "heartbeat": self.heartbeat,
            "next_at": self.next_at,
            "stages": [asdict(outcome) for outcome in self.outcomes.values()],
        }


def moment(text: object) -> datetime | None:
    """A time of a record; ``None`` where there is none or somebody wrote what is none: a record that was damaged so
    still has its checkpoint, and whoever looks at it, the guard above all, must not end there."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def day_path(reports: Path, day: date) -> Path:
    return reports / f"daily-{day.isoformat()}.json"


def keep_day(reports: Path, day: Day) -> None:
    """Write the record whole or not at all."""
    store_private(day_path(reports, day.day), json.dumps(day.document(), ensure_ascii=False, indent=1).encode())


def read_day(path: Path) -> Day | None:
    """A day's record; ``None`` if there is none or it is no record (the day then begins anew, which is always safe)."""
    try:
        raw = json.loads(path.read_bytes())
        if raw["format"] != FORMAT:
            return None
        outcomes = {one["stage"]: _outcome(one) for one in raw["stages"]}
        return Day(
            raw["organization"],
            date.fromisoformat(raw["day"]),
            raw["started_at"],
            outcomes,
            raw["finished_at"],
            raw["checkpoint"],
            raw["stopped"],
            raw["heartbeat"],
            raw.get("next_at", ""),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def last_days(reports: Path) -> list[Path]:
    """Records of all days, the newest first."""
    return sorted(reports.glob("daily-????-??-??.json"), reverse=True)


def days_until(reports: Path, today: date) -> Iterator[Day]:
    """Every record that can be read, the newest first; one of a later day is of a clock that ran ahead, and says
    nothing now."""
    known = (path for path in last_days(reports) if path <= day_path(reports, today))
    return (day for path in known if (day := read_day(path)))


def last_day(reports: Path, today: date) -> Day | None:
    """The newest of these."""
    return next(days_until(reports, today), None)


def _outcome(raw: dict[str, Any]) -> Outcome:
    return Outcome(
        **{
            **raw,
            "state": State(raw["state"]),
            "troubles": tuple(Trouble(**trouble) for trouble in raw["troubles"]),
            "files": tuple(raw["files"]),
        }
    )
