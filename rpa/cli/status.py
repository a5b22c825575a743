"""``rpa status``: every organization of this machine in one line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption
from rpa.cli.output import as_day, print_json, print_line, print_table, warn

if TYPE_CHECKING:
    from rpa.operate.standing import Standing


def register(app: typer.Typer) -> None:
    app.command("status")(status)


def status(data: DataOption = None, organization: OrganizationOption = None, as_json: JsonOption = False) -> None:
    """Последний прогон, что ждёт ответа, ждёт ли вход человека, когда следующий прогон. Без браузера и секретов."""
    from rpa.operate.standing import everybodys_standing, standing
    from rpa.settings import DataRoot

    root, now = DataRoot.of(data), datetime.now(UTC)
    found = [standing(root.organization(organization), now)] if organization else everybodys_standing(root, now)
    if as_json:
        print_json([_document(one) for one in found])
        return
    if not found:
        print_line("Организаций ещё нет: `rpa setup`.")
        return
    columns = ("Организация", "Последний прогон", "Код", "Ждут ответа", "Ближайший срок", "Следующий прогон")
    print_table("Состояние", columns, [_row(one) for one in found])
    for one in found:
        for sentence in _warnings(one):
            warn(f"{one.slug}: {sentence}")


def _row(one: Standing) -> tuple[object, ...]:
    last, guarded = one.last, one.guarded
    nearest = guarded.nearest if guarded else None
    never = "?" if one.problem else "не было"
    when = "идёт сейчас" if one.running else f"{last.day:%d.%m.%Y}" if last else never
    return (
        one.slug,
        when,
        last.exit_code if last else "",
        len(guarded.waiting) if guarded else "?",
        as_day(nearest),
        f"{one.next_at:%d.%m.%Y %H:%M}" if one.next_at else "" if one.problem else "не назначен",
    )


def _warnings(one: Standing) -> list[str]:
    found = [one.problem] if one.problem else []
    if one.parked:
        found.append(f"вход ждёт человека. {one.parked} Выполните `rpa sign-in -o {one.slug}`.")
    if one.uncertain:
        commands = " и ".join(f"`{command} -o {one.slug}`" for command in one.read_by)
        found.append(f"исход действия неизвестен: {one.uncertain}. Выполните {commands}.")
    if one.guarded and one.guarded.overdue:
        found.append(f"срок прошёл: {len(one.guarded.overdue)}.")
    if one.guarded and one.guarded.inquiries:
        late = sum(inquiry.overdue for inquiry in one.guarded.inquiries)
        near = len(one.guarded.inquiries) - late
        found.append(f"обращения: срок близко — {near}, прошёл — {late}. Какие: `rpa due -o {one.slug}`.")
    if one.guarded:
        found += one.guarded.blind
    if one.missed:
        what = "ежедневный прогон пропущен" if one.last else "ежедневного прогона ещё не было"
        found.append(f"{what}: `rpa schedule status`.")
    return found


def _document(one: Standing) -> dict[str, Any]:
    last, guarded = one.last, one.guarded
    return {
        "organization": one.slug,
        "problem": one.problem or None,
        "running": one.running,
        "last_run": (last.finished_at or last.started_at) if last else None,
        "exit_code": last.exit_code if last else None,
        "waiting": len(guarded.waiting) if guarded else None,
        "undecided": sum(not item.approved for item in guarded.waiting) if guarded else None,
        "nearest_deadline": guarded.nearest if guarded else None,
        "overdue": len(guarded.overdue) if guarded else None,
        "inquiries_due": len(guarded.inquiries) if guarded else None,
        "blind": guarded.blind if guarded else (),
        "uncertain": one.uncertain,
        "parked": one.parked or None,
        "missed": one.missed,
        "next_run": one.next_at,
    }
