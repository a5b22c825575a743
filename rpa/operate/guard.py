"""The deadline guard: warns of answers that run out of time, even when everything else fails.

It needs no browser, no site, no vault and no sound plan: it takes the numbers and dates of the newest plan file that
can be read at all, with what later corrections say of single requests, leaves out what the ledger says was answered
since, adds what it says was withdrawn since, and counts working days. When in doubt it warns: a plan it cannot read or
that is dated ahead of the clock, a ledger it cannot open and a reading that is too old are warnings themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

from rpa.debts.approval import How
from rpa.debts.calendar import WorkCalendar
from rpa.debts.deadline import WORKING_DAYS, moscow_date
from rpa.errors import DeadlinePassed, NotFinished, RpaError
from rpa.job.memory import ended_at
from rpa.ledger import IntentKind, Outcome
from rpa.operate.day import Day, days_until, moment
from rpa.operate.guard_letters import days_left, open_letters
from rpa.operate.newest import dated_ahead, in_order
from rpa.operate.recorded import recorded
from rpa.operate.settled import settled_since, withdrawn_at
from rpa.settings import OrganizationFolder, OrganizationSettings

_NEWEST = 200
"""Outcomes of the ledger looked at: more than one day's withdrawals."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request without our answer. ``left``: working days until ``due``; ``None`` where the date is unknown."""

    request_number: str
    due: date | None
    left: int | None
    approved: bool

    @property
    def overdue(self) -> bool:
        return self.left is not None and self.left < 0


@dataclass(frozen=True, slots=True)
class Guarded:
    """What the guard saw. ``read_at`` is when requests were last read from the site; ``blind`` says what it lacked.

    ``inquiries``: обращения that people have to answer now, debt requests that came as letters among them.
    """

    waiting: tuple[Waiting, ...]
    close: tuple[Waiting, ...]
    read_at: datetime | None
    blind: tuple[str, ...]
    inquiries: tuple[Waiting, ...] = ()

    @property
    def overdue(self) -> tuple[Waiting, ...]:
        return tuple(one for one in self.waiting if one.overdue)

    @property
    def exit_code(self) -> int:
        """69 if a deadline has passed, 1 if one is close or the guard could not see everything, else 0."""
        if self.overdue:
            return DeadlinePassed.exit_code
        return NotFinished.exit_code if self.close or self.inquiries or self.blind else 0

    @property
    def nearest(self) -> date | None:
        return min((one.due for one in self.waiting if one.due), default=None)


def look(folder: OrganizationFolder, settings: OrganizationSettings, now: datetime, day: Day | None = None) -> Guarded:
    """Judge every request of the newest readable plan. ``now`` is aware. Raises nothing of ours.

    ``day`` is the run that looks; how many cards could not be read the last run tells that made a plan.
    """
    today = moscow_date(now)
    blind: list[str] = []
    read_at, items, answered = _newest_items(folder, now, blind)
    settled, withdrawn, ended = _recorded(folder, settings, now, read_at, blind)
    # Answered when all requests were read, and waiting again.
    items = {number: (answered.get(number), None) for number in withdrawn} | items
    calendar = _calendar(folder, blind)
    waiting = tuple(
        _waiting(number, due, _counts(signed, ended.get(number)), today, calendar, blind)
        for number, (due, signed) in items.items()
        if number not in settled
    )
    _tell_age(read_at, today, calendar, blind)
    _tell_unread(chain([day] if day else (), days_until(folder.reports, today)), read_at, blind)
    warn_from = WORKING_DAYS - settings.schedule.deadline_guard_day
    close = tuple(one for one in waiting if one.left is None or one.left <= warn_from)
    ordered = sorted(waiting, key=lambda one: (one.due or date.min, one.request_number))
    told = open_letters(folder, now, calendar, blind)
    letters = [_waiting(number, day, False, today, calendar, blind) for number, day in told]
    letters = [one for one in letters if one.left is None or one.left <= warn_from]
    return Guarded(tuple(ordered), close, read_at, tuple(dict.fromkeys(blind)), tuple(letters))


@dataclass(frozen=True, slots=True)
class _Read:
    built_at: datetime
    read_at: datetime
    correction: bool
    items: dict[str, tuple[date | None, datetime | None]]
    """Number → its date, and since when it is approved."""
    answered: dict[str, date | None]
    """Number → its date, of requests that needed no answer."""
    unread: int


def _newest_items(
    folder: OrganizationFolder, now: datetime, blind: list[str]
) -> tuple[datetime | None, dict[str, tuple[date | None, datetime | None]], dict[str, date | None]]:
    """When all requests were last read, what is known of each, and the dates of those answered then.

    A correction knows one request only: it adds to the plan before it. A plan from the future would hide every later
    one; it is taken only where there is no other.
    """
    corrected: dict[str, tuple[date | None, datetime | None]] = {}
    ahead: _Read | None = None
    for path in in_order(folder):
        plan = _read_plan(path, folder.approvals / path.name)
        if plan is None:
            blind.append("Последний план не читается: сроки взяты из более раннего, если он есть.")
        elif dated_ahead(plan.built_at, now):
            ahead = ahead or (None if plan.correction else plan)
            blind.append(
                f"План от {moscow_date(plan.built_at):%d.%m.%Y} построен позже, чем сейчас на часах: сроки взяты из "
                "более раннего, если он есть. Проверьте часы машины и постройте план заново."
            )
        elif plan.correction:
            corrected = {**plan.items, **corrected}
        else:
            if plan.unread:
                blind.append(_unread(plan.unread))
            return plan.read_at, {**plan.items, **corrected}, plan.answered
    return (ahead.read_at, {**ahead.items, **corrected}, ahead.answered) if ahead else (None, corrected, {})


def _read_plan(path: Path, approval: Path) -> _Read | None:
    """Numbers and dates of a plan that is JSON at all; its hash and version do not matter for a warning."""
    try:
        plan = json.loads(path.read_bytes())["plan"]
        approved = _approved(approval, two=plan.get("policy", {}).get("two_people_for_debt") is True)
        numbers = [(str(one["request_number"]), _day(one["due"])) for one in plan["items"]]
        built_at = datetime.fromisoformat(plan["built_at"])
        # Acts that somebody changed later show no new request.
        read_at = datetime.fromisoformat(plan.get("read_at") or plan["built_at"])
        if built_at.tzinfo is None or read_at.tzinfo is None:
            return None
        items = {number: (due, approved.get(number)) for number, due in numbers}
        answered = {str(one["request_number"]): _day(one["response_date"]) for one in plan.get("not_planned", ())}
        unread = len(plan.get("unread", ()))
        return _Read(built_at, read_at, plan.get("correction") is True, items, answered, unread)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _recorded(
    folder: OrganizationFolder, settings: OrganizationSettings, now: datetime, since: datetime | None, blind: list[str]
) -> tuple[set[str], set[str], dict[str, datetime]]:
    """Numbers of the requests that wait no more, and of those whose answer was withdrawn, both after ``since``; and
    when it was withdrawn, of all that wait since."""
    organization = settings.organization.ogrn
    try:
        with recorded(folder, settings, lambda: now) as ledger:
            if ledger is None:
                return set(), set(), {}
            settled = settled_since(ledger, organization, since)
            ended = ledger.concluded(organization, _NEWEST)
            waits_since = withdrawn_at(ledger, organization, lambda one: ended_at(folder.journal, one, now))
    except RpaError:
        blind.append("Журнал намерений не открывается: отвеченные запросы тоже считаются ждущими.")
        return set(), set(), {}
    revoked = [one for one in ended if one.intent.kind is IntentKind.REVOKE and one.outcome is Outcome.DONE]
    late = [one for one in revoked if since is None or (one.concluded_at or since) > since]
    return settled, {one.intent.request_number for one in late}, waits_since


def _calendar(folder: OrganizationFolder, blind: list[str]) -> WorkCalendar | None:
    try:
        return WorkCalendar.load(*folder.calendars)
    except RpaError:
        blind.append("Производственный календарь не читается: дни считаются подряд.")
        return None


def _approved(path: Path, *, two: bool) -> dict[str, datetime]:
    """Numbers nobody has to decide any more, and since when. ``two``: an answer «имеется» waits for a second person."""
    try:
        items = json.loads(path.read_bytes())["approval"]["items"]
        return {
            number: _signed_at([one for one in (given.get("first"), given["second"]) if one])
            for number, given in items.items()
            if given["second"] or not (two and given["decision"] == "debt")
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _signed_at(signatures: list[dict[str, str]]) -> datetime:
    """By the earliest of people; the policy takes back no withdrawal, so its word is older than any."""
    if not signatures or any(one["how"] == How.AUTOMATIC for one in signatures):
        return datetime.min.replace(tzinfo=UTC)
    return min(datetime.fromisoformat(one["at"]).astimezone(UTC) for one in signatures)


def _counts(signed: datetime | None, withdrawn: datetime | None) -> bool:
    """Whether an approval still stands: what was signed before the answer was withdrawn is never sent again."""
    return signed is not None and (withdrawn is None or signed > withdrawn)


def _waiting(
    number: str, due: date | None, approved: bool, today: date, calendar: WorkCalendar | None, blind: list[str]
) -> Waiting:
    return Waiting(number, due, days_left(today, due, calendar, blind) if due else None, approved)


def _tell_age(read_at: datetime | None, today: date, calendar: WorkCalendar | None, blind: list[str]) -> None:
    """New requests are seen only by reading the site: an old reading is a danger of its own."""
    if read_at is None:
        blind.append("Запросы с сайта ещё ни разу не прочитаны: новые не видны.")
        return
    unused: list[str] = []
    age = days_left(moscow_date(read_at), today, calendar, unused)
    if age > 1:
        blind.append(f"Запросы последний раз прочитаны {moscow_date(read_at):%d.%m.%Y}: новые не видны.")


def _tell_unread(days: Iterable[Day], read_at: datetime | None, blind: list[str]) -> None:
    """A request whose card could not be read is in no plan: of its deadline nobody would hear. ``days``, the newest
    first: a stage that failed made no plan, and what the last one made lacks is still unread."""
    plans = (day.outcomes["plan"] for day in days if "plan" in day.outcomes)
    planned = next((one for one in plans if "unread" in one.counts), None)
    if planned is None or not planned.counts["unread"]:
        return
    if read_at and (ended := moment(planned.finished_at)) and ended < read_at:
        return  # all requests were read again since; what that reading lacks, its plan tells
    blind.append(_unread(planned.counts["unread"]))


def _unread(count: int) -> str:
    return f"Карточки запросов не прочитаны: {count}. В плане их нет, сроки не видны: откройте их в кабинете."


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
