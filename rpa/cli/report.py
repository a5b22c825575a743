"""``rpa report``: the journal made readable."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption
from rpa.cli.output import print_json, print_line, progress_bar, warn
from rpa.errors import EvidenceBroken

_SUFFIXES = (".html", ".pdf", ".xlsx")


def register(app: typer.Typer) -> None:
    app.command("report")(report)


def report(
    run: Annotated[
        str | None, typer.Option("--run", metavar="ID|last", help="Один прогон; last — последний.", show_default=False)
    ] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="ГГГГ-ММ", help="Итоги за месяц.", show_default=False)
    ] = None,
    request: Annotated[
        str | None, typer.Option("--request", metavar="НОМЕР", help="История одного запроса.", show_default=False)
    ] = None,
    formats: Annotated[str, typer.Option("--format", metavar="ВИДЫ", help="html, pdf, xlsx через запятую.")] = "html",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="ПАПКА", help="В какую папку положить.", show_default=False)
    ] = None,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Составить отчёт по журналу: последний план со всеми прогонами, один прогон, месяц или один запрос.

    Открывается без сети, одним файлом. Если журнал не сходится, отчёт говорит об этом, и код выхода 74.
    """
    from datetime import UTC, datetime

    from rpa.cabinet.browser import BrowserOptions
    from rpa.cabinet.printing import print_pdf
    from rpa.operate.reporting import reporter
    from rpa.settings import DataRoot, load_settings

    if sum(chosen is not None for chosen in (run, month, request)) > 1:
        raise typer.BadParameter("Выберите что-то одно: --run, --month или --request.")
    if out is not None and (out.is_file() or out.suffix.lower() in _SUFFIXES):
        raise typer.BadParameter(
            f"{out.name}: здесь нужна папка, имена файлам даёт программа. Вид отчёта выбирает --format.",
            param_hint="--out",
        )
    folder = DataRoot.of(data).organization(organization)
    settings = load_settings(folder.settings)
    options = BrowserOptions(executable=settings.browser.executable)
    writer = reporter(
        folder,
        settings,
        datetime.now(UTC),
        formats=[part.strip().lower() for part in formats.split(",") if part.strip()],
        out=out,
        printer=lambda path: print_pdf(path, options),
    )
    with progress_bar("Отчёт", quiet=as_json):
        if request is not None:
            draft = writer.request(request)
        elif month is not None:
            draft = writer.month(month)
        else:
            draft = writer.plan() if run is None else writer.run(run)
        written = writer.write(draft)
    if as_json:
        print_json(
            {
                "files": written.files,
                "requests": written.requests,
                "checkpoint": written.checkpoint,
                "sound": written.sound,
            }
        )
    else:
        for path in written.files.values():
            print_line(f"Отчёт: {path}")
        print_line(f"Контрольная точка журнала: {written.checkpoint}")
    if not written.sound:
        warn("Журнал не сходится: подробности — `rpa audit verify`.")
        raise typer.Exit(EvidenceBroken.exit_code)
