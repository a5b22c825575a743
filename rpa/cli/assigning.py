"""``rpa inquiries assign``: propose executors, let a person approve by name, assign exactly once."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import err, out, print_json, print_line, print_table, progress_bar, warn
from rpa.cli.prompts import confirmed

if TYPE_CHECKING:
    from rpa.inquiries.assignment import Unassigned
    from rpa.inquiries.assignment_plan import AssignmentPlan
    from rpa.job.results import RunSummary
    from rpa.operate.place import Place

SHOWN = 10
ENDINGS = {
    "done": "назначен",
    "already": "уже назначен",
    "skipped": "оставлено человеку",
    "refused": "кабинет отказал",
    "answered_by_other": "назначен другой",
    "stale": "обращение изменилось",
    "not_sent": "не назначен",
    "unknown": "исход неизвестен",
    "failed": "ошибка",
}


def assign(
    yes: Annotated[bool, typer.Option("--yes", help="Утвердить и назначить без вопроса.")] = False,
    approve: Annotated[
        str | None,
        typer.Option("--approve", metavar="ФИО", help="Кто утверждает; имя записывается в журнал.", show_default=False),
    ] = None,
    plan_id: Annotated[
        str | None, typer.Option("--plan", help="Взять сохранённый план, а не строить новый.", show_default=False)
    ] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Назначить исполнителей новым обращениям по правилам из настроек (inquiries.assign).

    Без --yes и --approve вне терминала только строит план: никто не назначается.
    """
    from rpa.operate.inquiries.assigning import approve_assignments, open_assignments, plan_assignments
    from rpa.operate.inquiries.assigning import assign as carry_out

    place = locate(data, organization)
    left: tuple[Unassigned, ...] = ()
    if plan_id is None:
        made = plan_assignments(place)
        plan, left = made.plan, made.left
    else:
        plan = open_assignments(place, plan_id)
    if not as_json:
        _show(place, plan, left)
    asked = out.is_terminal and err.is_terminal and not as_json
    if plan.items and not (yes or approve) and not (asked and confirmed("Назначить?")):
        if as_json:
            print_json(_document(plan, left, None))
        warn('Никто не назначен. Утвердите план: --approve "Фамилия И. О." или --yes.')
        raise typer.Exit(1)
    if plan.items:
        plan = approve_assignments(place, plan, approve or getpass.getuser())
    with progress_bar("Назначение исполнителей", quiet=as_json) as bar:
        summary = carry_out(place, plan, lambda done, total, _key: bar.update(done, total))
    if as_json:
        print_json(_document(plan, left, summary))
    elif summary is not None:
        _tell(summary, len(plan.items))
    if summary is not None and summary.error is not None:
        raise summary.error
    raise typer.Exit((summary.exit_code if summary else 0) or int(bool(left)))


def _show(place: Place, plan: AssignmentPlan, left: tuple[Unassigned, ...]) -> None:
    from rpa.operate.inquiries import InquiryStore

    if plan.items:
        about = {one.inquiry.number: one.inquiry for one in InquiryStore(place.folder.inquiries).readable()}
        rows = [
            (
                one.request_number,
                f"{found.topic}\n{found.address}" if (found := about.get(one.request_number)) else "",
                f"{one.executor}\n(правило {one.rule})",
                f"{one.planned:%d.%m.%Y}",
            )
            for one in plan.items
        ]
        columns = ("Номер", "Тема, адрес", "Исполнитель", "План. дата")
        print_table(f"Будет назначено (план {plan.plan_id})", columns, rows)
    else:
        print_line("Назначать нечего.")
    reasons: dict[str, list[str]] = {}
    for missing in left:
        reasons.setdefault(missing.why, []).append(missing.inquiry.number)
    for why, numbers in reasons.items():
        more = f" и ещё {len(numbers) - SHOWN}" if len(numbers) > SHOWN else ""
        warn(f"Остались человеку ({len(numbers)}), {why}: {', '.join(numbers[:SHOWN])}{more}")


def _tell(summary: RunSummary, planned: int) -> None:
    for result in summary.failures():
        warn(f"{result.key}: {ENDINGS[result.ending]}. {result.detail}")
    if planned:
        print_line(f"Назначено: {sum(result.good for result in summary.results)} из {planned}.")
    else:
        print_line(f"Прочитано, чем кончились прерванные назначения: {len(summary.results)}.")


def _document(plan: AssignmentPlan, left: tuple[Unassigned, ...], summary: RunSummary | None) -> dict[str, Any]:
    """Employees by their portal ids: a log of this output names nobody."""
    return {
        "plan": plan.plan_id if plan.items else None,
        "plan_sha256": plan.sha256,
        "proposed": [
            {"number": one.request_number, "executor_id": one.executor_id, "planned": one.planned, "rule": one.rule}
            for one in plan.items
        ],
        "left": [{"number": one.inquiry.number, "why": one.why} for one in left],
        "run": summary.run_id if summary else None,
        "results": [
            {"number": result.key, "ending": result.ending, "detail": result.detail}
            for result in (summary.results if summary else ())
        ],
    }
