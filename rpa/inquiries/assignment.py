"""Which executor a new обращение goes to, by the organization's rules of topic and house: the first that fits wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from rpa.debts.address import compare_houses, parse_house
from rpa.debts.calendar import WorkCalendar
from rpa.debts.comparison import Outcome
from rpa.inquiries.recognise import asks_about_debt, last_day
from rpa.inquiries.words import folded
from rpa.model import Employee, Inquiry, InquiryStatus


class AssignmentRule(Protocol):
    """A rule of the settings file; empty lists fit everything. ``days``: see ``Assignment.planned``."""

    @property
    def topics(self) -> Sequence[str]: ...
    @property
    def houses(self) -> Sequence[str]: ...
    @property
    def executor(self) -> str: ...
    @property
    def days(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Assignment:
    """One обращение for one executor. ``rule`` is the rule's place in the settings, from 1.

    ``planned`` is the planned date the cabinet asks for at the first assignment: so many ``days`` from today as the
    rule says, but never after the last day (by law, or of a debt request that came as a letter); without ``days`` it is
    that day.
    """

    inquiry: Inquiry
    executor: Employee
    rule: int
    planned: date

    @property
    def request_number(self) -> str:
        return self.inquiry.number


@dataclass(frozen=True, slots=True)
class Unassigned:
    """An обращение no rule can give to anybody, and why (Russian)."""

    inquiry: Inquiry
    why: str


def propose(
    inquiries: Sequence[Inquiry],
    rules: Sequence[AssignmentRule],
    employees: Sequence[Employee],
    *,
    today: date,
    calendar: WorkCalendar,
) -> tuple[tuple[Assignment, ...], tuple[Unassigned, ...]]:
    """Give every received обращение without an executor to somebody, or say why not. Earliest last day first."""
    given: list[Assignment] = []
    left: list[Unassigned] = []
    waiting = [one for one in inquiries if one.status is InquiryStatus.SENT and not one.executor]
    terms = {one.number: last_day(one, calendar) for one in waiting}
    for inquiry in sorted(waiting, key=lambda one: (terms[one.number] or date.max, one.number)):
        outcomes = ((n, rule, _fits(rule, inquiry)) for n, rule in enumerate(rules, start=1))
        found = next((one for one in outcomes if one[2] is not Outcome.DIFFERENT), None)
        if found is None:
            why = "ни одно правило не подходит" if rules else "в настройках нет правил (inquiries.assign)"
            left.append(Unassigned(inquiry, why))
            continue
        number, rule, fits = found
        if fits is Outcome.AMBIGUOUS:
            # The next rule may be for all the other houses.
            left.append(Unassigned(inquiry, f"правило {number}: неясно, тот ли это дом (нужен полный адрес с городом)"))
            continue
        executor, planned = _executor(rule, employees), _planned(rule, terms[inquiry.number], today)
        if isinstance(executor, str):
            left.append(Unassigned(inquiry, f"правило {number}: {executor}"))
        elif terms[inquiry.number] is None and asks_about_debt(inquiry) and inquiry.created is not None:
            why = "срок запроса о задолженности не посчитать: в производственном календаре нет этого года"
            left.append(Unassigned(inquiry, why))
        elif planned is None:
            left.append(Unassigned(inquiry, f"правило {number}: у обращения нет срока, укажите в правиле days"))
        else:
            given.append(Assignment(inquiry, executor, number, planned))
    return tuple(given), tuple(left)


def _executor(rule: AssignmentRule, employees: Sequence[Employee]) -> Employee | str:
    """The one employee the rule names, or why there is none. A name is never guessed."""
    named = [employee for employee in employees if folded(employee.name) == folded(rule.executor)]
    if not named:
        return "исполнителя из правила нет в кабинете"
    # A record that is blocked takes no обращения: it may be the same person's former one.
    working = [employee for employee in named if employee.active]
    if len(working) > 1:
        return "в кабинете несколько сотрудников с ФИО исполнителя"
    return working[0] if working else "исполнитель из правила заблокирован в кабинете"


def _planned(rule: AssignmentRule, term: date | None, today: date) -> date | None:
    """An overdue term is no date to plan for: then it is today."""
    wished = today + timedelta(days=rule.days) if rule.days is not None else None
    dates = [day for day in (wished, term) if day is not None]
    return max(min(dates), today) if dates else None


def _fits(rule: AssignmentRule, inquiry: Inquiry) -> Outcome:
    """Whether the rule is for this обращение, is not, or may be: where the house may be one of the rule's."""
    said = folded(inquiry.topic)
    if rule.topics and not any(word in said for word in map(folded, rule.topics) if word):
        return Outcome.DIFFERENT
    if not rule.houses:
        return Outcome.SAME
    asked = parse_house(inquiry.address)
    outcomes = {compare_houses(parse_house(house), asked).outcome for house in rule.houses}
    return next(one for one in (Outcome.SAME, Outcome.AMBIGUOUS, Outcome.DIFFERENT) if one in outcomes)
