"""How old the data behind an answer is: when the plan is built, and again right before the answer is sent."""

from __future__ import annotations

from datetime import date, timedelta

from rpa.debts.calendar import CalendarError, WorkCalendar
from rpa.debts.plan.values import Plan, PlanItem
from rpa.model import Decision

# Older than this no policy calls fresh (at most 30 working days); so the calendar is not asked about distant years.
_SURELY_STALE = timedelta(days=120)


def working_days_since(day: date, today: date, calendar: WorkCalendar) -> int:
    """Working days after ``day`` up to and including ``today``; negative if ``day`` lies ahead.

    Beyond four months plain days are returned: that is stale under any policy, whatever the calendar says. So they are
    for a year the calendar lacks: never fewer than the working days.
    """
    if day > today:
        return -1
    if today - day > _SURELY_STALE:
        return (today - day).days
    try:
        return calendar.working_days_between(day, today)
    except CalendarError:
        return (today - day).days


def withheld(plan: Plan, item: PlanItem, approved: Decision, *, today: date, calendar: WorkCalendar) -> tuple[str, ...]:
    """Why an ``approved`` answer must not leave ``today`` (Russian sentences), though it was approved; empty if it may.

    The law asks about the balance when the answer is given, and a plan may have lain for days. An answer that a
    person gave against the plan, or in review, rests on that person's word and is not withheld.
    """
    if item.decision is not approved:
        return ()
    reasons = []
    as_of, policy = plan.basis.dataset_as_of, plan.policy
    if as_of is None or not 0 <= working_days_since(as_of, today, calendar) <= policy.dataset_max_age_days:
        reasons.append("Данные, на которых построен план, устарели: загрузите свежие и постройте план заново.")
    balances = item.balances_as_of
    if balances is not None and not 0 <= working_days_since(balances, today, calendar) <= policy.balance_max_age_days:
        reasons.append("Остаток долга в плане указан на слишком давнюю дату: загрузите свежие данные.")
    return tuple(reasons)
