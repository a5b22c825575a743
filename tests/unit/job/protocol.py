"""The commit protocol without a browser: a real ledger, lease and journal, and a site of three lines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from rpa.audit import EvidenceStore, Journal, Redactor
from rpa.job.commitment import Cause, Fired, Look, Shot, State
from rpa.job.job import Job
from rpa.job.watchdog import Watchdog
from rpa.ledger import Intent, IntentKind, Ledger, Outcome, Record
from rpa.settings import OrganizationSettings

ORGANIZATION = "1027700000001"  # made up
NUMBER = "260010000001"
CONTENT, PLAN = "c" * 64, "p" * 64
UNCLEAR = Shot(Fired.UNCLEAR, "окно не открылось")
REFUSED = Shot(Fired.REFUSED, "не имеет статус")
CONFLICT = Shot(Fired.CONFLICT, "версия изменена")
CONFIRMED = Shot(Fired.CONFIRMED)
BY_ANOTHER = "Такой же ответ успел отправить другой сотрудник."

T = TypeVar("T")


class Killed(BaseException):
    """The process ends here: nothing after this line is done by it."""


@dataclass
class Site:
    """What the site holds, and how it will behave. ``sends`` counts what was stored: the only truth of a test.

    ``script``: what each click stores and seems to return; when it is used up, clicks store and confirm.
    ``die_at``: the verb at which the process ends, once, and whether before or after its effect.
    """

    state: State = State.ABSENT
    executor: str | None = "Мы"
    sends: int = 0
    clicks: int = 0
    script: list[tuple[State | None, Shot | BaseException]] = field(default_factory=list)
    looks: list[State | BaseException] = field(default_factory=list)
    """States shown by the next readings in place of the true one; ``None`` of a script leaves the state."""
    die_at: tuple[str, str] | None = None

    @contextmanager
    def dying(self, verb: str) -> Iterator[None]:
        if self.die_at == (verb, "before"):
            self.die_at = None
            raise Killed
        yield
        if self.die_at == (verb, "after"):
            self.die_at = None
            raise Killed


class Send:
    """The commitment: send one answer to ``site``. ``watch`` is told each verb as it begins.

    ``decided``: a person decided it after all that is recorded; else nobody did since.
    """

    def __init__(
        self,
        site: Site,
        *,
        kind: IntentKind = IntentKind.SEND,
        plan: str | None = PLAN,
        watch: Callable[[str], None] = lambda _verb: None,
        decided: bool = False,
        content: str = CONTENT,
    ) -> None:
        self.request_number, self.content_sha256 = NUMBER, content
        self.decided, self.saved = decided, False
        self.site, self.kind, self.plan_sha256, self.watch = site, kind, plan, watch
        self.reason: Cause | None = Cause("долг Петровой из кв. 7 погашен", "Решающая Анна")
        self.refuses_to_prepare: BaseException | None = None
        self.saves = True
        self.grown_old: tuple[str, ...] = ()
        self.prepared = self.kept = 0

    async def look(self) -> Look:
        self.watch("look")
        with self.site.dying("look"):
            shown = self.site.looks.pop(0) if self.site.looks else self.site.state
            if isinstance(shown, BaseException):
                raise shown
            unproven = shown is State.DRAFT and not self.saved
            return Look(shown, executor=None if unproven else self.site.executor)

    def withheld(self) -> tuple[str, ...]:
        return self.grown_old

    def decided_since(self, found: Record) -> bool:
        return self.decided

    async def prepare(self) -> None:
        self.watch("prepare")
        self.prepared += 1
        with self.site.dying("prepare"):
            if self.refuses_to_prepare is not None:
                raise self.refuses_to_prepare
            if self.saves and self.site.state is State.ABSENT:
                self.site.state, self.saved = State.DRAFT, True

    async def fire(self) -> Shot:
        self.watch("fire")
        with self.site.dying("fire"):
            self.site.clicks += 1
            becomes, returned = self.site.script.pop(0) if self.site.script else (State.DONE, Shot(Fired.CONFIRMED))
            if becomes is State.DONE:
                self.site.sends += 1
            self.site.state = becomes or self.site.state
            if isinstance(returned, BaseException):
                raise returned
            return returned

    async def keep_result(self) -> None:
        self.watch("keep_result")
        with self.site.dying("keep_result"):
            self.kept += 1


@dataclass
class Robot:
    """One run's job, and what it left behind."""

    job: Job
    ledger: Ledger
    journal_path: Path

    def history(self) -> list[Record]:
        return self.ledger.history(ORGANIZATION, NUMBER)

    def outcomes(self) -> list[Outcome | None]:
        return [record.outcome for record in self.history()]

    def journal(self, *kinds: str) -> list[dict[str, Any]]:
        records = [json.loads(line) for line in self.journal_path.read_text(encoding="utf-8").splitlines()]
        return [record for record in records if not kinds or record["kind"] in kinds]

    def intend(self, *, kind: IntentKind = IntentKind.SEND, plan: str | None = PLAN) -> Intent:
        """What an earlier run intended."""
        return self.ledger.intend(
            organization=ORGANIZATION,
            request_number=NUMBER,
            kind=kind,
            content_sha256=CONTENT,
            plan_sha256=plan,
            run_id="20260101-000000-0000",
            fence=self.job.lease.fence,
        )


@contextmanager
def robot(folder: Path, *, run_id: str = "20260310-060000-a1b2", settle_seconds: float = 0) -> Iterator[Robot]:
    """A run on the data folder ``folder``; a later one goes on from what this one left."""
    settings = OrganizationSettings.model_validate(
        {
            "organization": {"name": "Выдуманная", "ogrn": ORGANIZATION},
            "pacing": {"answers_per_minute": 0, "settle_seconds": settle_seconds},
        }
    )
    path = folder / "journal.jsonl"
    with (
        Ledger.open(folder / "ledger.db", now=lambda: datetime.now(UTC)) as ledger,
        ledger.lease(ORGANIZATION, run_id) as lease,
        Journal.open(path, organization=ORGANIZATION, run_id=run_id) as journal,
        Watchdog(run_id) as watchdog,
    ):
        workplace: Any = SimpleNamespace(cabinets=[None], connected=True)
        job = Job(
            run_id, ORGANIZATION, settings, journal, ledger, lease, EvidenceStore(folder / "evidence"), Redactor(),
            workplace, watchdog, lambda: datetime.now(UTC),
        )  # fmt: skip
        yield Robot(job, ledger, path)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end."""
    return asyncio.run(work)
