"""Reading the journal for a report: its records, runs, pictures and troubles. Streams; keeps no line.

A line whose own hash is wrong is passed over here: whether the journal holds together is told by the verifier, whose
verdict stands on every report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from rpa.audit.verifier.chain import parse
from rpa.debts.canonical import canonical_bytes
from rpa.debts.deadline import MOSCOW
from rpa.errors import BadInput

Fields = dict[str, Any]
_FRAMES = (b'"kind":"run_started"', b'"kind":"run_finished"')


@dataclass(slots=True)
class RunSpan:
    """One run's frame. ``finished`` is empty if the run was killed or still goes on."""

    run_id: str
    started: Fields
    finished: Fields = field(default_factory=dict)

    @property
    def scenario(self) -> str:
        return text(self.started.get("scenario"))

    @property
    def target(self) -> str:
        return text(self.started.get("target"))

    @property
    def stand(self) -> bool:
        return self.started.get("stand") is True

    @property
    def began(self) -> datetime:
        return at(self.started)

    @property
    def duration(self) -> timedelta | None:
        return at(self.finished) - self.began if self.finished else None

    @property
    def error(self) -> str:
        return text(self.finished.get("what") or self.finished.get("error"))

    @property
    def stopped(self) -> str:
        return text(self.finished.get("stopped"))

    @property
    def left(self) -> int:
        """Items that were not begun."""
        left = self.finished.get("left")
        return left if isinstance(left, int) else 0

    @property
    def counts(self) -> dict[str, int]:
        """How many items ended how, by ``ending``."""
        counts = self.finished.get("counts")
        return {text(k): v for k, v in counts.items() if isinstance(v, int)} if isinstance(counts, dict) else {}


@dataclass(slots=True)
class Picture:
    """One picture record. ``path`` is relative to the evidence folder; empty if there is none, and ``why`` says so."""

    request_number: str
    stage: str
    path: str
    sha256: str
    at: datetime
    run: str
    why: str = ""


@dataclass(slots=True)
class Trouble:
    """A retry, a failed step or anything else that did not go smoothly."""

    at: datetime
    request_number: str
    kind: str
    title: str
    what: str


def records(journal: Path) -> Iterator[Fields]:
    """Content of every sound record. Raises ``BadInput`` if the journal cannot be read."""
    for raw in _lines(journal):
        record = parse(raw)
        if record is not None:
            yield record.fields


def runs(journal: Path) -> dict[str, RunSpan]:
    """All runs by id, in the order they started."""
    found: dict[str, RunSpan] = {}
    for raw in _lines(journal):
        if not any(frame in raw for frame in _FRAMES):
            continue
        record = parse(raw)
        if record is None:
            continue
        run_id = text(record.fields.get("run"))
        if record.fields["kind"] == "run_started":
            found.setdefault(run_id, RunSpan(run_id, record.fields))
        elif record.fields["kind"] == "run_finished" and run_id in found:
            found[run_id].finished = record.fields
    return found


def number_of(record: Fields) -> str:
    """The request or обращение a record is about, or empty."""
    return text(record.get("request_number"))


def picture_of(record: Fields) -> Picture | None:
    """The picture a record tells of, kept or refused."""
    kind = record.get("kind")
    if kind not in ("picture", "picture_refused"):
        return None
    return Picture(
        number_of(record),
        text(record.get("stage")),
        text(record.get("path")) if kind == "picture" else "",
        text(record.get("sha256")),
        at(record),
        text(record["run"]),
        text(record.get("why")),
    )


def picture_sha256(journal: Path, path: str) -> str:
    """What the journal says a picture's hash is; empty if it tells of none there."""
    needle = b'"path":' + canonical_bytes(path)
    for raw in _lines(journal):
        if needle in raw and (record := parse(raw)) is not None and (shot := picture_of(record.fields)) is not None:
            return shot.sha256
    return ""


def trouble_of(record: Fields) -> Trouble | None:
    """What did not go smoothly, if this record tells of it."""
    kind = text(record.get("kind"))
    if kind not in ("retry", "step_failed", "picture_refused", "browser_replaced", "browser_ended", "torn_tail"):
        return None
    what = text(record.get("what") or record.get("why") or record.get("error"))
    title = text(record.get("title"))
    if kind == "retry":
        title = f"{title} (попытка {text(record.get('attempt'))})"
    return Trouble(at(record), number_of(record), kind, title, what)


def at(record: Fields) -> datetime:
    """When a record was written, Moscow time."""
    return moment(record.get("at")) or datetime.fromtimestamp(0, MOSCOW)


def moment(value: object) -> datetime | None:
    """A point in time as Moscow time; ``None`` if it is none, has no zone, or is before or after all days."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        return found.astimezone(MOSCOW) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def text(value: object) -> str:
    return "" if value is None else str(value)


def texts(value: object) -> tuple[str, ...]:
    return tuple(text(item) for item in value) if isinstance(value, list) else ()


def _lines(journal: Path) -> Iterator[bytes]:
    try:
        with journal.open("rb") as stream:
            for line in stream:
                yield line.rstrip(b"\n")
    except OSError as error:
        raise BadInput(
            "Журнал не читается: отчёт строить не из чего.", hint="Сначала выполните прогон, например `rpa debts plan`."
        ) from error
