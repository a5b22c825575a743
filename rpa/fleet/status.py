"""The fleet at a glance: workers, queue, parked organizations; for people, for scripts, for Prometheus."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass

from rpa.fleet.configuration import APPLICATION_VERSION
from rpa.fleet.engine import UNFINISHED, Console, QueuedRun
from rpa.fleet.records import Member, Records, Worker


@dataclass(frozen=True, slots=True)
class FleetStatus:
    """``stale``: unfinished runs of another version; ``oldest_waiting``: age in seconds of the oldest waiting run."""

    workers: tuple[Worker, ...]
    members: tuple[Member, ...]
    runs: dict[str, int]
    stale: int
    oldest_waiting: float
    answers: dict[str, int]

    @property
    def parked(self) -> list[Member]:
        return [member for member in self.members if member.parked]

    def as_dict(self) -> dict[str, object]:
        return {
            "version": APPLICATION_VERSION,
            "workers": [
                {
                    "executor": worker.executor,
                    "host": worker.host,
                    "pid": worker.pid,
                    "version": worker.version,
                    "state": state(worker),
                }
                for worker in self.workers
            ],
            "runs": self.runs,
            "answers": self.answers,
            "stale": self.stale,
            "oldest_waiting_seconds": round(self.oldest_waiting),
            "organizations": len(self.members),
            "parked": [
                {"organization": member.slug, "failures": member.failures, "reason": member.reason}
                for member in self.parked
            ],
        }

    def as_prometheus(self) -> str:
        """The text exposition format, version 0.0.4."""
        living = Counter(state(worker) for worker in self.workers)
        groups = [
            (
                "rpa_fleet_workers",
                "Workers by state.",
                "state",
                {k: living[k] for k in ("working", "draining", "dead")},
            ),
            ("rpa_fleet_runs", "Runs by status of the queue.", "status", self.runs),
            ("rpa_fleet_answers", "Answers by ending, in the runs the queue still remembers.", "ending", self.answers),
        ]
        lines: list[str] = []
        for name, told, label, values in groups:
            lines += [f"# HELP {name} {told}", f"# TYPE {name} gauge"]
            lines += [f'{name}{{{label}="{key.lower()}"}} {value}' for key, value in sorted(values.items())]
        for name, told, value in (
            ("rpa_fleet_organizations", "Organizations of the fleet.", len(self.members)),
            ("rpa_fleet_parked_organizations", "Organizations that wait for a person.", len(self.parked)),
            ("rpa_fleet_stale_runs", "Unfinished runs bound to another version.", self.stale),
            ("rpa_fleet_oldest_waiting_seconds", "Age of the oldest waiting run.", round(self.oldest_waiting)),
        ):
            lines += [f"# HELP {name} {told}", f"# TYPE {name} gauge", f"{name} {value}"]
        return "\n".join(lines) + "\n"


def state(worker: Worker) -> str:
    """``dead`` (its lease has run out), ``draining`` or ``working``."""
    if not worker.alive:
        return "dead"
    return "draining" if worker.drain else "working"


def fleet_status(records: Records, console: Console) -> FleetStatus:
    """Read both databases once. Raises ``LedgerUnavailable``."""
    runs = console.runs()
    waiting = [run.created for run in runs if run.status in ("ENQUEUED", "DELAYED")]
    answers: Counter[str] = Counter()
    for run in runs:
        answers.update(((run.output or {}).get("counts") or {}).get("apply") or {})
    return FleetStatus(
        workers=tuple(records.workers()),
        members=tuple(records.members()),
        runs=dict(Counter(_ending(run) for run in runs)),
        stale=sum(run.status in UNFINISHED and run.version != APPLICATION_VERSION for run in runs),
        oldest_waiting=time.time() - min(waiting) if waiting else 0.0,
        answers=dict(answers),
    )


def _ending(run: QueuedRun) -> str:
    """The queue's status; a run that came to its end without success is FAILED, for the queue it is just over."""
    return "FAILED" if run.status == "SUCCESS" and not (run.output or {}).get("done") else run.status
