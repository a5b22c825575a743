"""The stages of a daily run: what each does, what it rests on, and what it answers with (numbers, never texts).

A stage raises what ended it; ``daily.py`` records that and lets the others run.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rpa.debts.approval import Approval, How
from rpa.debts.canonical import digest
from rpa.debts.plan import Plan
from rpa.errors import EvidenceBroken, NotFinished, PlanError
from rpa.operate.answering import apply_plan
from rpa.operate.day import Day, Trouble
from rpa.operate.inputs import prepared_basis
from rpa.operate.inquiries import sync
from rpa.operate.place import Place
from rpa.operate.planning import load_prepared, make_plan, numbers, open_plan, receive
from rpa.operate.purging import clock_doubt, destroy, expired_files
from rpa.operate.readiness import check
from rpa.operate.reporting import write_report
from rpa.operate.stage import Blocked, Result, Stage
from rpa.operate.verifying import verify_lately
from rpa.operate.waiting import settle_waiting


def sync_anew(place: Place) -> Result:
    """Read what is new of «Обращения»; a doubt is among the troubles."""
    synced = sync(place)
    failed = len(synced.summary.failures())
    counts = {"listed": synced.listed, "opened": synced.opened} | ({"failed": failed} if failed else {})
    if synced.stopped:
        # Half of it done is not done: the next start of the day takes it up again.
        counts["left"] = max(1, synced.summary.left)
    if synced.vanished:
        counts["vanished"] = len(synced.vanished)
    doubt, code = synced.doubt, synced.summary.exit_code
    if doubt is None or synced.stopped:
        return Result(code, counts, run=synced.summary.run_id)
    # Nothing failed; somebody has to look.
    told = replace(Trouble.of(doubt), kind="Complaint")
    return Result(code or told.code, counts, (told,), run=synced.summary.run_id)


def plan_anew(place: Place) -> tuple[Plan, Result]:
    """Read and decide; what people approved of an earlier plan is carried over where it still stands."""
    before = _last_plan(place)
    prepared = load_prepared(place)
    received, summary = receive(place)
    # Reading took its time: what was taken back meanwhile must not be carried over.
    place.bring_decisions()
    made = make_plan(place, received, prepared, summary)
    known = before[0].by_number if before else {}
    counts = {
        **numbers(made.plan),
        "new": sum(number not in known for number in made.plan.by_number),
        "approved": len(made.approval.items) - made.carried,
        "carried": made.carried,
        "unread": len(summary.failures()),
    }
    return made.plan, Result(summary.exit_code, counts, run=summary.run_id)


def _plan(place: Place, _day: Day) -> Result:
    return plan_anew(place)[1]


def _apply(place: Place, day: Day) -> Result:
    """Send what is approved. If today's plan failed: only what people approved of the last one."""
    settle_waiting(place)
    try:
        plan, approval = open_plan(place)
    except PlanError:
        if not any(place.folder.plans.glob("*.json")):
            raise Blocked("plan") from None
        raise
    planned = day.outcomes.get("plan")
    if planned is None or not planned.ended:
        approval = by_people(approval)
    applied = apply_plan(place, plan, approval)
    if applied.summary is None:
        return Result(applied.exit_code, {"done": 0, "unapproved": len(applied.unapproved)})
    if applied.summary.error is not None:
        raise applied.summary.error
    counts = {**applied.summary.counts(), "unapproved": len(applied.unapproved)}
    if applied.summary.left:
        counts["left"] = applied.summary.left
    return Result(applied.exit_code, counts, run=applied.summary.run_id)


def _verify(place: Place, _day: Day) -> Result:
    verified = verify_lately(place)
    counts = {finding.value: count for finding, count in verified.counts().items()}
    if verified.summary.error is not None:
        raise verified.summary.error
    if verified.summary.stopped and verified.summary.left:
        counts["left"] = verified.summary.left
    return Result(verified.exit_code, counts, run=verified.summary.run_id)


def _report(place: Place, _day: Day) -> Result:
    """Written even if the journal does not verify, since it says so; but then the day does not end well."""
    written = write_report(place, formats=("html", "xlsx"))
    troubles: tuple[Trouble, ...] = ()
    if not written.sound:
        broken = EvidenceBroken(
            "Журнал не сходится: отчёту этого дня нельзя верить целиком.",
            hint="Не трогайте папку данных; что именно не так, скажет `rpa audit verify`.",
        )
        troubles = (Trouble.of(broken),)
    return Result(
        troubles[0].code if troubles else 0,
        {"requests": written.requests},
        troubles,
        files=tuple(str(path) for path in written.files.values()),
    )


def _purge(place: Place, day: Day) -> Result:
    """Where the settings allow it; else what is past its days is only counted, so that somebody sees it wait.

    While the journal does not verify nothing is destroyed: it may be needed to find out what happened. (An end that was
    cut off the check alone sees, by the last day's checkpoint.) Nor while the clock may have jumped: what it destroyed
    would not come back.
    """
    for name in ("check", "report"):
        looked = day.outcomes.get(name)
        if looked is not None and looked.code == EvidenceBroken.exit_code:
            raise Blocked(name)
    expired = expired_files(place)
    if not place.settings.retention.purge_daily or not expired:
        return Result(0, {"expired": len(expired)})
    if doubt := clock_doubt(place, datetime.fromisoformat(day.started_at)):
        told = NotFinished(
            f"Файлы, срок хранения которых истёк, не уничтожены: их {len(expired)}. {doubt}",
            hint="Проверьте дату на машине; если она верна, выполните `rpa audit purge --yes`.",
        )
        return Result(told.exit_code, {"expired": len(expired)}, (Trouble.of(told),))
    done = destroy(place, expired)
    return Result(int(bool(done.left)), {"deleted": done.deleted, "kept": len(done.left)}, files=(str(done.act),))


def _last_plan(place: Place) -> tuple[Plan, Approval] | None:
    """The newest plan, if it can be read: one of another version has no approvals that could hold."""
    try:
        return open_plan(place)
    except PlanError:
        return None


def by_people(approval: Approval) -> Approval:
    """Without what the policy approved: its plan was made of data that may have changed since."""
    kept = {number: given for number, given in approval.items.items() if given.first.how is not How.AUTOMATIC}
    return replace(approval, items=kept)


def _approval_basis(place: Place) -> str:
    found = _last_plan(place)
    return digest([found[0].sha256, found[1].sha256]) if found else ""


def _retention_basis(place: Place) -> str:
    return digest(place.settings.retention.model_dump(mode="json"))


STAGES = (
    Stage("check", "Проверка", check),
    Stage("sync", "Обращения", lambda place, _day: sync_anew(place)),
    Stage("plan", "План", _plan, basis=prepared_basis),
    Stage("apply", "Отправка утверждённого", _apply, rests_on=("plan",), basis=_approval_basis),
    Stage("verify", "Сверка", _verify, rests_on=("apply",)),
    Stage("report", "Отчёт", _report, rests_on=("plan", "apply", "verify"), in_cabinet=False),
    Stage("purge", "Срок хранения", _purge, in_cabinet=False, basis=_retention_basis),
)
"""In this order. Notices come after them all (``daily.py``): they tell of every stage."""
