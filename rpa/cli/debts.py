"""``rpa debts``: plan, approve, apply; what becomes of the answers afterwards is in ``rpa.cli.answers``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rpa.cli import answers
from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import (
    as_day,
    print_error,
    print_json,
    print_line,
    print_table,
    progress_bar,
    require_xlsx,
    warn,
    writing,
)
from rpa.errors import STOPPED, NotFinished

if TYPE_CHECKING:
    from rpa.operate.answering import Applied
    from rpa.operate.planning import PlanMade

PlanOption = Annotated[
    str | None, typer.Option("--plan", help="Какой план; по умолчанию последний.", show_default=False)
]
DECISIONS = {"debt": "задолженность имеется", "no_debt": "задолженности нет", "review": "решает человек"}


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Запросы о задолженности: план, утверждение, отправка.")
    app.add_typer(group, name="debts")
    group.command("plan")(plan)
    group.command("approve")(approve)
    group.command("apply")(apply)
    group.command("verify")(answers.verify)
    group.command("withdraw")(answers.withdraw)
    group.command("correct")(answers.correct)
    group.command("settle")(answers.settle)


def plan(data: DataOption = None, organization: OrganizationOption = None, as_json: JsonOption = False) -> None:
    """Прочитать запросы, сверить с данными и записать план. Ничего не отправляет."""
    from rpa.operate.forecasting import misses
    from rpa.operate.planning import load_prepared, make_plan, receive

    place = locate(data, organization)
    with progress_bar("Загрузка данных", quiet=as_json) as bar:
        prepared = load_prepared(place, bar.update)
    try:
        with progress_bar("Чтение запросов", quiet=as_json) as bar:
            requests, summary = receive(place, lambda done, total, _key: bar.update(done, total))
    except NotFinished as error:
        print_error(error)
        raise typer.Exit(STOPPED) from None
    made = make_plan(place, requests, prepared, summary)
    late = misses(place, made.plan, now=place.now())
    if as_json:
        print_json(_plan_document(made) | {"will_miss": late})
    else:
        _show_plan(made)
        if late:
            warn(f"При нынешней скорости не успеть в срок: {len(late)} ({', '.join(late[:10])}).")
    raise typer.Exit(summary.exit_code)


def approve(
    numbers: Annotated[list[str] | None, typer.Argument(help="Номера запросов.", show_default=False)] = None,
    by: Annotated[str | None, typer.Option("--by", help="Кто утверждает (имя).", show_default=False)] = None,
    decision: Annotated[str, typer.Option(help="as-planned, debt, no_debt или review.")] = "as-planned",
    reason: Annotated[str, typer.Option(help="Почему, если решение не по плану.", show_default=False)] = "",
    sheet_out: Annotated[Path | None, typer.Option("--write-sheet", help="Записать таблицу для бухгалтера.")] = None,
    sheet_in: Annotated[Path | None, typer.Option("--read-sheet", help="Принять заполненную таблицу.")] = None,
    all_proven: Annotated[
        bool, typer.Option("--all-proven", help="Все пункты, решённые правилом, кроме оставленных людьми.")
    ] = False,
    plan_name: PlanOption = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Утвердить ответы: по номерам, таблицей для бухгалтера или все доказанные правилами."""
    from rpa.operate.approving import Wish, carry_out, settled
    from rpa.operate.decided import decided_since
    from rpa.operate.notes import Notes
    from rpa.operate.planning import open_plan, plan_of_hash, save_approval, sheet_was_read
    from rpa.operate.waiting import deciding, settle_waiting

    require_xlsx(sheet_out, "--write-sheet")
    place = locate(data, organization)
    wish = Wish(tuple(numbers or ()), by, decision, reason, sheet_out, sheet_in, all_proven)
    settle_waiting(place)
    # From reading to writing: what somebody decides on the page meanwhile must not be overwritten.
    with deciding(place.folder):
        plan, approval = open_plan(place, plan_name)
        notes = Notes(place.folder.notes)
        left = notes.left_of(plan.by_number)
        with writing(sheet_out, over=True):
            # A plan that somebody names is the plan they mean.
            earlier = partial(plan_of_hash, place) if plan_name is None else lambda _: None
            decided = partial(decided_since, place.folder.journal, now=place.now())
            report = carry_out(
                wish, plan, approval, at=place.moscow_now(), earlier=earlier, decided=decided,
                was_read=partial(sheet_was_read, place), left=left,
            )  # fmt: skip
        if report.approval is not approval:
            save_approval(place, plan, report.approval)
            for number in settled(approval, report.approval):
                notes.settle(number)
            for number in approval.items.keys() - report.approval.items.keys():
                notes.unsettle(number)
    if as_json:
        print_json(report.document())
    else:
        for line in report.lines():
            print_line(line)


def apply(
    plan_name: PlanOption = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Отправить утверждённые ответы, и только их.

    Без утверждения не отправляет ничего; повторный запуск не отправляет второй раз.
    """
    from rpa.operate.answering import apply_plan
    from rpa.operate.planning import open_plan
    from rpa.operate.waiting import settle_waiting

    place = locate(data, organization)
    settle_waiting(place)
    plan, approval = open_plan(place, plan_name)
    with progress_bar("Отправка ответов", quiet=as_json) as bar:
        applied = apply_plan(place, plan, approval, lambda done, total, _key: bar.update(done, total))
    if as_json:
        print_json(_applied_document(applied))
    else:
        _show_applied(applied)
    raise typer.Exit(applied.exit_code)


def _show_plan(made: PlanMade) -> None:
    from rpa.operate.planning import numbers, plan_id

    found = numbers(made.plan)
    print_table(f"План {plan_id(made.plan)}", ("Решение", "Запросов"), [(DECISIONS[key], found[key]) for key in found])
    rows = [(item.request_number, as_day(item.due), DECISIONS[item.decision], item.rule) for item in made.plan.items]
    print_table("Запросы по сроку", ("Номер", "Срок", "Решение", "Правило"), rows)
    by_policy = len(made.approval.items) - made.carried
    carried = f"Перенесено утверждений прежнего плана: {made.carried}. " if made.carried else ""
    print_line(f"Утверждено политикой: {by_policy}. {carried}План: {made.path}")
    for result in made.summary.failures():
        warn(f"Запрос {result.key} не прочитан: {result.detail}")


def _plan_document(made: PlanMade) -> dict[str, object]:
    from rpa.operate.planning import numbers, plan_id

    return {
        "plan": plan_id(made.plan),
        "sha256": made.plan.sha256,
        "path": str(made.path),
        "numbers": numbers(made.plan),
        "approved": sorted(made.approval.items),
        "carried": made.carried,
        "items": [
            {
                "request_number": item.request_number,
                "due": item.due,
                "overdue": item.overdue,
                "decision": item.decision,
                "rule": item.rule,
            }
            for item in made.plan.items
        ],
        "unread": [{"request_number": result.key, "why": result.detail} for result in made.summary.failures()],
    }


def _show_applied(applied: Applied) -> None:
    from rpa.job.results import RUSSIAN, Ending

    if applied.summary is None:
        print_line("Утверждённых ответов нет: ничего не отправлено.")
    else:
        counts = applied.summary.counts()
        rows = [(RUSSIAN[Ending(ending)], count) for ending, count in counts.items()]
        print_table(f"Прогон {applied.summary.run_id}", ("Итог", "Запросов"), rows)
        for result in applied.summary.failures():
            warn(f"{result.key}: {result.detail}")
        if applied.summary.left:
            warn(f"Остановлено ({applied.summary.stopped or 'ошибка'}); не начато: {applied.summary.left}.")
        if applied.summary.error:
            raise applied.summary.error
    if applied.unapproved:
        print_line(f"Ждут решения человека: {len(applied.unapproved)}. Решите их: `rpa ui` или таблицей")
        print_line("(`rpa debts approve --write-sheet план.xlsx`), затем снова `rpa debts apply`.")


def _applied_document(applied: Applied) -> dict[str, object]:
    summary = applied.summary
    return {
        "run": summary.run_id if summary else None,
        "counts": summary.counts() if summary else {},
        "results": [
            {"request_number": result.key, "ending": result.ending, "detail": result.detail}
            for result in (summary.results if summary else [])
        ],
        "left": summary.left if summary else 0,
        "stopped": summary.stopped if summary else "",
        "error": summary.error.what if summary and summary.error else None,
        "unapproved": list(applied.unapproved),
    }
