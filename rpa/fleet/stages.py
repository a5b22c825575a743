"""The stages of one organization's run, each safe to repeat: what a durable step of the engine does and remembers.

A stage answers with numbers, ids and names of error classes, never with texts: what it returns is kept in the queue's
database, in the clear.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from loguru import logger

from rpa.audit import FolderUnavailable
from rpa.errors import OrganizationBusy, RpaError, Temporary
from rpa.fleet.crew import Crew, FleetPlace
from rpa.fleet.inputs import fetch_plans, store_plan
from rpa.job.stop import StopFlag
from rpa.ledger import LedgerUnavailable
from rpa.operate.answering import apply_plan
from rpa.operate.planning import open_plan, plan_id
from rpa.operate.stages import plan_anew
from rpa.operate.verifying import verify_lately

SCENARIOS = {"debts": ("plan", "apply", "verify"), "apply": ("apply", "verify")}
"""``debts``: read, decide, send what the policy approves, look again. ``apply``: send what people approved since."""

AGAIN = (Temporary, OrganizationBusy, LedgerUnavailable, FolderUnavailable)
"""The machine waits and tries again; everything else needs a person and counts as a failure."""


@dataclass(frozen=True, slots=True)
class StageResult:
    """JSON-ready. ``again``: a temporary cause; ``failed``: a person's turn; ``reason``: class of error, or empty."""

    stage: str
    code: int = 0
    again: bool = False
    failed: bool = False
    reason: str = ""
    plan: str | None = None
    counts: dict[str, int] = field(default_factory=dict)


class Stages:
    """Carries out stages for the engine. ``stop`` ends all runs between two items and never lets them report."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
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
        }[stage]
        flag: StopFlag | None = None
        logger.info("{}: {}…", slug, stage)
        try:
            place = self._crew.place(slug)
            flag = self._begin(place.stop)
            result = do(place, plan)
        except AGAIN as error:
            result = StageResult(stage, error.exit_code, again=True, reason=type(error).__name__)
        except RpaError as error:
            logger.error("{}: стадия {} не удалась: {}", slug, stage, error.what)
            result = StageResult(stage, error.exit_code, failed=True, reason=type(error).__name__)
        except Exception as error:
            logger.exception("{}: стадия {}: неожиданная ошибка", slug, stage)
            # A browser ended from outside shows itself in many ways. Repeating is safe, and bounded by the attempts.
            result = StageResult(stage, 1, again=True, reason=type(error).__name__)
        finally:
            if flag is not None:
                self._end(flag)
        if self._stopped:
            # Half a stage must not be remembered as a whole one. The process ends soon; another worker repeats it.
            threading.Event().wait()
        told = ", ".join(f"{name} {count}" for name, count in result.counts.items() if count)
        logger.info("{}: {}: {}", slug, stage, told or result.reason or "ничего нового")
        return asdict(result)

    def stop(self, reason: str, wait_seconds: float) -> bool:
        """End all runs between two items and wait for that; False if some still went on."""
        with self._lock:
            self._stopped = reason
            for flag in self._flags:
                flag.stop(reason)
            return self._idle.wait_for(lambda: not self._flags, wait_seconds)

    def _begin(self, flag: StopFlag) -> StopFlag:
        with self._lock:
            self._flags.add(flag)
            if self._stopped:
                flag.stop(self._stopped)
        return flag

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
        applied = apply_plan(place, *open_plan(place, plan))
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
