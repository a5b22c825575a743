"""The stages of one organization's run, each safe to repeat: what a durable step of the engine does and remembers.

A stage answers with numbers, ids and names of error classes, never with texts: what it returns is kept in the queue's
database, in the clear.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

from loguru import logger

from rpa.audit import FolderUnavailable
from rpa.errors import CRASHED, BadSettings, OrganizationBusy, RpaError, Temporary
from rpa.fleet.crew import Crew, FleetPlace
from rpa.fleet.inquiries import fetch_inquiries, store_inquiries
from rpa.fleet.limit import LONGEST_SECONDS, limited
from rpa.fleet.plans import fetch_plans, store_plan
from rpa.job.stop import StopFlag
from rpa.ledger import LedgerUnavailable
from rpa.operate.answering import apply_plan
from rpa.operate.planning import open_plan, plan_id
from rpa.operate.recording import record_unknown
from rpa.operate.stage import BLOCKING
from rpa.operate.stages import by_people, plan_anew, sync_anew
from rpa.operate.verifying import verify_lately

SCENARIOS = {"debts": ("plan", "apply", "verify", "sync"), "apply": ("apply", "verify")}
"""``debts``: read, decide, send what is approved, look again, read «Обращения». ``apply``: send what people approved
since."""

ASIDE = frozenset({"sync"})
"""Its failures are told to people, and never put aside an organization whose answers go on."""

AGAIN = (Temporary, OrganizationBusy, LedgerUnavailable, FolderUnavailable)
"""The machine waits and tries again; everything else needs a person and counts as a failure."""

TOO_LONG = f"шла дольше {LONGEST_SECONDS / 3600:.0f} ч"


@dataclass(frozen=True, slots=True)
class StageResult:
    """JSON-ready. ``again``: a temporary cause; ``failed``: a person's turn; ``reason``: class of error, or empty.

    ``ends``: no later stage would fare better. ``aside``: the run is no failure because of this.
    """

    stage: str
    code: int = 0
    again: bool = False
    failed: bool = False
    ends: bool = False
    aside: bool = False
    reason: str = ""
    plan: str | None = None
    counts: dict[str, int] = field(default_factory=dict)


def _gone_wrong(stage: str, code: int, reason: str, *, again: bool = False, ends: bool = True) -> StageResult:
    return StageResult(stage, code, again, not again, ends, stage in ASIDE, reason)


class Stages:
    """Carries out stages for the engine. ``stop`` ends all runs between two items and never lets them report.

    ``on_hung`` (stage, organization) is called, in another thread, when a stage that was asked to end does not; a
    worker ends its process there, since the stage may still click when nobody expects it any more.
    """

    def __init__(self, crew: Crew, on_hung: Callable[[str, str], None] = lambda _stage, _slug: None) -> None:
        self._crew, self._on_hung = crew, on_hung
        self._lock = threading.Lock()
        self._flags: set[StopFlag] = set()
        self._stopped = ""
        self._idle = threading.Condition(self._lock)

    def carry_out(self, stage: str, slug: str, plan: str | None) -> dict[str, object]:
        """One stage, as a JSON-ready dict (``StageResult``). Raises nothing: what went wrong is part of the answer."""
        do: Callable[[FleetPlace, str | None], StageResult] = {
            "plan": self._plan,
            "apply": self._apply,
            "verify": self._verify,
            "sync": self._sync,
        }[stage]
        logger.info("{}: {}…", slug, stage)
        flag = StopFlag()
        late = Temporary(f"Стадия {TOO_LONG} и остановлена.")
        with limited(lambda: flag.stop(TOO_LONG, late), lambda: self._on_hung(stage, slug)) as too_long:
            result = self._done(stage, slug, flag, lambda place: do(place, plan))
        if too_long.is_set():
            # What it did stands; a person looks why before it takes as long again, and the next tick goes on.
            logger.error("{}: {}: {}", slug, stage, TOO_LONG)
            result = _gone_wrong(stage, Temporary.exit_code, TOO_LONG)
        if self._stopped:
            # Half a stage must not be remembered as a whole one. The process ends soon; another worker repeats it.
            threading.Event().wait()
        told = ", ".join(f"{name} {count}" for name, count in result.counts.items() if count)
        logger.info("{}: {}: {}", slug, stage, told or result.reason or "ничего нового")
        return asdict(result)

    def _done(self, stage: str, slug: str, flag: StopFlag, work: Callable[[FleetPlace], StageResult]) -> StageResult:
        try:
            self._begin(flag)
            return work(replace(self._crew.place(slug), stop=flag))
        except AGAIN as error:
            return _gone_wrong(stage, error.exit_code, type(error).__name__, again=True)
        except RpaError as error:
            logger.error("{}: стадия {} не удалась: {}", slug, stage, error.what)
            # An error of the settings keeps every stage from beginning.
            ends = isinstance(error, (*BLOCKING, BadSettings))
            return _gone_wrong(stage, error.exit_code, type(error).__name__, ends=ends)
        except Exception as error:
            logger.exception("{}: стадия {}: неожиданная ошибка", slug, stage)
            # A browser ended from outside shows itself in many ways. Repeating is safe, and bounded by the attempts.
            return _gone_wrong(stage, CRASHED, type(error).__name__, again=True)
        finally:
            self._end(flag)

    def stop(self, reason: str, wait_seconds: float) -> bool:
        """End all runs between two items and wait for that; False if some still went on."""
        with self._lock:
            self._stopped = reason
            for flag in self._flags:
                flag.stop(reason)
            return self._idle.wait_for(lambda: not self._flags, wait_seconds)

    def _begin(self, flag: StopFlag) -> None:
        with self._lock:
            self._flags.add(flag)
            if self._stopped:
                flag.stop(self._stopped)

    def _end(self, flag: StopFlag) -> None:
        with self._lock:
            self._flags.discard(flag)
            self._idle.notify_all()

    def _plan(self, place: FleetPlace, _plan: str | None) -> StageResult:
        if place.shared is not None:
            # What people approved, or took back, may have been written down by another worker.
            fetch_plans(place.folder, place.shared)
        plan, result = plan_anew(place)
        name = plan_id(plan)
        if place.shared is not None:
            store_plan(place.folder, place.shared, name)
        return StageResult("plan", result.code, plan=name, counts=dict(result.counts))

    def _apply(self, place: FleetPlace, plan: str | None) -> StageResult:
        if place.shared is not None:
            fetch_plans(place.folder, place.shared)
        chosen, approval = open_plan(place, plan)
        if plan is None:
            # Nobody named it, and this run made none: what the policy approved stands on data that may have changed.
            approval = by_people(approval)
        if place.shared is not None:
            # Given on another machine, it stands in that one's journal; and here is told what is sent because of it.
            record_unknown(place, chosen, approval)
        applied = apply_plan(place, chosen, approval)
        if applied.summary is None:
            return StageResult("apply", applied.exit_code, plan=plan, counts={"unapproved": len(applied.unapproved)})
        if error := applied.summary.error or place.stop.error:
            raise error
        counts = {**applied.summary.counts(), "unapproved": len(applied.unapproved)}
        return StageResult("apply", applied.exit_code, plan=plan, counts=counts)

    def _verify(self, place: FleetPlace, plan: str | None) -> StageResult:
        if place.shared is not None:
            fetch_plans(place.folder, place.shared)
        verified = verify_lately(place)
        if error := verified.summary.error or place.stop.error:
            raise error
        counts = {finding.value: count for finding, count in verified.counts().items()}
        return StageResult("verify", verified.exit_code, plan=plan, counts=counts)

    def _sync(self, place: FleetPlace, plan: str | None) -> StageResult:
        if place.shared is not None:
            fetch_inquiries(place.folder, place.shared, place.now())
        try:
            result = sync_anew(place)
        finally:
            # Also what a reading that broke off brought: the next one, on any worker, goes on there.
            if place.shared is not None:
                store_inquiries(place.folder, place.shared, place.now())
        if place.stop.error:
            raise place.stop.error
        for trouble in result.troubles:
            logger.warning("{}: {} {}", place.folder.slug, trouble.what, trouble.hint)
        return StageResult("sync", result.code, plan=plan, counts=dict(result.counts))
