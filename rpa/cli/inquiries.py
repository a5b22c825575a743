"""``rpa inquiries`` and ``rpa due``: the tab «Обращения» and everything that has a deadline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import err, print_json, print_line, print_table, progress_bar, warn
from rpa.errors import BadInput

DueOption = Annotated[str | None, typer.Option("--due", help="Только со сроком в ближайшие дни, например 3d.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Вкладка «Обращения»: прочитать, показать, выгрузить, назначить.")
    app.add_typer(group, name="inquiries")
    group.command("sync")(sync)
    group.command("list")(listed)
    group.command("export")(export)
    group.command("assign")(assign)
    app.command("due")(due)


def sync(data: DataOption = None, organization: OrganizationOption = None, as_json: JsonOption = False) -> None:
    """Прочитать вкладку: весь список, затем только новые и изменившиеся карточки."""
    from rpa.operate.inquiries import sync as read

    place = locate(data, organization)
    with progress_bar("Чтение обращений", quiet=as_json) as bar:
        synced = read(place, lambda done, total, _key: bar.update(done, total))
    if as_json:
        print_json({"listed": synced.listed, "opened": synced.opened, "run": synced.summary.run_id})
    else:
        print_line(f"В списке: {synced.listed}. Открыто карточек: {synced.opened}.")
        for result in synced.summary.failures():
            warn(f"{result.key}: {result.detail}")
    raise typer.Exit(synced.summary.exit_code)


def listed(
    due_in: DueOption = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Показать прочитанные обращения, срочные первыми."""
    _show_due(data, organization, due_in, as_json, kinds=("обращение",))


def due(
    due_in: DueOption = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Все сроки одним списком: запросы о задолженности и обращения, самые срочные первыми."""
    _show_due(data, organization, due_in, as_json)


def export(
    out: Annotated[Path, typer.Argument(help="Файл .xlsx, .csv или .json.")],
    data: DataOption = None,
    organization: OrganizationOption = None,
) -> None:
    """Выгрузить прочитанные обращения. В файле персональные данные: храните его так же, как данные робота."""
    from rpa.operate.inquiries import InquiryStore
    from rpa.operate.inquiries.export import FORMATS
    from rpa.settings.sealed import write_private

    place = locate(data, organization)
    write = FORMATS.get(out.suffix.lower().lstrip("."))
    if write is None:
        raise BadInput(f"Формат {out.suffix!r} не подходит.", hint="Назовите файл .xlsx, .csv или .json.")
    stored = list(InquiryStore(place.folder.inquiries))
    write_private(out, write(stored))
    print_line(f"Обращений: {len(stored)}. Файл: {out}")


def assign(
    yes: Annotated[bool, typer.Option("--yes", help="Назначить без вопроса.")] = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Назначить исполнителей новым обращениям по правилам из настроек (раздел inquiries.assign)."""
    from rpa.operate.inquiries.assigning import assign as carry_out
    from rpa.operate.inquiries.assigning import plan_assignments

    place = locate(data, organization)
    proposed, left = plan_assignments(place)
    if not as_json:
        rows = [(one.inquiry.number, one.inquiry.topic, one.executor.name, one.rule) for one in proposed]
        print_table("Будет назначено", ("Номер", "Тема", "Исполнитель", "Правило"), rows)
        for missing in left:
            warn(f"{missing.inquiry.number}: {missing.why}")
    if proposed and not yes and not (err.is_terminal and typer.confirm("Назначить?")):
        warn("Никто не назначен. Для работы без вопроса добавьте --yes.")
        raise typer.Exit(1)
    summary = carry_out(place, proposed)
    if as_json:
        results = [
            {"number": r.key, "ending": r.ending, "detail": r.detail} for r in (summary.results if summary else [])
        ]
        print_json({"results": results, "left": [{"number": u.inquiry.number, "why": u.why} for u in left]})
    elif summary:
        print_line(f"Назначено: {sum(result.good for result in summary.results)} из {len(proposed)}.")
    raise typer.Exit((summary.exit_code if summary else 0) or (1 if left else 0))


def _show_due(
    data: Path | None, organization: str | None, within: str | None, as_json: bool, kinds: tuple[str, ...] = ()
) -> None:
    from rpa.operate.due import due_list

    days = None
    if within is not None:
        found = re.fullmatch(r"(\d{1,3})\s*[dд]?", within.strip())
        if found is None:
            raise BadInput(f"Срок {within!r} не понят.", hint="Напишите число дней: 3d.")
        days = int(found.group(1))
    waiting = [one for one in due_list(locate(data, organization), within_days=days) if not kinds or one.kind in kinds]
    if as_json:
        print_json(
            [{"kind": o.kind, "number": o.number, "due": o.due, "days": o.days, "note": o.note} for o in waiting]
        )
        return
    rows = [(o.mark, f"{o.due:%d.%m.%Y}" if o.due else "—", o.kind, o.number, o.note) for o in waiting]
    print_table("Сроки", ("Когда", "Срок", "Что", "Номер", "Состояние"), rows)
