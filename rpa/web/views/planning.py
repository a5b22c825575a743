"""The plan's numbers, approval of one rule's list, and the runs: start, watch, stop, result."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from rpa.audit.report.words import FINDINGS
from rpa.debts.approval import as_planned, same_person
from rpa.errors import BadInput, OrganizationBusy, PlanError
from rpa.job.results import RUSSIAN, Ending
from rpa.model import Decision
from rpa.operate.answering import Applied, apply_plan
from rpa.operate.cabinet_settings import change_settings, plan_settings
from rpa.operate.place import Listener, Place
from rpa.operate.planning import PlanMade, load_prepared, make_plan, receive
from rpa.operate.verifying import verify_answers
from rpa.web.access import entered
from rpa.web.accounts import Role
from rpa.web.desk import Desk, Moved, Open, why_unreadable
from rpa.web.runs import Kind, Run, Work
from rpa.web.site import Visit, go
from rpa.web.standing import Line, State
from rpa.web.views.cabinet import digest, last_reading
from rpa.web.views.queue import RULE_TITLES

ROLES = {
    Kind.PLAN: Role.REVIEWER,
    Kind.APPLY: Role.APPROVER,
    Kind.VERIFY: Role.APPROVER,
    Kind.CABINET: Role.REVIEWER,
    Kind.CABINET_APPLY: Role.APPROVER,
}
_WHERE = {Kind.CABINET: "/cabinet", Kind.CABINET_APPLY: "/cabinet"}


def show(visit: Visit) -> Response:
    """Numbers of the newest plan, its rules one by one, and the present or last run."""
    desk = visit.site.desk
    try:
        opened, lines = desk.open(), list(desk.lines().values())
    except PlanError as error:
        why = why_unreadable(error)
        return visit.show("plan.html", plan=None, why=why, Kind=Kind, ended=counts_of, found=FINDINGS, endings=RUSSIAN)
    by_rule: dict[tuple[str, Decision], list[Line]] = {}
    for line in lines:
        by_rule.setdefault((line.item.rule, line.item.decision), []).append(line)
    rules = [
        (rule, RULE_TITLES.get(rule, ""), decision, len(there), Counter(line.state for line in there))
        for (rule, decision), there in sorted(by_rule.items(), key=lambda pair: (pair[0][1].value, pair[0][0]))
    ]
    return visit.show(
        "plan.html",
        plan=opened.plan,
        name=opened.name,
        waiting=opened.waiting,
        decisions=Counter(line.item.decision for line in lines),
        counts=Counter(line.state for line in lines),
        ready=_digest([line for line in lines if line.state is State.APPROVED]),
        ended=counts_of,
        found=FINDINGS,
        endings=RUSSIAN,
        rules=rules,
        not_planned=opened.plan.not_planned,
        Kind=Kind,
        State=State,
    )


def rule_list(visit: Visit, status: int = 200) -> Response:
    """The whole list of what one rule decided: seen before it can be approved."""
    rule, decision = _rule(visit)
    chosen = _proposed(visit, rule, decision)
    ours = _of_rule(visit, rule, decision)
    left = [line.item.request_number for line in ours if line.state is State.LEFT]
    otherwise = [line.item.request_number for line in ours if _half(visit, line) and not _by_plan(line)]
    return visit.show(
        "rule.html",
        status=status,
        rule=rule,
        title=RULE_TITLES.get(rule, ""),
        decision=decision,
        lines=chosen,
        left=left,
        otherwise=otherwise,
        digest=_digest(chosen),
        two_people=visit.site.desk.open().plan.policy.two_people_for_debt and decision is Decision.DEBT,
    )


def approve_rule(visit: Visit) -> Response:
    """Approve exactly the list that was shown."""
    rule, decision = _rule(visit)
    chosen = _proposed(visit, rule, decision)
    if visit.text("list") != _digest(chosen):
        visit.say("bad", "Пока список был открыт, он изменился. Ничего не утверждено: посмотрите его ещё раз.")
        return rule_list(visit, status=409)
    try:
        count = visit.site.desk.decide_all(
            visit.account.name, {line.item.request_number: line.token for line in chosen}
        )
    except Moved as moved:
        visit.say("bad", f"{moved.what} Ничего не утверждено.")
        return rule_list(visit, status=409)
    now = visit.site.desk.lines()
    states = Counter(now[line.item.request_number].state for line in chosen)
    half = f", ждут второй подписи — {states[State.SECOND]}" if states[State.SECOND] else ""
    visit.say("good", f"Правило {rule}: утверждено ответов — {count - states[State.SECOND]}{half}.")
    return go("/plan")


def start(visit: Visit) -> Response:
    """Begin a run; only one at a time."""
    kind = _kind(visit)
    if not visit.may(ROLES[kind]):
        return visit.show("trouble.html", status=403, what=f"Нужна роль «{ROLES[kind].word}».", hint="")
    site, desk = visit.site, visit.site.desk
    try:
        if kind is not Kind.APPLY:
            site.runs.start(kind, desk.place, visit.account.name, work_of(kind, desk, visit))
            return go(_WHERE.get(kind, "/plan"))
        desk.settle()
        # Nobody decides between the check of what was shown and the moment it is locked as being sent.
        with desk.exclusive() as now:
            ready = [line for line in desk.lines().values() if line.state is State.APPROVED]
            if now.waiting:
                visit.say("bad", "Идёт другой прогон, решения вступят в силу после него. Тогда и отправьте.")
            elif not ready:
                visit.say("bad", "Утверждённых ответов нет: отправлять нечего.")
            elif visit.text("list") != _digest(ready):
                visit.say("bad", "Пока страница была открыта, утверждения изменились: проверьте числа и повторите.")
            else:
                numbers = tuple(line.item.request_number for line in ready)
                work = work_of(kind, desk, visit, now)
                site.runs.start(kind, desk.place, visit.account.name, work, numbers=numbers)
    except OrganizationBusy as error:
        visit.say("bad", str(error))
    return go(_WHERE.get(kind, "/plan"))


def stop(visit: Visit) -> Response:
    run = visit.site.runs.now
    if visit.site.runs.stop(visit.account.name):
        visit.say("info", "Остановка запрошена: начатый ответ будет доведён до конца, новые не начнутся.")
    else:
        visit.say("info", "Останавливать нечего: прогон этой страницы уже закончился.")
    return go(_WHERE.get(run.kind, "/plan") if run else "/plan")


async def events(request: Request) -> Response:
    """Progress as server-sent events: one document whenever it changes."""
    visit = entered(request)
    if visit is None:
        return PlainTextResponse("", status_code=403)
    runs = visit.site.runs

    async def stream() -> AsyncIterator[str]:
        async for run in runs.changes():
            if run is None:
                yield ": жив\n\n"
                continue
            yield f"data: {json.dumps(run.document(), ensure_ascii=False)}\n\n"
            if not run.alive:
                return
            # Many items a second are one picture for a person.
            await asyncio.sleep(0)

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def work_of(kind: Kind, desk: Desk, visit: Visit, opened: Open | None = None) -> Work:
    """What a run of this kind does, in its own thread. ``opened`` is what a sending rests on."""

    def plan(place: Place, heard: Listener) -> PlanMade:
        prepared = load_prepared(place)
        requests, summary = receive(place, heard)
        try:
            desk.open()
        except PlanError:
            # None, or one that cannot be read or is of other rules: the way out is a new one.
            return make_plan(place, requests, prepared, summary)
        # Who decides on the page meanwhile waits until what was decided is carried over.
        with desk.exclusive():
            return make_plan(place, requests, prepared, summary)

    def apply(place: Place, heard: Listener) -> Applied:
        now = opened or desk.open()
        return apply_plan(place, now.plan, now.approval, heard)

    def cabinet(place: Place, _heard: Listener) -> object:
        return plan_settings(place)

    if kind is Kind.CABINET_APPLY:
        return _change_of_cabinet(visit)
    return {
        Kind.PLAN: plan,
        Kind.APPLY: apply,
        Kind.VERIFY: lambda place, heard: verify_answers(place, on_progress=heard),
        Kind.CABINET: cabinet,
    }[kind]


def _change_of_cabinet(visit: Visit) -> Work:
    """Makes the difference that was shown. Raises ``BadInput`` if by now it is another."""
    read, shown = visit.site.runs.last.get(Kind.CABINET), last_reading(visit)
    if read is None or shown is None or visit.text("list") != digest(shown):
        raise BadInput(
            "Настройки кабинета прочитаны заново, разница теперь другая. Ничего не изменено.",
            hint="Посмотрите её ещё раз: раздел «Настройки кабинета».",
        )

    def change(place: Place, _heard: Listener) -> object:
        # Broken off half-way, it is not what was shown any more.
        read.value = None
        done, read.value = change_settings(place, shown)
        return done

    return change


def counts_of(run: Run) -> list[tuple[str, int]]:
    """How the items of a finished sending ended."""
    summary = run.value.summary if isinstance(run.value, Applied) else None
    return [(RUSSIAN[Ending(ending)], count) for ending, count in summary.counts().items()] if summary else []


def _proposed(visit: Visit, rule: str, decision: Decision) -> list[Line]:
    """What may be approved as a list: not approved, or signed by another as planned and waiting.

    What somebody left to people is not: whoever left it had a doubt. Nor what the first signed with other debtors: a
    list would name whom that person did not.
    """
    lines = _of_rule(visit, rule, decision)
    return [line for line in lines if line.state is State.PROPOSED or (_half(visit, line) and _by_plan(line))]


def _half(visit: Visit, line: Line) -> bool:
    """Signed by another person, and waiting for a second."""
    given = line.given
    return (
        line.state is State.SECOND and given is not None and not same_person(given.first.approver, visit.account.name)
    )


def _by_plan(line: Line) -> bool:
    return line.given is not None and as_planned(line.item, line.given)


def _of_rule(visit: Visit, rule: str, decision: Decision) -> list[Line]:
    lines = visit.site.desk.lines().values()
    return [line for line in lines if (line.item.rule, line.item.decision) == (rule, decision)]


def _digest(lines: Sequence[Line]) -> str:
    return hashlib.sha256("\n".join(f"{line.item.request_number} {line.token}" for line in lines).encode()).hexdigest()


def _rule(visit: Visit) -> tuple[str, Decision]:
    rule, word = str(visit.request.path_params["rule"]), str(visit.request.path_params["decision"])
    if rule not in RULE_TITLES or word not in (Decision.DEBT, Decision.NO_DEBT):
        raise BadInput("Такого списка нет.", hint="Вернитесь к плану.")
    return rule, Decision(word)


def _kind(visit: Visit) -> Kind:
    try:
        return Kind[str(visit.request.path_params["kind"])]
    except KeyError:
        raise BadInput("Такого прогона нет.", hint="") from None
