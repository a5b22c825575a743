"""``rpa cabinet``: notification settings and access rights as wanted state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import err, out, print_json, print_line, warn
from rpa.cli.prompts import confirmed
from rpa.errors import Temporary

if TYPE_CHECKING:
    from rpa.inquiries.notification import NotificationVerdict
    from rpa.job.results import RunSummary
    from rpa.operate.cabinet_settings import SettingsPlan
    from rpa.operate.delivery import Probed

PruneOption = Annotated[bool, typer.Option("--prune", help="Также снимать права, которых нет в настройках.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Настройки кабинета: сообщения об обращениях и права сотрудников.")
    app.add_typer(group, name="cabinet")
    group.command("plan")(plan)
    group.command("apply")(apply)
    group.command("check")(check)


def plan(
    prune: PruneOption = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Показать, чем кабинет отличается от настроек организации. Ничего не меняет."""
    from rpa.operate.cabinet_settings import plan_settings

    planned = plan_settings(locate(data, organization), prune=prune)
    _show(planned, as_json=as_json)


def apply(
    yes: Annotated[bool, typer.Option("--yes", help="Не спрашивать.")] = False,
    prune: PruneOption = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Привести кабинет к настройкам: меняется только разница, потом всё читается заново."""
    from rpa.operate.browser_thread import in_one_browser
    from rpa.operate.cabinet_settings import change_settings, plan_settings

    with in_one_browser(locate(data, organization)) as place:
        planned = plan_settings(place, prune=prune)
        if not as_json:
            _show(planned, as_json=False)
        asked = out.is_terminal and err.is_terminal and not as_json
        if planned.difference and not yes and not (asked and confirmed("Изменить?")):
            if as_json:
                print_json(_document(planned) | _changed(None))
            warn("Ничего не изменено. Для работы без вопроса добавьте --yes.")
            raise typer.Exit(1)
        summary, _now = change_settings(place, planned, prune=prune)
    failures = summary.failures() if summary else ()
    if as_json:
        print_json(_document(planned) | _changed(summary))
    else:
        for result in failures:
            warn(result.detail)
        if summary and summary.left:
            warn(f"Остановлено, осталось изменений: {summary.left}. Повторный запуск продолжит.")
        whole = not failures and not (summary and summary.left)
        print_line(("Изменено и прочитано заново." if whole else "Изменено не всё.") if summary else "Менять нечего.")
    raise typer.Exit(summary.exit_code if summary else 0)


def check(
    probe: Annotated[
        bool, typer.Option("--probe", help="Ещё и найти пришедшее письмо в почтовом ящике (notices.probe).")
    ] = False,
    wait: Annotated[
        float, typer.Option("--wait", min=0, help="Сколько минут ждать письма, если его ещё нет (с --probe).")
    ] = 0,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Объяснить, придёт ли письмо о новом обращении, и если нет — почему.

    Код 0: придёт (с --probe: и пришло); 1: не придёт; 75: проверить доставку пока нечем.
    """
    from rpa.operate.cabinet_settings import check_notifications
    from rpa.operate.delivery import Proof, probe_delivery

    place = locate(data, organization)
    verdict = check_notifications(place)
    if not as_json:
        _explain(verdict)
    # Where no message can leave, waiting for one proves nothing.
    probed = probe_delivery(place, wait_seconds=wait * 60) if probe and verdict.arrives else None
    if as_json:
        print_json(_verdict(verdict) | ({"probe": _probed(probed)} if probe else {}))
    elif probe and not verdict.arrives:
        print_line("✗ Ящик не проверялся: письму сейчас неоткуда прийти.")
    elif probed is not None:
        print_line(f"{'✓' if probed.proof is Proof.ARRIVES else '✗'} {probed.sentence}")
    codes = {None: 0, Proof.ARRIVES: 0, Proof.SILENT: 1, Proof.UNKNOWN: Temporary.exit_code}
    raise typer.Exit(codes[probed.proof if probed else None] if verdict.arrives else 1)


def _explain(verdict: NotificationVerdict) -> None:
    for finding in verdict.findings:
        print_line(f"{'✓' if finding.fine else '✗'} {finding.sentence}")
        if not finding.fine and finding.cure:
            print_line(f"    что делать: {finding.cure}")


def _probed(probed: Probed | None) -> dict[str, Any] | None:
    if probed is None:
        return None
    return {
        "proof": probed.proof,
        "notices": probed.notices,
        "expected": probed.expected,
        "newest": probed.newest,
        "inquiry_number": probed.named,
        "sentence": probed.sentence,
    }


def _show(planned: SettingsPlan, *, as_json: bool) -> None:
    if as_json:
        print_json(_document(planned))
        return
    found = planned.difference
    if not found:
        print_line("Кабинет соответствует настройкам.")
    if found.box is not None:
        for sign, value in (("-", not found.box), ("+", found.box)):
            print_line(f"{sign} Почтовые сообщения об обращениях: {'включены' if value else 'выключены'}")
    for change in found.rights:
        employee = change.employee
        print_line(f"  {employee.name} ({employee.position or 'должность не указана'})")
        for right in change.grant:
            print_line(f"    + {right}")
        for right in change.revoke:
            print_line(f"    - {right}")
    for sentence in found.kept:
        warn(sentence)


def _document(planned: SettingsPlan) -> dict[str, Any]:
    found = planned.difference
    return {
        "email_notifications": {"now": planned.state.email_notifications, "wanted": found.box},
        "rights": [
            {"employee_id": change.employee.portal_id, "grant": change.grant, "revoke": change.revoke}
            for change in found.rights
        ],
        "kept": found.kept,
    }


def _changed(summary: RunSummary | None) -> dict[str, Any]:
    failures = summary.failures() if summary else ()
    return {
        "run": summary.run_id if summary else None,
        "changed": bool(summary),
        "failed": [{"key": result.key, "what": result.detail} for result in failures],
        "left": summary.left if summary else 0,
    }


def _verdict(verdict: NotificationVerdict) -> dict[str, Any]:
    findings = [{"fine": found.fine, "sentence": found.sentence, "cure": found.cure} for found in verdict.findings]
    return {"arrives": verdict.arrives, "findings": findings}
