"""What a manager asks about a month: how many requests came, how they were answered, how fast, and at whose cost.

A month's requests are those *received* in it, whenever they were answered; so the numbers of a closed month change only
until its last request is answered. Counted from the journal: a request the robot never read is not in it.
"""

from __future__ import annotations

import calendar as civil
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from rpa.audit.report import words
from rpa.audit.report.answers import Row, RuleCount, count_rules
from rpa.audit.report.case import Case
from rpa.audit.report.reading import at, number_of, records
from rpa.audit.report.standing import due_of, is_answered, state_of, was_on_time
from rpa.debts.calendar import CalendarError, WorkCalendar
from rpa.errors import WrongUsage

MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
ANSWER_DAYS = 5


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """``YYYY-MM``. Raises ``WrongUsage``."""
        found = re.fullmatch(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])", text.strip())
        if found is None:
            raise WrongUsage(f"Месяц {text!r} не понят.", hint="Напишите его как ГГГГ-ММ, например 2026-11.")
        return cls(int(found[1]), int(found[2]))

    @property
    def key(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def title(self) -> str:
        return f"{MONTHS[self.number - 1]} {self.year}"

    def days(self) -> list[date]:
        return [date(self.year, self.number, day + 1) for day in range(civil.monthrange(self.year, self.number)[1])]

    def holds(self, day: date | None) -> bool:
        return day is not None and (day.year, day.month) == (self.year, self.number)


@dataclass(frozen=True, slots=True)
class Took:
    """How long one answer took: working days after the day of receipt (0: the same day)."""

    request_number: str
    working_days: int


@dataclass(frozen=True)
class MonthReport:
    """``received`` is the sum of ``on_time``, ``late``, ``undated``, ``automatic``, ``open_overdue``, ``others`` and
    ``waiting``. ``undated`` are answers of which nobody knows whether they were in time: no last day is known, or not
    when the answer came.

    ``due_passed`` is what ``on_time_percent`` is of: everything else whose answer or last day has come. Times are
    ``None`` where no answer's time is known. ``answered`` counts the robot's answers, ``minutes_saved`` is their price
    by hand.
    """

    month: Month
    today: date
    ogrn: str
    stand: bool
    rows: Sequence[Row]
    on_time: int
    late: int
    undated: int
    automatic: int
    open_overdue: int
    others: int
    waiting: int
    decisions: dict[str, int]
    answers: dict[str, int]
    by_person: int
    took: Sequence[Took]
    untimed: int
    disagreements: Sequence[Row]
    checked: int
    minutes_each: float
    received_by_day: Sequence[int]
    sent_by_day: Sequence[int]

    @property
    def received(self) -> int:
        return len(self.rows)

    @property
    def overdue(self) -> int:
        return self.late + self.automatic + self.open_overdue

    @property
    def due_passed(self) -> int:
        return self.on_time + self.overdue

    @property
    def on_time_percent(self) -> float | None:
        return 100 * self.on_time / self.due_passed if self.due_passed else None

    @property
    def answered(self) -> int:
        return self.on_time + self.late + self.undated

    @property
    def median_days(self) -> float | None:
        return median(one.working_days for one in self.took) if self.took else None

    @property
    def worst(self) -> Took | None:
        return max(self.took, key=lambda one: (one.working_days, one.request_number), default=None)

    @property
    def minutes_saved(self) -> float:
        return self.answered * self.minutes_each

    def took_counts(self) -> list[tuple[str, int]]:
        """Answers by the working days they took, up to the deadline one by one, later ones together."""
        found = Counter(min(one.working_days, ANSWER_DAYS + 1) for one in self.took)
        names = [*(str(days) for days in range(ANSWER_DAYS + 1)), f"{ANSWER_DAYS + 1}+"]
        return [(name, found[days]) for days, name in enumerate(names)]

    def rules(self) -> list[RuleCount]:
        return count_rules(row.case for row in self.rows)


def build_month(
    journal: Path, month: Month, *, today: date, calendar: WorkCalendar, minutes_each: float
) -> MonthReport:
    """Count a month, as of ``today`` (Moscow). Raises ``BadInput`` if the journal can't be read."""
    cases, ogrn, stand = _cases(journal)
    chosen = [case for case in cases if case.about_debt and month.holds(received_on(case, calendar))]
    rows = []
    for case in sorted(chosen, key=lambda case: (case.due or date.max, case.request_number)):
        state = state_of(case)
        rows.append(Row(case, state, due_of(case, state, today)))
    fates = Counter(_fate(row, today) for row in rows)
    took, untimed = _times([row.case for row in rows], calendar)
    days = month.days()
    received = Counter(received_on(row.case, calendar) for row in rows)
    # What was sent in the month, whenever it came: work done, beside work that came in.
    sent = Counter(case.sent_at.date() for case in cases if case.about_debt and case.sent_at is not None)
    return MonthReport(
        month=month,
        today=today,
        ogrn=ogrn,
        stand=stand,
        rows=rows,
        on_time=fates["on_time"],
        late=fates["late"],
        undated=fates["undated"],
        automatic=fates["automatic"],
        open_overdue=fates["open_overdue"],
        others=fates["others"],
        waiting=fates["waiting"],
        decisions=_count((row.case.decision for row in rows), words.DECISIONS),
        answers=_count((row.case.approved for row in rows if is_answered(row.state)), ("debt", "no_debt")),
        by_person=sum(is_answered(row.state) and row.case.approved != row.case.decision for row in rows),
        took=took,
        untimed=untimed,
        disagreements=[row for row in rows if row.case.finding in words.DISAGREEMENTS],
        checked=sum(bool(row.case.finding) for row in rows),
        minutes_each=minutes_each,
        received_by_day=[received[day] for day in days],
        sent_by_day=[sent[day] for day in days],
    )


def received_on(case: Case, calendar: WorkCalendar) -> date | None:
    """The day of receipt: as the card says; else counted back from the deadline; else when first planned."""
    if case.received is not None:
        return case.received
    if case.due is not None:
        try:
            return _back(case.due, ANSWER_DAYS, calendar)
        except CalendarError:
            return None
    return case.first_seen.date() if case.decision else None


def _back(day: date, count: int, calendar: WorkCalendar) -> date:
    """The latest working day that ``day`` is the ``count``-th working day after."""
    while count:
        if calendar.is_working(day):
            count -= 1
        day -= timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day


def _cases(journal: Path) -> tuple[list[Case], str, bool]:
    """Requests of the site the last run worked on: what was tried on the stand before is nobody's work."""
    cases: dict[str, Case] = {}
    on_stand: dict[str, bool] = {}
    ogrn, stand = "", False
    for record in records(journal):
        ogrn = str(record["organization"])
        if record["kind"] == "run_started":
            stand = record.get("stand") is True
        number = number_of(record)
        if number:
            on_stand[number] = stand
            cases.setdefault(number, Case(number, at(record))).take(record)
    return [case for number, case in cases.items() if on_stand[number] == stand], ogrn, stand


def _fate(row: Row, today: date) -> str:
    case = row.case
    if is_answered(row.state):
        return {True: "on_time", False: "late", None: "undated"}[was_on_time(case)]
    if case.automatic:
        return "automatic"
    if row.state in (words.OTHER, words.GONE):
        return "others"
    return "open_overdue" if case.due is not None and case.due < today else "waiting"


def _times(cases: Sequence[Case], calendar: WorkCalendar) -> tuple[list[Took], int]:
    """How long each answer took, and how many answers have no known time."""
    took, untimed = [], 0
    for case in cases:
        if case.sent_at is None:
            continue
        received = received_on(case, calendar)
        try:
            if received is None:
                raise CalendarError("no day of receipt")
            took.append(Took(case.request_number, calendar.working_days_between(received, case.sent_at.date())))
        except CalendarError:
            untimed += 1
    return took, untimed


def _count(values: Iterable[str], keys: Iterable[str]) -> dict[str, int]:
    found = Counter(values)
    return {key: found[key] for key in keys}
