"""Today: what is due and when, what waits for whom, and the next sensible thing to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.responses import Response

from rpa.debts.calendar import CalendarError
from rpa.errors import PlanError
from rpa.ledger import ANSWERING
from rpa.operate.cabinet_settings import last_verdict
from rpa.operate.schedule import jobs_of, last_firing, next_firing, set_up, stands_since
from rpa.operate.standing import why_parked
from rpa.web.accounts import Role
from rpa.web.desk import why_unreadable
from rpa.web.runs import Kind
from rpa.web.site import Visit
from rpa.web.standing import Line, State
from rpa.web.views.deciding import working_days

SHOWN = 12


@dataclass(frozen=True, slots=True)
class DueDay:
    """Requests to be answered by one day: how many, and how many of them still wait for somebody."""

    day: date | None
    late: bool
    left: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Step:
    """The next sensible action: ``address`` is where its button leads, ``post`` whether it starts something."""

    title: str
    why: str
    button: str
    address: str
    post: bool = False
    role: Role = Role.VIEWER


def show(visit: Visit) -> Response:
    site = visit.site
    place = site.desk.place
    at = place.settings.schedule.daily_at
    jobs = jobs_of(place.folder.slug, at, place.folder.machine.path)
    firing = last_firing(place.folder.reports, at, place.now().astimezone(), stands_since(jobs))
    intents = site.desk.ledger.waits_for_people(place.settings.organization.ogrn)
    # The page sends answers; an assignment that was broken off is `rpa inquiries assign`'s.
    uncertain = sum(intent.kind in ANSWERING for intent in intents)
    values: dict[str, Any] = {
        "today": place.moscow_now(),
        "firing": firing,
        "next_at": next_firing(firing, set_up(jobs)),
        "parked": why_parked(place.folder, firing.last),
        "last_runs": site.runs.last,
        "verdict": last_verdict(place),
        "uncertain": uncertain,
        "why": None,
    }
    try:
        opened, lines = site.desk.open(), list(site.desk.lines().values())
    except PlanError as error:
        values["why"] = why_unreadable(error)
        return visit.show("today.html", plan=None, steps=_steps(visit, None, [], uncertain), **values)
    left = [line for line in lines if line.state.waits]
    return visit.show(
        "today.html",
        plan=opened.plan,
        lines=lines,
        counts=Counter(line.state for line in lines),
        left=len(left),
        days=_days(left, place.moscow_now().date()),
        urgent=[(line, _spent(visit, line)) for line in left[:SHOWN]],
        loaded=site.data.get(place, wait_seconds=0.2),
        steps=_steps(visit, opened.plan.today, lines, uncertain, opened.plan.unread),
        **values,
    )


def _spent(visit: Visit, line: Line) -> tuple[int, int] | None:
    try:
        return working_days(visit, line.item)
    except CalendarError:
        return None


def _days(lines: Sequence[Line], today: date) -> list[DueDay]:
    found: dict[date | None, list[Line]] = {}
    for line in lines:
        found.setdefault(line.item.due, []).append(line)
    return [
        DueDay(
            day,
            day is not None and day < today,
            len(there),
            sum(line.state is not State.APPROVED for line in there),
        )
        for day, there in sorted(found.items(), key=lambda pair: pair[0] or date.min)
    ]


def _steps(
    visit: Visit, planned: date | None, lines: Sequence[Line], uncertain: int, unread: Sequence[str] = ()
) -> list[Step]:
    """Everything that makes sense now, the most sensible first."""
    counts = Counter(line.state for line in lines)
    fresh = planned == visit.site.desk.place.moscow_now().date()
    steps = []
    if uncertain:
        steps.append(
            Step("Проверьте неясные отправки", f"Исход неизвестен: {uncertain}. Робот не повторит их сам.",
                 "Сверить с кабинетом", f"/run/{Kind.VERIFY.name}", True, Role.APPROVER)
        )  # fmt: skip
    read = Step(
        "Прочитайте запросы",
        "Последнее чтение — не сегодня." if planned else "Запросы из кабинета ещё не прочитаны.",
        "Прочитать запросы", f"/run/{Kind.PLAN.name}", True, Role.REVIEWER,
    )  # fmt: skip
    if unread:
        named = ", ".join(unread[:SHOWN]) + (" и другие" if len(unread) > SHOWN else "")
        lacking = (
            f"Их карточки не прочитаны, в плане их нет, а сроки идут: {len(unread)} ({named}). Откройте их в кабинете."
        )
        again = Step("Есть непрочитанные запросы", lacking, "Прочитать запросы снова", read.address, True, read.role)
        steps.append(again)
    elif not fresh:
        steps.append(read)
    if counts[State.NOT_THERE]:
        gone = f"Робот отправил, а портал показывает запрос неотвеченным: {counts[State.NOT_THERE]}. Срок идёт."
        steps.append(Step("Проверьте отозванные в кабинете", gone, "Открыть очередь", "/queue"))
    if counts[State.REVIEW]:
        waiting = f"Ждут решения человека: {counts[State.REVIEW]}."
        steps.append(Step("Решите спорные", waiting, "Открыть очередь", "/queue"))
    if counts[State.LEFT]:
        doubted = f"Правило их решило, но человек оставил на проверке: {counts[State.LEFT]}."
        steps.append(Step("Решите оставленные", doubted, "Открыть", "/queue?show=left"))
    if counts[State.SECOND]:
        steps.append(
            Step("Подпишите вторым", f"Ждут второй подписи: {counts[State.SECOND]}.", "Открыть", "/queue?show=second")
        )
    if counts[State.PROPOSED]:
        ready = f"Готовы к утверждению: {counts[State.PROPOSED]}."
        steps.append(Step("Утвердите решённые правилом", ready, "К утверждению", "/plan"))
    if counts[State.APPROVED]:
        steps.append(Step("Отправьте утверждённые", f"Утверждено: {counts[State.APPROVED]}.", "К отправке", "/plan"))
    if not steps:
        steps.append(
            Step("Всё отвечено", "Ни один запрос последнего чтения не ждёт.", "Прочитать запросы снова",
                 f"/run/{Kind.PLAN.name}", True, Role.REVIEWER)
        )  # fmt: skip
    return steps
