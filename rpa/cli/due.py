"""``rpa due``: everything that has a deadline, in one list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import as_day, print_json, print_marked_table, warn
from rpa.errors import DeadlinePassed, NotFinished, WrongUsage

if TYPE_CHECKING:
    from rpa.operate.due import Due

DueOption = Annotated[
    str | None,
    typer.Option("--due", help="Только со сроком в ближайшие дни (и просроченные), например 3d.", show_default=False),
]
STYLES = {"unknown": "bold magenta", "overdue": "bold red", "today": "bold yellow", "soon": "yellow", "later": ""}


def register(app: typer.Typer) -> None:
    app.command("due")(due)


def due(
    due_in: DueOption = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Для расписания: код 69 — есть просроченное; 1 — чей-то срок неизвестен или видно не всё."
        ),
    ] = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Все сроки одним списком: запросы о задолженности и обращения, самые срочные первыми.

    Чего не видно (запросы или обращения давно не читались, план не открывается), сказано отдельно; с --json — в потоке
    ошибок.
    """
    from rpa.operate.due import Urgency, due_list
    from rpa.operate.guard import look

    place = locate(data, organization, secrets="none")
    waiting = due_list(place, within_days=days_of(due_in))
    if as_json:
        print_json([document(one) for one in waiting])
    else:
        show(waiting)
    # A list of what is known says nothing of what nobody has read; to a program neither.
    blind = look(place.folder, place.settings, place.now()).blind
    for sentence in blind:
        warn(sentence)
    urgencies = {one.urgency for one in waiting}
    if check and Urgency.OVERDUE in urgencies:
        raise typer.Exit(DeadlinePassed.exit_code)
    if check and (blind or Urgency.UNKNOWN in urgencies):
        raise typer.Exit(NotFinished.exit_code)


def days_of(text: str | None) -> int | None:
    """Days of ``3d``, ``3д`` or ``3``. Raises ``WrongUsage``."""
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,3})\s*(d|д|дн\.?|дней|дня|день)?", text.strip().lower())
    if found is None:
        raise WrongUsage(f"Срок {text!r} не понят.", hint="Напишите число дней: 3d.")
    return int(found.group(1))


def document(one: Due) -> dict[str, object]:
    return {
        "kind": one.kind.name.lower(),
        "number": one.number,
        "due": one.due,
        "days": one.days,
        "urgency": one.urgency,
        "note": one.note,
    }


def show(waiting: Sequence[Due]) -> None:
    rows = [
        (
            STYLES[one.urgency],
            (one.mark, as_day(one.due), one.kind, one.number, one.note),
        )
        for one in waiting
    ]
    print_marked_table("Сроки", ("Когда", "Срок", "Что", "Номер", "Состояние"), rows, whole=("Срок", "Номер"))
