"""``rpa deadline`` and ``rpa calendar``: when an answer is due, and by which calendar."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rpa.cli import output
from rpa.cli.context import DataOption

if TYPE_CHECKING:
    from rpa.debts.calendar import CalendarYear, WorkCalendar

_JSON = Annotated[bool, typer.Option("--json", help="Один документ JSON вместо таблицы.")]


def register(app: typer.Typer) -> None:
    @app.command("deadline")
    def deadline(
        dates: Annotated[
            list[str], typer.Argument(metavar="ДАТА", help="Дата поступления: 24.11.2026 или 2026-11-24.")
        ],
        data: DataOption = None,
        json: _JSON = False,
    ) -> None:
        """Крайний срок ответа: пятый рабочий день после дня поступления."""
        from rpa.debts.deadline import due, due_if_receipt_day_counts

        known = _load(data)
        answers = [
            {
                "received": day,
                "due": due(day, known),
                "due_if_receipt_day_counts": due_if_receipt_day_counts(day, known),
            }
            for day in map(_read_date, dates)
        ]
        if json:
            output.print_json(answers)
            return
        output.print_table(
            "Крайний срок ответа (до конца дня по Москве)",
            ("Поступил", "Ответить до", "Если день поступления — первый"),
            [tuple(f"{day:%d.%m.%Y}, {_WEEKDAYS[day.weekday()]}" for day in answer.values()) for answer in answers],
        )

    group = typer.Typer(help="Производственный календарь, по которому считаются сроки.", no_args_is_help=True)
    app.add_typer(group, name="calendar")

    @group.command("show")
    def show(
        year: Annotated[int | None, typer.Argument(metavar="ГОД", help="Только этот год.", show_default=False)] = None,
        data: DataOption = None,
        json: _JSON = False,
    ) -> None:
        """Показать годы календаря: переносы, рабочие дни, источник."""
        from rpa.debts.calendar import CalendarError

        years = dict(_load(data).years)
        if year is not None:
            if year not in years:
                raise CalendarError(f"В производственном календаре нет {year} года.")
            years = {year: years[year]}
        if json:
            output.print_json({str(number): entry.as_json() for number, entry in sorted(years.items())})
            return
        output.print_table(
            "Производственный календарь, пятидневная неделя",
            ("Год", "Рабочих дней", "Нерабочие будни", "Рабочие субботы", "Источник"),
            [_row(entry) for _, entry in sorted(years.items())],
        )

    @group.command("add")
    def add(
        file: Annotated[
            Path, typer.Argument(metavar="ФАЙЛ", help="JSON (как у calendar show --json) или XML xmlcalendar.")
        ],
        total: Annotated[
            int | None,
            typer.Option("--total", help="Рабочих дней в году по постановлению (для XML).", min=200, max=270),
        ] = None,
        data: DataOption = None,
    ) -> None:
        """Добавить или заменить год; файл, который сам себе противоречит, не принимается."""
        from rpa.debts.calendar import add_years, read_calendar_file
        from rpa.settings import DataRoot

        years = read_calendar_file(file, total=total)
        place = DataRoot.of(data).calendar
        add_years(place, years)
        for number, entry in sorted(years.items()):
            output.print_line(f"Добавлен {number} год: рабочих дней {entry.total}.")
        output.print_line(f"Файл: {place}")


_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def _load(data: Path | None) -> WorkCalendar:
    from rpa.debts.calendar import WorkCalendar
    from rpa.settings import DataRoot

    # Where the runs of that data folder look, and nowhere else: a year beside it would count for none of them.
    return WorkCalendar.load(DataRoot.of(data).calendar)


def _read_date(text: str) -> date:
    try:
        if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"такого дня нет в календаре: {text}") from None
    raise typer.BadParameter(f"дата пишется 24.11.2026 или 2026-11-24, а не {text}")


def _row(entry: CalendarYear) -> tuple[str, ...]:
    off = " ".join(f"{day:%d.%m}" for day in sorted(entry.off))
    work = " ".join(f"{day:%d.%m}" for day in sorted(entry.work))
    return str(entry.year), str(entry.total), off, work or "нет", entry.source
