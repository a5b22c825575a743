"""``rpa report``: the journal made readable."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import print_json, print_line


def register(app: typer.Typer) -> None:
    @app.command("report")
    def report(
        run: Annotated[str | None, typer.Option("--run", help="Один прогон; по умолчанию последний план.")] = None,
        formats: Annotated[str, typer.Option("--format", help="html, pdf, xlsx через запятую.")] = "html",
        out: Annotated[Path | None, typer.Option("--out", help="Куда положить.", show_default=False)] = None,
        data: DataOption = None,
        organization: OrganizationOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Составить отчёт по журналу: запросы, решения, сроки, итоги, снимки. Открывается без сети."""
        from rpa.cabinet.browser import BrowserOptions
        from rpa.cabinet.printing import print_pdf
        from rpa.operate.reporting import write_report

        place = locate(data, organization)
        options = BrowserOptions(executable=place.settings.browser.executable)
        written = write_report(
            place,
            run=run,
            formats=[part.strip() for part in formats.split(",") if part.strip()],
            out=out,
            printer=lambda path: print_pdf(path, options),
        )
        facts = written.facts
        if as_json:
            print_json(
                {"files": written.files, "requests": len(facts.requests), "checkpoint": f"{facts.head}:{facts.count}"}
            )
            return
        for path in written.files.values():
            print_line(f"Отчёт: {path}")
        print_line(f"Контрольная точка журнала: {facts.head}:{facts.count}")
