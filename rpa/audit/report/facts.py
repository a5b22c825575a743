"""What the journal says of a plan and its runs, gathered per request. One pass, flat memory per request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rpa.audit.verifier.chain import GENESIS, Record, parse
from rpa.errors import BadInput


@dataclass(frozen=True, slots=True)
class PictureFact:
    """One masked picture: ``path`` is relative to the evidence folder."""

    stage: str
    path: str
    sha256: str
    run: str


@dataclass(slots=True)
class RequestFacts:
    """One request. ``outcome`` is the last one journaled, ``ending`` how the last run left it."""

    number: str
    due: date | None = None
    sent: date | None = None
    overdue: bool = False
    decision: str = ""
    rule: str = ""
    sentence: str = ""
    approved: str = ""
    approvers: tuple[str, ...] = ()
    outcome: str = ""
    ending: str = ""
    detail: str = ""
    answered_at: datetime | None = None
    retries: int = 0
    pictures: list[PictureFact] = field(default_factory=list)
    verified: tuple[str, ...] = ()


@dataclass(slots=True)
class RunFacts:
    """One run as the journal frames it."""

    run: str
    scenario: str
    started: datetime
    target: str
    stand: bool
    finished: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    left: int = 0
    stopped: str = ""
    error: str = ""
    retries: int = 0


@dataclass(slots=True)
class ReportFacts:
    """``head`` and ``count`` are the journal's checkpoint at the time of reading."""

    organization: str
    requests: dict[str, RequestFacts] = field(default_factory=dict)
    runs: dict[str, RunFacts] = field(default_factory=dict)
    plan_sha256: str = ""
    planned_at: datetime | None = None
    head: str = GENESIS
    count: int = 0

    @property
    def stand(self) -> bool:
        return any(run.stand for run in self.runs.values())

    def by_due(self) -> list[RequestFacts]:
        return sorted(self.requests.values(), key=lambda found: (found.due or date.max, found.number))


def records(journal: Path) -> Iterator[Record]:
    """The journal's records in order; a line that is no record is passed over (``rpa audit verify`` names it)."""
    with journal.open("rb") as stream:
        for line in stream:
            record = parse(line.rstrip(b"\n"))
            if record is not None:
                yield record


def read_facts(
    journal: Path, *, plan_sha256: str | None = None, run: str | None = None, since: date | None = None,
    until: date | None = None,
) -> ReportFacts:  # fmt: skip
    """Gather a report's facts: of one plan (default: the last planned), of one run, or of days (both inclusive).

    Raises ``BadInput`` if the journal is missing or knows no such plan or run.
    """
    if not journal.is_file():
        raise BadInput("Журнала ещё нет: отчитываться не о чем.", hint="Сначала выполните прогон.")
    by_days = since is not None or until is not None
    wanted = plan_sha256 if plan_sha256 or run or by_days else _last_plan(journal)
    gathered = _Gathering(wanted, run, since, until)
    for record in records(journal):
        gathered.take(record)
    facts = gathered.facts
    if run is not None and run not in facts.runs:
        raise BadInput(f"В журнале нет прогона {run}.")
    if not facts.requests and not facts.runs:
        raise BadInput("В журнале нет записей за это время.")
    return facts


def _last_plan(journal: Path) -> str | None:
    found = None
    for record in records(journal):
        if record.fields["kind"] == "plan":
            found = record.fields["plan_sha256"]
    return found


class _Gathering:
    """Takes records one by one. A run is shown if anything of it belongs to what was asked for."""

    def __init__(self, plan: str | None, run: str | None, since: date | None, until: date | None) -> None:
        self.facts = ReportFacts("")
        self._plan, self._run, self._since, self._until = plan, run, since, until
        self._open: dict[str, RunFacts] = {}
        self._in_plan: set[str] = set()

    def take(self, record: Record) -> None:
        said = record.fields
        facts = self.facts
        facts.organization, facts.head, facts.count = said["organization"], record.hash, record.seq
        at = datetime.fromisoformat(said["at"])
        handler = _HANDLERS.get(said["kind"])
        if handler is not None and self._in_time(at):
            handler(self, said, at)

    def _in_time(self, at: datetime) -> bool:
        return (self._since is None or at.date() >= self._since) and (self._until is None or at.date() <= self._until)

    def _of(self, said: Mapping[str, Any]) -> RequestFacts | None:
        """The request a record speaks of, if the report is about it."""
        number = said.get("request_number")
        if not number or (self._run is not None and said["run"] != self._run):
            return self.facts.requests.get(number) if number and said["kind"] in ("decision", "approval") else None
        if self._plan is not None and number not in self._in_plan:
            return None
        self._show(said["run"])
        return self.facts.requests.setdefault(number, RequestFacts(number))

    def _show(self, run: str) -> None:
        if run in self._open and run not in self.facts.runs:
            self.facts.runs[run] = self._open[run]

    def run_started(self, said: Mapping[str, Any], at: datetime) -> None:
        started = RunFacts(said["run"], said.get("scenario", ""), at, said.get("target", ""), bool(said.get("stand")))
        self._open[said["run"]] = started
        if said["run"] == self._run or (self._plan is None and self._run is None):
            self._show(said["run"])

    def run_finished(self, said: Mapping[str, Any], at: datetime) -> None:
        run = self._open.get(said["run"])
        if run is not None:
            run.finished, run.counts, run.left = at, said.get("counts") or {}, int(said.get("left") or 0)
            run.stopped, run.error = said.get("stopped", ""), said.get("what") or said.get("error", "")

    def plan(self, said: Mapping[str, Any], at: datetime) -> None:
        if self._plan in (None, said["plan_sha256"]):
            self.facts.plan_sha256, self.facts.planned_at = said["plan_sha256"], at

    def decision(self, said: Mapping[str, Any], _at: datetime) -> None:
        if self._plan is not None and said.get("plan_sha256") != self._plan:
            return
        number = said["request_number"]
        self._in_plan.add(number)
        if self._run is None or number in self.facts.requests:
            found = self.facts.requests.setdefault(number, RequestFacts(number))
            self._decided(found, said)

    def _decided(self, found: RequestFacts, said: Mapping[str, Any]) -> None:
        found.due, found.sent = _day(said.get("due")), _day(said.get("sent_date"))
        found.overdue = bool(said.get("overdue"))
        found.decision, found.rule, found.sentence = said["decision"], said["rule"], said["sentence"]

    def approval(self, said: Mapping[str, Any], _at: datetime) -> None:
        found = self.facts.requests.get(said.get("request_number", ""))
        if found is not None and self._plan in (None, said.get("plan_sha256")):
            found.approved, found.approvers = said.get("decision", ""), tuple(said.get("approvers") or ())

    def retry(self, said: Mapping[str, Any], _at: datetime) -> None:
        if said["run"] in self._open:
            self._open[said["run"]].retries += 1
        if (found := self._of(said)) is not None:
            found.retries += 1

    def outcome(self, said: Mapping[str, Any], at: datetime) -> None:
        if (found := self._of(said)) is not None:
            found.outcome, found.detail = said["outcome"], said.get("detail") or ""
            found.answered_at = at if said["outcome"] == "done" else found.answered_at

    def item(self, said: Mapping[str, Any], _at: datetime) -> None:
        if (found := self._of(said)) is not None and said.get("ending") != "already":
            found.ending, found.detail = said.get("ending", ""), said.get("detail") or found.detail

    def picture(self, said: Mapping[str, Any], _at: datetime) -> None:
        if (found := self._of(said)) is not None:
            found.pictures.append(PictureFact(said["stage"], said["path"], said["sha256"], said["run"]))

    def verify(self, said: Mapping[str, Any], _at: datetime) -> None:
        if (found := self._of(said)) is not None:
            found.verified = (*found.verified, str(said.get("finding", "")))


_HANDLERS: Mapping[str, Callable[[_Gathering, Mapping[str, Any], datetime], None]] = {
    "run_started": _Gathering.run_started,
    "run_finished": _Gathering.run_finished,
    "plan": _Gathering.plan,
    "decision": _Gathering.decision,
    "approval": _Gathering.approval,
    "retry": _Gathering.retry,
    "outcome": _Gathering.outcome,
    "item": _Gathering.item,
    "picture": _Gathering.picture,
    "verify": _Gathering.verify,
}


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
