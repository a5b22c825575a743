"""What single cells cannot show: contradictions within a row, between rows, and duplicates.

A contradiction proves nothing either way, so it is a mark on the row (`DebtRow.contradictions`), never a correction.
Sentences name rows, cases stay unnamed: they may be shown and logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from rpa.debts.dataset.rows import NO_ACTS_OF_COURT, ActKind, ActStatus, DebtRow, IpState
from rpa.debts.dataset.values import dashes
from rpa.debts.dataset.vocabulary import case_key, of_other_courts

# Least days from the act to its coming into force; the act's stamp decides, this only shows what cannot be.
# ГПК РФ ст. 128 (10 working days for objections), 209 and 321 (a month), 232.4 (15 working days).
LEAST_DAYS = {
    ActKind.COURT_ORDER: 10,
    ActKind.DECISION: 28,
    ActKind.DEFAULT_DECISION: 28,
    ActKind.SIMPLIFIED_DECISION: 15,
    ActKind.APPEAL_RULING: 0,
    ActKind.SETTLEMENT: 0,
}


LONGEST_CLAIM_MONTHS = 120
"""ГК РФ ст. 196 п. 2: no court awards what is older than ten years. A wrong digit in the decade makes a debt «old»."""


_COURT = re.compile(r"\bсуд(?!ак)|мирово[йг]", re.IGNORECASE)
_NO_COURT = re.compile(r"нотари|правлени|комисси|собрани|\b(?:тсж|тсн|жск|ук)\b|управляющ", re.IGNORECASE)


def within_row(row: DebtRow, today: date) -> list[str]:
    """Statements of one row that exclude each other."""
    found: list[str] = []
    since = row.in_force_date
    least = LEAST_DAYS.get(row.act_kind)
    if since is not None and least is not None and row.act_status is not ActStatus.CANCELLED:
        if since < row.act_date + timedelta(days=least):
            found.append(
                f"Акт вступил в силу раньше, чем возможно: через {(since - row.act_date).days} дн. вместо {least}."
            )
        if since > today and row.act_status is not ActStatus.NOT_IN_FORCE:
            found.append("Дата вступления в силу ещё не наступила, а акт назван действующим.")
        if row.act_status is ActStatus.NOT_IN_FORCE and since <= today:
            found.append("Акт назван не вступившим в силу, а дата вступления уже прошла.")
    if row.ip_state is IpState.ENDED_PAID and row.rest_main > 0:
        found.append(
            "Исполнительное производство окончено фактическим исполнением, а остаток основного долга больше нуля."
        )
    if row.act_status is ActStatus.CANCELLED and row.ip_state is IpState.OPEN:
        found.append("Акт отменён, а исполнительное производство по нему ведётся.")
    if row.act_status is ActStatus.NOT_IN_FORCE and _enforced(row):
        found.append("Акт назван не вступившим в силу, а исполнительное производство по нему есть.")
    if row.act_kind in NO_ACTS_OF_COURT and since is not None:
        # «Иск» in the column of acts is often the way a debt went to court, and the act came later.
        found.append("Вид акта не судебный, а дата вступления в силу указана.")
    elif row.act_kind is ActKind.NOT_COURT and _COURT.search(row.court):
        found.append("Вид акта не судебный, а вынес его суд.")
    elif row.act_kind not in NO_ACTS_OF_COURT and _NO_COURT.search(row.court) and not _COURT.search(row.court):
        found.append("Вид акта судебный, а вынес его не суд.")
    elif row.act_kind is ActKind.CLAIM and row.act_status not in (ActStatus.NOT_IN_FORCE, ActStatus.CANCELLED):
        found.append("Вид акта — иск или претензия, а по состоянию акт уже есть.")
    if _months(row.debt_to) + LONGEST_CLAIM_MONTHS <= _months(row.act_date):
        found.append("Период долга кончился за десять лет до акта или раньше: похоже на опечатку в годе.")
    if _awards_nothing(row):
        found.append("По действующему акту не присуждено ничего: похоже, что суммы не заполнены.")
    if _paid_yet_owed(row):
        found.append("Оплачено не меньше присуждённого, а остаток основного долга больше нуля.")
    if (gap := _unexplained(row)) is not None:
        found.append(f"Оплата и остатки не сходятся с присуждённым на {gap} руб.")
    return found


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _enforced(row: DebtRow) -> bool:
    """Whether there is an enforcement case, in whatever state: it is opened by an act in force."""
    if row.ip_state in (IpState.NONE, IpState.UNKNOWN):
        return any(map(str.isdigit, row.ip_number or ""))
    return True


def _awards_nothing(row: DebtRow) -> bool:
    """Programs print an amount nobody filled in as 0, and nothing awarded with nothing left would be a debt paid."""
    if row.act_kind in NO_ACTS_OF_COURT or row.act_status in (ActStatus.CANCELLED, ActStatus.NOT_IN_FORCE):
        return False
    return not (row.awarded_main or row.awarded_peni or row.awarded_duty)


def _paid_yet_owed(row: DebtRow) -> bool:
    """Whether payments cover everything that is known to be awarded, and the main debt was not written down. Penalties
    and duty that the register does not give might explain it, and a person sees whether they do."""
    if row.paid_total is None or row.rest_main <= 0:
        return False
    known = row.awarded_main + (row.awarded_peni or 0) + (row.awarded_duty or 0)
    return row.paid_total >= known > 0


def _unexplained(row: DebtRow) -> Decimal | None:
    """How far paid + rests are from awarded; an overpayment is no gap.

    Without penalties and duty only one thing is certain: the main debt fell by no more than was paid in all.
    """
    if row.act_status is ActStatus.CANCELLED and not (row.rest_main or row.rest_peni or row.rest_duty):
        return None  # what was awarded was taken off, not paid; both its state and its rests say «нет»
    peni, duty, paid = row.awarded_peni, row.awarded_duty, row.paid_total
    rest_peni, rest_duty = row.rest_peni, row.rest_duty
    if paid is not None and (missing := row.awarded_main - paid - row.rest_main) > Decimal("0.01"):
        return missing
    if peni is None or duty is None or paid is None or rest_peni is None or rest_duty is None:
        return None
    expected = max(Decimal(0), row.awarded_main + peni + duty - paid)
    gap = abs(expected - (row.rest_main + rest_peni + rest_duty))
    return gap if gap > Decimal("0.01") else None


def mark(rows: Iterable[DebtRow], today: date) -> list[DebtRow]:
    """The same rows, in the same order, with ``contradictions`` and ``duplicate_of`` filled in."""
    marked = list(rows)
    notes: dict[int, list[str]] = {}
    copies: dict[int, str] = {}
    first_of: dict[str, int] = {}
    several: dict[str, list[int]] = {}
    for index, row in enumerate(marked):
        if found := within_row(row, today):
            notes[index] = found
        number = case_key(row.case_number)
        first = first_of.setdefault(number, index)
        if first != index:
            several.setdefault(number, [first]).append(index)
    for indexes in several.values():
        _mark_copies(marked, indexes, copies)
        cases: dict[str, list[int]] = {}
        for index in indexes:
            cases.setdefault(_plain(marked[index].court), []).append(index)
        for same_case in cases.values():
            _compare_case(marked, same_case, notes)
    for index in notes.keys() | copies.keys():
        marked[index] = replace(
            marked[index], contradictions=tuple(notes.get(index, ())), duplicate_of=copies.get(index)
        )
    return marked


def _mark_copies(rows: list[DebtRow], indexes: list[int], copies: dict[int, str]) -> None:
    """Of the rows with one case number, those that repeat an earlier one's dwelling and person."""
    firsts: dict[tuple[object, ...], int] = {}
    for index in indexes:
        row = rows[index]
        first = firsts.setdefault((dwelling_of(row), person_of(row)), index)
        if first != index:
            copies[index] = rows[first].row_id


def _compare_case(rows: list[DebtRow], indexes: list[int], notes: dict[int, list[str]]) -> None:
    """Rows of one case: one debtor, or joint debtors of one sum, cannot owe two different rests or have two states."""
    for number, first in enumerate(indexes):
        for second in indexes[number + 1 :]:
            one, other = rows[first], rows[second]
            if of_other_courts(one.case_number, other.case_number):
                continue
            joint = person_of(one) == person_of(other) or one.awarded_main == other.awarded_main
            # A case split into periods is two debts, of which one may be paid.
            overlap = one.debt_from <= other.debt_to and other.debt_from <= one.debt_to
            if joint and overlap and one.rest_main != other.rest_main:
                _both(notes, rows, first, second, "По одному делу указаны разные остатки")
            if person_of(one) != person_of(other) and bool(one.awarded_main) != bool(other.awarded_main):
                # A sum that stands with the first of joint debtors only makes the others' debt a paid one.
                _both(notes, rows, first, second, "По одному делу основной долг присуждён только с одного должника")
            if one.act_status is not other.act_status:
                _both(notes, rows, first, second, "По одному делу указаны разные состояния акта")


def _both(notes: dict[int, list[str]], rows: list[DebtRow], first: int, second: int, what: str) -> None:
    for index, other in ((first, second), (second, first)):
        sheet = f" листа «{rows[other].sheet}»" if rows[other].sheet != rows[index].sheet else ""
        notes.setdefault(index, []).append(f"{what}: ещё в строке {rows[other].row}{sheet}.")


def dwelling_of(row: DebtRow) -> tuple[str, str, str]:
    """A rough key, good enough to flag copies within one file; real matching compares addresses by component."""
    return row.house_fias_guid or _plain(row.address), _plain(row.flat or ""), _plain(row.room or "")


def person_of(row: DebtRow) -> tuple[str, str, str]:
    person = row.person
    return _plain(person.last_name), _plain(person.first_name), _plain(person.middle_name or "")


def _plain(text: str) -> str:
    return dashes(text).lower().replace("ё", "е").replace(" ", "")
