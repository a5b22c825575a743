"""The report of a plan with all its runs, or of one run: every request, its pictures, what did not go smoothly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from rpa.audit.report import words
from rpa.audit.report.case import Case
from rpa.audit.report.reading import (
    Fields,
    Picture,
    RunSpan,
    Trouble,
    at,
    number_of,
    picture_of,
    records,
    runs,
    text,
    trouble_of,
)
from rpa.audit.report.standing import due_of, state_of
from rpa.errors import BadInput

_OF_REQUESTS = frozenset({"item", "intent", "outcome", "verify"})


@dataclass(frozen=True, slots=True)
class Row:
    """One request in a register. ``pictures`` counts those that were kept."""

    case: Case
    state: words.State
    due: str
    pictures: int = 0

    @property
    def number(self) -> str:
        return self.case.request_number


@dataclass(frozen=True, slots=True)
class RuleCount:
    rule: str
    sentence: str
    decision: str
    count: int


@dataclass(frozen=True, slots=True)
class AnswersReport:
    """``run_id`` is empty for the report of a plan. ``day``: the Moscow date deadlines are judged on."""

    run_id: str
    title: str
    ogrn: str
    day: date
    plan_sha256: str
    planned_at: datetime | None
    runs: Sequence[RunSpan]
    rows: Sequence[Row]
    pictures: Sequence[Picture]
    troubles: Sequence[Trouble]

    @property
    def run(self) -> RunSpan | None:
        """The run, if the report is of one."""
        return self.runs[0] if self.run_id else None

    @property
    def target(self) -> str:
        return self.runs[-1].target if self.runs else ""

    @property
    def stand(self) -> bool:
        return any(run.stand for run in self.runs)

    @property
    def planned(self) -> bool:
        """Whether the requests have decisions, so that their columns are worth showing."""
        return any(row.case.decision for row in self.rows)

    @property
    def duration(self) -> timedelta:
        """How long the robot worked: its runs, without the pauses between them."""
        return sum((run.duration or timedelta() for run in self.runs), timedelta())

    def states(self) -> list[tuple[words.State, int]]:
        """States that occur, in the order of ``words.STATES``."""
        found = Counter(row.state.key for row in self.rows)
        return [(state, found[state.key]) for state in words.STATES if found[state.key]]

    def tones(self) -> dict[str, int]:
        found = Counter(row.state.tone for row in self.rows)
        return {tone: found[tone] for tone in words.TONES}

    def dues(self) -> dict[str, int]:
        found = Counter(row.due for row in self.rows)
        return {key: found[key] for key in words.DUE}

    def retries(self) -> int:
        return sum(trouble.kind == "retry" for trouble in self.troubles)

    def rules(self) -> list[RuleCount]:
        return count_rules(row.case for row in self.rows)


def count_rules(cases: Iterable[Case]) -> list[RuleCount]:
    """Which rules decided, most frequent first."""
    found = Counter((case.rule, case.sentence, case.decision) for case in cases if case.rule)
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return [RuleCount(rule, sentence, decision, count) for (rule, sentence, decision), count in ordered]


def build_run(journal: Path, run_id: str | None = None) -> AnswersReport:
    """Read one run: ``run_id``, or the last. A run about debts is shown with the whole plan it worked for.

    Raises ``BadInput`` if there is no such run.
    """
    known = runs(journal)
    span = _chosen(known, run_id)
    gathered = _Gathered()
    over = False
    for record in records(journal):
        inside = record["run"] == span.run_id
        if inside:
            over = False
        elif record["seq"] > span.started["seq"] and record["kind"] == "run_started":
            # What later runs did is not this run's. But until one starts, its own plan may still be approved.
            over = True
        if over:
            continue
        if inside and record["kind"] == "run_started" and span.scenario == "receive_debt_requests":
            gathered.plan = ""
        gathered.take(record, inside=inside)
    wanted = set(gathered.numbers)
    if span.scenario in words.ABOUT_DEBTS:
        wanted |= gathered.planned.get(gathered.plan, set())
    else:
        gathered.plan = ""
    return gathered.report(wanted, [span], words.scenario(span.scenario), span)


def build_plan(journal: Path, *, today: date) -> AnswersReport:
    """Read the last plan of all requests and everything done about them since, by whatever run, as of ``today``.

    Without any plan it is the report of the last run. Raises ``BadInput`` if there is neither.
    """
    known = runs(journal)
    begun, plan = _last_plan(journal)
    if not plan:
        return build_run(journal)
    gathered = _Gathered()
    before: RunSpan | None = None
    for record in records(journal):
        if record["seq"] < begun and record["kind"] == "run_started":
            before = known.get(text(record["run"]), before)
        gathered.take(record, inside=record["seq"] > begun)
    wanted = gathered.planned.get(plan, set())
    # A journal nothing was written into since may be days old; what passed its deadline meanwhile is overdue.
    gathered.plan, gathered.last = plan, today
    touched = gathered.touching(wanted)
    reading = {before.run_id} if before is not None and before.scenario == "receive_debt_requests" else set()
    shown = [span for run_id, span in known.items() if run_id in touched | reading]
    return gathered.report(wanted, shown, "Ответы на запросы о задолженности", None)


def _last_plan(journal: Path) -> tuple[int, str]:
    """Of those that were journaled whole: one broken off in between has no file either, and nobody answers by it."""
    last = found = (0, "")
    told, wanted = 0, 0
    for record in records(journal):
        if _is_plan_of_all(record):
            found, told = (record["seq"], text(record.get("plan_sha256"))), 0
            wanted = record["items"] if isinstance(record.get("items"), int) else 0
        elif record["kind"] == "decision" and text(record.get("plan_sha256")) == found[1]:
            told += 1
        if told >= wanted:
            last = found
    return last


def _is_plan_of_all(record: Fields) -> bool:
    """A correction is a plan of one request, beside the plan of the day: it would hide all others."""
    return record["kind"] == "plan" and record.get("correction") is not True


def _chosen(known: dict[str, RunSpan], run_id: str | None) -> RunSpan:
    if not known:
        raise BadInput("В журнале ещё нет ни одного прогона.", hint="Сначала выполните прогон: `rpa debts plan`.")
    if run_id is None:
        return list(known.values())[-1]
    if run_id not in known:
        raise BadInput(f"В журнале нет прогона {run_id}.", hint=f"Последний: {list(known)[-1]}.")
    return known[run_id]


@dataclass(slots=True)
class _Gathered:
    """What one pass over the journal found. ``inside``: the record belongs to what the report is about."""

    cases: dict[str, Case] = field(default_factory=dict)
    planned: dict[str, set[str]] = field(default_factory=dict)
    planned_at: dict[str, datetime] = field(default_factory=dict)
    corrections: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    pictures: list[Picture] = field(default_factory=list)
    troubles: list[tuple[str, Trouble]] = field(default_factory=list)
    runs_of: dict[str, set[str]] = field(default_factory=dict)
    plan: str = ""
    last: date = date.min
    ogrn: str = ""

    def take(self, record: Fields, *, inside: bool) -> None:
        kind, number, plan = record["kind"], number_of(record), text(record.get("plan_sha256"))
        if number:
            self.cases.setdefault(number, Case(number, at(record))).take(record)
        if kind == "decision":
            self.planned.setdefault(plan, set()).add(number)
        if kind == "plan":
            self.planned_at[plan] = at(record)
            if not _is_plan_of_all(record):
                self.corrections.add(plan)
        if _is_plan_of_all(record) or (inside and kind == "intent" and plan and plan not in self.corrections):
            self.plan = plan
        self.ogrn = text(record["organization"])
        if not inside:
            return
        self.last = at(record).date()
        if number and kind in _OF_REQUESTS:
            self.numbers.add(number)
            self.runs_of.setdefault(number, set()).add(text(record["run"]))
        if (picture := picture_of(record)) is not None:
            self.pictures.append(picture)
        if (trouble := trouble_of(record)) is not None:
            self.troubles.append((text(record["run"]), trouble))

    def touching(self, numbers: set[str]) -> set[str]:
        """Runs that had to do with any of these requests."""
        return {run for number in numbers for run in self.runs_of.get(number, ())}

    def report(self, wanted: set[str], shown: Sequence[RunSpan], title: str, run: RunSpan | None) -> AnswersReport:
        of_runs = {span.run_id for span in shown}
        pictures = [picture for picture in self.pictures if run is not None or picture.request_number in wanted]
        kept = Counter(picture.request_number for picture in pictures if picture.path)
        rows = []
        for number in sorted(wanted, key=lambda number: (self.cases[number].due or date.max, number)):
            case = self.cases[number]
            state = state_of(case, run)
            rows.append(Row(case, state, due_of(case, state, self.last), kept[number]))
        order = {row.number: place for place, row in enumerate(rows)}
        pictures.sort(key=lambda picture: (order.get(picture.request_number, len(order)), picture.at))
        return AnswersReport(
            run_id=run.run_id if run is not None else "",
            title=title,
            ogrn=self.ogrn,
            day=self.last,
            plan_sha256=self.plan,
            planned_at=self.planned_at.get(self.plan),
            runs=shown,
            rows=rows,
            pictures=pictures,
            troubles=[trouble for run_id, trouble in self.troubles if run_id in of_runs],
        )
