"""``rpa inquiries``: the tab «Обращения»: read it, show it, export it. Giving out is in ``rpa.cli.assigning``."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rpa.cli import assigning
from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.due import STYLES, DueOption, days_of
from rpa.cli.output import print_json, print_line, print_marked_table, progress_bar, warn, writing
from rpa.errors import BadInput

if TYPE_CHECKING:
    from rpa.cabinet.pages.inquiries import InquiryFilter
    from rpa.operate.due import Due
    from rpa.operate.inquiries import StoredInquiry
    from rpa.operate.place import Place


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


class Status(StrEnum):
    """The cabinet's own words for states, as a person may type them."""

    SENT = "получено"
    IN_WORK = "в-работе"
    EXECUTED = "исполнено"
    WITHDRAWN = "отозвано"


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Вкладка «Обращения»: прочитать, показать, выгрузить, назначить.")
    app.add_typer(group, name="inquiries")
    group.command("sync")(sync)
    group.command("list")(listed)
    group.command("export")(export)
    group.command("assign")(assigning.assign)


def sync(
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d", "%d.%m.%Y"], help="Созданные с этого дня.", show_default=False),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d", "%d.%m.%Y"], help="Созданные по этот день.", show_default=False),
    ] = None,
    status: Annotated[
        list[Status] | None, typer.Option("--status", help="Только в этом состоянии; можно несколько раз.")
    ] = None,
    number: Annotated[str | None, typer.Option("--number", help="Только это обращение.", show_default=False)] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Прочитать вкладку: весь список, затем только новые и изменившиеся карточки."""
    from rpa.operate.inquiries import sync as read

    place = locate(data, organization)
    wanted = _filter(since, until, status or [], number)
    with progress_bar("Чтение обращений", quiet=as_json) as bar:
        synced = read(place, lambda done, total, _key: bar.update(done, total), wanted=wanted)
    failures = synced.summary.failures()
    if as_json:
        failed = [{"number": result.key, "what": result.detail} for result in failures]
        found = {
            "listed": synced.listed,
            "opened": synced.opened,
            "settled": synced.settled,
            "vanished": synced.vanished,
            "shrunk": synced.shrunk,
        }
        print_json(found | {"failed": failed, "run": synced.summary.run_id})
    else:
        print_line(f"В списке: {synced.listed}. Прочитано карточек: {synced.opened}.")
        for result in failures:
            warn(f"{result.key}: {result.detail}")
        if synced.stopped:
            warn(f"Остановлено ({synced.summary.stopped}): прочитанное сохранено, повторный запуск продолжит.")
        elif (doubt := synced.doubt) is not None:
            warn(f"{doubt.what} {doubt.hint}")
    raise typer.Exit(synced.exit_code)


def listed(
    due_in: DueOption = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Показать прочитанные обращения; с --due только ждущие ответа, срочные первыми."""
    from rpa.operate.due import Kind, due_list
    from rpa.operate.inquiries import InquiryStore

    place = locate(data, organization)
    stored = {one.inquiry.number: one for one in InquiryStore(place.folder.inquiries)}
    days = days_of(due_in)
    urgent = [(one, stored[one.number]) for one in due_list(place, within_days=days) if one.number in stored]
    waiting = {one.number for one, _ in urgent}
    closed = [] if days is not None else [one for number, one in stored.items() if number not in waiting]
    if as_json:
        print_json([_document(one, due) for due, one in urgent] + [_document(one, None) for one in closed])
        return
    rows = [_row(one, due) for due, one in urgent] + [_row(one, None) for one in closed]
    # Four columns, or at 80 characters no date stays whole.
    print_marked_table("Обращения", ("Номер", "Срок", "Состояние, исполнитель", "Тема"), rows, whole=("Номер",))
    about = [one.number for one, _ in urgent if one.kind is Kind.DEBT_REQUEST_BY_LETTER]
    if about:
        print_line(f"О задолженности, срок пять рабочих дней: {len(about)}.")


def export(
    format_: Annotated[
        Format | None,
        typer.Option("--format", help="Вид файла; по умолчанию — по окончанию имени, иначе xlsx.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Куда записать; по умолчанию в папку отчётов организации.", show_default=False),
    ] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
) -> None:
    """Выгрузить прочитанные обращения. В файле персональные данные: храните его так же, как данные робота."""
    from rpa.operate.inquiries import InquiryStore
    from rpa.operate.inquiries.export import FORMATS
    from rpa.private_files import store_private

    place = locate(data, organization)
    stored = list(InquiryStore(place.folder.inquiries))
    chosen = _format_of(format_, out)
    path = out or _default_path(place, chosen)
    with writing(path):
        store_private(path, FORMATS[chosen](stored))
    print_line(f"Обращений: {len(stored)}. Файл: {path}")


def _format_of(asked: Format | None, out: Path | None) -> Format:
    """Raises ``BadInput`` where the name says another format than the option."""
    named = next((one for one in Format if out and out.suffix.lower() == f".{one}"), None)
    if asked and named and asked is not named:
        raise BadInput(f"{out}: имя говорит одно, а --format другое.", hint="Уберите --format или измените имя.")
    return asked or named or Format.XLSX


def _default_path(place: Place, format_: Format) -> Path:
    return place.folder.reports / f"inquiries-{place.moscow_now():%Y%m%d-%H%M%S}.{format_}"


def _filter(
    since: datetime | None, until: datetime | None, statuses: list[Status], number: str | None
) -> InquiryFilter | None:
    """``None`` if nothing was asked for: then the settings say how far back."""
    from rpa.cabinet.pages.inquiries import InquiryFilter
    from rpa.model import InquiryStatus

    if since and until and since > until:
        raise BadInput("Начало периода позже его конца.", hint="Поменяйте местами --since и --until.")
    if not (since or until or statuses or number):
        return None
    return InquiryFilter(number, _day(since), _day(until), frozenset(InquiryStatus[status.name] for status in statuses))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _row(stored: StoredInquiry, due: Due | None) -> tuple[str, tuple[object, ...]]:
    from rpa.inquiries.recognise import asks_about_debt
    from rpa.inquiries.words import STATUS_WORDS

    one = stored.inquiry
    last = due.due if due else one.execution_end_date
    day = f"{last:%d.%m.%Y}" if last else "неизвестен"
    doing = one.executor or ("не назначен" if due else "")
    return STYLES[due.urgency] if due else "dim", (
        one.number,
        f"{day}\n{due.mark}" if due else day,
        f"{STATUS_WORDS[one.status]}{', нет в списке' if stored.gone else ''}\n{doing}".rstrip(),
        f"{one.topic}\n! о задолженности" if asks_about_debt(one) else one.topic,
    )


def _document(stored: StoredInquiry, due: Due | None) -> dict[str, Any]:
    """For machines: no applicant and no text; whoever needs those exports them on purpose."""
    from rpa.inquiries.recognise import asks_about_debt

    one = stored.inquiry
    return {
        "number": one.number,
        "status": one.status,
        "gone": stored.gone,
        "created": one.created,
        "topic": one.topic,
        "executor_assigned": bool(one.executor),
        "execution_end_date": one.execution_end_date,
        "date_of_appointment": one.date_of_appointment,
        "due": due.due if due else None,
        "days": due.days if due else None,
        "urgency": due.urgency if due else None,
        "asks_about_debt": asks_about_debt(one),
        "attachments": len(stored.files),
    }
