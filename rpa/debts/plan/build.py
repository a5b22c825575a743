"""Build a plan: decide every request, find its due date, gather what an answer needs. Reads nothing but act files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from rpa.debts.calendar import CalendarError, WorkCalendar
from rpa.debts.dataset.rows import Dataset, DebtRow
from rpa.debts.deadline import due, work_to
from rpa.debts.decision import RULES_VERSION, Debtor, Ruling, decide, rules
from rpa.debts.matching import Match
from rpa.debts.plan.acts import ActsFolder
from rpa.debts.plan.freshness import working_days_since
from rpa.debts.plan.values import (
    FORMAT,
    Basis,
    Candidate,
    NotPlanned,
    Plan,
    PlanItem,
    PlannedDebtor,
    ground_of,
)
from rpa.debts.policy import DecisionPolicy
from rpa.errors import PlanError
from rpa.model import Decision, HousingFundObject, Person, ResponseStatus, Subrequest


class Matches(Protocol):
    """What a plan asks of the matcher."""

    def match(self, obj: HousingFundObject, applicant: Person | None, /) -> Match: ...


def build_plan(
    subrequests: Iterable[Subrequest],
    matcher: Matches | None,
    dataset: Dataset | None,
    policy: DecisionPolicy,
    *,
    organization_ogrn: str,
    built_at: datetime,
    today: date,
    calendar: WorkCalendar,
    acts: ActsFolder | None = None,
    served_houses_sha256: str = "",
    aliases_sha256: str = "",
    mapping_sha256: str = "",
) -> Plan:
    """Decide every request and write down what the decision rests on.

    ``matcher`` and ``dataset`` are ``None`` where nothing was loaded: everything becomes ``review``. ``acts`` is the
    folder the rows' act files lie in; without it every file counts as missing. ``built_at`` carries its zone;
    ``today`` is the Moscow date.

    Raises ``PlanError`` if one request was read twice with different content. A request due in a year the calendar
    lacks is one for review; it keeps nothing from the others.
    """
    if built_at.tzinfo is None:
        raise ValueError("built_at needs a time zone")
    desk = _Desk(matcher, dataset, policy, today, calendar, acts)
    items: list[PlanItem] = []
    not_planned: list[NotPlanned] = []
    for subrequest in _once_each(subrequests):
        found = desk.plan(subrequest)
        items.append(found) if isinstance(found, PlanItem) else not_planned.append(found)
    return Plan(
        format=FORMAT,
        organization_ogrn=organization_ogrn,
        built_at=built_at,
        today=today,
        basis=Basis(
            dataset_sha256=dataset.sha256 if dataset else "",
            dataset_content_sha256=dataset.content_sha256 if dataset else "",
            dataset_as_of=dataset.as_of if dataset else None,
            served_houses_sha256=served_houses_sha256,
            aliases_sha256=aliases_sha256,
            policy_sha256=policy.sha256,
            rules_version=RULES_VERSION,
            mapping_sha256=mapping_sha256,
        ),
        policy=policy,
        # A request without a date to work to comes first: nobody knows how late it is.
        items=tuple(sorted(items, key=lambda item: (item.due or date.min, item.request_number))),
        not_planned=tuple(sorted(not_planned, key=lambda skipped: skipped.request_number)),
    )


def _once_each(subrequests: Iterable[Subrequest]) -> list[Subrequest]:
    """A list that moves while its pages are read shows a request twice; equal readings are one request."""
    seen: dict[str, Subrequest] = {}
    for subrequest in subrequests:
        before = seen.setdefault(subrequest.request_number, subrequest)
        if before != subrequest:
            raise PlanError(
                f"Запрос № {subrequest.request_number} прочитан дважды с разным содержимым.",
                hint="Список запросов менялся во время чтения: постройте план ещё раз, `rpa debts plan`.",
            )
    return sorted(seen.values(), key=lambda subrequest: subrequest.request_number)


def _description(ruling: Ruling) -> str | None:
    """What the answer says beyond «имеется»: that an agreement is kept, since support may then stay in force."""
    told = any(rules.AGREEMENT_KEPT in (verdict.rule, *verdict.passed) for verdict in ruling.verdicts)
    return rules.AGREEMENT_KEPT.sentence if told else None


def _balances_as_of(ruling: Ruling, match: Match) -> date | None:
    """The oldest balance the answer rests on: a cancelled act or an old debt is what it is whatever is left of it."""
    settled = {verdict.row_id for verdict in ruling.verdicts if verdict.rule in rules.WHATEVER_IS_LEFT}
    rows = (*match.same, *match.other_persons)
    return min((row.balance_date for row in rows if row.row_id not in settled), default=None)


def _due(received: date, calendar: WorkCalendar) -> date | None:
    """Our own count, ``None`` where the calendar lacks the year."""
    try:
        return due(received, calendar)
    except CalendarError:
        return None


def _fresh_until(as_of: date, policy: DecisionPolicy, calendar: WorkCalendar) -> date:
    """The last day an answer from data of ``as_of`` is not withheld. In a year the calendar lacks plain days count."""
    try:
        return calendar.add_working_days(as_of, policy.dataset_max_age_days + 1) - timedelta(days=1)
    except CalendarError:
        return as_of + timedelta(days=policy.dataset_max_age_days)


class _Desk:
    """Everything that stays the same from request to request."""

    def __init__(
        self,
        matcher: Matches | None,
        dataset: Dataset | None,
        policy: DecisionPolicy,
        today: date,
        calendar: WorkCalendar,
        acts: ActsFolder | None,
    ) -> None:
        self._matcher = matcher if dataset is not None else None
        self._policy, self._today, self._acts = policy, today, acts
        self._age = lru_cache(maxsize=None)(lambda day: working_days_since(day, today, calendar))
        self._counted = lru_cache(maxsize=None)(lambda day: _due(day, calendar))
        as_of = dataset.as_of if dataset is not None else None
        self._dataset_age = None if as_of is None else self._age(as_of)
        fresh = self._dataset_age is not None and 0 <= self._dataset_age <= policy.dataset_max_age_days
        self._fresh_until = _fresh_until(as_of, policy, calendar) if as_of is not None and fresh else today

    def plan(self, subrequest: Subrequest) -> PlanItem | NotPlanned:
        answered = subrequest.response_status is not ResponseStatus.NOT_SENT
        match = None
        if self._matcher is not None and not answered:
            match = self._matcher.match(subrequest.housing_fund_object, subrequest.applicant)
        counted = self._counted(subrequest.sent_date) if subrequest.sent_date else None
        ruling = decide(
            subrequest,
            match,
            self._policy,
            today=self._today,
            dataset_age_days=self._dataset_age,
            age_days=self._age,
            deadline_countable=counted is not None or subrequest.sent_date is None,
            leaves_by=self._leaves_by(subrequest.response_date, counted),
            act_problem=self._act_problem,
        )
        number, status, deadline = subrequest.request_number, subrequest.response_status, subrequest.response_date
        if not ruling.answerable:
            return NotPlanned(number, status, ruling.rule, ruling.sentence, deadline)
        return self._item(subrequest, ruling, match or Match(), counted)

    def _leaves_by(self, shown: date | None, counted: date | None) -> date:
        """Until its last day an answer may wait for an approval; without one, or past it, while the data are fresh."""
        last = max((day for day in (shown, counted) if day is not None), default=date.min)
        return last if last >= self._today else self._fresh_until

    def _item(self, subrequest: Subrequest, ruling: Ruling, match: Match, counted: date | None) -> PlanItem:
        home, shown = subrequest.housing_fund_object, subrequest.response_date
        last_day = work_to(shown, counted)
        notes = list(ruling.notes)
        if shown is not None and counted is not None and shown != counted:
            notes.append(
                f"Крайний срок на портале {shown:%d.%m.%Y}, по производственному календарю {counted:%d.%m.%Y}: "
                "работаем к более раннему."
            )
        if last_day is None and subrequest.sent_date is None:
            notes.append("Срок ответа неизвестен: ни срока, ни даты направления в карточке нет.")
        debtors = tuple(self._debtor(debtor) for debtor in ruling.debtors)
        # Whoever says «имеется» in review must know that an act is missing from what would be sent.
        if ruling.decision is not Decision.NO_DEBT and any(not debtor.files for debtor in debtors):
            notes.append("Не у каждого должника есть файл судебного акта: ответ уйдёт без него.")
        return PlanItem(
            request_number=subrequest.request_number,
            portal_id=subrequest.portal_id,
            address=home.address,
            address_details=home.address_details,
            organization_name=subrequest.organization_name,
            period=subrequest.period,
            ground=ground_of(subrequest),
            due=last_day,
            due_counted=counted,
            overdue=last_day is not None and last_day < self._today,
            decision=ruling.decision,
            proposal=ruling.proposal,
            rule=ruling.rule,
            sentence=ruling.sentence,
            notes=tuple(notes),
            debtors=debtors,
            candidates=self._candidates(match),
            balances_as_of=_balances_as_of(ruling, match),
            description=_description(ruling),
            fias_house_guid=home.fias_house_guid,
        )

    def _act_problem(self, row: DebtRow) -> str | None:
        return self._acts.problem(row.act_file) if self._acts is not None else "папка актов не указана"

    def _debtor(self, debtor: Debtor) -> PlannedDebtor:
        found = [self._acts.find(path) for path in debtor.act_files] if self._acts is not None else []
        files = {file.path: file for file in found if file is not None}
        person = debtor.person
        return PlannedDebtor(
            person.last_name,
            person.first_name,
            person.middle_name,
            tuple(files[path] for path in sorted(files)),
            debtor.row_ids,
        )

    def _candidates(self, match: Match) -> tuple[Candidate, ...]:
        """What may be the dwelling first, in the file's order; then what merely looks like it, the likest first."""
        doubtful = sorted(match.ambiguous, key=lambda pair: (pair[0].row, pair[0].row_id))
        reasons = {row.row_id: (row, comparison.reason) for row, comparison in doubtful}
        for candidate in match.candidates:
            reasons.setdefault(candidate.row.row_id, (candidate.row, "Похожее написание."))
        return tuple(self._candidate(*found) for found in reasons.values())

    def _candidate(self, row: DebtRow, reason: str) -> Candidate:
        files = (str(row.act_file),) if row.act_file is not None else ()
        debtor = self._debtor(Debtor(row.person, files, (row.row_id,)))
        return Candidate(row.row_id, row.row, row.address, row.flat, debtor, reason)
