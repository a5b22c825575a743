"""Which executor a new обращение goes to, by the organization's rules of topic and house. The first rule that fits wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rpa.debts.address import compare_houses, parse_house
from rpa.debts.comparison import Outcome
from rpa.model import Employee, Inquiry, InquiryStatus


class AssignmentRule(Protocol):
    """A rule of the settings file; empty lists fit everything."""

    @property
    def topics(self) -> Sequence[str]: ...
    @property
    def houses(self) -> Sequence[str]: ...
    @property
    def executor(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Assignment:
    """One обращение for one executor. ``rule`` is the rule's place in the settings, from 1."""

    inquiry: Inquiry
    executor: Employee
    rule: int

    @property
    def request_number(self) -> str:
        return self.inquiry.number


@dataclass(frozen=True, slots=True)
class Unassigned:
    """An обращение no rule can give to anybody, and why (Russian)."""

    inquiry: Inquiry
    why: str


def propose(
    inquiries: Sequence[Inquiry], rules: Sequence[AssignmentRule], employees: Sequence[Employee]
) -> tuple[tuple[Assignment, ...], tuple[Unassigned, ...]]:
    """Give every received обращение without an executor to somebody, or say why not. Earliest legal term first."""
    given: list[Assignment] = []
    left: list[Unassigned] = []
    for inquiry in sorted(
        inquiries, key=lambda one: (one.execution_end_date is None, one.execution_end_date, one.number)
    ):
        if inquiry.status is not InquiryStatus.SENT or inquiry.executor:
            continue
        found = next(((n, rule) for n, rule in enumerate(rules, start=1) if _fits(rule, inquiry)), None)
        if found is None:
            left.append(Unassigned(inquiry, "ни одно правило не подходит"))
            continue
        named = [employee for employee in employees if _folded(employee.name) == _folded(found[1].executor)]
        if len(named) == 1:
            given.append(Assignment(inquiry, named[0], found[0]))
        else:
            why = "исполнителя из правила нет в кабинете" if not named else "в кабинете несколько таких сотрудников"
            left.append(Unassigned(inquiry, f"правило {found[0]}: {why}"))
    return tuple(given), tuple(left)


def _fits(rule: AssignmentRule, inquiry: Inquiry) -> bool:
    topic = not rule.topics or any(_folded(topic) in _folded(inquiry.topic) for topic in rule.topics)
    return topic and (not rule.houses or any(_same_house(house, inquiry.address) for house in rule.houses))


def _same_house(one: str, two: str) -> bool:
    return compare_houses(parse_house(one), parse_house(two)).outcome is Outcome.SAME


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().replace("ё", "е")
